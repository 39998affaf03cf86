"""JSON in and out without loss; a wrong file gets one line."""

from __future__ import annotations

import json

import pytest
from hypothesis import given

from aligner.core.bitext import Bead, Bitext
from aligner.core.document import document_from_sentences
from aligner.core.serial import bitext_from_json, bitext_to_json
from aligner.errors import ReadError
from strategies import bitexts


@given(bitexts())
def test_round_trip(bitext: Bitext) -> None:
    assert bitext_from_json(bitext_to_json(bitext)) == bitext


def sample() -> dict[str, object]:
    ru = document_from_sentences([("body", ["Раз."])], language="ru")
    en = document_from_sentences([("body", ["One."])], language="en")
    data = json.loads(bitext_to_json(Bitext(ru, en, (Bead(range(1), range(1), 0.5, "mt"),))))
    assert isinstance(data, dict)
    return data


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"format": "other"}, "not a Tolmach bitext"),
        ({"version": 3}, "format version 3"),
        ({"beads": []}, "cover 0:0"),
        ({"beads": [{}]}, "is missing"),
        ({"beads": [{"source": [0, 1], "target": [0, 1], "confidence": 1, "origin": "guess"}]}, "unknown origin"),
        ({"beads": None}, "not a valid"),
        ({"source": {}}, "is missing"),
        ({"source": {"text": "x", "paragraphs": [{"kind": "poem"}]}}, "unknown paragraph kind"),
    ],
)
def test_wrong_files(change: dict[str, object], message: str) -> None:
    with pytest.raises(ReadError, match=message) as caught:
        bitext_from_json(json.dumps({**sample(), **change}))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "[" * 100_000])
def test_not_a_bitext_at_all(text: str) -> None:
    with pytest.raises(ReadError):
        bitext_from_json(text)
