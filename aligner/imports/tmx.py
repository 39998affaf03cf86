"""TMX 1.1 to 1.4b: any encoding, with or without a DTD, inline codes dropped, a unit a language pair."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from aligner.core.unit import Unit
from aligner.errors import ReadError
from aligner.exports.tmx import MACHINE
from aligner.imports.fields import date, read_fields
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
    for _, element in elements(path, ("tu", "header", "tmx"), report, events=("end",)):
        name = local(element)
        if name == "tu":
            yield from units(element, header_language, report, source, target)
        elif name == "header":
            header_language = element.get("srclang", "")
        else:
            seen_root = True
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
        if name == "prop":
            props.append((child.get("type", ""), child.text or ""))
        elif name == "tuv":
            language = child.get(XML_LANG) or child.get("lang") or ""
            segments = [part for part in child if local(part) == "seg"]
            if not language or len(segments) != 1:
                missing = "language" if not language else "<seg>" if not segments else "single <seg>"
                return report.refuse(line, f"a <tuv> has no {missing}")
            variants.append((language, flat(segments[0], CODES)))
        elif name == "note" and child.text:
            notes.append(child.text)
    if len(variants) < 2:
        return report.refuse(line, f"{len(variants)} language{'s' if len(variants) != 1 else ''}, two are needed")
    attributes = dict(element.attrib)
    wanted = source or attributes.get("srclang", "")
    wanted = header_language if wanted in ANY else wanted
    first = 0 if wanted in ANY else next((n for n, (tag, _) in enumerate(variants) if same(tag, wanted)), -1)
    if first < 0:
        return report.refuse(line, f"no <tuv> in the source language {wanted}")
    others = [v for n, v in enumerate(variants) if n != first and (not target or same(v[0], target))]
    if not others:
        return report.refuse(line, f"no <tuv> in {target}")
    source_language, text = variants[first]
    creator = attributes.get("creationid", "")
    values = {
        "id": attributes.get("tuid", ""),
        "origin": "mt" if creator.startswith("MT!") else None,
        "note": "\n".join(notes),
        "created": date(attributes.get("creationdate", "")),
        "changed": date(attributes.get("changedate", "")),
        "creator": "" if creator == MACHINE else creator,
    }
    for language, translation in others:
        if not text and not translation:
            report.refuse(line, "both segments are empty")
            continue
        report.read += 1
        said = read_fields(props, text, translation) if props else {}
        yield Unit(text, translation, source_language, language, **{**values, **said})
    return None


def same(tag: str, wanted: str) -> bool:
    """Does a tag answer to another: equal, or the same language where one of them names no country?"""
    if tag == wanted:
        return True
    tag, wanted = tag.lower().replace("_", "-"), wanted.lower().replace("_", "-")
    return tag == wanted or (tag.split("-")[0] == wanted.split("-")[0] and ("-" not in tag or "-" not in wanted))
