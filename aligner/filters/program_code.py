"""Program code in documents: which blocks are code, not text to translate, and left out when a document is read.

CAT tools keep it from the translator as well: by a list of styles that are not translated (Trados, memoQ), by
``translate="no"`` (W3C, Internationalization Tag Set 2.0; Okapi's filters, which OmegaT uses, and Trados).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from aligner.readers.xml import attribute, local
from models.text.scripts import letters_of

if TYPE_CHECKING:
    from lxml.etree import _Element

#: Elements of code inside a line, and blocks that are code when they hold nothing else.
_CODE = frozenset(("code", "samp", "kbd", "tt", "var"))
_HOLDERS = frozenset(("p", "div", "li", "dd", "dt", "td", "th", "h1", "h2", "h3", "h4", "h5", "h6", "pre"))
CODE_CLASS = re.compile(
    r"(?:^|\s)(?:(?:lang|language|brush)[-:]\S|source-?code|src|highlight|prettyprint|codehilite|code|listing"
    r"|programlisting)(?:\b|\s|$)",
    re.IGNORECASE,
)
_KEPT = re.compile(r"(?:^|\s)notranslate(?:\s|$)")
_STYLE = re.compile(r"(?:source\s?code|code|verbatim|listing|(?:программный|исходный)\s+код|код|листинг)\b")
_OF_A_STYLE = re.compile(r"caption|title|heading|подпис|назван|заголов")
#: Styles and elements for text that keeps its lines: code, or a letter from a terminal.
_MAYBE = re.compile(r"preformatted|html pre|plain text|macro text")
_MARKS = re.compile(r"[{}()\[\]<>;=_$#|\\/&*+]")


def is_code_block(element: _Element, tag: str) -> bool:
    """Is it an HTML block of code, or one that its author wants to stay as it is?"""
    if element.attrib and (
        attribute(element, "translate") == "no" or _KEPT.search(attribute(element, "class").lower())
    ):
        return tag in _HOLDERS or tag in ("blockquote", "section", "table", "ul", "ol", "figure")
    if tag not in _HOLDERS:
        return False
    if _is_all_code(element):
        return True
    if tag != "pre":
        return False
    return bool(CODE_CLASS.search(attribute(element, "class"))) or looks_like_code(
        "".join(map(str, element.itertext()))
    )


def _is_all_code(element: _Element) -> bool:
    """Is there something in it, and nothing outside elements of code?"""
    if not len(element) or local(element[0]).lower() not in _CODE or (element.text or "").strip():
        return False
    alone = all(local(child).lower() in _CODE and not (child.tail or "").strip() for child in element)
    return alone and any("".join(map(str, child.itertext())).strip() for child in element)


def is_code_style(names: Sequence[str], text: str) -> bool:
    """Does a paragraph's style (with what it is based on, in small letters) say that this text is code?"""
    for name in names:
        if _STYLE.match(name):
            return not _OF_A_STYLE.search(name)
        if _MAYBE.search(name):
            return looks_like_code(text)
    return False


def looks_like_code(text: str) -> bool:
    """Text full of a program's marks, and not in Cyrillic letters for the most part (comments may be)."""
    letters = letters_of(text)
    solid = sum(not c.isspace() for c in text)
    return 2 * letters.cyrillic <= letters.all and len(_MARKS.findall(text)) >= 0.06 * max(1, solid)
