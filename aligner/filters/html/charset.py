"""Which character set a page is in: its mark, then what it declares, unless its bytes say otherwise."""

from __future__ import annotations

import codecs
import re

from aligner.errors import ExportError
from aligner.filters.parsed import Source
from aligner.readers.charset import CYRILLIC, decode, detect

_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_XML = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{2,40})", re.IGNORECASE)
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_HEAD = 4096
#: What browsers take these for.
_LATIN = {"iso8859-1": "cp1252", "ascii": "cp1252", "latin-1": "cp1252", "cp1252": "cp1252"}
#: Bytes that mean nothing in their character set come back from these characters.
_ESCAPED = re.compile("[\udc80-\udcff]")


def decoded(source: Source) -> tuple[str, str]:
    """The page's text, a byte order mark included, and the codec that gives the same bytes again.

    Raises:
        ReadError: the bytes are no text, or not in the character set asked for.
    """
    data = source.data
    if source.encoding is not None:
        decode(data, source.name, source.encoding)
        return _text(data, _as_stored(data, codecs.lookup(source.encoding).name))
    for mark, codec in _MARKS:
        if data.startswith(mark):
            return _text(data, codec)
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    declared = _declared(data)
    found = detect(data)
    if found is None:
        decode(data, source.name)  # and refused
    if found in ("utf-16-le", "utf-16-be", "utf-32", "utf-8"):
        return _text(data, found)
    if declared is None or declared.startswith("utf-"):
        return _text(data, found or "cp1252")
    if found in CYRILLIC and (declared in CYRILLIC or declared in _LATIN.values()):
        # Other Cyrillic letters, and the words are none: the letters of a whole page are surer than what it says.
        return _text(data, found)
    try:
        data.decode(declared)
    except UnicodeDecodeError:
        return _text(data, found or "cp1252")
    return _text(data, declared)


def _declared(data: bytes) -> str | None:
    found = _XML.search(data[:_HEAD]) or _META.search(data[:_HEAD])
    if found is None:
        return None
    try:
        info = codecs.lookup(found[1].decode("ascii", "replace"))
    except LookupError:
        return None
    return _LATIN.get(info.name, info.name) if info._is_text_encoding else None


def _as_stored(data: bytes, codec: str) -> str:
    """The codec that keeps a byte order mark in the text."""
    if codec in ("utf-16", "utf-32"):
        order = "be" if data.startswith((codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)) else "le"
        return f"{codec}-{order}"
    return "utf-8" if codec in ("utf-8-sig", "utf_8_sig") else codec


def _text(data: bytes, codec: str) -> tuple[str, str]:
    codec = _as_stored(data, codec)
    return data.decode(codec, "surrogateescape"), codec


def _as_bytes_or_references(error: UnicodeError) -> tuple[str | bytes, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    character = error.object[error.start]
    if _ESCAPED.match(character):
        return bytes((ord(character) - 0xDC00,)), error.start + 1
    return f"&#{ord(character)};", error.start + 1


codecs.register_error("tolmach.references", _as_bytes_or_references)


def encoded(source: str, data: bytes, text: str, codec: str, name: str) -> bytes:
    """The new text in the page's character set; what that lacks becomes a reference.

    Raises:
        ExportError: the page's own text would not come back as the bytes it is.
    """
    try:
        if source.encode(codec, "tolmach.references") == data:
            return text.encode(codec, "tolmach.references")
    except UnicodeError:
        pass
    raise ExportError(
        "{name}: damaged text in {encoding} cannot be written back; save the page as UTF-8", name=name, encoding=codec
    )
