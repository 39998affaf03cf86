"""SRX 2.0 (the localisation industry's exchange of segmentation rules), read as a user's rules.

Source: SRX 2.0 specification, LISA/OSCAR 2008. Its expressions are ICU's and in practice Java's, which the ``regex``
module reads but for a few escapes. Format handles for mark-up do not apply: readers give plain text.
"""

from __future__ import annotations

import re

from aligner.errors import ReadError
from aligner.segment.placerules import PlaceRule, Rules, compiled, place_rule

#: What ICU or Java have and ``regex`` has not, or writes otherwise.
_FOREIGN = re.compile(
    r"\\x\{(?P<hex>[0-9A-Fa-f]{1,6})\}|\\Q(?P<quote>.*?)(?:\\E|\Z)|\\(?P<case>[pP])\{(?P<name>java\w+|Is[A-Z][a-z]?)\}"
    r"|\\k<(?P<group>\w+)>|\\(?P<escape>e)|\\c(?P<control>[A-Z])|\(\?(?P<flags>[a-zA-Z]*[Ud][a-zA-Z]*)(?=[:)-])|\\.",
    re.DOTALL,
)
_JAVA = {
    "javaUpperCase": "Lu", "javaLowerCase": "Ll", "javaTitleCase": "Lt", "javaLetter": "L", "javaAlphabetic": "L",
    "javaDigit": "Nd", "javaLetterOrDigit": "Alnum", "javaWhitespace": "Space", "javaSpaceChar": "Z",
    "javaIdeographic": "Han", "javaDefined": "Assigned",
}  # fmt: skip


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
    groups: dict[str, tuple[PlaceRule, ...] | ReadError] = {}
    for group in root.iterfind(".//{*}languagerule"):
        title = group.get("languagerulename") or ""
        try:
            where = f"{name}: language rule {title!r}"
            groups[title] = tuple(_rule(rule, where) for rule in group.iterfind("{*}rule"))
        except ReadError as error:
            groups[title] = error  # it matters only to texts in its languages
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
            pattern = compiled(translate(entry.get("languagepattern") or ""), ignore_case=True)
        except ValueError as error:
            raise ReadError(
                "{name}: not a regular expression in languagepattern ({error}); correct it", name=name, error=error
            ) from error
        mapped.append((pattern, groups[wanted]))
    if not mapped:
        raise ReadError("{name}: an SRX file without language maps; add a <languagemap>", name=name)
    return Rules((), name, tuple(mapped), cascade)


def _rule(element, where: str) -> PlaceRule:  # type: ignore[no-untyped-def]
    """One <rule>; without ``break`` it breaks, as the specification has it."""
    given = [(element.findtext(f"{{*}}{side}") or "").strip() for side in ("beforebreak", "afterbreak")]
    try:
        return place_rule(element.get("break", "yes") != "no", *map(translate, given), gap=False)
    except ValueError as error:
        raise ReadError(
            "{where}: {error}; correct the rule {before} | {after}",
            where=where,
            error=error,
            before=repr(given[0]),
            after=repr(given[1]),
        ) from error


def translate(expression: str) -> str:
    """An expression of ICU or Java as the ``regex`` module writes it.

    Raises:
        ValueError: it names a character that is none.
    """
    return _FOREIGN.sub(_one, expression)


def _one(match: re.Match[str]) -> str:
    if match["hex"]:
        return re.escape(chr(int(match["hex"], 16)))
    if match["quote"] is not None:
        return re.escape(match["quote"])
    if name := match["name"]:
        return f"\\{match['case']}{{{_JAVA.get(name, name.removeprefix('Is'))}}}"
    if match["group"]:
        return f"(?P={match['group']})"
    if match["escape"]:
        return "\\x1b"
    if match["control"]:
        return f"\\x{ord(match['control']) - 64:02x}"
    if match["flags"]:
        return "(?" + re.sub("[Ud]", "", match["flags"])  # Unicode and line ends are what they are here
    return match.group()
