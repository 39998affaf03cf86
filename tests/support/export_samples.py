"""Bitexts that every export, import and check is tried on, as fixtures (tests/aligner/conftest.py imports them)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from aligner.core.bitext import Bead, Bitext
from aligner.core.document import Provenance, document_from_sentences
from aligner.exports import ExportOptions

HOSTILE = (
    "Управляющие \x00\x07\x0b\x1f символы",
    "суррогат \ud83d один и \udc00 другой",
    "конец CDATA ]]> и <seg>&amp;</seg> \"кавычки\" & 'апострофы'",
    "справа налево \u200fשלום\u200e и \u202eнаоборот\u202c",
    "эмодзи 👩‍👩‍👧 🏳️‍🌈 и \ufffe\uffff",
    "табуляция\tвнутри",
    "строка\nдве\r\nтри\rчетыре",
    "обратная \\ косая \\n и \\t",
    "=1+1",
    "-- комментарий --> <!-- ",
    "<script>alert(1)</script>",
    "пробелы  двойные",
    "\u2028разделители\u2029\x85строк",
)


@pytest.fixture(name="bitext")
def small_bitext() -> Bitext:
    """Four paragraphs, a 1-2 bead, a null bead, a doubtful bead, a confirmed one, a note."""
    source = document_from_sentences(
        [
            ("heading", ["О встрече"]),
            ("body", ["Стороны обсудили торговлю и саммит.", "Он подчеркнул & сказал: <да>."]),
            ("list-item", ["торговля;"]),
            ("body", ["Подробности будут позже."]),
        ],
        language="ru",
        title="О встрече",
        provenance=Provenance("meeting.docx", "docx", "utf-8"),
    )
    target = document_from_sentences(
        [
            ("heading", ["On the Meeting"]),
            ("body", ["The parties discussed trade.", "They discussed the summit.", "He stressed & said: <yes>."]),
            ("list-item", ["trade;"]),
        ],
        language="en",
        title="On the Meeting",
    )
    beads = (
        Bead(range(1), range(1), 0.98, "mt", score=-0.25, status="confirmed"),
        Bead(range(1, 2), range(1, 3), 0.75, "aligner"),
        Bead(range(2, 3), range(3, 4), 0.3, "mt", score=-1.5, note="спорно"),
        Bead(range(3, 4), range(4, 5), 0.9, "human", status="rejected"),
        Bead(range(4, 5), range(5, 5), 0.5, "aligner"),
    )
    return Bitext(source, target, beads)


@pytest.fixture(name="hostile")
def hostile_bitext() -> Bitext:
    """Every kind of text that has broken somebody's export."""
    rows = [*HOSTILE, "мегабайт " * 60_000 + "."]
    source = document_from_sentences([("body", [text]) for text in rows], language="ru", title=HOSTILE[2])
    target = document_from_sentences([("body", [text]) for text in rows], language="en", title=HOSTILE[2])
    beads = tuple(Bead(range(n, n + 1), range(n, n + 1), 1.0, "aligner", note=text[:80]) for n, text in enumerate(rows))
    return Bitext(source, target, beads)


@pytest.fixture(name="options")
def dated_options() -> ExportOptions:
    """A fixed date, so that outputs can be compared."""
    return ExportOptions(created=datetime(2026, 3, 5, 9, 8, 7, tzinfo=UTC))
