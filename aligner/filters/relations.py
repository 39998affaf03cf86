"""Relations of the parts of an Office Open XML package (ECMA-376, part 2, 9.3)."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass

from aligner.filters.parsed import Source
from aligner.readers.archive import Archive
from aligner.readers.xml import parse_xml


@dataclass(frozen=True, slots=True)
class Relation:
    """One relation: the last word of its type, where it points to, and whether that lies outside the package."""

    kind: str
    target: str
    outside: bool


def read_relations(source: Source, archive: Archive, part: str) -> dict[str, Relation]:
    """The relations of a part, or (part empty) of the package."""
    folder, name = posixpath.split(part)
    path = posixpath.join(folder, "_rels", f"{name}.rels")
    if path not in archive:
        return {}
    root = parse_xml(archive.read(path), source.name, source.limits, recover=True)
    found: dict[str, Relation] = {}
    for one in root.iter("{*}Relationship"):
        outside = one.get("TargetMode", "") == "External"
        target = one.get("Target", "")
        if not outside:
            target = (
                target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            )
        found[one.get("Id", "")] = Relation(one.get("Type", "").rsplit("/", 1)[-1], target, outside)
    return found
