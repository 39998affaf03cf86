"""Unwrapping: lines broken at a fixed width become paragraphs again; lists, headings, verse stay as they are.

The width is found from the text itself: in hard-wrapped text the first word of a line would not have fitted
on the line before it.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

from aligner.repair.columns import in_order
from aligner.repair.hyphens import Joiner
from aligner.repair.lines import Line, lines_of
from aligner.repair.verse import is_verse

#: A line that begins a list item; the group is its mark.
BULLET = re.compile(
    r"\s*((?:[-–—•*·▪‣◦●○■□➢✓]|\(?\d{1,3}(?:\.\d{1,2}){0,4}[.)]|\(?[a-zа-яё][.)]|\(?[IVXLC]{1,6}[.)])\s)"
)
#: A speaker's name before the words: ``Mr. Tumysh (Kazakhstan):``, ``The President:``, ``Г-н Лавров:``.
SPEAKER = re.compile(
    r"(?:(?:Mr|Mrs|Ms|Miss|Dr|Sir|Sen|Rep|The|Г-н|Г-жа|Председатель|Председательствующий)\b\.?[^.:!?]{0,60}"
    r"|[A-ZА-ЯЁ][A-ZА-ЯЁ. -]{2,40}):\s"
)
_ENDED = re.compile(r"[.!?…:;][\"»”’')\]*_]*$")
#: A page number alone, or beside a running head with a gap between.
_PAGE_LINE = re.compile(r"\s*(?:[-–—]?\s*\d{1,4}\s*[-–—]?|\d{1,4}\s{3,}\S.*|\S.*\s{3,}\d{1,4})")
_PAGE_NUMBER = re.compile(r"\s*[-–—]\s?\d{1,4}\s?[-–—]\s*")
#: The author's words after a speech: a dash, a small letter.
_SAID = re.compile(r"\s*[-–—]\s+[a-zа-яё]")
#: A word broken by the margin.
_CUT_WORD = re.compile(r"[^\W\d_]-\n[^\W\d_]")
#: The width by which lines of verse are short, where there is no prose.
_POEM = 75
#: Narrower columns are lists of words; wider lines are paragraphs.
_MIN_WIDTH, _MAX_WIDTH = 25, 120


class Block(NamedTuple):
    """One paragraph of plain text: its lines joined, and whether it is verse (then it keeps its line ends)."""

    text: str
    verse: bool = False
    #: The block stood alone between blank lines, or was the first line: a heading may look so.
    alone: bool = False
    lines: tuple[Line, ...] = ()


def unwrap(text: str) -> list[Block]:
    """Paragraphs of a plain text, whether its lines were wrapped by hand or stand one a paragraph."""
    return unwrapped(text)[0]


def unwrapped(text: str) -> tuple[list[Block], int]:
    """The same, and the width that the text was wrapped at; 0 if it was not."""
    runs = in_order(_runs(lines_of(text)))
    width = wrap_width(runs)
    if not width:
        return _one_a_line(runs), 0
    runs = _without_page_lines(runs, width)
    joiner = Joiner(text)
    blocks: list[Block] = []
    for number, run in enumerate(runs):
        if _is_verse(run, width):
            blocks.append(_verse(run))
            continue
        made = [Block(joiner.join(group), alone=len(run) == 1, lines=tuple(group)) for group in _groups(run, width)]
        if number and blocks and made and _goes_on(runs[number - 1][-1], run[0], width) and not blocks[-1].verse:
            # A page or column break in the middle of a sentence.
            first = made.pop(0)
            before = blocks[-1]
            blocks[-1] = Block(joiner.join([before.text, first.text]), lines=before.lines + first.lines)
        blocks.extend(made)
    return blocks, width


def _verse(run: list[Line]) -> Block:
    lines = tuple([line.strip() for line in run])
    return Block("\n".join(lines), verse=True, lines=lines)


def _runs(lines: list[Line]) -> list[list[Line]]:
    """Lines between blank lines."""
    runs: list[list[Line]] = []
    run: list[Line] = []
    for line in lines:
        if line and not line.isspace():
            run.append(line)
        elif run:
            runs.append(run)
            run = []
    if run:
        runs.append(run)
    return runs


def _without_page_lines(runs: list[list[Line]], width: int) -> list[list[Line]]:
    """The runs without page numbers between dashes, and without other ones and running heads inside a sentence."""
    runs = [run for run in runs if len(run) > 1 or not _PAGE_NUMBER.fullmatch(run[0])]
    kept: list[list[Line]] = []
    passed: list[list[Line]] = []
    for run in runs:
        # A longer line is no running head, and its spaces would be looked through once for each of them.
        if kept and len(run) == 1 and len(run[0]) <= _MAX_WIDTH and _PAGE_LINE.fullmatch(run[0]):
            passed.append(run)
            continue
        if passed and not _goes_on(kept[-1][-1], run[0], width):
            kept.extend(passed)
        passed = []
        kept.append(run)
    return kept + passed


def wrap_width(runs: list[list[Line]]) -> int:
    """The width the text was wrapped at; 0 when it was not."""
    runs = [run for run in runs if not is_verse(run)]
    lengths = sorted(len(line) for run in runs for line in run if len(run) > 1)
    inner = [(a, b) for run in runs for a, b in pairwise(run)]
    if not inner:
        return 0
    # Not the very longest: a table or an address may stick out.
    width = lengths[min(len(lengths) - 1, int(len(lengths) * 0.98))]
    if not _MIN_WIDTH <= width <= _MAX_WIDTH:
        return 0
    open_ended = sum(not _ENDED.search(a) for a, _ in inner)
    carried = sum(b.lstrip()[:1].islower() for _, b in inner)
    if len(inner) < 3:
        # Too little to measure: a line that ends open and goes on with a small letter was broken.
        return width if carried == len(inner) == open_ended and width >= 30 else 0
    full = sum(_full(a, b, width) for a, b in inner)
    if open_ended >= len(inner) * 0.5 and full >= len(inner) * 0.6 and carried >= len(inner) * 0.25:
        return width
    # Articles of law, numbered paragraphs: every other line was ended by its author. Ask those that he may not have.
    inner = [(a, b) for a, b in inner if not _ENDED.search(a) and not BULLET.match(b)]
    full = sum(_full(a, b, width) or bool(_CUT_WORD.search(f"{a}\n{b.lstrip()}")) for a, b in inner)
    carried = sum(b.lstrip()[:1].islower() for _, b in inner)
    return width if len(inner) >= 4 and full >= len(inner) * 0.5 and carried >= len(inner) * 0.25 else 0


def _full(line: str, following: str, width: int) -> bool:
    """The next line's first word would not have fitted (a little slack: ragged columns)."""
    word = following.split(None, 1)[0]
    return len(line) + 1 + len(word) > width * 0.92


