"""What a paragraph is by its looks, in formats that do not say it: a heading, a list item, verse."""

from __future__ import annotations

import re

from aligner.core.document import Kind
from aligner.repair.unwrap import BULLET, Block

_STOPPED = re.compile(r"[.!?…:;,][\"»”’')\]*_]*$")
_CHAPTER = re.compile(
    r"(?:(?:chapter|part|section|book|volume|глава|часть|раздел|книга|том|приложение|статья)\s+(?:[IVXLC]+|\d+|[а-яё]+ая)\b"
    r"|(?:[IVXLC]+|\d{1,3})\.?$)",
    re.IGNORECASE,
)


def is_list_item(text: str) -> bool:
    """Begins with the mark of a list; a dash before a capital is more likely someone speaking."""
    mark = BULLET.match(text)
    if mark is None:
        return False
    rest = text[mark.end() :].lstrip()
    return mark.group(1)[0] not in "-–—" or not rest[:1].isupper() or not _STOPPED.search(text)


def kind_of(block: Block, number: int, count: int) -> Kind:
    """What a paragraph of plain text is by its looks, as the one of this number among so many."""
    if block.verse:
        return "verse"
    text = block.text
    if is_list_item(text) and not _CHAPTER.match(text):
        return "list-item"
    if len(text) <= 100 and count > 1 and not _STOPPED.search(text):
        first = text.lstrip('«"“(')[:1]
        if _CHAPTER.match(text) or (first.isupper() and number == 0):
            return "heading"
        if block.alone and len(text) > 3 and text.isupper():
            return "heading"
    return "body"
