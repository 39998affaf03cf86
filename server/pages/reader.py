"""The reader: a text and its translation, piece by piece, from any pair on; what is there already of work under way."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from apiflask import APIBlueprint
from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from aligner.core.document import OUTSIDE
from aligner.exports.uncertainty import BOUNDS
from server.db.tables import Bitext
from server.errors import NotFoundError
from server.jobs import queue
from server.library import beads, bitexts, exporting
from server.library import documents as library
from server.pages import rows
from server.pages.exporting import formats
from server.pages.look import look
from server.pages.uncertainty import doubtful
from server.service import service
from server.web.converters import asked

bp = APIBlueprint("pages_reader", __name__, enable_openapi=False)


@dataclass(frozen=True)
class Part:
    """A piece of the text: its number, its units, how many pairs there are in all, the kinds of the paragraphs."""

    piece: int
    units: list[rows.Unit]
    total: int
    source_kinds: list[Any]
    target_kinds: list[Any]

    @property
    def rows(self) -> list[rows.TextRow]:
        """The units as rows."""
        return list(rows.rows(self.units, self.source_kinds, self.target_kinds))

    @property
    def pieces(self) -> int:
        """How many pieces there are."""
        return max(1, -(-self.total // rows.CHUNK))


@bp.get("/read/<bitext_id>")
def read(bitext_id: str) -> ResponseReturnValue:
    """The page, with the piece that holds the pair asked for (``?pair=`` its id, ``?n=`` its number)."""
    with service().database.read() as session:
        bitext = bitexts.get_bitext(session, bitext_id)
        target, missing = asked_for(session, bitext)
        piece = (target - 1) // rows.CHUNK if target else asked("part") or 0
        bound = doubtful(session, bitext)
        part = load(session, bitext, piece, bound)
        if target and part.piece and part.units and target < part.units[0].number:
            part = load(session, bitext, part.piece - 1, bound)
        job = library.last_jobs(session, [bitext.id]).get(bitext.id)
        return render_template(
            "reader.html",
            **about(bitext, part),
            at=target,
            bound=bound,
            missing=missing,
            prefs=look(),
            show_outside=asks_outside(part, target),
            job=job,
            progress=queue.progress(job) if job else None,
            working=bitext.state in ("waiting", "working"),
            outline=any(kind == "heading" for kind, *_ in part.source_kinds[1:]),
            export_formats=formats,
        )


@bp.get("/read/<bitext_id>/part/<int:piece>")
def fragment(bitext_id: str, piece: int) -> ResponseReturnValue:
    """One piece alone. ``?layout=lines`` gives sentence under sentence; ``bound`` is where uncertainty begins."""
    layout = "lines" if request.args.get("layout") == "lines" else "both"
    with service().database.read() as session:
        bitext = bitexts.get_bitext(session, bitext_id)
        part = load(session, bitext, piece, request.args.get("bound", BOUNDS[0], float))
        return render_template("reader_part.html", **about(bitext, part), layout=layout)


@bp.get("/read/<bitext_id>/pair/<int:bead_id>")
def pair(bitext_id: str, bead_id: int) -> ResponseReturnValue:
    """The permanent address of a pair."""
    return redirect(url_for("pages_reader.read", bitext_id=bitext_id, pair=bead_id, _anchor=f"p{bead_id}"))


@bp.get("/read/<bitext_id>/export")
def export(bitext_id: str) -> ResponseReturnValue:
    """The export menu's form: the file is at the API's address, with the form's filters."""
    name = request.args.get("format", "tmx")
    with service().database.read() as session:
        # What cannot be had is said on a page, not by the file's address, which is for programs.
        exporting.refuse(session, bitexts.get_ready(session, bitext_id), name)
    address = url_for("exports.export", bitext_id=bitext_id, format_name=name)
    filters = [(name, value) for name, value in request.args.items(multi=True) if name != "format"]
    return redirect(f"{address}?{urlencode(filters)}" if filters else address)


@bp.get("/read/<bitext_id>/print")
def whole(bitext_id: str) -> ResponseReturnValue:
    """The whole text on one page, to print."""
    with service().database.read() as session:
        bitext = bitexts.get_ready(session, bitext_id)
        found = beads.find_beads(session, bitext, limit=1_000_000)
        bound = doubtful(session, bitext)
        units = [rows.unit_of(bead, number, said, bound) for number, bead, said in found.rows]
        part = Part(0, units, found.total, bitext.source_paragraphs, bitext.target_paragraphs)
        return render_template("print.html", **about(bitext, part), layout=look()["view"])


def asked_for(session: Session, bitext: Bitext) -> tuple[int | None, bool]:
    """The number of the pair that the address names, and whether it names one that is gone."""
    if (bead_id := asked("pair")) is None:
        return asked("n") or None, False
    try:
        return beads.number_of(session, beads.get_bead(session, bitext, bead_id)), False
    except NotFoundError:
        return None, True


def asks_outside(part: Part, number: int | None) -> bool:
    """Is the pair of this number outside the running text: a note, a header, a description? Then it has to be shown."""
    return any(unit.number == number for row in part.rows if row.kind in OUTSIDE for unit in row.units)


def load(session: Session, bitext: Bitext, piece: int, bound: float) -> Part:
    """A piece from the beads, or from what is translated so far; the last one where there are not so many."""
    offset, limit = rows.window(piece)
    if bitext.state != "ready":
        segments, total = beads.partial_segments(session, bitext, offset=offset, limit=limit)
        units, kinds = [rows.unit_of_segment(row) for row in segments], read_kinds(bitext)
        return Part(piece, rows.piece_of(units, offset, piece), total, kinds, kinds)
    page = beads.find_beads(session, bitext, offset=offset, limit=limit)
    if page.total and piece * rows.CHUNK >= page.total and piece:
        return load(session, bitext, (page.total - 1) // rows.CHUNK, bound)
    units = [rows.unit_of(bead, number, said, bound) for number, bead, said in page.rows]
    kinds, other = bitext.source_paragraphs, bitext.target_paragraphs
    return Part(piece, rows.piece_of(units, offset, piece), page.total, kinds, other)


def read_kinds(bitext: Bitext) -> list[Any]:
    """Kinds of the paragraphs while the beads are not stored: from the document as it was read."""
    content = bitext.document.content
    return [[p["kind"], p.get("level", 0)] for p in json.loads(content)["paragraphs"]] if content else []


def begins(text: str, bitext: Bitext) -> bool:
    """Is the title, or what there is of it, the beginning of this text?"""
    text = " ".join(text.split())
    title = (bitext.document.title or bitext.document.name).removesuffix("…")
    return text == bitext.source_title.strip() or text.startswith(title) or title.startswith(text)


def about(bitext: Bitext, part: Part) -> dict[str, Any]:
    """What the templates know of a text: languages with their direction, and whether it begins with its title."""
    source = bitext.source_language if bitext.source_language != "und" else bitext.document.language
    target = bitext.target_language
    first = part.units[0].source[0] if part.units and part.units[0].source else None
    kind = part.source_kinds[first[1]][0] if first and first[1] < len(part.source_kinds) else "body"
    return {
        "bitext": bitext,
        "document": bitext.document,
        "part": part,
        "tags": {
            "source": source,
            "target": target,
            "source_dir": rows.direction(source),
            "target_dir": rows.direction(target),
        },
        "shown": rows.shown,
        "headed": first is not None and (kind == "heading" or begins(first[0], bitext)),
    }
