"""Which format a file is in: its content decides, its name only where content cannot."""

from __future__ import annotations

import json
import re
from pathlib import PurePath

from aligner.errors import ReadError
from aligner.formats import DOCUMENTS, by_extension
from aligner.readers.limits import Limits
from aligner.readers.unread import refuse_by_content, refuse_by_name
from models.messages import Message

_HEAD = 4096
#: Extensions of archives whose format can also be a plain file.
_ZIPPED = (".fbz", ".zip")
_HTML = re.compile(
    r"\s*(?>(?:<\?xml[^>]*>\s*){0,8})(?>(?:<!--.*?-->\s*)*)<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_FB2 = re.compile(r"<(?:\w+:)?FictionBook\b")
_PAIRS = re.compile(r"<(?:\w+:)?(tmx|xliff)[\s>]", re.IGNORECASE)
_PO = re.compile(r'^msgid "[^\n]*\n(?:"[^\n]*\n){0,40}(?:msgid_plural "[^\n]*\n)?msgstr(?:\[0\])? "', re.MULTILINE)
_STRINGS = re.compile(r'"[^"\n]{1,400}"\s{0,8}=\s{0,8}"[^\n]{0,2000}";')
_SRT = re.compile(r"\s*\d+\s*\n\s*\d{1,2}:\d\d:\d\d[,.]\d{1,3}\s*-->\s*\d")


def sniff(data: bytes, name: str, limits: Limits) -> str:
    """The format's name in the readers' table.

    Raises:
        ReadError: the file is of a kind known not to be readable (an old .doc, RTF, an image, a plain zip, JSON), or
            holds pairs.
    """
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        from aligner.readers.archive import kind_of_archive

        return kind_of_archive(data, name, limits)
    for magic, advice in _REFUSED:
        if data.startswith(magic):
            raise ReadError("{name}: {advice}", name=name, advice=Message(advice))
    head = _head_text(data)
    if _FB2.search(head):
        return "fb2"
    if _HTML.match(head):
        return "html"
    if head.lstrip().startswith("<") and (pairs := _PAIRS.search(head)):
        raise ReadError(
            "{name}: {pairs} holds pairs, not a document; `tolmach convert`, `check` and `memory add` read it",
            name=name,
            pairs=pairs[1].upper(),
        )
    if head.startswith("WEBVTT"):
        return "vtt"
    if _SRT.match(head):
        return "srt"
    said = by_extension(name, DOCUMENTS)
    if said is None:
        refuse_by_name(name)
    suffix = PurePath(name).suffix.lower()
    if said is not None and (said.binary or suffix in _ZIPPED):
        raise ReadError(
            "{name}: the content is not {suffix}; the file is damaged or wrongly named", name=name, suffix=suffix[1:]
        )
    found = said.name if said is not None else "txt"
    if found == "txt":
        found = _string_file(data, head) or found
    if found == "txt":
        refuse_by_content(head, name)
    return found


_REFUSED = (
    (b"{\\rtf", "RTF is not read; save it as .docx or .odt"),
    (b"\xd0\xcf\x11\xe0", "an old .doc file or one with a password; save it as .docx without a password"),
    (b"\x1f\x8b", "a gzip archive; unpack it first"),
    (b"7z\xbc\xaf", "a 7-zip archive; unpack it first"),
    (b"Rar!", "a RAR archive; unpack it first"),
    (b"\x89PNG", "a picture; its text has to be recognised (OCR) first"),
    (b"\xff\xd8\xff", "a picture; its text has to be recognised (OCR) first"),
    (b"GIF8", "a picture; its text has to be recognised (OCR) first"),
    (b"\x7fELF", "a program, not a document"),
    (b"AT&TFORM", "DjVu is not read; convert it to PDF or text first"),
    (b"BOOKMOBI", "a Mobipocket book; convert it to .epub first"),
)


def _head_text(data: bytes) -> str:
    """The beginning as text, good enough to recognise a mark-up by."""
    head = data[:_HEAD]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", "replace").lstrip("\ufeff")
    if head[1:8:2] == b"\0\0\0\0":
        return head.decode("utf-16-le", "replace")
    if head[0:8:2] == b"\0\0\0\0":
        return head.decode("utf-16-be", "replace")
    return head.decode("latin-1").removeprefix("\u00ef\u00bb\u00bf")


def _string_file(data: bytes, head: str) -> str:
    """Which string file of programs a text plainly is, whatever its name; empty where it is none."""
    if _PO.search(head):
        return "po"
    begin = head.lstrip()
    lines = [line for line in begin.split("\n")[:-1] if line.strip()][:50]
    if sum(_STRINGS.fullmatch(line.strip()) is not None for line in lines) * 2 > len(lines) > 1:
        return "strings"
    return "json" if begin[:1] in ("{", "[") and _is_json(data) else ""


def _is_json(data: bytes) -> bool:
    """Is it all JSON, an object or a list? A text that begins with a bracket is not."""
    try:
        return isinstance(json.loads(data), dict | list)
    except (ValueError, RecursionError):
        return False
