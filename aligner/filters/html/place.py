"""Where a text stands on the page: what kind of block it makes, whether it is kept, running text or not."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from aligner.core.document import Kind
from aligner.filters.html.tags import Tag
from aligner.filters.program_code import CODE_CLASS

_VERSE = re.compile(r"\b(?:poem|verse|stanza|poetry|stih|stihi|line-block)\b", re.IGNORECASE)
#: What holds no text of the page.
_SILENT = frozenset(("script", "style", "iframe", "svg", "math", "map", "select", "datalist"))
#: The parts of those that do.
SPEAKING = frozenset(
    (
        "text",
        "title",
        "desc",
        "foreignobject",
        "mtext",
        "option",
        "optgroup",
        "p",
        "div",
        "span",
        "description",
        "subject",
    )
)


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """What the open elements make of a text.

    ``outside`` is the kind of blocks outside the running text, empty in it; ``form`` is a form around what else would
    be running text. ``kept`` text stays as it is. ``silent`` elements hold no text but that of some elements in them.
    """

    kind: Kind = "body"
    level: int = 0
    lists: int = 0
    outside: Kind | None = None
    form: bool = False
    kept: bool = False
    silent: bool = False
    pre: bool = False
    program: bool = False
    verse: bool = False

    def inside(self, tag: Tag) -> Place:
        """The place in an element of this one: itself, if that changes nothing."""
        name = tag.name
        change: dict[str, object] = {}
        if tag.block:
            self._block(tag, change)
        if tag.item:
            change["outside"] = self.outside or "metadata"
            change["silent"] = name in _SILENT
            change["pre"] = name == "textarea"
            if name in ("script", "style"):
                change["kept"] = True
        if name == "docauthor":
            change["kept"] = True
        if self.silent and name in SPEAKING:
            change["silent"] = False
            change["outside"] = self.outside or "metadata"
        if tag.attributes:
            self._marked(tag, change)
        return replace(self, **change) if change else self  # type: ignore[arg-type]

    def _block(self, tag: Tag, change: dict[str, object]) -> None:
        name = tag.name
        if len(name) == 2 and name[0] == "h" and name[1].isdigit():
            change.update(kind="heading", level=int(name[1]))
        elif name in ("td", "th"):
            change.update(kind="table-cell", level=0)
        elif name in ("figcaption", "caption"):
            change.update(kind="caption", level=0)
        elif name in ("ul", "ol", "dl"):
            change["lists"] = self.lists + 1
        elif name in ("li", "dt", "dd"):
            change.update(kind="list-item", level=max(1, self.lists))
        elif name == "blockquote":
            change.update(kind="quote", level=0)
        elif name in ("pre", "listing"):
            change.update(pre=True, program=bool(CODE_CLASS.search(tag.attributes.get("class", ""))))
        elif name == "form":
            change["form"] = True
        elif name in ("nav", "menu"):
            change["outside"] = self.outside or "contents"
        elif name in ("title", "dialog", "option", "optgroup", "legend"):
            change["outside"] = self.outside or "metadata"

    def _marked(self, tag: Tag, change: dict[str, object]) -> None:
        """By its attributes: kept, verse, a note, hidden, a caption."""
        made, name = tag.attributes, tag.name
        looks = made.get("class", "")
        if tag.keep and tag.block:
            change["kept"] = True
        elif tag.yes and self.kept:
            change["kept"] = False
        if looks and tag.block:
            if _VERSE.search(looks):
                change["verse"] = True
            if name in ("p", "div") and "caption" in looks.lower():
                change.update(kind="caption", level=0)
        if tag.outside is not None and self.outside is None:
            change["outside"] = tag.outside
