"""Findings as a table for a terminal, as TSV for a program, or as a page for a browser."""

from __future__ import annotations

import html
import shutil
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from aligner.checks import Checker, check_units
from aligner.core.finding import Finding
from aligner.core.unit import Unit
from aligner.errors import TolmachError
from aligner.exports.xmltext import encodable
from aligner.imports import ImportReport, read_units
from models.messages import Message


@dataclass(slots=True)
class Counts:
    """What a run has seen."""

    pairs: int = 0
    errors: int = 0
    warnings: int = 0
    infos: int = 0
    refused: int = 0
    refusals: list[str] = field(default_factory=list)
    by_code: Counter[str] = field(default_factory=Counter)
    problems: list[Message] = field(default_factory=list)

    def add(self, finding: Finding) -> None:
        """Count one finding."""
        self.by_code[finding.code] += 1
        if finding.severity == "error":
            self.errors += 1
        elif finding.severity == "warning":
            self.warnings += 1
        else:
            self.infos += 1

    def summary(self, language: str = "en") -> str:
        """One line."""
        codes = ", ".join(f"{code} {count}" for code, count in self.by_code.most_common())
        seen = [Message("{count} pair", "{count} pairs", count=self.pairs)]
        if self.refused:
            seen.append(Message("{count} unreadable pair", "{count} unreadable pairs", count=self.refused))
        found = (
            Message("{count} error", "{count} errors", count=self.errors),
            Message("{count} warning", "{count} warnings", count=self.warnings),
            Message("{count} note", "{count} notes", count=self.infos),
        )
        line = ": ".join(", ".join(one.localised(language) for one in some) for some in (seen, found))
        return f"{line} ({codes})" if codes else line


def write_report(
    files: Iterable[Path],
    from_format: str | None,
    checker: Callable[[], Checker],
    form: str,
    out: BinaryIO,
    counts: Counts,
) -> None:
    """Check each file and write what is found as it is found; a file that cannot be read is a problem, not an end."""
    writer = {"table": TableReport, "tsv": TsvReport, "html": HtmlReport}[form](out)
    writer.begin()
    for path in files:
        report = ImportReport()
        try:
            for unit, findings in check_units(read_units(path, from_format, report=report), checker()):
                counts.pairs += 1
                for finding in findings:
                    counts.add(finding)
                    writer.row(path.name, unit, finding)
        except TolmachError as error:
            counts.problems.append(error.message)
        counts.refused += report.refused
        counts.refusals += [f"{path.name}: {refusal}" for refusal in report.said]
    writer.end(counts)


class TsvReport:
    """One finding a line: file, pair, id, code, severity, message, source, target."""

    def __init__(self, out: BinaryIO) -> None:
        """Where to write."""
        self.out = out

    def put(self, text: str) -> None:
        """Write text."""
        self.out.write(encodable(text).encode())

    def begin(self) -> None:
        """The header."""
        self.put("file\tpair\tid\tcode\tseverity\tmessage\tsource\ttarget\n")

    def row(self, name: str, unit: Unit, finding: Finding) -> None:
        """One finding."""
        cells = (name, str(finding.bead + 1), unit.id, finding.code, finding.severity, finding.message)
        self.put("\t".join(" ".join(cell.split()) for cell in (*cells, unit.source, unit.target)) + "\n")

    def end(self, counts: Counts) -> None:
        """Nothing more."""


class TableReport(TsvReport):
    """Pairs with what is wrong with them, the faulty place marked, as wide as the terminal."""

    last: tuple[str, int] | None = None

    def begin(self) -> None:
        """No header."""

    def row(self, name: str, unit: Unit, finding: Finding) -> None:
        """The pair once, then each finding under it."""
        width = max(40, shutil.get_terminal_size((100, 20)).columns)
        if self.last != (name, finding.bead):
            self.last = (name, finding.bead)
            self.put(f"\n{name}:{finding.bead + 1}\n")
            self.put(f"  {shortened(unit.source, width - 2, finding.source_span)}\n")
            self.put(f"  {shortened(unit.target, width - 2, finding.target_span)}\n")
        sign = {"error": "✗", "warning": "!", "info": "·"}[finding.severity]
        self.put(f"  {sign} {finding.code}: {printable(finding.message)}\n")


def shortened(text: str, width: int, span: tuple[int, int] | None) -> str:
    """A text on one line of a terminal, cut around the place that matters."""
    text = printable(text)
    if len(text) <= width:
        return text
    start = max(0, min((span[0] if span else 0) - width // 3, len(text) - width))
    part = text[start : start + width]
    return ("…" if start else "") + part[bool(start) : width - 1] + ("…" if start + width < len(text) else "")


def printable(text: str) -> str:
    """The text without anything that would move a terminal's cursor or turn its direction."""
    return "".join(c if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Zl", "Zp") else " " for c in text)


class HtmlReport(TsvReport):
    """One self-contained page."""

    def begin(self) -> None:
        """The head of the page."""
        self.put(
            '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>Findings</title>\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            "<style>:root{color-scheme:light dark}\n"
            "body{font:1rem/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem}\n"
            "table{border-collapse:collapse;width:100%}td small{opacity:.7}\n"
            "td,th{text-align:left;vertical-align:top;padding:.5rem;border-bottom:1px solid #8884}\n"
            "mark{background:#f6d365;color:#000;border-radius:.2em}\n"
            ".error b{color:#c0392b}.warning b{color:#b9770e}</style></head>\n"
            "<body><h1>Findings</h1>\n<table><thead><tr><th>Pair</th><th>Finding</th><th>Source</th><th>Translation</th>"
            "</tr></thead><tbody>\n"
        )

    def row(self, name: str, unit: Unit, finding: Finding) -> None:
        """One finding."""
        self.put(
            f'<tr class="{finding.severity}"><td>{html.escape(name)}<br><small>{finding.bead + 1}</small></td>'
            f"<td><b>{finding.code}</b><br>{html.escape(finding.message)}</td>"
            f'<td lang="{html.escape(unit.source_language)}">{marked(unit.source, finding.source_span)}</td>'
            f'<td lang="{html.escape(unit.target_language)}">{marked(unit.target, finding.target_span)}</td></tr>\n'
        )

    def end(self, counts: Counts) -> None:
        """The counts."""
        self.put(f"</tbody></table>\n<p>{html.escape(counts.summary())}</p></body></html>\n")


def marked(text: str, span: tuple[int, int] | None) -> str:
    """The text with the faulty place marked."""
    if span is None:
        return html.escape(text)
    start, end = span
    return f"{html.escape(text[:start])}<mark>{html.escape(text[start:end])}</mark>{html.escape(text[end:])}"
