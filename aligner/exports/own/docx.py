"""A Word document with its paragraphs translated; runs, hyperlinks, pictures, notes and fields stay."""

from __future__ import annotations

import zipfile
from copy import deepcopy
from typing import Any, BinaryIO

from aligner.errors import ExportError
from aligner.exports.own.fields import field_at, is_counted, is_link, simple
from aligner.exports.own.inline import Anchor, Item, Text, translated
from aligner.exports.own.markup import local
from aligner.exports.own.package import repacked, titled
from aligner.exports.own.pieces import Pieces

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
#: Elements around runs that hold running text; their children are looked into.
AROUND = frozenset(("ins", "smarttag", "sdt", "sdtcontent", "moveto", "dir", "bdo"))


def write(data: bytes, pieces: Pieces, out: BinaryIO) -> None:
    """The same package with another main part."""
    from lxml import etree

    def change(name: str, part: bytes) -> bytes:
        if name == "docProps/core.xml":
            return titled(part, pieces)
        if not (name.startswith("word/document") and name.endswith(".xml")):
            return part
        root: Any = etree.fromstring(part, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
        for paragraph in list(root.iter(f"{W}p")):
            translate(paragraph, pieces)
        return etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)

    try:
        repacked(data, pieces.name, out, change)
    except (zipfile.BadZipFile, etree.XMLSyntaxError) as error:
        raise ExportError(
            "{name}: not a Word document: {error}; name the document's own file", name=pieces.name, error=error
        ) from error


def translate(paragraph: Any, pieces: Pieces) -> None:
    """One paragraph: its runs give way to new ones with the same formatting."""
    items: list[Item] = []
    collect(paragraph, None, items)
    text = "".join(item.text if isinstance(item, Text) else item.said or spacing(item.thing) for item in items)
    if not any(c.isalnum() for c in text):
        return
    found = pieces.take(text)
    if found is None:
        return
    for child in list(paragraph):
        if local(child) != "ppr":
            paragraph.remove(child)
    link: Any = None
    link_of: Any = None
    for item in translated(items, found):
        if isinstance(item, Anchor):
            link = link_of = None
            paragraph.append(item.thing)
            continue
        assert isinstance(item.key, tuple)
        _, hyperlink, formatting = item.key
        run = paragraph.makeelement(f"{W}r")
        if formatting is not None:
            run.append(deepcopy(formatting))
        words = run.makeelement(f"{W}t")
        words.text = item.text
        words.set(SPACE, "preserve")
        run.append(words)
        if hyperlink is None:
            link = link_of = None
            paragraph.append(run)
            continue
        if link_of is not hyperlink:
            link = hyperlink.makeelement(hyperlink.tag, dict(hyperlink.attrib), hyperlink.nsmap)
            link_of = hyperlink
            paragraph.append(link)
        link.append(run)


def collect(parent: Any, hyperlink: Any, items: list[Item]) -> None:
    """Runs of text with their formatting as items; everything else as anchors, deletions left as they are."""
    children = list(parent)
    at = 0
    while at < len(children):
        child = children[at]
        at += 1
        name = local(child)
        if name == "ppr":
            continue
        if name == "r":
            if found := field_at(children, at - 1):
                instruction, result, at = found
                field(child, instruction, result, hyperlink, items)
            else:
                run_items(child, hyperlink, items)
        elif name == "hyperlink":
            collect(child, child, items)
        elif name == "fldsimple":
            field(child, child.get(f"{W}instr", "").strip(), list(child), hyperlink, items)
        elif name in AROUND:
            collect(child, hyperlink, items)
        elif name not in ("prooferr", "sdtpr", "sdtendpr", "smarttagpr", "fldsimplepr"):
            items.append(Anchor(deepcopy(child), "".join(one.text or "" for one in child.iter(f"{MATH}t"))))


def field(like: Any, instruction: str, result: list[Any], hyperlink: Any, items: list[Item]) -> None:
    """A field: a link's text is translated, a number stays with its field, what is said in words becomes plain text."""
    said = "".join(one.text or "" for run in result for one in run.iter(f"{W}t"))
    made = simple(like, instruction)
    if not is_link(instruction) and (is_counted(said) or not said):
        for run in result:
            made.append(deepcopy(run))
        items.append(Anchor(made, said))
        return
    inside = made if is_link(instruction) and hyperlink is None else hyperlink
    for run in result:
        if local(run) == "r":
            run_items(run, inside, items)


def run_items(run: Any, hyperlink: Any, items: list[Item]) -> None:
    """A run's text; a run that holds anything else is split around it."""
    from lxml import etree

    formatting = run.find(f"{W}rPr")
    said = etree.tostring(plain(formatting)) if formatting is not None else b""
    key = (said + (str(id(hyperlink)).encode() if hyperlink is not None else b""), hyperlink, formatting)
    for child in run:
        name = local(child)
        if name == "rpr":
            continue
        if name == "t":
            items.append(Text(child.text or "", Key(key)))
        elif name == "nobreakhyphen":
            items.append(Text("-", Key(key)))
        elif name == "tab":
            items.append(Text(" ", Key(key)))
        elif name != "lastrenderedpagebreak":
            holder = run.makeelement(run.tag)
            if formatting is not None:
                holder.append(deepcopy(formatting))
            holder.append(deepcopy(child))
            items.append(Anchor(holder))


class Key(tuple):  # type: ignore[type-arg]
    """A formatting, equal to another by how it looks and by its link, not by identity."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        """By the first part."""
        return isinstance(other, Key) and self[0] == other[0]

    def __ne__(self, other: object) -> bool:
        """By the first part."""
        return not self == other

    def __hash__(self) -> int:
        """By the first part."""
        return hash(self[0])


def plain(formatting: Any) -> Any:
    """A formatting without what says nothing of its looks: language and revision marks."""
    copy = deepcopy(formatting)
    for child in list(copy):
        if local(child) in ("lang", "noproof"):
            copy.remove(child)
    return copy


def spacing(thing: Any) -> str:
    """The white space that an anchor stands for when the text is read."""
    return "\n" if any(local(one) in ("br", "cr") for one in thing.iter()) else ""
