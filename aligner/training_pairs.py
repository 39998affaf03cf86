"""Pairs to tune a model on, from bitext files and from pairs of plain texts: in its languages, by a person's hand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from aligner.errors import ReadError
from aligner.imports import ImportReport, read_units
from aligner.language import UNKNOWN, detect_language
from models.errors import reason
from models.messages import Message

#: Sentences of each side that the language is told by.
SAMPLE = 300


@dataclass(frozen=True, slots=True)
class Material:
    """Source and target of each pair, and what was left out: a line for a person each."""

    pairs: tuple[tuple[str, str], ...]
    remarks: tuple[str, ...] = ()


def read_training_pairs(
    bitexts: Sequence[Path], parallel: Sequence[tuple[Path, Path]], languages: tuple[tuple[str, ...], str]
) -> Material:
    """Read every pair of these files in ``languages``: those that the model reads, and the one it writes.

    Machine translations that nobody confirmed are left out: they teach nothing new.

    ``parallel`` are plain texts, one sentence a line, the n-th line of one a translation of the n-th of the other.

    Raises:
        ReadError: a file cannot be read, has no pair of these languages, or two plain texts differ in length.
    """
    pairs: list[tuple[str, str]] = []
    remarks: list[str] = []
    for file in bitexts:
        machine, count = 0, len(pairs)
        for source in languages[0]:
            report = ImportReport()
            for unit in read_units(file, source_language=source, target_language=languages[1], report=report):
                if unit.origin == "mt" and unit.status != "confirmed":
                    machine += 1
                elif not unit.is_null:
                    pairs.append((unit.source, unit.target))
            if machine or len(pairs) > count:
                break
        if machine:
            remarks.append(f"{file}: {machine} machine translations that nobody confirmed are left out")
        if len(pairs) == count and not machine:
            raise ReadError(
                "{file}: no pair of '{source}' and '{language}' in it; is it the right file?",
                file=file,
                source=", ".join(languages[0]),
                language=languages[1],
            )
        _check(file, pairs[count:], languages)
    for first, second in parallel:
        found = list(_lines_of_both(first, second))
        _check(first, found, languages)
        pairs += found
    return Material(tuple(pairs), tuple(remarks))


def _lines_of_both(first: Path, second: Path) -> Iterator[tuple[str, str]]:
    """Pairs of lines, those with an empty side left out."""
    sides = []
    for path in (first, second):
        try:
            sides.append(path.read_text(encoding="utf-8-sig").removesuffix("\n").split("\n"))
        except UnicodeDecodeError as error:
            raise ReadError("{path}: not UTF-8 text; convert it first", path=path) from error
        except OSError as error:
            raise ReadError("{path}: cannot be read ({reason})", path=path, reason=reason(error)) from error
    if len(sides[0]) != len(sides[1]):
        raise ReadError(
            "{first} and {second}: {count} lines against {other}; they must go line by line (tolmach "
            "align pairs texts that do not)",
            first=first,
            second=second,
            count=len(sides[0]),
            other=len(sides[1]),
        )
    return ((s.strip(), t.strip()) for s, t in zip(*sides, strict=True) if s.strip() and t.strip())


def _check(file: Path, pairs: Sequence[tuple[str, str]], languages: tuple[tuple[str, ...], str]) -> None:
    """Refuse text that is plainly in other languages than the model's."""
    step = max(1, len(pairs) // SAMPLE)
    expected = languages[0], languages[1:]
    texts = ["\n".join(pair[side] for pair in pairs[::step]) for side in (0, 1)]
    found = [detect_language(text, side) for text, side in zip(texts, expected, strict=True)]
    if found[0] == languages[1] and found[1] in languages[0]:
        raise ReadError(
            "{file}: '{found}' to '{target}', but the model is '{source}' to '{language}'",
            file=file,
            found=found[0],
            target=found[1],
            source=", ".join(languages[0]),
            language=languages[1],
        )
    for side, name in enumerate(("source", "target")):
        if found[side] not in (UNKNOWN, *expected[side]):
            raise ReadError(
                "{file}: the {name} side looks like '{found}', not '{source}'",
                file=file,
                name=Message(name),
                found=found[side],
                source=", ".join(expected[side]),
            )
