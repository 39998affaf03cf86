"""The tokens of HTML and XHTML as spans of the source: tags, text, raw text; everything else is passed over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, TypeAlias

from aligner.filters.html.tags import Tag

TEXT: Final = 0
TAG: Final = 1
CDATA: Final = 2
COMMENT: Final = 3

#: What it is, where it begins, where it ends (behind its last character), and the tag.
Token: TypeAlias = tuple[int, int, int, Tag | None]

# Attributes as the standard reads them: a quotation mark counts only behind "=". Every part is possessive: one pass.
_TAG = re.compile(
    r"</?[A-Za-z][^\t\n\f\r />]*+"
    r"(?:[\t\n\f\r /]++|[^\t\n\f\r />][^\t\n\f\r />=]*+"
    r"(?:[\t\n\f\r ]*+=[\t\n\f\r ]*+(?:\"[^\"]*+\"|'[^']*+'|[^\t\n\f\r >\"'][^\t\n\f\r >]*+)?+)?+)*+>"
)
#: Elements of HTML whose content is text without tags; in the second set it is not shown as text.
_RCDATA = frozenset(("title", "textarea"))
_RAW = frozenset(("script", "style", "xmp", "iframe", "noembed", "noframes"))
_ENDS = {name: re.compile(rf"</{name}(?=[\t\n\f\r />])", re.IGNORECASE) for name in (*_RCDATA, *_RAW)}
#: Tags seen before are not parsed again; a page with more different ones than this begins over.
_MOST_TAGS = 20_000


def tokens(text: str, xml: bool) -> Iterator[Token]:
    """The tokens in order. An unfinished tag, comment or raw text goes to the end of the source.

    In XML there are CDATA sections and no raw text; in HTML CDATA sections are comments, except in SVG and MathML.
    """
    seen: dict[str, Tag] = {}
    match, find = _TAG.match, text.find
    at = begin = 0
    size = len(text)
    foreign = 0
    while (less := find("<", at)) >= 0:
        found = match(text, less)
        if found is None:
            kind, end = _other(text, less, xml, bool(foreign))
            if kind == TEXT:
                at = end
                continue
            if begin < less:
                yield TEXT, begin, less, None
            yield kind, less, end, None
            at = begin = end
            continue
        if begin < less:
            yield TEXT, begin, less, None
        raw = found[0]
        tag = seen.get(raw)
        if tag is None:
            if len(seen) > _MOST_TAGS:
                seen.clear()
            tag = seen[raw] = Tag(raw, xml)
        at = begin = found.end()
        yield TAG, less, at, tag
        if tag.foreign and not tag.alone:
            foreign = max(0, foreign + (-1 if tag.closing else 1))
        elif tag.name in _ENDS and not xml and not tag.closing and not (foreign and tag.name == "title"):
            ended = _ENDS[tag.name].search(text, at)
            end = ended.start() if ended else size
            if tag.name in _RCDATA and at < end:
                yield TEXT, at, end, None
            at = begin = end
    if begin < size:
        yield TEXT, begin, size, None


def _other(text: str, at: int, xml: bool, foreign: bool) -> tuple[int, int]:
    """What a ``<`` begins that begins no finished tag, and where it ends."""
    following = text[at + 1 : at + 2]
    if following == "!":
        if text.startswith("<!--", at):
            if not xml and text.startswith((">", "->"), at + 4):
                return COMMENT, text.index(">", at + 4) + 1
            return COMMENT, _behind(text, "-->", at + 4)
        if text.startswith("<![CDATA[", at) and (xml or foreign):
            return CDATA, _behind(text, "]]>", at)
        if xml and text[at : at + 9].upper() == "<!DOCTYPE":
            return COMMENT, _doctype(text, at)
        return COMMENT, _behind(text, ">", at)
    if following == "?":
        return COMMENT, _behind(text, "?>" if xml else ">", at)
    if following == "/" and len(text) > at + 2:
        if text[at + 2].isascii() and text[at + 2].isalpha():
            return COMMENT, len(text)
        return COMMENT, _behind(text, ">", at)
    if following.isascii() and following.isalpha():
        return COMMENT, len(text)
    return TEXT, at + 1


def _behind(text: str, mark: str, at: int) -> int:
    end = text.find(mark, at)
    return len(text) if end < 0 else end + len(mark)


def _doctype(text: str, at: int) -> int:
    """A document type with declarations in brackets ends behind them."""
    end = _behind(text, ">", at)
    bracket = text.find("[", at, end)
    if bracket < 0:
        return end
    closing = text.find("]", bracket)
    return _behind(text, ">", closing) if closing >= 0 else len(text)
