"""Files that already hold one sentence a line."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from aligner.align.goldfile import GoldBead
from aligner.core.document import Document, Kind, Provenance, document_from_sentences
from aligner.errors import ReadError
from aligner.language import detect_language
from models.errors import reason


@dataclass(frozen=True)
class Lines:
    """A document, and for each line of the file its sentence's number (-1 for a blank line)."""

    document: Document
    sentence_of_line: tuple[int, ...]

    def gold_side(self, numbers: tuple[int, ...]) -> tuple[int, ...]:
        """Line numbers of a gold bead as sentence numbers; blank lines fall away.

        Raises:
            ReadError: there is no such line.
        """
        for number in numbers:
            if number >= len(self.sentence_of_line):
                name = self.document.provenance.name
                last = len(self.sentence_of_line) - 1
                raise ReadError(
                    "the gold file speaks of line {number}, but {name} ends at line {last} (from 0)",
                    number=number,
                    name=name,
                    last=last,
                )
        return tuple(self.sentence_of_line[n] for n in numbers if self.sentence_of_line[n] >= 0)


def read_lines(path: Path, *, language: str | None = None, encoding: str | None = None) -> Lines:
    """Read a file with one sentence a line; blank lines divide paragraphs.

    Raises:
        ReadError: the file is missing, unreadable, or in an unknown character set.
    """
    from aligner.readers.charset import decode

    try:
        data = path.read_bytes()
    except OSError as error:
        raise ReadError("{path}: cannot be read ({reason})", path=path, reason=reason(error)) from error
    text, found = decode(data, path.name, encoding)
    rows: list[tuple[Kind, list[str]]] = [("body", [])]
    numbers: list[int] = []
    count = 0
    if "\n" not in text:
        text = text.replace("\r", "\n")  # as old programs of the Macintosh end their lines
    # Only line feeds end a line here: other separators may stand inside a sentence.
    for raw in text.removesuffix("\n").split("\n"):
        line = " ".join(raw.split())
        if line:
            rows[-1][1].append(line)
            numbers.append(count)
            count += 1
        else:
            numbers.append(-1)
            rows.append(("body", []))
    document = document_from_sentences(
        rows,
        language=language or detect_language(text),
        provenance=Provenance(str(path), "lines", found),
    )
    return Lines(document, tuple(numbers))


def gold_in_sentences(gold: list[GoldBead], source: Lines, target: Lines) -> list[GoldBead]:
    """A gold file's line numbers as sentence numbers."""
    return [(source.gold_side(a), target.gold_side(b)) for a, b in gold]
