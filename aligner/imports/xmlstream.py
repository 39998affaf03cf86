"""Elements of an XML file one at a time, in bounded memory, with nothing outside the file ever opened."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from aligner.errors import ReadError
from aligner.imports.report import ImportReport

Element = Any  # lxml's elements; its stubs do not cover iterparse well
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def elements(
    path: Path, names: tuple[str, ...], report: ImportReport, units: int = 1, events: tuple[str, ...] = ("start", "end")
) -> Iterator[tuple[str, Element]]:
    """(event, element) for the start and the end of the elements with these local names, or for one of the two.

    The first ``units`` names are those of pairs; after the end of one, it and what stood before it are let go,
    so a gigabyte is read in a few megabytes.
    Entities are not expanded and no DTD is loaded.

    Raises:
        ReadError: not well-formed; says the line, how many pairs were read and how many seem to follow.
    """
    from lxml import etree

    try:
        file = path.open("rb")
    except OSError as error:
        raise ReadError(f"{path}: cannot be read: {error.strerror or error}") from error
    try:
        context = etree.iterparse(
            file,
            events=events,
            tag=tuple("{*}" + name for name in names),
            load_dtd=False,
            no_network=True,
            resolve_entities=False,
            huge_tree=True,
            remove_comments=True,
        )
        for event, element in context:
            yield event, element
            if event == "end" and local(element) in names[:units]:
                release(element)
    except etree.XMLSyntaxError as error:
        line = error.lineno or 0
        rest = following(path, names[0], line)
        raise ReadError(
            f"{path.name}: line {line}: {said(error)}; {report.read} pairs were read before it"
            + (f", about {rest} follow" if rest else "")
            + "; mend that line and import the file again"
        ) from error
    finally:
        file.close()


def release(element: Element) -> None:
    """Forget an element and its elder siblings."""
    element.clear()
    parent = element.getparent()
    if parent is not None:
        while element.getprevious() is not None:
            del parent[0]


def said(error: Exception) -> str:
    """The parser's complaint, without the place it repeats."""
    return re.sub(r", line \d+, column \d+.*$", "", str(error).splitlines()[0]) if str(error) else "not XML"


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
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def flat(element: Element | None, dropped: frozenset[str]) -> str:
    """The text of an element; children in ``dropped`` (inline codes) lose their content but not what follows them."""
    if element is None:
        return ""
    if not len(element):
        return element.text or ""
    parts = [element.text or ""]
    for child in element:
        name = local(child)
        if name == "cp":
            parts.append(code_point(child.get("hex", "")))
        elif name and name not in dropped:
            parts.append(flat(child, dropped))
        parts.append(child.tail or "")
    return "".join(parts)


def code_point(text: str) -> str:
    """The character that XLIFF 2's ``cp`` stands for."""
    try:
        return chr(int(text, 16))
    except (ValueError, OverflowError):
        return ""
