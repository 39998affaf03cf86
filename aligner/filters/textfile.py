"""A file of text as its filter sees it: characters with offsets, and the same file with some of them replaced."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from dataclasses import dataclass

from aligner.filters.parsed import Source
from aligner.readers.charset import decode

#: A replacement: the half-open span of the file's text, and what stands there instead.
Edit = tuple[int, int, str]

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LINE_END = re.compile(r"\r\n|\n|\r")
_BROKEN = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class TextFile:
    """``text`` is the whole file without its byte order mark; bytes that are no text in its character set are lone
    surrogates there, so that they come back as they were. ``newline`` is the line end that it uses.
    """

    text: str
    encoding: str
    newline: str
    _codec: str
    _errors: str
    _mark: bytes
    _tail: bytes
    _broken: bool

    def shown(self, text: str) -> str:
        """A stretch of the file as a block may hold it: each byte that is no text is U+FFFD."""
        return _BROKEN.sub("\ufffd", text) if self._broken else text

    def edited(self, data: bytes, edits: Iterable[Edit]) -> bytes:
        """The file with these edits, which do not overlap; ``data`` itself where there is none.

        It is in UTF-8 if its own character set cannot hold what is put in.
        """
        parts: list[str] = []
        at = 0
        for start, end, put in sorted(edits):
            parts += (self.text[at:start], put)
            at = end
        if not parts:
            return data
        parts.append(self.text[at:])
        made = "".join(parts)
        try:
            return self._mark + made.encode(self._codec, self._errors) + self._tail
        except UnicodeEncodeError:
            return made.encode("utf-8", "surrogateescape")


def opened(source: Source) -> TextFile:
    """The file decoded so that writing its text back gives the same bytes.

    Raises:
        ReadError: the bytes are not text, or not in the character set asked for.
    """
    text, encoding = decode(source.data, source.name, source.encoding)
    data, mark, codec, errors, tail = source.data, b"", encoding, "strict", b""
    for sign, named in _MARKS:
        if data.startswith(sign) and named.startswith(encoding[:6].rstrip("-")):
            mark, codec = sign, named
            break
    else:
        codec = {"utf-16": "utf-16-le", "utf-32": "utf-32-le", "utf-8-sig": "utf-8"}.get(codec, codec)
    broken = not _is_same(text, codec, mark, data)
    if broken:
        errors = "surrogatepass" if codec.startswith(("utf-16", "utf-32")) else "surrogateescape"
        decoder = codecs.getincrementaldecoder(codec)(errors)
        try:
            # The decoder keeps a last sequence that is cut in half.
            text = decoder.decode(data[len(mark) :])
            tail = bytes(decoder.getstate()[0])
        except UnicodeDecodeError:
            errors = "replace"
    end = _LINE_END.search(text)
    return TextFile(text, encoding, end.group() if end else "\n", codec, errors, mark, tail, broken)


def _is_same(text: str, codec: str, mark: bytes, data: bytes) -> bool:
    """Are these the bytes that the text is written as?"""
    if codec == "utf-8" and not mark and len(text) == len(data):
        return True
    try:
        return mark + text.encode(codec) == data
    except UnicodeEncodeError:
        return False
