"""Every text that a viewer of a written document shows, with where it stands: no part of the file is left out.

The walks here know nothing of what the readers read and the writers write; that is their purpose.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

from aligner.exports.own.html import BLOCKS
from aligner.exports.own.markup import local
from aligner.readers.code import is_code_block
from aligner.readers.html import _HIDDEN

Element = Any
#: Where (a template that may have a ``{number}``), the number, the text.
Shown = tuple[str, int | str, str]

#: Parts of a Word document that no page shows.
_WORD_HIDDEN = re.compile(
    r"word/(?:styles|stylesWithEffects|settings|webSettings|fontTable|numbering|people|comments\w*|theme/.*|glossary/.*)"
    r"(?:\.xml)?$"
)
_WORD_PLACES = (
    ("document", "text"),
    ("header", "header"),
    ("footer", "footer"),
    ("footnotes", "footnote"),
    ("endnotes", "endnote"),
    ("charts", "chart"),
    ("diagrams", "diagram"),
)
_EMBEDDED = "/aFChunk"
_IN_LINE_CODE = frozenset(("code", "samp", "kbd", "tt", "var"))
_NOT_SHOWN = frozenset(("script", "style", "template", "noscript", "metadata"))


def shown(data: bytes, form: str) -> Iterator[Shown]:
    """The texts of a document in a format of ``aligner.formats.WRITABLE``, block by block.

    Raises:
        lxml.etree.XMLSyntaxError, zipfile.BadZipFile: the document is damaged.
    """
    walk: dict[str, Callable[[bytes], Iterator[Shown]]] = {
        "docx": _word,
        "odt": _open_document,
        "epub": _book,
        "html": _page,
        "md": _markdown,
        "srt": _captions,
        "vtt": _captions,
    }
    yield from walk[form](data)


def _texts(
    root: Element,
    is_block: Callable[[Element], bool],
    is_hidden: Callable[[Element], bool],
    takes: Callable[[Element], bool] = lambda _: True,
) -> Iterator[tuple[Element, str]]:
    """Each block's own text, without that of blocks inside it; ``takes`` says whose text counts."""
    from lxml import etree

    open_blocks: list[tuple[Element, list[str]]] = [(root, [])]
    hidden: Element | None = None
    walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, element in walk:
        above = element.getparent()
        if event == "start" and hidden is None:
            if is_hidden(element):
                hidden = element
                continue
            if is_block(element) and element is not root:
                open_blocks.append((element, []))
            if element.text and takes(element):
                open_blocks[-1][1].append(element.text)
        elif event != "start" and (hidden is None or hidden is element):
            if hidden is None and element is open_blocks[-1][0]:
                yield element, "".join(open_blocks.pop()[1])
            hidden = None
            if open_blocks and above is not None and element is not root and element.tail and takes(above):
                open_blocks[-1][1].append(element.tail)


def _xml(part: bytes) -> Element:
    from lxml import etree

    return etree.fromstring(part, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))


def _parts(data: bytes) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            yield name, archive.read(name)


def _word(data: bytes) -> Iterator[Shown]:
    embedded = {
        f"word/{one.get('Target', '').removeprefix('/word/')}"
        for name, part in _parts(data)
        if name.startswith("word/_rels/") and name.endswith(".rels")
        for one in _xml(part)
        if one.get("Type", "").endswith(_EMBEDDED)
    }
    for name, part in _parts(data):
        if name in embedded:
            yield from _embedded_in_word(name, part)
        elif name.startswith("word/") and name.endswith(".xml") and not _WORD_HIDDEN.match(name):
            rest = name.removeprefix("word/")
            place = next((said for start, said in _WORD_PLACES if rest.startswith(start)), "part {number}")
            for block, text in _texts(_xml(part), _is_word_block, _is_hidden_in_word, _is_word_text):
                in_box = any(local(up) in ("txbxcontent", "txbody") for up in block.iterancestors())
                yield "text box" if in_box else place, rest, text


def _embedded_in_word(name: str, part: bytes) -> Iterator[Shown]:
    """A document of any kind that Word shows as a part of this one."""
    if zipfile.is_zipfile(io.BytesIO(part)):
        texts = [text for _, _, text in _word(part)]
    else:
        texts = [text for _, _, text in _page(part)]
    yield from (("embedded document {number}", name.removeprefix("word/"), text) for text in texts)


