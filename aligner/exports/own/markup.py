"""Blocks of inline content in a tree of elements (HTML, XHTML, OpenDocument), taken apart and put together again."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

from aligner.exports.own.inline import Anchor, Item, Text, translated
from aligner.exports.own.pieces import Piece, Pieces

Element = Any
#: The translation of a block with this text, if there is one.
Take = Callable[[str], list[Piece] | None]


def local(element: Element) -> str:
    """An element's name without its namespace; empty for comments."""
    return element.tag.rsplit("}", 1)[-1].lower() if isinstance(element.tag, str) else ""


class Markup:
    """How a format's elements behave."""

    def __init__(
        self,
        is_block: Callable[[Element], bool],
        is_skipped: Callable[[Element], bool],
        is_anchor: Callable[[Element], bool],
        spacing: Callable[[Element], str],
        is_kept: Callable[[Element], bool] = lambda _: False,
    ) -> None:
        """``is_anchor`` elements keep whatever is in them; ``spacing`` is the white space an element stands for.

        Blocks that ``is_kept`` names stay as they are with all that is in them.
        """
        self.is_block = is_block
        self.is_skipped = is_skipped
        self.is_anchor = is_anchor
        self.spacing = spacing
        self.is_kept = is_kept

    def translate(self, root: Element, pieces: Pieces) -> None:
        """Every run of inline content whose text is a paragraph of the document gets its translation.

        What is skipped when the document is read (a table of contents) gets it where it repeats a paragraph.
        """
        for element in [one for one in root.iter() if isinstance(one.tag, str)]:
            above = list(element.iterancestors())
            if not self._holds_runs(element) or any(self.is_anchor(up) for up in above):
                continue
            if any(self.is_kept(one) for one in (element, *above)):
                continue
            skipped = self.is_skipped(element) or any(self.is_skipped(up) for up in above)
            self._runs(element, pieces.like if skipped else pieces.take)

    def _holds_runs(self, element: Element) -> bool:
        return self.is_block(element) and not self.is_anchor(element)

    def _inside_block(self, element: Element) -> bool:
        """Is it a block, or is there one in it? What an anchor holds (the text of a footnote) does not count."""
        if not isinstance(element.tag, str) or self.is_anchor(element):
            return False
        return self.is_block(element) or any(self._inside_block(child) for child in element)

    def _runs(self, parent: Element, take: Take) -> None:
        """The stretches of inline nodes among a block's children, each translated on its own."""
        run: list[Element] = []
        lead = True  # does the run begin with the parent's own text?
        before: Element | None = None
        for child in list(parent):
            if isinstance(child.tag, str) and (self._inside_block(child) or self.is_skipped(child)):
                self._replace(parent, before, run, lead, take)
                run, lead, before = [], False, child
            else:
                run.append(child)
        self._replace(parent, before, run, lead, take)

    def _replace(self, parent: Element, before: Element | None, run: list[Element], lead: bool, take: Take) -> None:
        first = (parent.text if lead else before.tail if before is not None else "") or ""
        items: list[Item] = [Text(first, ())] if first else []
        for child in run:
            self._collect(child, (), items)
        text = "".join(item.text if isinstance(item, Text) else self._spacing_of(item) for item in items)
        if not text.strip():
            return
        found = take(text)
        if found is None:
            return
        edges = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
        for child in run:
            parent.remove(child)
        if lead:
            parent.text = None
        elif before is not None:
            before.tail = None
        made: list[Item] = [Text(edges[0], ()), *translated(items, found), Text(edges[1], ())]
        self._build(parent, before, [item for item in made if isinstance(item, Anchor) or item.text])
        # An element that now stands in several places keeps its name in the first.
        for name in ("id", "{http://www.w3.org/XML/1998/namespace}id"):
            named: set[str] = set()
            for element in parent.iter():
                known = element.get(name) if isinstance(element.tag, str) else None
                if known in named:
                    del element.attrib[name]
                elif known is not None:
                    named.add(known)

    def _spacing_of(self, anchor: Anchor) -> str:
        return self.spacing(anchor.thing)

    def _collect(self, element: Element, chain: tuple[Element, ...], items: list[Item]) -> None:
        """The text of an inline element with the chain of elements around it; what has no text is an anchor."""
        tail = element.tail or ""
        space = self.spacing(element) if isinstance(element.tag, str) else ""
        if space == " " and not len(element) and not (element.text or "").strip():
            items.append(Text(" ", chain))
        elif not isinstance(element.tag, str) or self.is_anchor(element) or not "".join(element.itertext()).strip():
            kept = deepcopy(element)
            kept.tail = None
            white = "".join(element.itertext()) if isinstance(element.tag, str) and not self.is_anchor(element) else ""
            if white and not len(element):
                items.append(Text(white, chain))
            else:
                items.append(Anchor(_wrapped(kept, chain)))
        else:
            inner = (*chain, element)
            if element.text:
                items.append(Text(element.text, inner))
            for child in element:
                self._collect(child, inner, items)
        if tail:
            items.append(Text(tail, chain))

    def _build(self, parent: Element, before: Element | None, items: list[Item]) -> None:
        """Items as nodes of the parent, after ``before`` (or at its beginning)."""
        at = 0 if before is None else parent.index(before) + 1
        last: Element | None = before
        for item in items:
            if isinstance(item, Text) and not item.key:
                if last is None:
                    parent.text = (parent.text or "") + item.text
                else:
                    last.tail = (last.tail or "") + item.text
                continue
            if isinstance(item, Text):
                assert isinstance(item.key, tuple)
                node = _nested(item.key, item.text)
            else:
                node = item.thing
            parent.insert(at, node)
            last, at = node, at + 1


def _nested(chain: tuple[Element, ...], text: str) -> Element:
    """Empty copies of the elements of a chain, one in another, with the text in the innermost."""
    outer: Element | None = None
    inner: Element | None = None
    for element in chain:
        made = element.makeelement(element.tag, dict(element.attrib), element.nsmap)
        if inner is None:
            outer = made
        else:
            inner.append(made)
        inner = made
    assert outer is not None
    assert inner is not None
    inner.text = text
    return outer


def _wrapped(element: Element, chain: tuple[Element, ...]) -> Element:
    """An anchor inside the elements it stood in."""
    if not chain:
        return element
    outer = _nested(chain, "")
    inner = outer
    while len(inner):
        inner = inner[0]
    inner.text = None
    inner.append(element)
    return outer
