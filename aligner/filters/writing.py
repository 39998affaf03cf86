"""What stands in the place of each block: the translations of its sentences, put together with their codes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher

from aligner.core.bitext import Bitext
from aligner.core.code import Content, joined
from aligner.core.document import Document
from aligner.filters.building import repaired
from aligner.filters.parsed import Parsed
from aligner.repair.tidy import Edit, edited


@dataclass(frozen=True, slots=True)
class Composed:
    """The contents to write, by block; paragraphs of the bitext that no block of the file is behind; blocks of the file
    that the bitext says nothing of."""

    contents: dict[int, Content] = field(default_factory=dict)
    missing: tuple[int, ...] = ()
    untouched: tuple[int, ...] = ()


def composed(bitext: Bitext, parsed: Parsed) -> Composed:
    """The translation of each block of the file that ``bitext.source`` was read from.

    A sentence without a translation stands for itself: text is never lost. A bead over two paragraphs fills the first
    one's block; the others are emptied, not left in the old language.
    """
    blocks = blocks_of(bitext.source, parsed)
    places = bitext.source.paragraph_of_sentence()
    parts: dict[int, list[Content]] = defaultdict(list)
    at = 0
    for bead, source, target in bitext.contents():
        at = places[bead.source.start] if bead.source else at
        parts[at].append(target if bead.target else source)
        for sentence in bead.source:
            parts.setdefault(places[sentence], [])
    contents = {}
    for paragraph, found in parts.items():
        if (number := blocks[paragraph]) >= 0:
            block = parsed.blocks[number]
            contents[number] = _spaced(_put_together(found), Content(block.text, block.codes))
    missing = tuple(paragraph for paragraph in sorted(parts) if blocks[paragraph] < 0)
    untouched = [n for n, block in enumerate(parsed.blocks) if n not in contents and _has_words(block.text)]
    return Composed(contents, missing, tuple(untouched))


def blocks_of(document: Document, parsed: Parsed) -> list[int]:
    """The number of the block behind each paragraph, -1 where there is none.

    Documents say it themselves; bitexts of older versions or from elsewhere do not: there, paragraphs and blocks with
    the same letters are matched in their order.
    """
    if any(paragraph.block >= 0 for paragraph in document.paragraphs):
        return [p.block if p.block < len(parsed.blocks) else -1 for p in document.paragraphs]
    ours = [_letters(document.paragraph_text(paragraph)) for paragraph in document.paragraphs]
    theirs = [_letters(repaired(block).text) for block in parsed.blocks]
    found = [-1] * len(ours)
    for a, b, size in SequenceMatcher(None, ours, theirs, autojunk=False).get_matching_blocks():
        for step in range(size):
            found[a + step] = b + step
    return found


#: Marks that stand beside what is before them.
_CLOSING = frozenset(",.;:!?…)]}»”")


def _letters(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def _has_words(text: str) -> bool:
    return any(c.isalpha() for c in text)


def _put_together(contents: Sequence[Content]) -> Content:
    """Sentences in a row, with a space between; where a sentence ends at a code, that takes the space's place."""
    whole = joined(contents) if contents else Content("")
    edits: set[Edit] = set()
    for code in whole.codes:
        if code.breaks and code.alone:
            start, end = code.start, code.start
            while start and whole.text[start - 1].isspace():
                start -= 1
            while end < len(whole.text) and whole.text[end].isspace():
                end += 1
            if start < end:
                edits.add((start, end, ""))
    return edited(whole, sorted(edits))


def _spaced(content: Content, source: Content) -> Content:
    """With white space on both sides of each code that stands alone and has it on both sides in the source."""
    wanted = {
        code.id
        for code in source.codes
        if code.alone
        and source.text[max(0, code.start - 1) : code.start].isspace()
        and source.text[code.start : code.start + 1].isspace()
    }
    edits: dict[int, Edit] = {}
    behind: set[int] = set()
    for code in content.codes:
        if code.id not in wanted or not 0 < code.start < len(content.text):
            continue
        before, after = content.text[code.start - 1].isspace(), content.text[code.start].isspace()
        if before != after and content.text[code.start] not in _CLOSING:
            edits[code.start] = (code.start, code.start, " ")
            if not before:
                behind.add(code.id)
    if not edits:
        return content
    made = edited(content, [edits[at] for at in sorted(edits)])
    return replace(made, codes=tuple(c.moved(1) if c.id in behind else c for c in made.codes))
