"""Where in a part a paragraph lies: in a cell, in a table of contents, in a fallback for older programs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aligner.readers.xml import attribute, local

if TYPE_CHECKING:
    from lxml.etree import _Element


@dataclass(frozen=True, slots=True)
class Context:
    """``shown_in`` are the alternatives, from the outside in, in whose first choice the paragraph lies;
    ``fallback_of`` is the one in whose other branches it lies, each as the list of blocks that the choice showed."""

    in_cell: bool = False
    in_contents: bool = False
    shown_in: tuple[list[Any], ...] = ()
    fallback_of: list[Any] | None = None

    def remember(self, found: Any) -> None:
        """A block that is shown here."""
        for alternative in self.shown_in:
            alternative.append(found)


class Contexts:
    """The contexts of a part's elements, each worked out once."""

    __slots__ = ("_alternatives", "_known")

    def __init__(self) -> None:
        """None is known."""
        self._known: dict[_Element, Context] = {}
        self._alternatives: dict[_Element, list[Any]] = {}

    def of(self, element: _Element) -> Context:
        """The context of what this element holds."""
        chain: list[_Element] = []
        above: _Element | None = element
        while above is not None and above not in self._known:
            chain.append(above)
            above = above.getparent()
        context = self._known[above] if above is not None else Context()
        for one in reversed(chain):
            context = self._known[one] = self._inside(context, one)
        return context

    def _inside(self, context: Context, element: _Element) -> Context:
        name = local(element)
        if name == "tc":
            return Context(True, context.in_contents, context.shown_in, context.fallback_of)
        if name == "sdt" and any(
            attribute(one, "val").startswith("Table of ") for one in element.iterfind("{*}sdtPr//{*}docPartGallery")
        ):
            return Context(context.in_cell, True, context.shown_in, context.fallback_of)
        if name in ("Choice", "Fallback") and (above := element.getparent()) is not None:
            first = next((one for one in above if local(one) == "Choice"), element)
            found = self._alternatives.setdefault(above, [])
            if element is first:
                shown = (*context.shown_in, found)
                return Context(context.in_cell, context.in_contents, shown, context.fallback_of)
            return Context(context.in_cell, context.in_contents, context.shown_in, found)
        return context
