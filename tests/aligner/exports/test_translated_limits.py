"""Originals are parsed within limits when their translation is written; subtitles in time linear in their length."""

from __future__ import annotations

import io
from dataclasses import replace
from random import Random

import pytest
from hostile_files import zipped

from aligner.core.bitext import Bead, Bitext
from aligner.core.document import Provenance, document_from_sentences
from aligner.errors import ExportError, LimitError, ReadError
from aligner.exports import ExportOptions, write_bitext
from aligner.exports.translated import write_in_child, write_translated
from aligner.readers.limits import Limits
from growth import grows_linearly

WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def bitext(form: str, *sources: str) -> Bitext:
    """Sentences and their translations, each a paragraph."""
    source = document_from_sentences(
        [("body", [text]) for text in sources], language="ru", provenance=Provenance(f"a.{form}", form)
    )
    target = document_from_sentences([("body", [f"Text {n}."]) for n in range(len(sources))], language="en")
    return Bitext(source, target, tuple(Bead(range(n, n + 1), range(n, n + 1), 1.0, "mt") for n in range(len(sources))))


def word(text: str) -> bytes:
    """A Word document of one paragraph."""
    body = f"<w:document {WORD}><w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>"
    return zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": body})


def test_the_original_is_parsed_within_limits() -> None:
    made, out = bitext("docx", "Дом."), io.BytesIO()
    digits = Random(1).randbytes(2_000_000).hex(" ").replace(" ", "</a><a>")
    bomb = zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": f"<w><a>{digits}</a></w>"})
    options = ExportOptions(original=bomb, limits=Limits(memory_bytes=256 << 20))
    with pytest.raises(LimitError, match=r"^a\.docx: takes more than 256 MB of memory"):
        write_bitext(made, out, "document", options)
    report = write_bitext(made, out, "document", replace(options, original=word("Дом.")))
    assert report.written == 1
    assert out.getvalue().startswith(b"PK")


def test_errors_of_a_writer_come_back() -> None:
    with pytest.raises(ReadError, match=r"^a\.docx: a damaged or cut archive"):
        write_translated(bitext("docx", "Дом."), b"no zip", io.BytesIO(), "docx")
    with pytest.raises(ExportError, match=r"^a\.docx: holds nothing of the text"):
        write_translated(bitext("docx", "Дом."), word("Река."), io.BytesIO(), "docx")


def test_a_child_writes_what_this_process_would() -> None:
    from aligner.core.serial import bitext_to_json

    made, out, data = bitext("srt", "Дом.", "Река."), io.BytesIO(), subtitles(["Дом.", "Река."])
    report = write_translated(made, data, out, "srt")
    *parts, counts = write_in_child(data, bitext=bitext_to_json(made), name="a.srt", format="srt")
    assert out.getvalue() == b"".join(part for part in parts if isinstance(part, bytes))
    assert counts == [report.replaced, report.replaced + report.missing, [], ""] == [2, 2, [], ""]


def subtitles(texts: list[str]) -> bytes:
    """One caption a text, five seconds each."""

    def clock(seconds: int) -> str:
        return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02},000"

    cues = (f"{n + 1}\n{clock(9 * n)} --> {clock(9 * n + 3)}\n{text}\n" for n, text in enumerate(texts))
    return "\n".join(cues).encode()


@pytest.mark.parametrize("missing", [False, True])
def test_subtitles_take_time_in_proportion_to_their_length(missing: bool) -> None:
    from aligner.core.serial import bitext_to_json

    def export(count: int) -> None:
        texts = [f"Реплика номер {n} о погоде." for n in range(count)]
        made = bitext_to_json(bitext("srt", *(text.replace("о", "ы" if missing else "о") for text in texts)))
        *_, counts = write_in_child(subtitles(texts), bitext=made, name="a.srt", format="srt")
        assert isinstance(counts, list)
        assert counts[0] == (0 if missing else count)

    assert grows_linearly(export, 2500)
