"""A paragraph in another language: told with clear evidence, left as it is, named in a finding; the text is Russian."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner

from aligner.checks import check_bitext
from aligner.cli.batch import batch
from aligner.cli.translate import translate
from aligner.core.document import Document, Kind, Provenance, document_from_sentences
from aligner.core.unit import Unit
from aligner.foreign import foreign_language, foreign_note, foreign_sentences
from aligner.language import detect_language
from aligner.memory import open_memory
from aligner.pipeline import translate_document
from models.translation import Decoding, Translation

RUSSIAN = ["Пароход отошёл от пристани в полдень.", "Капитан поднялся на мостик и посмотрел на реку."]
UKRAINIAN = "Вчителька принесла нові книжки, які діти давно чекали."
KAZAKH = "Балалар жаңа мектепке барып, кітапханадан көп кітап алды."
ENGLISH = "The captain asked the crew to wait until the fog had lifted."


class Echo:
    """A translator that remembers what it was asked."""

    name, fingerprint, target_language = "echo", "0", "en"

    def __init__(self, *reads: str) -> None:
        self.source_languages = reads
        self.asked: list[str] = []

    def translate(self, sentences: Sequence[str], decoding: Decoding | None = None) -> list[Translation]:
        return list(self.stream(sentences, decoding))

    def stream(self, sentences: Iterable[str], decoding: Decoding | None = None) -> Iterator[Translation]:  # noqa: ARG002
        for text in sentences:
            self.asked.append(text)
            yield Translation(text, "Translated.", -0.1)


def text_of(*paragraphs: str | Sequence[str], language: str = "ru") -> Document:
    rows = [("body", [one] if isinstance(one, str) else list(one)) for one in paragraphs]
    return document_from_sentences(rows, language=language)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("uk", UKRAINIAN),
        ("kk", KAZAKH),
        ("be", "Настаўніца прынесла новыя кнігі, якія дзеці даўно чакалі."),
        ("bg", "Учителката донесе новите книги, които децата чакаха от дълго време."),
        ("en", ENGLISH),
        ("en", "Captain asked crew to wait."),
        ("de", "Der Kapitän bat die Mannschaft, auf das Ende des Nebels zu warten."),
        ("zh", "船长请船员们等到雾散了再出发。"),
        ("ar", "طلب القبطان من الطاقم الانتظار حتى ينقشع الضباب."),
    ],
)
def test_another_language_is_told(language: str, text: str) -> None:
    assert foreign_language(text, ["ru"]) == language
    assert foreign_language(text, ["ru", language]) == ""


@pytest.mark.parametrize(
    "text",
    [
        *RUSSIAN,
        "Це так.",
        "Газета «Українська правда» и журнал «Їжак» вышли вчера с новостями о выборах.",
        "Песню «Қазақстан, алға» исполнил хор школы имени Абая.",
        "Онъ вышелъ изъ дому рано и долго шелъ по улицѣ, думая о ней.",
        "Миръ и покой въ домѣ были дороги всѣмъ его обитателямъ.",
        "Microsoft, Apple, Google, Amazon",
        "Роман «The Catcher in the Rye» вышел в 1951 году.",
        "Ах, отчего же ты не пришёл?",
        "",
        "12 345",
    ],
)
def test_russian_with_foreign_names_stays_russian(text: str) -> None:
    assert foreign_language(text, ["ru"]) == ""


def test_most_paragraphs_decide_the_language_of_a_document() -> None:
    assert detect_language("\n\n".join([*RUSSIAN, UKRAINIAN])) == "ru"
    assert detect_language("\n\n".join([RUSSIAN[0], KAZAKH, RUSSIAN[1]])) == "ru"
    assert detect_language("\n\n".join([RUSSIAN[0], UKRAINIAN, UKRAINIAN])) == "uk"
    assert detect_language("\n\n".join(["Так", "Ні", "Добре", "Він пішов"])) == "uk"


def test_sentences_of_a_foreign_paragraph_do_not_go_to_the_model() -> None:
    document = text_of(RUSSIAN, [UKRAINIAN, "Так."], ENGLISH, "Река тихая.")
    assert foreign_sentences(document, ["ru"]) == ["", "", "uk", "uk", "en", ""]
    translator = Echo("ru")
    bitext = translate_document(document, translator)
    assert translator.asked == [*RUSSIAN, "Река тихая."]
    assert [t for _, _, t in bitext.pairs()][2:5] == [UKRAINIAN, "Так.", ENGLISH]
    left = bitext.beads[2]
    assert (left.kind, left.origin, left.confidence, left.score) == ("1-1", "mt", 0.0, None)
    findings = check_bitext(bitext, "ru", only=["foreign-language", "cyrillic-left", "same-as-source"])
    said = {f.bead: (f.code, f.message) for f in findings}
    assert said[2] == ("foreign-language", "На другом языке (uk), оставлено как есть")
    assert said[4] == ("foreign-language", "На другом языке (en), оставлено как есть")


def test_a_model_that_reads_the_language_translates_it() -> None:
    translator = Echo("ru", "uk")
    bitext = translate_document(text_of(*RUSSIAN, UKRAINIAN), translator)
    assert translator.asked[-1] == UKRAINIAN
    assert bitext.beads[-1].confidence > 0


def test_a_language_that_the_user_names_is_believed() -> None:
    translator = Echo("ru")
    translate_document(text_of(UKRAINIAN, KAZAKH, UKRAINIAN, language="ru"), translator)
    assert translator.asked == [UKRAINIAN, UKRAINIAN]


def test_what_a_person_confirmed_stands_in_a_foreign_paragraph(tmp_path: Path) -> None:
    memory = open_memory(tmp_path / "memory.db")
    memory.add([Unit(UKRAINIAN, "The teacher brought books.", "ru", "en", status="confirmed")])
    bitext = translate_document(text_of(*RUSSIAN, UKRAINIAN), Echo("ru"), memory=memory)
    assert (bitext.beads[-1].origin, bitext.target.sentences[-1].text) == ("memory", "The teacher brought books.")


def test_the_note_counts_sentences_and_names_languages() -> None:
    assert foreign_note(text_of(*RUSSIAN), ["ru"]) is None
    note = foreign_note(text_of(*RUSSIAN, [UKRAINIAN, "Так."], ENGLISH), ["ru"])
    assert str(note) == "the document: 3 sentences are in another language (uk, en) and left as they are"


def test_a_description_that_no_page_shows_is_not_worth_a_note() -> None:
    rows: list[tuple[Kind, list[str]]] = [("body", RUSSIAN), ("metadata", [ENGLISH])]
    document = document_from_sentences(rows, language="ru", provenance=Provenance("a.docx"))
    assert foreign_sentences(document, ["ru"])[-1] == "en"
    assert foreign_note(document, ["ru"]) is None


def test_the_command_line_and_a_batch_leave_it_and_say_so(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text("\n\n".join([RUSSIAN[0], UKRAINIAN, RUSSIAN[1]]), encoding="utf-8")
    note = "1 sentence is in another language (uk) and left as it is"
    done = CliRunner().invoke(translate, [str(folder / "a.txt"), "--to", "tsv", "--beam", "1"])
    assert done.exit_code == 0
    assert f"a.txt: {note}" in done.stderr
    assert f"{UKRAINIAN}\t{UKRAINIAN}" in done.stdout
    done = CliRunner().invoke(batch, [str(folder), "-o", str(tmp_path / "out"), "--to", "tsv", "--beam", "1"])
    assert done.exit_code == 0, done.output
    written = (tmp_path / "out" / "a.ru-en.tsv").read_text(encoding="utf-8")
    assert f"{UKRAINIAN}\t{UKRAINIAN}" in written
    assert '"foreign-language": 1' in next((tmp_path / "out").rglob("journal*")).read_text(encoding="utf-8")
