"""TMX 1.1 to 1.4b: any encoding, with or without a DTD, inline codes dropped, a unit a language pair."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from aligner.core.unit import Unit
from aligner.errors import ReadError
from aligner.exports.tmx import MACHINE
from aligner.imports.fields import date, with_fields
from aligner.imports.report import ImportReport
from aligner.imports.xmlstream import XML_LANG, Element, elements, flat, local

#: Inline elements whose content is a program's code; ``hi`` alone marks text.
CODES = frozenset(("bpt", "ept", "ph", "it", "ut"))
#: ``srclang`` values that name no language.
ANY = ("", "*all*")


def read_units(path: Path, report: ImportReport, source: str = "", target: str = "") -> Iterator[Unit]:
    """Units in the order of the file; ``source`` and ``target`` choose languages by tag or primary subtag.

    Raises:
        ReadError: not well-formed XML, or not TMX.
    """
    header_language, seen_root = "", False
    for event, element in elements(path, ("tu", "header", "tmx"), report):
        name = local(element)
        if event == "start":
            seen_root = seen_root or name == "tmx"
            if name == "header":
                header_language = element.get("srclang", "")
            continue
        if name == "tu":
            yield from units(element, header_language, report, source, target)
    if not seen_root:
        raise ReadError(f"{path.name}: XML, but not TMX: there is no <tmx> element")


def units(element: Element, header_language: str, report: ImportReport, source: str, target: str) -> Iterator[Unit]:
    """One unit for each target language of a ``tu``; a ``tu`` that gives none is refused with the reason."""
    variants: list[tuple[str, str]] = []
    notes: list[str] = []
    props: list[tuple[str, str]] = []
    line = element.sourceline or 0
    for child in element:
        name = local(child)
        if name == "tuv":
            language = child.get(XML_LANG) or child.get("lang") or ""
            segments = [part for part in child if local(part) == "seg"]
            if not language or len(segments) != 1:
                missing = "language" if not language else "<seg>" if not segments else "single <seg>"
                return report.refuse(line, f"a <tuv> has no {missing}")
            variants.append((language, flat(segments[0], CODES)))
        elif name == "note" and child.text:
            notes.append(child.text)
        elif name == "prop":
            props.append((child.get("type", ""), child.text or ""))
    if len(variants) < 2:
        return report.refuse(line, f"{len(variants)} language{'s' if len(variants) != 1 else ''}, two are needed")
    wanted = source or element.get("srclang", "")
    wanted = header_language if wanted in ANY else wanted
    first = 0 if wanted in ANY else next((n for n, (tag, _) in enumerate(variants) if same(tag, wanted)), -1)
    if first < 0:
        return report.refuse(line, f"no <tuv> in the source language {wanted}")
    others = [v for n, v in enumerate(variants) if n != first and (not target or same(v[0], target))]
    if not others:
        return report.refuse(line, f"no <tuv> in {target}")
    creator = element.get("creationid", "")
    for language, text in others:
        if not variants[first][1] and not text:
            report.refuse(line, "both segments are empty")
            continue
        unit = Unit(
            source=variants[first][1],
            target=text,
            source_language=variants[first][0],
            target_language=language,
            id=element.get("tuid", ""),
            kind="1-1",
            origin="mt" if creator.startswith("MT!") else None,
            note="\n".join(notes),
            created=date(element.get("creationdate", "")),
            changed=date(element.get("changedate", "")),
            creator="" if creator == MACHINE else creator,
        )
        report.read += 1
        yield with_fields(unit, props)
    return None


def same(tag: str, wanted: str) -> bool:
    """Does a tag answer to another: equal, or the same language where one of them names no country?"""
    tag, wanted = tag.lower().replace("_", "-"), wanted.lower().replace("_", "-")
    return tag == wanted or (tag.split("-")[0] == wanted.split("-")[0] and ("-" not in tag or "-" not in wanted))
