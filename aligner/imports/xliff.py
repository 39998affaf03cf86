"""XLIFF 1.0 to 1.2 (also Trados's, with its marked segments) and 2.x."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from aligner.core.unit import Unit
from aligner.errors import ReadError
from aligner.exports.codetypes import Dialect
from aligner.imports.fields import with_fields
from aligner.imports.inline import Side, read_side
from aligner.imports.numbering import numbered, sub_units
from aligner.imports.report import ImportReport
from aligner.imports.xliffstates import Standing, of_segment, of_target, of_trados
from aligner.imports.xmlstream import XML_LANG, Element, elements, flat, local

_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
Props = Sequence[tuple[str, str]]


@dataclass(slots=True)
class _Where:
    """What holds for the units that follow: languages and document of their ``file``, white space."""

    source: str
    target: str
    document: str = ""
    preserve: bool = False


def read_units(path: Path, report: ImportReport, source: str = "", target: str = "") -> Iterator[Unit]:
    """Units in the order of the file, also those without a target yet.

    ``source`` and ``target``, where given, stand in for languages that the file does not name.

    Raises:
        ReadError: not well-formed XML, or not XLIFF.
    """
    root = here = _Where(source, target)
    seen_root, version = False, ""
    for event, element in elements(path, ("trans-unit", "unit", "file", "xliff"), report, units=2):
        name = local(element)
        if event == "start":
            space = element.get(_SPACE)
            if name == "xliff":
                seen_root, version = True, element.get("version", "")
                root = here = _Where(element.get("srcLang") or source, element.get("trgLang") or target)
                root.preserve = space == "preserve"
            elif name == "file":
                here = _Where(
                    element.get("source-language") or root.source,
                    element.get("target-language") or root.target,
                    element.get("original", ""),
                    space == "preserve" if space else root.preserve,
                )
            continue
        if name in ("trans-unit", "unit"):
            document = "" if here.document == "text" else here.document
            base = Unit("", "", here.source, here.target, id=element.get("id", ""), document=document)
            made = old_units(element, base, here, report) if name == "trans-unit" else new_units(element, base, here)
            for unit, *sides in made:
                if not unit.source and not unit.target:
                    report.refuse(element.sourceline or 0, "source and target are empty")
                    continue
                report.read += 1
                yield unit
                yield from sub_units(unit, sides[0], sides[1], report)
    if not seen_root:
        raise ReadError("{name}: XML, but not XLIFF: there is no <xliff> element", name=path.name)
    if version and version[0] not in "12":
        raise ReadError(
            "{name}: XLIFF {version} is not known; versions 1.0 to 2.1 are read", name=path.name, version=version
        )


Made = tuple[Unit, Side, Side]


def old_units(element: Element, base: Unit, here: _Where, report: ImportReport) -> Iterator[Made]:
    """The units of a ``trans-unit`` of XLIFF 1.x: one, or one a marked segment where both sides are marked alike."""
    parts = {local(child): child for child in reversed(element)}
    notes = [flat(child, frozenset()) for child in element if local(child) == "note"]
    props = [
        (context.get("context-type", ""), context.text or "")
        for group in element
        if local(group) == "context-group" and group.get("purpose") == "information"
        for context in group
    ]
    target, divided = parts.get("target"), parts.get("seg-source")
    base = in_languages(replace(base, note="\n".join(notes)), parts.get("source"), target)
    space = element.get(_SPACE)
    tidy = not (space == "preserve" if space else here.preserve)
    standing = of_target(element, target)
    if standing.untranslated and ("x-status", "rejected") in props:
        standing = replace(standing, status="rejected")
    segments, translated = marked(divided, tidy), marked(target, tidy)
    whole = side(target, "xliff", tidy)
    if len(segments) > 1:
        text = side(divided, "xliff", tidy)
        if set(translated) <= set(segments) and holds(translated, whole) and holds(segments, text):
            levels = {seg.get("id", ""): of_trados(seg) for seg in element.iter("{*}seg") if seg.get("id")}
            report.codes_outside += len(text.raw) - sum(len(one.raw) for one in segments.values())
            for mid, one in segments.items():
                other = translated.get(mid, Side())
                unit = with_texts(replace(base, id=f"{base.id}-{mid}"), one, other, "xliff")
                yield levels.get(mid, standing).of(unit), one, other
            return
        report.remark(
            element.sourceline or 0, "the translation is not divided into segments like its source; one pair was made"
        )
    levels = {seg.get("id", ""): of_trados(seg) for seg in element.iter("{*}seg")} if divided is not None else {}
    if len(levels) == 1:
        standing = next(iter(levels.values()))
    source = side(parts.get("source"), "xliff", tidy)
    source = source if source.text or divided is None else side(divided, "xliff", tidy)
    unit = standing.of(with_texts(base, source, whole, "xliff"))
    state, qualifier = (target.get("state", ""), target.get("state-qualifier", "")) if target is not None else ("", "")
    # Ours went out in need of review: what came back as translated was looked at by a person.
    accepted = state == "translated" and not qualifier and ("x-origin", "mt") in props
    if accepted:
        standing = replace(standing, status="confirmed")
    yield with_said(unit, props, standing, bool(state)), source, whole


def with_said(unit: Unit, props: Props, standing: Standing, stated: bool) -> Unit:
    """The unit with what our own props say; of its status, a state that was changed since says more."""
    made = with_fields(unit, props)
    if not stated or not made.target or made.status == standing.status:
        return made
    if made.status == "confirmed" or (made.status == "rejected" and not standing.untranslated):
        return replace(made, status=standing.status)
    return replace(made, status=standing.status) if standing.status == "confirmed" else made


def in_languages(unit: Unit, source: Element | None, target: Element | None) -> Unit:
    """The unit in the languages that its texts themselves name, else those of their file."""
    one = source.get(XML_LANG) if source is not None else ""
    two = target.get(XML_LANG) if target is not None else ""
    return replace(
        unit, source_language=one or unit.source_language or "und", target_language=two or unit.target_language or "und"
    )


def side(element: Element | None, dialect: Dialect, tidy: bool) -> Side:
    """One text, as its own white space is to be read."""
    space = element.get(_SPACE) if element is not None else None
    return read_side(element, dialect, tidy=tidy if space is None else space != "preserve")


def with_texts(unit: Unit, source: Side, target: Side, dialect: Dialect) -> Unit:
    """The unit with two texts and their codes."""
    one, two = numbered((source, target), dialect)
    return replace(unit, source=one.text, target=two.text, source_codes=one.codes, target_codes=two.codes)


def holds(segments: dict[str, Side], whole: Side) -> bool:
    """Is all the text of an element in its segments?"""
    inner = "".join(one.text for one in segments.values())
    return "".join(whole.text.split()) == "".join(inner.split())


def marked(element: Element | None, tidy: bool) -> dict[str, Side]:
    """Segments inside an element by their ``mid``: ``<mrk mtype="seg" mid="1">``."""
    if element is None:
        return {}
    return {
        mark.get("mid", str(number)): side(mark, "xliff", tidy)
        for number, mark in enumerate(element.iter("{*}mrk"))
        if mark.get("mtype") == "seg"
    }


def new_units(element: Element, base: Unit, here: _Where) -> Iterator[Made]:
    """The units of a ``unit`` of XLIFF 2.x, one a ``segment``."""
    props = [(meta.get("type", ""), meta.text or "") for meta in element.iter("{*}meta")]
    notes = [flat(note, frozenset()) for notes in element if local(notes) == "notes" for note in notes]
    stored = {data.get("id", ""): flat(data, frozenset()) for data in element.iter("{*}data")}
    space = element.get(_SPACE)
    tidy = not (space == "preserve" if space else here.preserve)
    segments = [child for child in element if local(child) == "segment"]
    for number, segment in enumerate(segments):
        parts = {local(child): child for child in segment}
        unit = replace(
            base,
            id=base.id if len(segments) == 1 else f"{base.id}-{segment.get('id', number + 1)}",
            note="\n".join(notes),
        )
        one, two = (
            read_side(parts.get(name), "xliff2", stored, tidy=tidy and not _preserves(parts.get(name)))
            for name in ("source", "target")
        )
        standing = of_segment(segment)
        unit = with_texts(in_languages(unit, parts.get("source"), parts.get("target")), one, two, "xliff2")
        yield with_said(standing.of(unit), props, standing, bool(segment.get("state"))), one, two


def _preserves(element: Element | None) -> bool:
    return element is not None and element.get(_SPACE) == "preserve"
