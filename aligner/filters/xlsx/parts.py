"""The parts of an Excel workbook: its sheets in order, what belongs to each, the strings that they share."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from aligner.errors import ReadError
from aligner.filters.parsed import Source
from aligner.filters.relations import read_relations
from aligner.filters.shapes import DRAWN, Part
from aligner.readers.archive import Archive
from aligner.readers.xml import local, parse_xml

if TYPE_CHECKING:
    from lxml.etree import _Element

#: The last word of a relation's type -> what the part is.
_SHOWN = {
    **DRAWN, "drawing": "shapes", "comments": "comments", "threadedComment": "threads", "table": "table",
    "sharedStrings": "strings", "styles": "styles",
}  # fmt: skip
#: A text in a formula, its quotation marks doubled.
LITERAL = re.compile(r'"([^"]*)"')
_FORMULAS = frozenset(
    ("f", "formula", "formula1", "formula2", "definedName", "calculatedColumnFormula", "totalsRowFormula")
)


class Workbook:
    """A workbook taken apart.

    ``sheets`` are its sheets in order, ``formulas`` every formula in it with the place where it stands.

    Raises:
        ReadError: it is damaged, or no workbook.
    """

    def __init__(self, source: Source) -> None:
        """Read everything that shows text, sheet by sheet, each with what belongs to it."""
        self._source = source
        self._archive = archive = Archive(source.data, source.name, source.limits)
        self.parts: dict[str, Part] = {}
        self.sheets: list[tuple[_Element, Part]] = []
        top = read_relations(source, archive, "")
        main = next((one.target for one in top.values() if one.kind == "officeDocument"), "xl/workbook.xml")
        self.main = self._part(main, "workbook") if main in archive else None
        if self.main is None or local(self.main.root) != "workbook":
            raise ReadError("{name}: no workbook in it; save it as .xlsx again", name=source.name)
        for one in self.main.root.iter("{*}sheet"):
            number = next((str(v) for key, v in one.attrib.items() if str(key).endswith("}id")), "")
            target = self.main.relations.get(number)
            if target is not None and target.target in archive:
                role = "sheet" if target.kind == "worksheet" else "shapes"
                part = self._part(target.target, role)
                self.sheets.append((one, part))
                self._with_its_own(part)
        self._with_its_own(self.main)
        core = next((one.target for one in top.values() if one.kind == "core-properties"), "docProps/core.xml")
        if core in archive:
            self._part(core, "core")
        self.formulas = list(self._formulas())

    def role(self, role: str) -> list[Part]:
        """The parts of one role, in their order."""
        return [part for part in self.parts.values() if part.role == role]

    def belonging(self, part: Part, role: str) -> list[Part]:
        """The parts of one role that a part names."""
        targets = [one.target for one in part.relations.values()]
        return [self.parts[name] for name in targets if name in self.parts and self.parts[name].role == role]

    def _part(self, name: str, role: str) -> Part:
        if name not in self.parts:
            source = self._source
            recover = role not in ("workbook", "sheet", "strings")
            root = parse_xml(
                self._archive.read(name), source.name, source.limits, recover=recover, whole=recover, comments=True
            )
            self.parts[name] = Part(name, role, root, read_relations(source, self._archive, name))
        return self.parts[name]

    def _with_its_own(self, part: Part) -> None:
        """The parts that belong to this one, however far."""
        waiting = [part]
        while waiting:
            for one in waiting.pop(0).relations.values():
                role = _SHOWN.get(one.kind)
                if role and not one.outside and one.target in self._archive and one.target not in self.parts:
                    waiting.append(self._part(one.target, role))

    def _formulas(self) -> list[tuple[str, str]]:
        """Where, and the formula: of cells, names, rules, charts; and where links lead."""
        found: list[tuple[str, str]] = []
        for part in self.parts.values():
            if part.role in ("strings", "styles", "core", "threads", "comments"):
                continue
            for element in part.root.iter("{*}f", "{*}hyperlink", *(f"{{*}}{name}" for name in _FORMULAS - {"f"})):
                is_link = local(element) == "hyperlink"
                text = str(element.get("location", "")) if is_link else str(element.text or "")
                if text:
                    above = element.getparent()
                    where = str(above.get("r", "")) if above is not None else ""
                    found.append((where, text))
        return found

    def written(self, names: set[str]) -> dict[str, bytes]:
        """These parts as bytes."""
        from lxml import etree

        return {
            name: etree.tostring(
                self.parts[name].root.getroottree(), encoding="UTF-8", xml_declaration=True, standalone=True
            )
            for name in names
        }


def text_of(item: _Element) -> str:
    """The text of a shared or inline string, without readings of ideographs."""
    return "".join(
        str(one.text or "")
        for one in item.iter("{*}t")
        if local(one.getparent()) != "rPh"  # type: ignore[arg-type]
    )
