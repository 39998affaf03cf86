"""Models of other languages than Russian: each entry asks the model what it reads, and cuts sentences accordingly."""

from __future__ import annotations

from pathlib import Path

import pytest
from commands import tolmach
from marian_checkpoints import write_checkpoint

import tolmach as library
from aligner.core.serial import bitext_from_json
from aligner.language import detect_language, language_to_translate
from aligner.pipeline import load_document

UKRAINIAN = "Київ — столиця України. Їжак живе в лісі, і його ніхто не бачив.\n"
GERMAN = "Wir trafen Prof. Dr. Weiß am 3. Oktober in Köln. Er war schon um 8 Uhr da.\n"
RUSSIAN = "Кошка сидит на окне и смотрит на птиц. Вчера весь день шёл дождь.\n"
ENGLISH = "The Security Council met on Tuesday to discuss the situation. It was late.\n"
BULGARIAN = "Къде се е скрил той и защо не е вкъщи? Това беше преди година.\n"


@pytest.fixture(scope="module")
def east(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model in the layout of opus-mt-tc-big-zle-en."""
    return write_checkpoint(tmp_path_factory.mktemp("m") / "opus-mt-tc-big-zle-en", languages=("zle", "en"))


@pytest.fixture(scope="module")
def german(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model in the layout of opus-mt-de-en, which only its name tells."""
    folder = write_checkpoint(tmp_path_factory.mktemp("m") / "opus-mt-de-en")
    (folder / "tokenizer_config.json").write_text("{}")
    return folder


@pytest.mark.parametrize(
    ("text", "reads", "language"),
    [
        (UKRAINIAN, ("ru", "uk", "be"), "uk"),
        ("Слава", ("ru", "uk", "be"), "ru"),
        ("Слава", ("uk",), "uk"),
        ("Дякую за допомогу", ("uk",), "uk"),
        (RUSSIAN, ("uk",), "ru"),
        ("Guten Tag", ("de",), "de"),
        (ENGLISH, ("de",), "en"),
        ("Buenos días", ("fr", "es", "it"), "es"),
        ("Ndiyo, ninakuja kesho asubuhi", ("sw",), "sw"),
        (RUSSIAN, ("sw",), "ru"),
        ("سلام دنیا", ("fa",), "fa"),
        ("ሰላም ለዓለም", ("am",), "am"),
        ("Здравейте, свят", ("bg",), "bg"),
        ("1, 2, 3", ("sw",), "und"),
    ],
)
def test_what_the_model_reads_has_the_head_start(text: str, reads: tuple[str, ...], language: str) -> None:
    assert detect_language(text, reads) == language
    assert language_to_translate(text, reads) == (language if language in reads else reads[0])


def test_a_document_is_cut_by_the_rules_of_its_language(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Guten Tag, Prof. Weiß!", encoding="utf-8")
    assert load_document(path).language == "en"
    document = load_document(path, expected=("de",))
    assert (document.language, [s.text for s in document.sentences]) == ("de", ["Guten Tag, Prof. Weiß!"])
    assert load_document(path, expected=("de",), language="fr").language == "fr"


def test_the_command_line_takes_what_the_model_reads(east: Path, german: Path, tmp_path: Path) -> None:
    for model, name, text, tag in (
        (east, "uk", UKRAINIAN, "uk"),
        (east, "ru", RUSSIAN, "ru"),
        (german, "d", GERMAN, "de"),
    ):
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
        done = tolmach(
            "translate", str(tmp_path / f"{name}.txt"), "--model", str(model), "--beam", "1", "--to", "json",
            "-o", str(tmp_path / "out"),
        )  # fmt: skip
        assert (done.code, "warning" in done.err) == (0, False), name
        bitext = bitext_from_json((tmp_path / "out" / f"{name}.{tag}-en.json").read_text(encoding="utf-8"))
        assert (bitext.source.language, len(bitext.source.sentences)) == (tag, 2)


@pytest.mark.parametrize(("model", "text", "found"), [("east", BULGARIAN, "bg"), ("german", RUSSIAN, "ru")])
def test_what_it_does_not_read_is_refused(
    model: str, text: str, found: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    folder: Path = request.getfixturevalue(model)
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    done = tolmach("translate", str(tmp_path / "a.txt"), "--model", str(folder), "--beam", "1")
    reads = {"east": "ru, uk, be", "german": "de"}[model]
    assert done.code == 1
    assert f"looks like '{found}', not '{reads}'; to translate it all the same, add --force" in done.err


def test_a_batch_takes_what_the_model_reads(east: Path, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for name, text in (("uk", UKRAINIAN), ("ru", RUSSIAN), ("en", ENGLISH)):
        (tmp_path / "in" / f"{name}.txt").write_text(text, encoding="utf-8")
    done = tolmach(
        "batch", str(tmp_path / "in"), "-o", str(tmp_path / "out"), "--to", "txt", "--model", str(east), "--beam", "1",
        "--workers", "1",
    )  # fmt: skip
    assert done.code == 1
    assert sorted(path.name for path in (tmp_path / "out").glob("*.txt")) == ["ru.ru-en.txt", "uk.uk-en.txt"]
    assert "en.txt: the text looks like 'en', not 'ru, uk, be'" in done.err


def test_python_takes_what_the_model_reads(east: Path, german: Path) -> None:
    assert library.translate(UKRAINIAN, model=east).source.language == "uk"
    assert library.translate(["Дякую, друже мій."], model=east).source.language == "uk"
    assert library.translate(["Привет.", "Как дела?"], model=german).source.language == "de"
    assert len(library.translate(GERMAN, model=german).beads) == 2
    with pytest.raises(library.TolmachError, match=r"looks like 'en', not 'de'; .* language=\"de\""):
        library.translate(ENGLISH, model=german)
