"""The parts of a Word package that show text, found by their relations, whatever their names."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from aligner.errors import ReadError
from aligner.filters.docx.accept import accept, is_tracked
from aligner.filters.docx.embedded import Embedded, Word
from aligner.filters.docx.styles import Styles
from aligner.filters.parsed import Source
from aligner.filters.relations import Relation, read_relations
from aligner.readers.archive import Archive
from aligner.readers.xml import parse_xml

if TYPE_CHECKING:
    from lxml.etree import _Element

#: The last word of a relation's type -> what the part is, in the order in which parts are read.
_SHOWN = {
    "footnotes": "note",
    "endnotes": "note",
    "header": "header",
    "footer": "header",
    "comments": "comment",
    "diagramData": "diagram",
    "diagramDrawing": "diagram",
    "chart": "chart",
    "chartEx": "chart",
    "chartUserShapes": "chart",
    "numbering": "numbering",
    "glossaryDocument": "glossary",
}


@dataclass(slots=True, eq=False)
class Part:
    """A part with its tree. ``role`` is ``main`` or a value of the table above."""

    name: str
    role: str
    root: _Element
    relations: dict[str, Relation]
    changed: bool = False


@dataclass(slots=True)
class Package:
    """A document's package; ``word`` reads and writes Word documents embedded in it (none: they are left alone)."""

    source: Source
    archive: Archive
    main: str
    styles: Styles
    relations: dict[str, Relation]
    word: Word | None = None
    _parts: dict[str, Part] = field(default_factory=dict)
    _embedded: dict[str, Embedded] = field(default_factory=dict)

    @classmethod
    def of(cls, source: Source, word: Word | None = None) -> Package:
        """Open the package and read its styles.

        Raises:
            ReadError: the archive is damaged, the main part is missing.
        """
        archive = Archive(source.data, source.name, source.limits)
        relations = read_relations(source, archive, "")
        main = next((one.target for one in relations.values() if one.kind == "officeDocument"), "word/document.xml")
        if main not in archive:
            main = "word/document.xml"
        if main not in archive:
            raise ReadError("{name}: the main part is missing; the file is damaged", name=source.name)
        package = cls(source, archive, main, Styles(), relations, word)
        styles = next((one.target for one in package.relations_of(main).values() if one.kind == "styles"), "")
        styles = styles if styles in archive else posixpath.join(posixpath.dirname(main), "styles.xml")
        if styles in archive:
            root = parse_xml(archive.read(styles), source.name, source.limits, recover=True)
            package.styles = Styles.of(root)
            package._parts[styles] = Part(styles, "styles", root, {})
        return package

    @property
    def parts(self) -> list[Part]:
        """The parts that were read."""
        return list(self._parts.values())

    def relations_of(self, part: str) -> dict[str, Relation]:
        """The relations of a part by their ids."""
        return read_relations(self.source, self.archive, part)

    def part(self, name: str, role: str) -> Part:
        """A part, its tracked changes accepted."""
        found = self._parts.get(name)
        if found is None:
            data = self.archive.read(name)
            recover = role not in ("main", "note", "header")
            root = parse_xml(data, self.source.name, self.source.limits, recover=recover)
            if is_tracked(data):
                accept(root)
            found = self._parts[name] = Part(name, role, root, self.relations_of(name))
        return found

    def shown(self) -> list[Part]:
        """All parts that show text, the main one first."""
        main = self.part(self.main, "main")
        parts = {main.name: main}
        waiting = [main]
        while waiting:
            part = waiting.pop(0)
            found = [one for one in part.relations.values() if one.kind in _SHOWN and not one.outside]
            for kind, role in _SHOWN.items():
                for one in found:
                    if one.kind == kind and one.target in self.archive and one.target not in parts:
                        waiting.append(self.part(one.target, role))
                        parts[one.target] = waiting[-1]
        return list(parts.values())

    def core(self) -> Part | None:
        """The part with the document's title, subject, keywords."""
        for one in self.relations.values():
            if one.kind == "core-properties" and one.target in self.archive:
                return self.part(one.target, "core")
        return self.part("docProps/core.xml", "core") if "docProps/core.xml" in self.archive else None

    def embedded(self, name: str, first_id: int) -> Embedded | None:
        """The document in the part of this name, if it can be read; its codes are numbered from ``first_id``."""
        if self.word is None or name not in self.archive or name in self._embedded:
            return None
        source = replace(self.source, data=self.archive.read(name), name=f"{self.source.name}: {name}")
        found = Embedded(source, name, first_id, self.word)
        self._embedded[name] = found
        return found if found.is_read else None

    def in_language(self, language: str) -> None:
        """Say that the text is in this language where the package says it for all of it."""
        for part in self.parts:
            if part.role == "styles":
                for default in part.root.iter("{*}rPrDefault"):
                    for one in default.iter("{*}lang"):
                        for key in one.attrib:
                            if str(key).endswith("}val"):
                                one.set(key, language)
                                part.changed = True
            elif part.role == "core":
                for one in part.root.iter("{http://purl.org/dc/elements/1.1/}language"):
                    one.text = language
                    part.changed = True

    def changed(self, language: str) -> dict[str, bytes]:
        """The parts that have changed, written out."""
        from lxml import etree

        inner = {name: one.written(language) for name, one in self._embedded.items()}
        return {name: data for name, data in inner.items() if data is not None} | {
            part.name: etree.tostring(part.root, encoding="UTF-8", xml_declaration=True, standalone=True)
            for part in self._parts.values()
            if part.changed
        }
