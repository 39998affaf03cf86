"""Kinds of files that are not read as documents: their keys and marks would be translated and come back mangled.

Told by name, and by content where that is certain, for texts are pasted and files renamed.
"""

from __future__ import annotations

import re
from pathlib import PurePath

from aligner.errors import ReadError

#: What a file is whose text stands among keys, marks or code, by the ending of its name.
MARKED = {
    ".json5": "JSON", ".webmanifest": "JSON", ".ipynb": "a notebook",
    ".mo": "gettext MO", ".toml": "TOML", ".ini": "a file of settings", ".cfg": "a file of settings",
    ".conf": "a file of settings",
    ".stringsdict": "Apple strings", ".xcstrings": "Apple strings", ".plist": "XML",
    ".xml": "XML", ".resx": "XML", ".resw": "XML", ".dita": "XML", ".dbk": "XML", ".svg": "a drawing",
    ".tex": "LaTeX", ".latex": "LaTeX", ".ltx": "LaTeX", ".sty": "LaTeX", ".bib": "BibTeX", ".typ": "Typst",
    ".rst": "reStructuredText", ".adoc": "AsciiDoc", ".asciidoc": "AsciiDoc", ".wiki": "wiki text",
    ".mediawiki": "wiki text", ".textile": "Textile", ".rtf": "RTF", ".doc": "an old Word document",
    ".dot": "an old Word document", ".wps": "a Works document", ".wpd": "a WordPerfect document",
    ".pages": "a Pages document", ".ppt": "an old presentation",
    ".ass": "SubStation subtitles", ".ssa": "SubStation subtitles",
    ".sub": "MicroDVD subtitles", ".sbv": "YouTube subtitles", ".ttml": "TTML subtitles", ".dfxp": "TTML subtitles",
    ".mobi": "a Mobipocket book", ".azw": "a Kindle book", ".azw3": "a Kindle book", ".djvu": "DjVu",
    ".djv": "DjVu", ".eml": "an e-mail with its headers", ".msg": "an Outlook message", ".mbox": "a mailbox",
    ".php": "program code", ".py": "program code", ".js": "program code", ".ts": "program code or Qt's translations",
    ".tsx": "program code", ".jsx": "program code", ".css": "a style sheet", ".scss": "a style sheet",
    ".c": "program code", ".h": "program code", ".cpp": "program code", ".cs": "program code", ".go": "program code",
    ".java": "program code", ".kt": "program code", ".rb": "program code", ".rs": "program code",
    ".swift": "program code", ".sh": "program code", ".bat": "program code", ".ps1": "program code",
    ".sql": "SQL", ".vue": "program code", ".lua": "program code", ".rc": "program code",
}  # fmt: skip
#: Tables and lists of pairs, which other commands read.
TABLES = {
    ".csv": "CSV", ".tsv": "TSV", ".tab": "TSV", ".jsonl": "JSON lines", ".ndjson": "JSON lines",
    ".xls": "Excel", ".ods": "OpenDocument",
}  # fmt: skip
_TEX = re.compile(r"^[ \t]{0,8}\\(?:documentclass|documentstyle|begin\{document\})", re.MULTILINE)


def refuse_by_name(name: str) -> None:
    """Refuse a file by the ending of its name.

    Raises:
        ReadError: it says a kind that is not read as a document.
    """
    suffix = PurePath(name).suffix.lower()
    if kind := TABLES.get(suffix):
        raise ReadError(
            "{name}: a table ({kind}) is not read as a document; tolmach convert, check and memory add read pairs from "
            "tables, or save its text as .docx or .txt",
            name=name,
            kind=kind,
        )
    if kind := MARKED.get(suffix):
        raise _marked(name, kind)


def refuse_by_content(head: str, name: str) -> None:
    """Refuse what would be read as plain text and plainly is none; ``head`` is the beginning, decoded.

    Raises:
        ReadError: XML, LaTeX or SubStation by their beginning.
    """
    begin = head.lstrip()
    if begin.startswith(("<?xml", "<svg")):
        raise _marked(name, "XML")
    if begin.startswith("[Script Info]"):
        raise _marked(name, "SubStation subtitles")
    if _TEX.search(head):
        raise _marked(name, "LaTeX")


def _marked(name: str, kind: str) -> ReadError:
    return ReadError(
        "{name}: {kind} is not read, for its marks would be translated as text; save its text as .docx, .html, .md or "
        ".txt",
        name=name,
        kind=kind,
    )