def _is_word_block(element: Element) -> bool:
    return local(element) in ("p", "pt", "tx")


def _is_word_text(element: Element) -> bool:
    """Text of runs (Word, drawings, formulas) and of a chart's labels; not instructions of fields, not deletions."""
    return local(element) in ("t", "v")


def _is_hidden_in_word(element: Element) -> bool:
    name = local(element)
    if name == "fallback":  # the same once more, for older programs
        return any(local(one) == "choice" for one in element.itersiblings(preceding=True))
    return name in ("del", "movefrom")


def _open_document(data: bytes) -> Iterator[Shown]:
    for name, part in _parts(data):
        if name not in ("content.xml", "styles.xml") and not name.endswith("/content.xml"):
            continue
        place = {"content.xml": "text", "styles.xml": "header or footer"}.get(name, "embedded object")
        for block, text in _texts(_xml(part), lambda one: local(one) in ("p", "h"), _is_hidden_in_open_document):
            above = {local(up) for up in block.iterancestors()}
            boxed = above & {"text-box", "custom-shape", "rect", "frame", "g"}
            yield "text box" if boxed else "footnote" if "note-body" in above else place, 0, text


def _is_hidden_in_open_document(element: Element) -> bool:
    """Deletions, comments, scripts, and what belongs to formats of numbers and dates."""
    name = local(element)
    return name in ("tracked-changes", "annotation", "scripts") or name.endswith("-style")


def _book(data: bytes) -> Iterator[Shown]:
    from lxml import etree

    from aligner.exports.own.epub import _named, _package, _parts

    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=True)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        package = _package(archive, parser)
        chapters, others, contents = _parts(archive, parser, package)
        names = set(archive.namelist())
        for name in [name for name in (*chapters, *others) if name in names]:
            root = etree.fromstring(_named(archive.read(name)), parser)
            yield from (("chapter {number}", name.rsplit("/", 1)[-1], text) for _, text in _page_texts(root))
        for name in [name for name in contents if name in names]:
            for element in etree.fromstring(archive.read(name), parser).iter("{*}text"):
                yield "table of contents", 0, element.text or ""
        for element in etree.fromstring(archive.read(package), parser).iter("{http://purl.org/dc/elements/1.1/}title"):
            yield "title", 0, element.text or ""


def _page(data: bytes) -> Iterator[Shown]:
    from lxml import etree

    root = etree.fromstring(data or b"<html/>", etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=True))
    if root is not None:
        for block, text in _page_texts(root):
            yield ("title" if local(block) == "title" else "line {number}"), block.sourceline or 0, text


def _page_texts(root: Element) -> Iterator[tuple[Element, str]]:
    return _texts(root, lambda one: local(one) in BLOCKS or local(one) in ("title", "option"), _is_hidden_in_page)


def _is_hidden_in_page(element: Element) -> bool:
    """What no browser shows, and what stays by its author's wish or because it is code."""
    name = local(element)
    if not name or name in _NOT_SHOWN or name in _IN_LINE_CODE or is_code_block(element, name):
        return True
    wish = element.get("translate") == "no" or "notranslate" in (element.get("class") or "").split()
    return wish or "hidden" in element.attrib or bool(_HIDDEN.search(element.get("style") or ""))


def _markdown(data: bytes) -> Iterator[Shown]:
    from markdown_it import MarkdownIt

    from aligner.exports.own.markdown import _front_matter

    lines = data.decode("utf-8", "replace").split("\n")
    front = _front_matter(lines)
    parser = MarkdownIt("commonmark").enable("table")
    for token in parser.parse("\n".join([""] * front + lines[front:])):
        line = token.map[0] + 1 if token.map else 0
        if token.type == "html_block":
            yield from (("line {number}", line, text) for _, _, text in _page(token.content.encode()))
        elif token.type == "inline":
            texts = (one.content for one in token.children or () if one.type in ("text", "softbreak", "hardbreak"))
            yield "line {number}", line, " ".join(texts)


def _captions(data: bytes) -> Iterator[Shown]:
    from aligner.readers.subtitles import captions_of

    text = data.decode("utf-8", "replace")
    captions = captions_of(text, "vtt" if text.lstrip("\ufeff").startswith("WEBVTT") else "srt")
    for number, caption in enumerate(captions, 1):
        if not caption.is_comment:
            yield "caption {number}", number, caption.text.replace("\\N", " ")
