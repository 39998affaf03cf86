"""Elements of an XML file one at a time, in bounded memory, with nothing outside the file ever opened."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from aligner.errors import ReadError
from aligner.imports.report import ImportReport
from models.errors import reason
from models.messages import Message

Element = Any  # lxml's elements; its stubs do not cover iterparse well
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
#: Nothing outside the file is opened, no entity expanded; a text of any length is taken.
SAFE: dict[str, Any] = {
    "load_dtd": False,
    "no_network": True,
    "resolve_entities": False,
    "huge_tree": True,
    "remove_comments": True,
}


#: Errors that libxml2 counts as such though the file is well-formed (namespaces, ids): domains, and their numbers.
_HARMLESS = ("NAMESPACE", "VALID", "DTD")
_TOLERATED = frozenset((99, 100, *range(200, 209), 513, 539, 540, 541))
#: So many different ones are said; elements that were read are let go so many at a time.
_REMARKS, _LET_GO = 5, 200


def elements(
    path: Path, names: tuple[str, ...], report: ImportReport, units: int = 1, events: tuple[str, ...] = ("start", "end")
) -> Iterator[tuple[str, Element]]:
    """(event, element) for the start and the end of the elements with these local names, or for one of the two.

    The first ``units`` names are those of pairs; after the end of one, it and what stood before it are let go,
    so a gigabyte is read in a few megabytes.
    Entities are not expanded and no DTD is loaded. Prefixes that nobody declared, ids that come twice and odd names of
    namespaces make a remark.

    Raises:
        ReadError: not well-formed; says the line, how many pairs were read and how many seem to follow.
    """
    from lxml import etree

    seen = 0
    pairs = frozenset(names[:units])
    with opened(path) as file:
        try:
            for event, element in etree.iterparse(file, events=events, tag=any_namespace(names), **SAFE):
                seen += 1
                yield event, element
                if event == "end" and NAMES[element.tag] in pairs:
                    release(element, seen)
            return
        except etree.XMLSyntaxError as error:
            if error.code == etree.ErrorTypes.ERR_NO_MEMORY:  # type: ignore[attr-defined]
                raise MemoryError from error
            stopped = error
        # Once more, past what is no error of well-formedness; the parser's log says which it is, and where.
        file.seek(0)
        parser = etree.iterparse(file, events=events, tag=any_namespace(names), recover=True, **SAFE)
        harmless = getattr(stopped, "code", 0) in _TOLERATED
        try:
            for at, (event, element) in enumerate(parser, 1):
                if harmless and at > seen:
                    yield event, element
                if event == "end" and NAMES[element.tag] in pairs:
                    release(element, at)
        except etree.XMLSyntaxError:
            harmless = False  # nothing can be made of it at all
        remarks: set[str] = set()
        for entry in parser.error_log:
            if entry.domain_name not in _HARMLESS:
                raise broken(path, entry.line, fault(entry.message), names[0], report) from stopped
            if entry.message not in remarks and len(remarks) < _REMARKS:
                remarks.add(entry.message)
                report.remark(entry.line, f"{entry.message.strip()}; it is read as it stands")
        if not harmless:
            raise broken(path, stopped.lineno or 0, said(stopped), names[0], report) from stopped


def any_namespace(names: tuple[str, ...]) -> tuple[str, ...]:
    """Local names as lxml's filter takes them."""
    return tuple("{*}" + name for name in names)


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """The file's bytes.

    Raises:
        ReadError: it cannot be opened.
    """
    try:
        file = path.open("rb")
    except OSError as error:
        raise ReadError("{path}: cannot be read: {reason}", path=path, reason=reason(error)) from error
    with file:
        yield file


def broken(path: Path, line: int, why: str, name: str, report: ImportReport) -> ReadError:
    """A file that is not well-formed: where, why, how many pairs were read, how many seem to follow."""
    if blank(path):
        return ReadError("{name}: there is nothing in the file but blanks; is it the right one?", name=path.name)
    rest = following(path, name, line)
    return ReadError(
        "{name}: line {number}: {error}; {before}; correct that line and import the file again",
        name=path.name,
        number=line,
        error=why,
        before=Message("{read} pairs were read before it, about {rest} follow", read=report.read, rest=rest)
        if rest
        else Message("{read} pairs were read before it", read=report.read),
    )


def release(element: Element, number: int) -> None:
    """Forget what an element holds and, every ``_LET_GO`` elements, its elder siblings."""
    element.clear()
    if number % _LET_GO == 0 and (parent := element.getparent()) is not None:
        del parent[: len(parent) - 1]


def fault(message: str) -> str:
    """The parser's complaint; of an entity, what can be done about it."""
    if undefined := re.fullmatch(r"Entity '([^']*)' not defined", message.strip()):
        return f"the entity &{undefined[1]}; is not defined; write the character itself"
    return message.strip() or "not XML"


def said(error: Exception) -> str:
    """The parser's complaint, without the place it repeats."""
    return re.sub(r", line \d+, column \d+.*$", "", str(error).splitlines()[0]) if str(error) else "not XML"


def blank(path: Path) -> bool:
    """Has a file no more than blanks, a byte-order mark among them?"""
    with path.open("rb") as file:
        return not file.read(1 << 16).strip(b" \t\r\n\0\xef\xbb\xbf\xff\xfe")


def following(path: Path, name: str, line: int) -> int:
    """How many elements of that name open after a line: roughly, by their bytes, so not in UTF-16."""
    count = 0
    opening = re.compile(rb"<(?:\w+:)?" + name.encode() + rb"[\s>]")
    with path.open("rb") as lines:
        for number, text in enumerate(lines, 1):
            if number > line:
                count += len(opening.findall(text))
    return count


def local(element: Element) -> str:
    """An element's name without its namespace."""
    return NAMES[element.tag]


class _Names(dict[object, str]):
    """Names without their namespace by the tags that have been met; comments and the rest have none."""

    def __missing__(self, tag: object) -> str:
        name = tag.rpartition("}")[2] if isinstance(tag, str) else ""
        if len(self) < 1000:
            self[tag] = name
        return name


NAMES = _Names()


def flat(element: Element | None, dropped: frozenset[str]) -> str:
    """The text of an element; children in ``dropped`` (inline codes) lose their content but not what follows them."""
    if element is None:
        return ""
    if not len(element):
        return element.text or ""
    parts = [element.text or ""]
    # Not by recursion: a file may nest its marks thousands deep.
    waiting = [iter(element)]
    tails = [""]
    while waiting:
        child = next(waiting[-1], None)
        if child is None:
            waiting.pop()
            parts.append(tails.pop())
            continue
        name, tail = local(child), child.tail or ""
        if name == "cp":
            parts += (code_point(child.get("hex", "")), tail)
        elif not name:
            parts += (reference(child), tail)
        elif name in dropped:
            parts.append(tail)
        else:
            parts.append(child.text or "")
            waiting.append(iter(child))
            tails.append(tail)
    return "".join(parts)


def reference(node: Element) -> str:
    """What an entity that the file declares stands for if it is one of HTML's (``&nbsp;``); none is ever expanded."""
    text = str(node.text or "")
    plain = html.unescape(text) if text.startswith("&") else text
    return plain if plain != text else ""


def code_point(text: str) -> str:
    """The character that XLIFF 2's ``cp`` stands for."""
    try:
        return chr(int(text, 16))
    except (ValueError, OverflowError):
        return ""
