"""What TMX, XLIFF 1.2 and XLIFF 2 call the kinds of inline codes, and what such a name says of a code.

Sources: TMX 1.4b (LISA 2005), "type"; XLIFF 1.2 (OASIS 2008), "ctype"; XLIFF 2.1 (OASIS 2018), "type" and "subType".
Kinds that they have no name for are written as ``x-sup`` (TMX, XLIFF 1.2) or ``tolmach:sup`` (XLIFF 2).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, cast

from aligner.core.code import CODE_KINDS, CodeKind

Dialect = Literal["tmx", "xliff", "xliff2"]

_NAMES: dict[Dialect, dict[str, str]] = {
    "tmx": {"bold": "bold", "italic": "italic", "underline": "ulined", "link": "link", "image": "image", "break": "lb"},
    "xliff": {
        "bold": "bold", "italic": "italic", "underline": "underlined", "link": "link", "image": "image", "break": "lb",
    },
    "xliff2": {"bold": "xlf:b", "italic": "xlf:i", "underline": "xlf:u", "break": "xlf:lb", "placeholder": "xlf:var"},
}  # fmt: skip
_KINDS: dict[Dialect, dict[str, str]] = {
    dialect: {name: kind for kind, name in names.items()} for dialect, names in _NAMES.items()
}
_KINDS["tmx"] |= {"pb": "break", "cb": "break", "fnote": "note", "enote": "note", "dulined": "underline"}
_KINDS["xliff"] |= {"pb": "break", "cb": "break"}
_KINDS["xliff2"] |= {"xlf:pb": "break"}
#: The ``type`` that a code of XLIFF 2 has beside its ``subType``.
_TYPES = {"link": "link", "image": "image", "placeholder": "ui"} | dict.fromkeys(
    ("bold", "italic", "underline", "sub", "sup", "code", "break", "tab"), "fmt"
)
#: Kinds at which words part unless the name says otherwise.
_PARTING = ("break", "tab")
_OWN = re.compile(r"(?:x-|tolmach:)(?P<kind>[a-z]+)(?P<breaks>-breaks)?(?P<runs>-runs)?(?P<keep>-keep)?")
#: Other programs name codes for the element of HTML: ``x-strong``, ``x-html-a``, ``html:br``.
_HTML = re.compile(r"(?:x-)?(?:x?html[-:]|mrk-)?(?P<tag>[a-z][a-z0-9]*)", re.IGNORECASE)
_TAG = re.compile(r"\s*</?(?P<tag>[a-z][a-z0-9]*)[\s/>]", re.IGNORECASE)
_ADDRESS = re.compile(r"""\shref\s*=\s*["'](?P<address>(?:https?://|mailto:)[^"'<>\s]{1,2000})["']""", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a code is for a reader."""

    kind: CodeKind = "other"
    breaks: bool = False
    keep: bool = False


def names_of(kind: CodeKind, breaks: bool, keep: bool, dialect: Dialect, text: str) -> tuple[tuple[str, str], ...]:
    """The attributes that say what a code with this text is; none where nothing is known, and nothing is guessed."""
    parts = kind in _PARTING
    flags = ("-breaks" if breaks and not parts else "-runs" if parts and not breaks else "") + ("-keep" if keep else "")
    name = _NAMES[dialect].get(kind, "") if not flags else ""
    if kind == "other" and not flags and meaning_of(dialect, "", "", text[:256]) == Meaning():
        return ()
    if dialect == "xliff2":
        if kind in ("link", "image") and not flags:
            return (("type", kind),)
        sub = name or f"tolmach:{kind}{flags}"
        return (("type", _TYPES.get(kind, "other")), ("subType", sub))
    return (("type" if dialect == "tmx" else "ctype", name or f"x-{kind}{flags}"),)


@lru_cache(maxsize=1024)
def meaning_of(dialect: Dialect, name: str, wider: str, text: str) -> Meaning:
    """What a code is by its name (``type``, ``ctype``, ``subType``), the wider ``type`` of XLIFF 2, and its text."""
    if kind := _KINDS[dialect].get(name):
        return Meaning(cast(CodeKind, kind), kind in _PARTING)
    if (own := _OWN.fullmatch(name)) and own["kind"] in CODE_KINDS:
        kind = own["kind"]
        breaks = bool(own["breaks"]) or (kind in _PARTING and not own["runs"])
        return Meaning(cast(CodeKind, kind), breaks, bool(own["keep"]))
    if wider in ("link", "image"):
        return Meaning(cast(CodeKind, wider))
    for found in (_HTML.fullmatch(name), _TAG.match(text[:64] + " ")):
        if found and (meaning := _by_tag(found["tag"].lower())).kind != "other":
            return meaning
    bare = text.strip(" ")
    if bare in ("\t", "\\t"):
        return Meaning("tab", True)
    if bare in ("\n", "\r\n", "\r", "\\n", "\\r\\n", "\u2028", "\u000b"):
        return Meaning("break", True)
    return Meaning("placeholder" if bare[:1] in ("{", "%", "$") and not bare.startswith("{\\") else "other")


def _by_tag(tag: str) -> Meaning:
    from aligner.filters.html.tags import CODES

    if tag in ("br", "break", "newline", "softbreak"):
        return Meaning("break", True)
    if tag == "tab":
        return Meaning("tab", True)
    return Meaning(CODES.get(tag, "other"))


def address_in(text: str) -> str:
    """The address of a link in native markup: ``<a href="https://…">``."""
    found = _ADDRESS.search(text[:4096])
    return found["address"].replace("&amp;", "&") if found else ""


def link_with(address: str) -> tuple[str, str]:
    """Native markup for a link that came with none."""
    return f'<a href="{address.replace("&", "&amp;")}">', "</a>"


def readable(text: str) -> bool:
    """Is the text of a code what it reads as (``%s``), not markup?"""
    return not text.lstrip().startswith(("<", "{\\", "\\", "&"))
