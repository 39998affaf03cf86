"""XML parsed safely: nothing is fetched, no entity is expanded, depth is bounded."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from aligner.errors import ReadError
from aligner.readers.limits import Limits

if TYPE_CHECKING:
    from lxml.etree import _Element

_ENTITY_DECLARATION = re.compile(rb"<!ENTITY\b", re.IGNORECASE)
_START_TAG = re.compile(rb"<[A-Za-z_:\x80-\xff]")
#: Where nothing is an element, and how that ends.
_OPAQUE = {b"<!--": b"-->", b"<![CDATA[": b"]]>"}
_UTF16_ENTITY = "<!ENTITY".encode("utf-16-le")


def parse_xml(
    data: bytes,
    name: str,
    limits: Limits,
    *,
    recover: bool = False,
    entities: bool = False,
    whole: bool = False,
    comments: bool = False,
) -> _Element:
    """The root element.

    ``recover`` reads on after faults; ``entities`` lets a document declare them (they stay unexpanded). With ``whole``
    a fault after which something is lost is refused all the same. With ``comments`` they and processing instructions
    stay, for what is written again.

    Raises:
        ReadError: not well-formed, too deep, or it declares entities where no honest document does.
        MemoryError: the parser had too little memory.
    """
    from lxml import etree

    declares = _ENTITY_DECLARATION.search(data) or _UTF16_ENTITY in data
    if declares and not entities:
        raise ReadError("{name}: XML with entities of its own, which can be an attack; it is not opened", name=name)
    # In attributes entities are expanded whatever one says: then the parser's own limits hold, and elsewhere those of
    # the process, for the parser's would cut a text or a picture of 10 MB off, with all that follows.
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=not declares, recover=recover,
        remove_comments=not comments, remove_pis=not comments,
    )  # fmt: skip
    try:
        root: Any = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        refuse_cut(parser.error_log, name)
        raise ReadError(
            "{name}: damaged XML ({error}); get the file again", name=name, error=_first_line(error)
        ) from error
    refuse_cut(parser.error_log, name)
    if root is None:
        raise ReadError("{name}: there is no XML in it; the file is damaged", name=name)
    check_depth(root, name, limits)
    if whole and (fault := next(iter(parser.error_log.filter_from_fatals()), None)):
        found, said = int(root.xpath("count(//*)")), start_tags(data)
        if found < said:
            raise ReadError(
                "{name}: damaged XML in line {line} ({problem}), what follows would be lost; get the file again",
                name=name,
                line=fault.line,
                problem=fault.message.strip()[:120],
            )
    return root  # type: ignore[no-any-return]


def refuse_cut(log: Any, name: str) -> None:
    """Look into a parser's log for what made it stop: what it forgives goes on, what it stops at would be lost.

    Raises:
        ReadError: a limit of the parser was reached.
        MemoryError: it had too little memory.
    """
    from lxml import etree

    for entry in log:
        if entry.type == etree.ErrorTypes.ERR_NO_MEMORY:
            raise MemoryError(entry.message)
        # No name in lxml before version 6.
        if entry.type == getattr(etree.ErrorTypes, "ERR_RESOURCE_LIMIT", 114) or (
            entry.type == etree.ErrorTypes.ERR_INTERNAL_ERROR and entry.level == etree.ErrorLevels.FATAL
        ):
            raise ReadError(
                "{name}: line {line}: {problem}; what follows would be lost: make that part smaller",
                name=name,
                line=entry.line,
                problem=entry.message.strip()[:120],
            )


def start_tags(data: bytes) -> int:
    """How many elements begin in XML as it is written, those in comments and CDATA left out."""
    count = at = 0
    while at < len(data):
        places = [place for mark in _OPAQUE if (place := data.find(mark, at)) >= 0]
        begin = min(places, default=len(data))
        count += len(_START_TAG.findall(data, at, begin))
        if begin == len(data):
            break
        end = data.find(_OPAQUE[b"<!--" if data.startswith(b"<!--", begin) else b"<![CDATA["], begin)
        if end < 0:  # what follows an open comment is lost
            return count + len(_START_TAG.findall(data, begin))
        at = end
    return count


def _first_line(error: Exception) -> str:
    return str(error).split("\n", 1)[0][:120]


def check_depth(root: _Element, name: str, limits: Limits) -> None:
    """Refuse elements nested deeper than any document's: later work on them may recurse."""
    # One step of a path for each level: far faster than to count on a walk.
    if root.xpath(f"boolean({'/*' * (limits.xml_depth + 1)})"):
        raise ReadError(
            "{name}: elements nested deeper than {most}; not opened (limit xml_depth)",
            name=name,
            most=limits.xml_depth,
        )


def local(element: _Element) -> str:
    """A tag without its namespace; empty for comments, processing instructions, entities."""
    tag: Any = element.tag
    return _without_namespace(tag) if isinstance(tag, str) else ""


@lru_cache(4096)
def _without_namespace(name: str) -> str:
    return name.rpartition("}")[2]


def attribute(element: _Element, name: str) -> str:
    """An attribute by its local name, in whatever namespace; empty where there is none."""
    for key, value in element.attrib.items():
        if str(key).rsplit("}", 1)[-1] == name:
            return str(value)
    return ""


def plain_text(element: _Element) -> str:
    """All text inside an element, white space as one space."""
    return " ".join("".join(str(piece) for piece in element.itertext()).split())
