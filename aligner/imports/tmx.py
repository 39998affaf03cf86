"""TMX 1.1 to 1.4b: any encoding, with or without a DTD, with inline codes, a unit a language pair."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from aligner.core.bitext import Origin
from aligner.core.code import Code
from aligner.core.unit import Unit
from aligner.errors import ReadError
from aligner.exports.tmx import MACHINE
from aligner.imports.fields import date, read_fields
from aligner.imports.inline import Side, read_side
from aligner.imports.numbering import numbered, sub_units
from aligner.imports.report import ImportReport
from aligner.imports.tmxvalues import PlainUnits
from aligner.imports.xmlstream import NAMES, XML_LANG, Element, elements

#: ``srclang`` values that name no language.
ANY = ("", "*all*")


#: A variant of a ``tu``: its language, and its text, or what was read of one with inline elements.
Variant = tuple[str, str | Side]


class Parts(NamedTuple):
    """What a ``tu`` holds: its line, attributes, notes, props, and the variants."""

    line: int
    attributes: dict[str, str]
    notes: list[str]
    props: list[tuple[str, str]]
    variants: list[Variant]


def read_units(path: Path, report: ImportReport, source: str = "", target: str = "") -> Iterator[Unit]:
    """Units in the order of the file; ``source`` and ``target`` choose languages by tag or primary subtag.

    Raises:
        ReadError: not well-formed XML, or not TMX.
    """
    for element, header_language in _read(path, report):
        if parts := parts_of(element, report):
            yield from units(parts, header_language, report, source, target)


def read_values(path: Path, report: ImportReport) -> Iterator[Unit | tuple[Any, ...]]:
    """The same, where plain units come as tuples of what ``tmxvalues.Values`` names.

    Raises:
        ReadError: not well-formed XML, or not TMX.
    """
    language = ""
    plain = PlainUnits(lambda srclang, one, two: source_variant(srclang, language, [one, two]))
    for element, language in _read(path, report):
        if values := plain.values(element):
            report.read += 1
            yield values
        elif parts := parts_of(element, report):
            yield from units(parts, language, report, "", "")


def _read(path: Path, report: ImportReport) -> Iterator[tuple[Element, str]]:
    """Each ``tu`` and the language that the header names."""
    header_language, seen_root = "", False
    for _, element in elements(path, ("tu", "header", "tmx"), report, events=("end",)):
        name = NAMES[element.tag]
        if name == "tu":
            yield element, header_language
        elif name == "header":
            header_language = element.get("srclang", "")
        else:
            seen_root = True
    if not seen_root:
        raise ReadError("{name}: XML, but not TMX: there is no <tmx> element", name=path.name)


def parts_of(element: Element, report: ImportReport) -> Parts | None:
    """What a ``tu`` holds; None, and the reason in the report, where a variant is not whole."""
    notes: list[str] = []
    props: list[tuple[str, str]] = []
    variants: list[Variant] = []
    line = element.sourceline or 0
    for child in element:
        name = NAMES[child.tag]
        if name == "prop":
            props.append((child.get("type", ""), child.text or ""))
        elif name == "tuv":
            language = child.get(XML_LANG) or child.get("lang") or ""
            segments = [part for part in child if NAMES[part.tag] == "seg"]
            if not language or len(segments) != 1:
                missing = "language" if not language else "<seg>" if not segments else "single <seg>"
                report.refuse(line, f"a <tuv> has no {missing}")
                return None
            segment = segments[0]
            variants.append((language, read_side(segment, "tmx") if len(segment) else segment.text or ""))
        elif name == "note" and child.text:
            notes.append(child.text)
    return Parts(line, dict(element.attrib), notes, props, variants)


def units(parts: Parts, header_language: str, report: ImportReport, source: str, target: str) -> Iterator[Unit]:
    """One unit for each target language of a ``tu``; a ``tu`` that gives none is refused with the reason."""
    line, attributes, notes, props, variants = parts
    if len(variants) < 2:
        return report.refuse(line, f"{len(variants)} language{'s' if len(variants) != 1 else ''}, two are needed")
    wanted = source or attributes.get("srclang", "")
    first = source_variant(wanted, header_language, [tag for tag, _ in variants])
    if first < 0:
        wanted = header_language if wanted in ANY else wanted
        return report.refuse(line, f"no <tuv> in the source language {wanted}")
    source_language, side = variants.pop(first)
    others = [variant for variant in variants if same(variant[0], target)] if target else variants
    if not others:
        return report.refuse(line, f"no <tuv> in {target}")
    origin, creator = made_by(attributes.get("creationid", ""), attributes.get("changeid", ""))
    for language, other in others:
        sides: tuple[Side, Side] | None = None
        codes: tuple[tuple[Code, ...], tuple[Code, ...]] = (), ()
        if isinstance(side, str) and isinstance(other, str):
            text, translation = side, other
        else:
            sides = Side.of(side), Side.of(other)
            one, two = numbered(sides, "tmx")
            text, translation, codes = one.text, two.text, (one.codes, two.codes)
        if not text and not translation:
            report.refuse(line, "both segments are empty")
            continue
        report.read += 1
        values: dict[str, Any] = {
            "id": attributes.get("tuid", ""),
            "origin": origin,
            "note": "\n".join(notes),
            "created": date(attributes.get("creationdate", "")),
            "changed": date(attributes.get("changedate", "")),
            "creator": creator,
            "source_codes": codes[0],
            "target_codes": codes[1],
        }
        if props:
            values.update(read_fields(props, text, translation))
        unit = Unit(text, translation, source_language, language, **values)
        yield unit
        if sides:
            yield from sub_units(unit, *sides, report)
    return None


def made_by(creator: str, changer: str) -> tuple[Origin | None, str]:
    """Origin and creator by ``creationid`` and ``changeid``: what a person edited is no machine's output any more."""
    return "mt" if (changer or creator).startswith("MT!") else None, "" if creator == MACHINE else creator


def source_variant(wanted: str, header_language: str, tags: list[str]) -> int:
    """Which variant is the source by the unit's or else the header's ``srclang``; the first if neither names one."""
    wanted = header_language if wanted in ANY else wanted
    return 0 if wanted in ANY else nearest(tags, wanted)


def nearest(tags: list[str], wanted: str) -> int:
    """Which of the tags is the wanted one, as OmegaT chooses: equal, else one without a country, else any country's."""
    if wanted in tags:
        return tags.index(wanted)
    alike = [number for number, tag in enumerate(tags) if same(tag, wanted)]
    others = [number for number, tag in enumerate(tags) if same(tag, wanted.replace("_", "-").split("-")[0])]
    return (alike or others or [-1])[0]


@lru_cache(maxsize=256)
def same(tag: str, wanted: str) -> bool:
    """Does a tag answer to another: equal, or the same language where one of them names no country?"""
    if tag == wanted:
        return True
    tag, wanted = tag.lower().replace("_", "-"), wanted.lower().replace("_", "-")
    return tag == wanted or (tag.split("-")[0] == wanted.split("-")[0] and ("-" not in tag or "-" not in wanted))
