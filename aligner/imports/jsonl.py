"""JSON lines: one object a pair, with at least ``source`` and ``target``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from aligner.core.code import Code, Content
from aligner.core.json_faults import json_fault
from aligner.core.serial import code_from_dict, describe
from aligner.core.unit import Unit
from aligner.imports.report import ImportReport
from aligner.imports.tables import DAMAGED, from_values, opened, settled


def read_units(path: Path, report: ImportReport, source: str = "", target: str = "") -> Iterator[Unit]:
    """Units in the order of the file; a line that is no pair is refused with the reason."""
    return settled(_objects(path, report, source, target))


def _objects(path: Path, report: ImportReport, source: str, target: str) -> Iterator[Unit]:
    with opened(path) as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            if DAMAGED.search(line):
                report.refuse(number, "there are bytes in it that are no text in the file's character set")
                continue
            try:
                data = json.loads(line)
            except (ValueError, RecursionError) as error:
                report.refuse(number, f"not JSON: {json_fault(error)}")
                continue
            if not isinstance(data, dict) or not all(isinstance(data.get(n), str) for n in ("source", "target")):
                report.refuse(number, 'no object with the texts "source" and "target"')
                continue
            if not data["source"] and not data["target"]:
                report.refuse(number, "source and target are empty")
                continue
            values = {
                name: value if isinstance(value, str) else repr(value)
                for name, value in data.items()
                if isinstance(value, str | int | float)
            }
            unit = from_values(values, source, target)
            extra = data.get("properties")
            if isinstance(extra, list):
                pairs = tuple((p[0], p[1]) for p in extra if isinstance(p, list) and len(p) == 2)
                unit = replace(unit, properties=tuple((str(n), str(v)) for n, v in pairs))
            try:
                unit = replace(
                    unit,
                    source_codes=_codes(unit.source, data, "source"),
                    target_codes=_codes(unit.target, data, "target"),
                )
            except (KeyError, TypeError, ValueError, AttributeError) as error:
                report.refuse(number, f"its codes make no sense: {describe(error)}")
                continue
            report.read += 1
            yield unit


def _codes(text: str, data: dict[str, Any], side: str) -> tuple[Code, ...]:
    """The codes of one side, which must lie in its text."""
    return Content(text, tuple(map(code_from_dict, data.get(f"{side}_codes", ())))).codes
