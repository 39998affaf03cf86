"""What is wrong with a JSON text is told without advice on Python's settings."""

from __future__ import annotations

import json

import pytest

from aligner.batch.items import parse_line
from aligner.core.json_faults import json_fault
from aligner.core.serial import bitext_from_json
from aligner.errors import ReadError

HUGE = '{"version": ' + "1" * 5000 + "}"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (HUGE, "it holds a number of more than 4300 digits"),
        ("[" * 100_000, "it is nested too deep"),
        ("{", "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"),
        (b"\xff", "'utf-8' codec can't decode byte 0xff in position 0: invalid start byte"),
    ],
)
def test_the_reason(text: str | bytes, line: str) -> None:
    with pytest.raises((ValueError, RecursionError)) as caught:
        json.loads(text)
    assert str(json_fault(caught.value)) == line


def test_no_reader_repeats_pythons_advice() -> None:
    for read in (lambda: bitext_from_json(HUGE), lambda: parse_line(HUGE.encode(), "line 1")):
        with pytest.raises(ReadError, match=r"not JSON.* more than 4300 digits"):
            read()
