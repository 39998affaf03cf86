"""Characters: what cannot be seen is dropped, composed letters are composed, line ends are made one kind."""

from __future__ import annotations

import re
import unicodedata

# Zero-width space and similar characters, byte order mark, soft hyphen, direction marks, C0/C1 controls but \t and \n.
_INVISIBLE = re.compile(
    "[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\ufeff\x00-\x08\x0b\x0e-\x1f\x7f\x80-\x84\x86-\x9f]"
)
# List bullets of the fonts Symbol and Wingdings: Word has them as private characters, and a PDF hands them on so.
_BULLET = re.compile("[\uf06c\uf06e\uf071\uf075\uf076\uf0a7\uf0a8\uf0b7\uf0d8\uf0fc]")
_ODD = r"\t\r\f\v\x85\u1680\u2000-\u200a\u2028\u2029\u205f\u2800\u3000"
# Blanks to be made one space; a single plain space is let be, for speed.
_BLANKS = re.compile(rf" [ {_ODD}]+|[{_ODD}][ {_ODD}]*")
#: Every run of blanks, a single space and line ends among them.
_ANY_BLANKS = re.compile(rf"[ \n{_ODD}]+")


def clean(text: str) -> str:
    """Text with one kind of line end; й written as и with a breve becomes one letter, bullets of symbol fonts •."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.isascii():
        if not unicodedata.is_normalized("NFC", text):
            text = unicodedata.normalize("NFC", text)
        text = plain_bullets(text)
        text = text.replace("\u2028", "\n").replace("\u2029", "\n\n").replace("\x85", "\n")
    return text


def plain_bullets(text: str) -> str:
    """Text whose bullets of symbol fonts are • for every reader."""
    return _BULLET.sub("•", text)


def drop_invisible(text: str) -> str:
    """Text without characters that cannot be seen. Soft hyphens go too, so dehyphenate first."""
    return _INVISIBLE.sub("", text)


def invisible(text: str) -> list[tuple[int, int]]:
    """Where the characters are that ``drop_invisible`` drops."""
    return [match.span() for match in _INVISIBLE.finditer(text)]


def blanks(text: str) -> list[tuple[int, int, str]]:
    """What ``one_line`` does to a text, as edits: from, to, and what stands there instead."""
    first, last = len(text) - len(text.lstrip()), len(text.rstrip())
    if first >= last:
        return [(0, len(text), "")] if text else []
    made = [(*match.span(), " ") for match in _ANY_BLANKS.finditer(text, first, last) if match[0] != " "]
    return [*([(0, first, "")] if first else ()), *made, *([(last, len(text), "")] if last < len(text) else ())]


def one_line(text: str) -> str:
    """Runs of white space as one space; a single no-break space is kept, it is part of the typesetting."""
    text = text.replace("\n", " ")
    return _BLANKS.sub(" ", text).strip()


def is_one_line(text: str) -> bool:
    """Whether the text surely is as ``drop_invisible`` and ``one_line`` would leave it; cheaper than asking them."""
    # Of white space only the plain space counts as printable, of invisible characters only the blank of Braille.
    return text.isprintable() and "  " not in text and "\u2800" not in text and text[:1] != " " and text[-1:] != " "
