"""The path from document to bitext: counts, order, titles and kinds survive; languages are noticed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hostile_files import pdf_drawing_forms, pdf_wide_font

from aligner import pipeline
from aligner.core.document import document_from_sentences
from aligner.errors import LimitError, ReadError
from aligner.pipeline import bitext_from_translations, language_problem, load_document, translate_document
from aligner.readers import read_document
from aligner.readers.limits import Limits
from aligner.samples import ARTICLE, TRANSLATION
from aligner.segment import parse_rules, segment
from models.load import load_translator
from models.translation import Decoding, Translation

SHARED = Path(os.environ.get("TOLMACH_SHARED", Path(__file__).parents[2] / ".." / "shared"))
SEEDS = sorted((SHARED / "seeds").glob("*.txt"))


def test_each_sentence_gets_one_bead_and_structure_is_kept() -> None:
    document = document_from_sentences(
        [("heading", ["Встреча в Астане"], 1), ("body", ["Раз.", "Два."]), ("list-item", ["Три."], 2)],
        language="ru",
        title="Встреча в Астане",
    )
    outputs = [
        Translation("Встреча в Астане", "Meeting in Astana", -0.1),
        Translation("Раз.", "One.", -0.2, links=((0, 3, 0, 3),)),
        Translation("Два.", "", None),
        Translation("Три.", "Three.", -0.7),
    ]
    bitext = bitext_from_translations(document, outputs)
    assert [(b.kind, s, t) for b, s, t in bitext.pairs()] == [
        ("1-1", "Встреча в Астане", "Meeting in Astana"),
        ("1-1", "Раз.", "One."),
        ("1-0", "Два.", ""),
        ("1-1", "Три.", "Three."),
    ]
    assert [(p.kind, p.level) for p in bitext.target.paragraphs] == [("heading", 1), ("body", 0), ("list-item", 2)]
    assert bitext.target.title == "Meeting in Astana"
    assert bitext.beads[1].links == ((0, 3, 0, 3),)
    assert bitext.beads[2].confidence == 0.0
    with pytest.raises(ValueError, match="no translation for sentence 3"):
        bitext_from_translations(document, outputs[:3])
    with pytest.raises(ValueError, match="more translations"):
        bitext_from_translations(document, [*outputs, *outputs])


def test_what_a_person_confirmed_goes_before_the_model(tmp_path: Path) -> None:
    from aligner.core.unit import Unit
    from aligner.memory import open_memory

    document = document_from_sentences([("body", ["Кошка сидит на окне.", "Идёт дождь."])], language="ru")
    memory = open_memory(tmp_path / "memory.db")
    memory.add([Unit("Идёт дождь.", "It is raining cats.", "ru", "en", status="confirmed")])
    memory.add([Unit("Кошка сидит на окне.", "Never asked.", "ru", "en", status="draft")])
    bitext = translate_document(document, load_translator(), decoding=Decoding(beam=1), memory=memory)
    assert [bead.origin for bead in bitext.beads] == ["mt", "memory"]
    assert bitext.target.sentences[1].text == "It is raining cats."
    assert bitext.target.sentences[0].text != "Never asked."


def test_progress_counts_to_the_end_and_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "WATCHED_STEP", 20)
    texts = [f"Глава {number} доклада посвящена вопросам безопасности{' мира' * (number % 4)}." for number in range(50)]
    document = document_from_sentences([("body", texts)], language="ru")
    seen: list[tuple[int, int]] = []
    watched = translate_document(
        document, load_translator(), decoding=Decoding(beam=1), progress=lambda *at: seen.append(at)
    )
    assert seen == [(20, 50), (40, 50), (50, 50)]
    assert watched == translate_document(document, load_translator(), decoding=Decoding(beam=1))
    assert watched.target.language == "en"


@pytest.mark.parametrize(("language", "refused"), [("ru", False), ("und", False), ("uk", True), ("en", True)])
def test_language_problem(language: str, refused: bool) -> None:
    assert (language_problem("a.txt", language, ("ru",)) is not None) == refused


def test_samples_are_read_as_meant() -> None:
    russian, english = load_document(ARTICLE), load_document(TRANSLATION)
    assert (russian.language, len(russian.paragraphs), len(russian.sentences)) == ("ru", 11, 14)
    assert (english.language, len(english.paragraphs), len(english.sentences)) == ("en", 11, 16)
    assert not any("-ence" in s.text or "- " in s.text for s in english.sentences)


def test_no_text_is_an_error() -> None:
    with pytest.raises(ReadError):
        load_document(b"\n \n", name="blank.txt")


@pytest.mark.parametrize(
    ("data", "limits", "said"),
    [
        (pdf_drawing_forms(), Limits(seconds=2), "a.pdf: cannot be read within 2 seconds"),
        (pdf_wide_font(), Limits(memory_bytes=256 << 20), "a.pdf: takes more than 256 MB of memory to read"),
    ],
)
def test_documents_that_ask_for_too_much_are_refused(data: bytes, limits: Limits, said: str) -> None:
    with pytest.raises(LimitError) as caught:
        load_document(data, name="a.pdf", limits=limits)
    assert str(caught.value).startswith(said)


@pytest.mark.parametrize("name", ["sample.md", "pandoc.docx", "sample.srt"])
def test_a_child_reads_what_this_process_would(name: str) -> None:
    data = (Path(__file__).parents[1] / "data" / "readers" / name).read_bytes()
    assert load_document(data, name=name) == segment(read_document(data, name=name))
    rules = parse_rules("break ; |")
    assert load_document(data, name=name, rules=rules) == segment(read_document(data, name=name), rules=rules)
    assert load_document(data, name=name, language="en").language == "en"


def test_a_sentence_on_the_command_line_needs_no_process() -> None:
    code = (
        "from aligner.pipeline import load_document; from aligner import limited\n"
        "print(len(load_document('Кошка сидит на окне. Вчера шёл дождь.'.encode()).sentences), limited.started())\n"
        "print(len(load_document(b'# A cat\\n\\nIt sits.', name='a.md').sentences), limited.started())\n"
        "print(len(load_document('Кошка сидит на окне.'.encode() * 5000).sentences), limited.started())"
    )
    environ = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    made = subprocess.run([sys.executable, "-c", code], capture_output=True, env=environ, text=True, check=True)
    assert [line.split()[1] for line in made.stdout.splitlines()] == ["False", "True", "True"]


@pytest.mark.skipif(len(SEEDS) != 2, reason="the two real sample documents are not beside the checkout")
def test_real_documents() -> None:
    english, russian = (load_document(path) for path in SEEDS)
    assert (english.language, len(english.paragraphs), len(english.sentences)) == ("en", 8, 21)
    assert (russian.language, len(russian.paragraphs), len(russian.sentences)) == ("ru", 11, 13)
    bitext = translate_document(russian, load_translator(), decoding=Decoding(beam=1))
    assert len(bitext.beads) == 13
    assert all(bead.kind == "1-1" for bead in bitext.beads)
