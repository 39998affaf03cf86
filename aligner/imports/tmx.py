"""TMX 1.1 to 1.4b: any encoding, with or without a DTD, inline codes dropped, a unit a language pair."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from aligner.core.unit import Unit
from aligner.errors import ReadError
from aligner.exports.tmx import MACHINE
from aligner.imports.fields import date, read_fields
from aligner.imports.plaintmx import Parts, TmxReader
from aligner.imports.report import ImportReport
from aligner.imports.xmlstream import XML_LANG, Element, flat, local

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
    for item in TmxReader(path, report).items():
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
        raise ReadError(f"{path.name}: XML, but not TMX: there is no <tmx> element")


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
            parts.variants.append((language, flat(segments[0], CODES)))
        elif name == "note" and child.text:
            parts.notes.append(child.text)
    return parts


def units(parts: Parts, header_language: str, report: ImportReport, source: str, target: str) -> Iterator[Unit]:
    """One unit for each target language of a ``tu``; a ``tu`` that gives none is refused with the reason."""
    line, attributes, notes, props, variants = parts
    if len(variants) < 2:
        return report.refuse(line, f"{len(variants)} language{'s' if len(variants) != 1 else ''}, two are needed")
    wanted = source or attributes.get("srclang", "")
    wanted = header_language if wanted in ANY else wanted
    first = 0 if wanted in ANY else nearest([tag for tag, _ in variants], wanted)
    if first < 0:
        return report.refuse(line, f"no <tuv> in the source language {wanted}")
    source_language, text = variants.pop(first)
    others = [variant for variant in variants if same(variant[0], target)] if target else variants
    if not others:
        return report.refuse(line, f"no <tuv> in {target}")
    creator = attributes.get("creationid", "")
    # Who touched it last: what a person edited is no machine's output any more.
    machine = (attributes.get("changeid") or creator).startswith("MT!")
    for language, translation in others:
        if not text and not translation:
            report.refuse(line, "both segments are empty")
            continue
        report.read += 1
        values: dict[str, Any] = {
            "id": attributes.get("tuid", ""),
            "origin": "mt" if machine else None,
            "note": "\n".join(notes),
            "created": date(attributes.get("creationdate", "")),
            "changed": date(attributes.get("changedate", "")),
            "creator": "" if creator == MACHINE else creator,
        }
        if props:
            values.update(read_fields(props, text, translation))
        yield Unit(text, translation, source_language, language, **values)
    return None


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