def _one_a_line(runs: list[list[Line]]) -> list[Block]:
    """Every line is a paragraph, but for verse."""
    blocks: list[Block] = []
    typical = _typical(runs)
    for run in runs:
        if _is_verse(run, typical) if typical else _is_poem(run):
            blocks.append(_verse(run))
        else:
            blocks.extend(Block(str(line.strip()), alone=len(run) == 1, lines=(line.strip(),)) for line in run)
    return blocks


def _typical(runs: list[list[Line]]) -> int:
    """The length of an ordinary paragraph line; 0 when the text holds nothing but short lines."""
    lengths = sorted(len(line) for run in runs for line in run)
    return 90 if lengths and lengths[-1] > 100 else 0


def _is_verse(run: list[Line], width: int) -> bool:
    """Verse, and no list or table."""
    return is_verse(run, min(width * 0.85, 70)) and not any("\t" in line or BULLET.match(line) for line in run)


def _is_poem(run: list[Line]) -> bool:
    """Verse where no line shows what prose looks like: a sentence has to run over lines that all begin with a capital.

    Messages and entries of a list are lines like those, but each is complete.
    """
    commas = sum(line.endswith((",", ";")) for line in run[:-1])
    words = sum(len(line.split()) for line in run)
    return (
        4 * commas >= len(run)
        and words >= 3 * len(run)
        and _ENDED.search(run[-1]) is not None
        and _is_verse(run, _POEM)
    )


def _groups(run: list[Line], width: int) -> list[list[Line]]:
    """The paragraphs inside a run of lines: broken where the author broke the line, not the margin."""
    indents = [len(line) - len(line.lstrip()) for line in run]
    base = min(indents)
    indented = sum(indent > base for indent in indents)
    groups = [[run[0].strip()]]
    for number in range(1, len(run)):
        line, before = run[number], run[number - 1]
        broke = not _full(before, line, width)
        ended = bool(_ENDED.search(before)) and (broke or before.endswith((":", ";")) or not _SAID.match(line))
        # A few lines stand further in than the rest: first lines of paragraphs.
        first_line = indents[number] >= base + 2 and indents[number - 1] <= base + 1 and indented * 2 < len(run)
        if (
            (ended and (broke or first_line or BULLET.match(line) or SPEAKER.match(line.lstrip())))
            or (first_line and line.lstrip()[:1].isupper())
            or (broke and BULLET.match(line))
            or _is_row(line)
            or _is_row(before)
            or _ended_short(before, line, width)
            or _heading_over(before, line, width, number == 1)
        ):
            groups.append([])
        groups[-1].append(line.strip())
    return groups


def _is_row(line: str) -> bool:
    """Cells between tabs: a row of a table."""
    return "\t" in line and "\t" in line.strip()


def _ended_short(line: str, following: str, width: int) -> bool:
    """The line stopped far from the margin, and the next begins with a capital: a heading, a signature, an address."""
    head = following.split(None, 1)[0]
    return (
        len(line) + 1 + len(head) < width * 0.7
        and not line.endswith((",", "-", "–", "—"))
        and head.lstrip("«„“\"'(")[:1].isupper()
    )


def _heading_over(line: str, following: str, width: int, first: bool) -> bool:
    """A short first line without a stop, over a text that begins with a capital."""
    return (
        first
        and not _ENDED.search(line)
        and not line.endswith((",", "-", "–", "—"))
        # An indented first line comes out shorter than its neighbours: a heading has to be shorter still.
        and len(line) < width * 0.6
        and not SPEAKER.match(line.lstrip())
        and following.lstrip()[:1].isupper()
        and line.lstrip()[:1].isupper()
    )


def _goes_on(last: str, first: str, width: int) -> bool:
    """A sentence runs over the blank line between these two lines."""
    return (
        len(last) > width * 0.7
        and not _ENDED.search(last)
        and first.lstrip()[:1].islower()
        and not BULLET.match(first)
        and not _is_row(last)
        and not _is_row(first)
    )
