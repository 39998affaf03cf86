"""The parts of a PowerPoint package: slides in their order, what belongs to each, and what is around all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aligner.errors import ReadError
from aligner.filters.parsed import Source
from aligner.filters.relations import read_relations
from aligner.filters.shapes import DRAWN, Part
from aligner.readers.archive import Archive
from aligner.readers.xml import attribute, local, parse_xml

if TYPE_CHECKING:
    from lxml.etree import _Element

#: The last word of a relation's type -> what the part is.
_SHOWN = {
    **DRAWN, "notesSlide": "notes", "comments": "comments", "slideLayout": "master", "slideMaster": "master",
    "notesMaster": "master", "handoutMaster": "master",
}  # fmt: skip


class Package:
    """A presentation taken apart.

    Raises:
        ReadError: it is damaged, or no presentation.
    """

    def __init__(self, source: Source) -> None:
        """Read everything that shows text, slide by slide, each with what belongs to it."""
        self._source = source
        self._archive = archive = Archive(source.data, source.name, source.limits)
        self.parts: dict[str, Part] = {}
        top = read_relations(source, archive, "")
        main = next((one.target for one in top.values() if one.kind == "officeDocument"), "ppt/presentation.xml")
        if main not in archive:
            raise ReadError("{name}: no presentation in it; save it as .pptx again", name=source.name)
        presentation = self._part(main, "presentation")
        if local(presentation.root) != "presentation":
            raise ReadError("{name}: no presentation in it; save it as .pptx again", name=source.name)
        for one in presentation.root.iter("{*}sldId"):
            # The relation's id; the slide's own number has the same local name in no namespace.
            number = next((str(v) for key, v in one.attrib.items() if str(key).endswith("}id")), "")
            slide = presentation.relations.get(number)
            if slide is not None and slide.target in archive:
                # Masters come after all slides.
                self._with_its_own(self._part(slide.target, "slide"), but="master")
        self._with_its_own(presentation)
        core = next((one.target for one in top.values() if one.kind == "core-properties"), "docProps/core.xml")
        if core in archive:
            self._part(core, "core")

    def _part(self, name: str, role: str) -> Part:
        if name not in self.parts:
            data = self._archive.read(name)
            source = self._source
            recover = role not in ("presentation", "slide")
            root = parse_xml(data, source.name, source.limits, recover=recover, whole=recover, comments=True)
            self.parts[name] = Part(name, role, root, read_relations(source, self._archive, name))
        return self.parts[name]

    def _with_its_own(self, part: Part, but: str = "") -> None:
        """The parts that belong to this one, however far, but those of one role."""
        waiting = [part]
        while waiting:
            for one in waiting.pop(0).relations.values():
                role = _SHOWN.get(one.kind)
                if (
                    role
                    and role != but
                    and not one.outside
                    and one.target in self._archive
                    and one.target not in self.parts
                ):
                    waiting.append(self._part(one.target, role))

    def written(self, names: set[str]) -> dict[str, bytes]:
        """These parts as bytes."""
        from lxml import etree

        return {
            name: etree.tostring(
                self.parts[name].root.getroottree(), encoding="UTF-8", xml_declaration=True, standalone=True
            )
            for name in names
        }


def placeholder(shape: _Element) -> str:
    """The type of a shape's placeholder, ``obj`` where it has none; empty for any other shape."""
    for properties in shape:
        if local(properties).startswith("nv"):
            for one in properties.iter("{*}ph"):
                return attribute(one, "type") or "obj"
    return ""
