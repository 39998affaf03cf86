"""JSON lines: one object a pair, the keys those of the table formats, numbers as numbers, empty ones left out."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, BinaryIO

from aligner.core.serial import code_to_dict
from aligner.core.unit import Unit
from aligner.exports.clean import cleaned
from aligner.exports.options import ExportOptions, Tally
from aligner.exports.rows import COLUMNS, row
from aligner.exports.xmltext import SURROGATE, encodable


def write_units(units: Iterable[Unit], out: BinaryIO, options: ExportOptions, tally: Tally) -> None:  # noqa: ARG001
    """UTF-8; text is not escaped to ASCII."""
    for unit in units:
        out.write((json.dumps(record(unit, tally), ensure_ascii=False) + "\n").encode())
        tally.written += 1


def record(unit: Unit, tally: Tally) -> dict[str, Any]:
    """``source`` and ``target`` are always there."""
    unit = cleaned(unit, SURROGATE, tally)
    data: dict[str, Any] = {
        name: encodable(cell, tally)
        for name, cell in zip(COLUMNS, row(unit), strict=True)
        if cell or name in ("source", "target")
    }
    if unit.confidence is not None:
        data["confidence"] = unit.confidence
    if unit.score is not None:
        data["score"] = unit.score
    for name, codes in (("source_codes", unit.source_codes), ("target_codes", unit.target_codes)):
        if codes:
            data[name] = [code_to_dict(code) for code in codes]
    if unit.properties:
        data["properties"] = [[encodable(n, tally), encodable(v, tally)] for n, v in unit.properties]
    return data
