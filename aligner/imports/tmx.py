"""TMX 1.1 to 1.4b: any encoding, with or without a DTD, with inline codes, a unit a language pair."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from aligner.core.bitext import Origin
from aligner.core.unit import Unit
from aligner.errors import ReadError
from aligner.exports.tmx import MACHINE
from aligner.imports.fields import date, read_fields
from aligner.imports.inline import read_side
from aligner.imports.numbering import numbered, sub_units
from aligner.imports.plaintmx import Parts, TmxReader
from aligner.imports.report import ImportReport
from aligner.imports.xmlstream import XML_LANG, Element, local

#: ``srclang`` values that name no language.
ANY = ("", "*all*")


def read_units(path: Path, report: ImportReport, source: str = "", target: str = "") -> Iterator[Unit]:
    """Units in the order of the file; ``source`` and ``target`` choose languages by tag or primary subtag.

    Raises:
        ReadError: not well-formed XML, or not TMX.
    """
    return cast(Iterator[Unit], _read(path, report, source, target))


def read_values(path: Path, report: ImportReport) -> Iterator[Unit | list[tuple[Any, ...]]]:
    """The same, where units whose shape is known come as lists of what ``shapes.Values`` names; it is much quicker.

    Raises:
        ReadError: not well-formed XML, or not TMX.
    """
    return _read(path, report, quick=True)


def _read(
    path: Path, report: ImportReport, source: str = "", target: str = "", *, quick: bool = False
) -> Iterator[Unit | list[tuple[Any, ...]]]:
    header_language, seen_root = "", False

    def direction(srclang: str, one: str, two: str) -> int:
        return source_variant(srclang, header_language, [one, two])

    for item in TmxReader(path, report, direction if quick else None).items():
        if isinstance(item, list):
            report.read += len(item)
            yield item
            continue
        if isinstance(item, Parts):
            yield from units(item, header_language, report, source, target)
            continue
        name = local(item)
        if name == "tu":
            parts = parts_of(item, report)
            if parts:
                yield from units(parts, header_language, report, source, target)
        elif name == "header":
            header_language = item.get("srclang", "")
        else:
            seen_root = True
    if not seen_root:
        raise ReadError("{name}: XML, but not TMX: there is no <tmx> element", name=path.name)


def parts_of(element: Element, report: ImportReport) -> Parts | None:
    """What a ``tu`` holds; None, and the reason in the report, where a variant is not whole."""
    parts = Parts(element.sourceline or 0, dict(element.attrib), [], [], [])
    for child in element:
        name = local(child)
        if name == "prop":
            parts.props.append((child.get("type", ""), child.text or ""))
        elif name == "tuv":
            language = child.get(XML_LANG) or child.get("lang") or ""
            segments = [part for part in child if local(part) == "seg"]
            if not language or len(segments) != 1:
                missing = "language" if not language else "<seg>" if not segments else "single <seg>"
                report.refuse(parts.line, f"a <tuv> has no {missing}")
                return None
            parts.variants.append((language, read_side(segments[0], "tmx")))
        elif name == "note" and child.text:
            parts.notes.append(child.text)
    return parts


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
        contents = numbered((side, other), "tmx")
        text, translation = contents[0].text, contents[1].text
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
        }
        if props:
            values.update(read_fields(props, text, translation))
        values |= {"source_codes": contents[0].codes, "target_codes": contents[1].codes}
        unit = Unit(text, translation, source_language, language, **values)
        yield unit
        yield from sub_units(unit, side, other, report)
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
