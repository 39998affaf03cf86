"""Text inside XML: what must be escaped, and what XML 1.0 cannot hold at all."""

from __future__ import annotations

import re

from aligner.exports.options import Tally

#: Everything outside the Char production of XML 1.0 (https://www.w3.org/TR/xml/#charsets); lone surrogates too.
ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
SURROGATE = re.compile("[\ud800-\udfff]")
# A carriage return written raw is read back as a line feed; tabs and line feeds are, inside an attribute.
_ODD = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[&<>]")
_ODD_IN_ATTRIBUTE = re.compile('[^\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[&<>"]')
_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
_ATTRIBUTE = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;", "\n": "&#10;", "\t": "&#9;"}
)


def legal(text: str, tally: Tally | None = None) -> str:
    """The text without the characters that XML cannot hold; they are counted."""
    kept, dropped = ILLEGAL.subn("", text)
    if tally is not None:
        tally.dropped_characters += dropped
    return kept


def encodable(text: str, tally: Tally | None = None) -> str:
    """The text without lone surrogates, which UTF-8 cannot hold; they are counted."""
    kept, dropped = SURROGATE.subn("", text)
    if tally is not None:
        tally.dropped_characters += dropped
    return kept


def escape(text: str, tally: Tally | None = None) -> str:
    """Text for an element."""
    # Most texts hold nothing odd, and one search is far cheaper than a translation of every character.
    return text if _ODD.search(text) is None else legal(text, tally).translate(_TEXT)


def quote(text: str, tally: Tally | None = None) -> str:
    """An attribute's value, with its quotation marks."""
    if _ODD_IN_ATTRIBUTE.search(text) is None:
        return f'"{text}"'
    return f'"{legal(text, tally).translate(_ATTRIBUTE)}"'
