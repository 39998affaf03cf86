"""XLIFF 1.0 to 1.2 (also Trados's, with its marked segments) and 2.x."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from aligner.core.bitext import Origin
from aligner.core.unit import Unit
from aligner.errors import ReadError
from aligner.imports.fields import with_fields
from aligner.imports.report import ImportReport
from aligner.imports.xmlstream import Element, elements, flat, local

#: Inline elements whose content is code; ``g``, ``pc``, ``mrk`` and ``sub`` hold text.
CODES = frozenset(("x", "bx", "ex", "bpt", "ept", "ph", "it", "sc", "ec", "sm", "em"))

#: What a target's state-qualifier says of its origin.
QUALIFIERS: dict[str, Origin] = {"leveraged-mt": "mt", "mt-suggestion": "mt", "leveraged-tm": "memory"}


def read_units(path: Path, report: ImportReport, source: str = "", target: str = "") -> Iterator[Unit]:
    """Units in the order of the file, also those without a target yet.

    ``source`` and ``target``, where given, stand in for languages that the file does not name.

    Raises:
        ReadError: not well-formed XML, or not XLIFF.
    """
    languages = [source, target]
    document, seen_root, version = "", False, ""
    for event, element in elements(path, ("trans-unit", "unit", "file", "xliff"), report, units=2):
        name = local(element)
        if event == "start":
            if name == "xliff":
                seen_root, version = True, element.get("version", "")
                languages = [element.get("srcLang") or source, element.get("trgLang") or target]
            elif name == "file":
                document = element.get("original", "")
                languages = [
                    element.get("source-language") or languages[0],
                    element.get("target-language") or languages[1],
                ]
            continue
        if name in ("trans-unit", "unit"):
            base = Unit(
                "",
                "",
                languages[0] or "und",
                languages[1] or "und",
                id=element.get("id", ""),
                document="" if document == "text" else document,
            )
            made = old_units(element, base, report) if name == "trans-unit" else new_units(element, base)
            for unit in made:
                if not unit.source and not unit.target:
                    report.refuse(element.sourceline or 0, "source and target are empty")
                    continue
                report.read += 1
                yield unit
    if not seen_root:
        raise ReadError("{name}: XML, but not XLIFF: there is no <xliff> element", name=path.name)
    if version and version[0] not in "12":
        raise ReadError(
            "{name}: XLIFF {version} is not known; versions 1.0 to 2.1 are read", name=path.name, version=version
        )


def old_units(element: Element, base: Unit, report: ImportReport) -> Iterator[Unit]:
    """The units of a ``trans-unit`` of XLIFF 1.x: one, or one a marked segment where both sides are marked alike."""
    parts = {local(child): child for child in reversed(element)}
    notes = [flat(child, CODES) for child in element if local(child) == "note"]
    props = [
        (context.get("context-type", ""), context.text or "")
        for group in element
        if local(group) == "context-group" and group.get("purpose") == "information"
        for context in group
    ]
    target = parts.get("target")
    unit = replace(base, note="\n".join(notes))
    if target is not None:
        state, qualifier = target.get("state", ""), target.get("state-qualifier", "")
        unit = replace(unit, origin=QUALIFIERS.get(qualifier))
        # Ours went out in need of review: what came back as translated was looked at by a person.
        accepted = state == "translated" and not qualifier and ("x-origin", "mt") in props
        if element.get("approved") == "yes" or state in ("final", "signed-off") or accepted:
            unit = replace(unit, status="confirmed")
    source, whole = flat(parts.get("source"), CODES), flat(target, CODES)
    segments, translated = marked(parts.get("seg-source")), marked(target)
    if len(segments) > 1:
        alike = set(translated) <= set(segments) and holds(translated, whole)
        if alike and holds(segments, flat(parts["seg-source"], CODES)):
            for mid, text in segments.items():
                yield replace(unit, id=f"{base.id}-{mid}", source=text, target=translated.get(mid, ""))
            return
        source = source or flat(parts["seg-source"], CODES)
        report.remark(
            element.sourceline or 0, "the translation is not divided into segments like its source; one pair was made"
        )
    yield with_fields(replace(unit, source=source, target=whole), props)


def holds(segments: dict[str, str], whole: str) -> bool:
    """Is all the text of an element in its segments?"""
    return "".join(whole.split()) == "".join("".join(segments.values()).split())


def marked(element: Element | None) -> dict[str, str]:
    """Segments inside an element by their ``mid``: ``<mrk mtype="seg" mid="1">``."""
    if element is None:
        return {}
    return {
        mark.get("mid", str(number)): flat(mark, CODES)
        for number, mark in enumerate(element.iter("{*}mrk"))
        if mark.get("mtype") == "seg"
    }


def new_units(element: Element, base: Unit) -> Iterator[Unit]:
    """The units of a ``unit`` of XLIFF 2.x, one a ``segment``."""
    props = [(meta.get("type", ""), meta.text or "") for meta in element.iter("{*}meta")]
    notes = [flat(note, CODES) for notes in element if local(notes) == "notes" for note in notes]
    segments = [child for child in element if local(child) == "segment"]
    for number, segment in enumerate(segments):
        parts = {local(child): child for child in segment}
        unit = replace(
            base,
            id=base.id if len(segments) == 1 else f"{base.id}-{segment.get('id', number + 1)}",
            source=flat(parts.get("source"), CODES),
            target=flat(parts.get("target"), CODES),
            note="\n".join(notes),
            status="confirmed" if segment.get("state") in ("reviewed", "final") else "draft",
        )
        yield with_fields(unit, props)
