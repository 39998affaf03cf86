"""SRX 2.0 (the localisation industry's exchange of segmentation rules), read as a user's rules.

Source: SRX 2.0 specification, LISA/OSCAR 2008. Its expressions are ICU's; what Python writes otherwise
(``\\p{Lu}``, ``\\h``, ``\\x{2014}``) is translated. Format handles for mark-up do not apply: readers give plain text.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from functools import lru_cache

from aligner.errors import ReadError
from aligner.segment.placerules import PlaceRule, Rules, place_rule

_PROPERTY = re.compile(
    r"\\(?P<case>[pP])(?:\{(?P<long>\^?\w+)\}|(?P<short>[A-Z]))|\\x\{(?P<hex>[0-9A-Fa-f]{1,6})\}|\\h|\\Q(?P<quote>.*?)\\E|\\.",
    re.S,
)
_ALIASES = {
    **dict.fromkeys(("Alpha", "Alphabetic", "Letter"), "L"),
    **dict.fromkeys(("Upper", "Uppercase"), "Lu"),
    **dict.fromkeys(("Lower", "Lowercase"), "Ll"),
    **dict.fromkeys(("Punct", "Punctuation"), "P"),
    "Digit": "Nd",
    "Number": "N",
    "Space": "Z",
    "IsCyrillic": "Cyrillic",
}
_SCRIPTS = {"Cyrillic": "\u0400-\u052f", "Latin": "A-Za-z\u00aa\u00ba\u00c0-\u024f", "Greek": "\u0370-\u03ff"}


def parse_srx(data: bytes, name: str) -> Rules:
    """The rules of an SRX file.

    Raises:
        ReadError: not well-formed XML, not SRX, or an expression Python cannot read.
    """
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise ReadError(
            "{name}: not well-formed XML ({error}); correct the SRX file", name=name, error=error.msg
        ) from error
    if root is None or etree.QName(root).localname != "srx":
        raise ReadError("{name}: XML, but not an SRX file; give an SRX 2.0 file or a text file of rules", name=name)
    header = next(root.iterfind("{*}header"), None)
    cascade = header is not None and header.get("cascade") == "yes"
    groups: dict[str, tuple[PlaceRule, ...]] = {}
    for group in root.iterfind(".//{*}languagerule"):
        title = group.get("languagerulename") or ""
        groups[title] = tuple(_rule(rule, f"{name}: language rule {title!r}") for rule in group.iterfind("{*}rule"))
    mapped = []
    for entry in root.iterfind(".//{*}languagemap"):
        wanted = entry.get("languagerulename") or ""
        if wanted not in groups:
            raise ReadError(
                "{name}: the map names a language rule {wanted} that is not there; correct the SRX file",
                name=name,
                wanted=repr(wanted),
            )
        try:
            pattern = re.compile(translate(entry.get("languagepattern") or ""), re.IGNORECASE)
        except re.error as error:
            raise ReadError(
                "{name}: not a regular expression in languagepattern ({error}); correct it", name=name, error=error
            ) from error
        mapped.append((pattern, groups[wanted]))
    if not mapped:
        raise ReadError("{name}: an SRX file without language maps; add a <languagemap>", name=name)
    return Rules((), name, tuple(mapped), cascade)


def _rule(element, where: str) -> PlaceRule:  # type: ignore[no-untyped-def]
    """One <rule>; without ``break`` it breaks, as the specification has it."""
    sides = [translate((element.findtext(f"{{*}}{side}") or "").strip()) for side in ("beforebreak", "afterbreak")]
    try:
        return place_rule(element.get("break", "yes") != "no", sides[0], sides[1], gap=False)
    except (re.error, ValueError) as error:
        raise ReadError(
            "{where}: {error}; correct the rule {before} | {after}",
            where=where,
            error=error,
            before=repr(sides[0]),
            after=repr(sides[1]),
        ) from error


def translate(expression: str) -> str:
    """An ICU regular expression as Python writes it."""
    out: list[str] = []
    at = 0
    inside = False
    for match in _PROPERTY.finditer(expression):
        between = expression[at : match.start()]
        for char in between:
            inside = (inside or char == "[") and char != "]"
        out.append(between)
        out.append(_one(match, inside))
        at = match.end()
    out.append(expression[at:])
    return "".join(out)


def _one(match: re.Match[str], inside: bool) -> str:
    """One escape sequence, inside or outside a class."""
    if match["hex"]:
        return re.escape(chr(min(int(match["hex"], 16), sys.maxunicode)))
    if match.group() == "\\h":
        return "\\t \u00a0\u2000-\u200a" if inside else "[\\t \u00a0\u2000-\u200a]"
    if match["quote"] is not None:
        return re.escape(match["quote"])
    name = match["long"] or match["short"]
    if name is None:
        return match.group()
    negative = (match["case"] == "P") != name.startswith("^")
    ranges = _class(name.lstrip("^"))
    if not inside:
        return f"[{'^' if negative else ''}{ranges}]"
    if negative:
        raise re.error(f"\\P{{{name}}} inside a class is not supported")
    return ranges


@lru_cache(maxsize=64)
def _class(name: str) -> str:
    """The ranges of a Unicode category or script, in the first plane."""
    name = _ALIASES.get(name, name)
    if name in _SCRIPTS:
        return _SCRIPTS[name]
    ranges: list[str] = []
    first = -1
    for point in range(0x10000):
        fits = unicodedata.category(chr(point)).startswith(name) and not 0xD800 <= point <= 0xDFFF
        if fits and first < 0:
            first = point
        elif not fits and first >= 0:
            ranges.append(re.escape(chr(first)) + ("-" + re.escape(chr(point - 1)) if point - 1 > first else ""))
            first = -1
    if not ranges:
        raise re.error(f"unknown property {name}")
    return "".join(ranges)
