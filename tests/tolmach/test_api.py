"""``import tolmach``: what may be given as a text, what is refused; the command line starts without the library."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pytest

import tolmach
from models.translation import Decoding, Translation


class Echo:
    """A translator that counts what it is given."""

    name, fingerprint, source_languages, target_language = "echo", "0", ("ru",), "en"

    def __init__(self) -> None:
        self.seen: list[str] = []

    def translate(self, sentences: Sequence[str], decoding: Decoding | None = None) -> list[Translation]:
        return list(self.stream(sentences, decoding))

    def stream(self, sentences: Iterable[str], decoding: Decoding | None = None) -> Iterator[Translation]:  # noqa: ARG002
        for sentence in sentences:
            self.seen.append(sentence)
            yield Translation(sentence, f"[{sentence}]", -0.1)


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    path = tmp_path / "письмо.txt"
    path.write_text("Приезжай в субботу. Привези книги.\n", encoding="utf-8")
    return path


SENTENCES = ["Приезжай в субботу.", "Привези книги."]


def test_every_name_of_the_api_is_there() -> None:
    for name in tolmach.__all__:
        assert getattr(tolmach, name) is not None
    assert dir(tolmach) == tolmach.__all__
    with pytest.raises(AttributeError, match="no attribute 'translte'"):
        _ = tolmach.translte  # type: ignore[attr-defined]


def test_a_text_may_come_in_many_ways(letter: Path) -> None:
    ways = [str(letter), letter, letter.read_bytes(), " ".join(SENTENCES), SENTENCES, tolmach.read(letter)]
    for source in ways:
        assert tolmach.segment(source) == SENTENCES
        translator = Echo()
        bitext = tolmach.translate(source, model=translator)
        assert translator.seen == SENTENCES
        assert [english for _, _, english in bitext.pairs()] == [f"[{one}]" for one in SENTENCES]


def test_a_str_is_a_path_for_read_and_align(letter: Path) -> None:
    with pytest.raises(tolmach.TolmachError, match=r"Да\.: no such file"):
        tolmach.read("Да.")
    found = tolmach.align(str(letter), ["Come on Saturday.", "Bring the books."])
    assert [bead.kind for bead in found.bitext.beads] == ["1-1", "1-1"]
    assert found.bitext.target.language == "en"


def test_a_str_that_ends_like_a_document_is_a_path() -> None:
    with pytest.raises(tolmach.TolmachError, match=r"gone\.docx: no such file"):
        tolmach.translate("gone.docx", model=Echo())
    assert tolmach.segment("Откройте файл.\nОн называется readme.txt") == ["Откройте файл.", "Он называется readme.txt"]


def test_a_text_in_another_language_is_refused_unless_its_language_is_given() -> None:
    text = "Президент України підписав закон про державну мову, який набуде чинності через два місяці."
    with pytest.raises(tolmach.TolmachError, match=r"looks like 'uk', not 'ru'; to translate .* give language=\"ru\""):
        tolmach.translate(text, model=Echo())
    assert len(tolmach.translate(text, model=Echo(), language="ru").beads) == 1
    assert len(tolmach.translate([text], model=Echo()).beads) == 1, "sentences are taken for the model's language"


@pytest.mark.parametrize(
    ("sentences", "line"), [([], "the list of sentences is empty"), (["Да.", " "], "sentence 2 of")]
)
def test_lists_that_cannot_be_used(sentences: list[str], line: str) -> None:
    with pytest.raises(tolmach.TolmachError, match=line):
        tolmach.translate(sentences, model=Echo())


@pytest.mark.parametrize("text", ["", " \n"])
def test_an_empty_text_is_one_line(text: str) -> None:
    with pytest.raises(tolmach.TolmachError, match=r"^the text: "):
        tolmach.segment(text)


def test_a_model_used_by_name_stays_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    from tolmach import _api

    loaded: list[object] = []

    def load(model: str | None, glossary: tolmach.Glossary | None = None) -> tolmach.Translator:
        loaded.append((model, glossary))
        return Echo()

    monkeypatch.setattr(_api, "load_translator", load)
    _api._loaded.cache_clear()
    for _ in range(2):
        tolmach.translate(SENTENCES, model="some")
    tolmach.translate(SENTENCES, model=Path("some"))
    assert loaded == [("some", None)]
    _api._loaded.cache_clear()


def test_pairs_may_be_a_file(letter: Path, tmp_path: Path) -> None:
    found = tolmach.align(letter, ["Come on Sunday, at 7 p.m.", "Bring the books."])
    assert tolmach.export(found, str(tmp_path / "a.tmx")).written == 2
    assert {finding.code for finding in tolmach.check(tmp_path / "a.tmx")} >= {"dates-differ", "numbers-differ"}
    assert tolmach.export(str(tmp_path / "a.tmx"), tmp_path / "b.xlf", format="xliff").written == 2


def test_the_command_starts_without_the_library() -> None:
    code = (
        "import sys; sys.argv = ['tolmach', '--help']\n"
        "from tolmach.__main__ import main\n"
        "try: main()\n"
        "except SystemExit: print(sorted({'numpy', 'lxml', 'tolmach._api'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
    done = subprocess.run([sys.executable, "-m", "tolmach", "translte"], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "translte" in done.stderr
