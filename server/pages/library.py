"""The library: add texts, watch the work, find and open what is there."""

from __future__ import annotations

from typing import Any

from apiflask import APIBlueprint
from flask import render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from aligner.formats import DOCUMENTS, extensions
from aligner.pipeline import NAMED
from server.db.tables import Bitext, Document, Job
from server.jobs import queue
from server.library import documents as texts
from server.library.bitexts import segments_done, statistics
from server.pages.language import ago, gettext, language_name, ngettext, number, size
from server.service import service
from server.web.converters import asked

bp = APIBlueprint("pages_library", __name__, enable_openapi=False)

PAGE = 40
#: What the file chooser offers first; anything can be dropped, and the reader decides by content.
ACCEPT = ",".join(sorted(extensions({**DOCUMENTS, **texts.PAIRED})))


@bp.get("/")
def library() -> ResponseReturnValue:
    """The page."""
    here = service()
    return render_template(
        "library.html",
        **cards(),
        max_bytes=here.settings.max_upload_mb << 20,
        accept=ACCEPT,
        paired=" ".join(end[1:] for end in sorted(extensions(texts.PAIRED))),
        models=model_choices(),
    )


@bp.get("/library/list")
def listing() -> ResponseReturnValue:
    """The list alone: after a search, or when a job is over."""
    return render_template("library_list.html", **cards())


def cards() -> dict[str, Any]:
    """What the list shows, from the address's query."""
    query, sort = request.args.get("q", "")[:500], request.args.get("sort", "newest")
    sort = sort if sort in texts.SORTS else "newest"
    offset = asked("offset") or 0
    with service().database.read() as session:
        found, total = texts.list_documents(session, query=query, sort=sort, offset=offset, limit=PAGE)
        jobs = texts.last_jobs(session, [bitext.id for document in found for bitext in document.bitexts])
        made = [card(session, document, jobs) for document in found]
        pair_up(found, made)
    following = offset + len(made)
    return {
        "cards": made, "total": total, "query": query, "sort": sort, "more": following < total,
        "next_offset": following,
    }  # fmt: skip


def card(session: Session, document: Document, jobs: dict[str, Job]) -> dict[str, Any]:
    """One text."""
    bitexts = [bitext_card(session, bitext, jobs.get(bitext.id)) for bitext in document.bitexts]
    shown = next((b for b in document.bitexts if b.state == "ready"), None)
    meta = [language_name(document.language)] if document.language != "und" else []
    if shown is not None:
        meta = [f"{language_name(shown.source_language)} → {language_name(shown.target_language)}"]
    if document.sentences:
        count = document.sentences
        meta.append(ngettext("%(num)s sentence", "%(num)s sentences", count) % {"num": number(count)})
    else:
        meta.append(size(document.size))
    meta.append(ago(document.created))
    if document.title and document.title != document.name and document.name != texts.PASTED:
        meta.append(document.name)
    other = shown.target_title if shown is not None else ""
    title = document.title or document.name
    return {
        "id": document.id,
        "title": title,
        "language": document.language,
        "other_title": other if other != title else "",
        "other_language": shown.target_language if shown is not None else "",
        "meta": meta,
        "open": next((b["id"] for b in bitexts if b["begun"]), None),
        "bitexts": bitexts,
        "ready": [b for b in bitexts if b["state"] == "ready"],
    }


def pair_up(documents: list[Document], made: list[dict[str, Any]]) -> None:
    """Which translations can be compared: those of one text, even where it was put in twice."""
    by_text: dict[str, list[dict[str, Any]]] = {}
    for document, one in zip(documents, made, strict=True):
        by_text.setdefault(document.sha256, []).extend(one["ready"])
    for document, one in zip(documents, made, strict=True):
        others = by_text[document.sha256]
        own = {b["id"] for b in one["ready"]}
        pairs = [(a, b) for a in one["ready"] for b in others if a["id"] != b["id"]]
        one["comparisons"] = [(a, b) for a, b in pairs if b["id"] not in own or a["id"] < b["id"]][:6]


def bitext_card(session: Session, bitext: Bitext, job: Job | None) -> dict[str, Any]:
    """One translation of a text."""
    made: dict[str, Any] = {
        "id": bitext.id, "kind": bitext.kind, "state": bitext.state, "how": origin(bitext), "job_id": None,
        "job_state": "", "reviewed": 0.0, "begun": bitext.state == "ready" or segments_done(session, bitext.id) > 0,
    }  # fmt: skip
    if bitext.state == "ready":
        counts = statistics(session, bitext)
        made["reviewed"] = counts["confirmed"] / counts["beads"] if counts["beads"] else 0.0
    if job is not None:
        progress = queue.progress(job)
        made |= {
            "job_id": job.id if job.state in queue.ACTIVE else None,
            "job_state": job.state,
            "error": job.message or job.error or "",
            "stage": gettext("Waiting for its turn") if job.state == "queued" else gettext("Working"),
            "done": progress["done"],
            "total": progress["total"],
        }
    return made


def origin(bitext: Bitext) -> str:
    """What kind of translation it is, in a word or two: by a person, or the model's name, with the beam where the same
    model has translated the text with several."""
    if bitext.kind == "open":
        return gettext("as in the file")
    if bitext.kind == "align":
        return gettext("human translation")
    model, beam = bitext.model or gettext("machine translation"), bitext.settings.get("beam")
    beams = {b.settings.get("beam") for b in bitext.document.bitexts if b.model == bitext.model}
    return gettext("%(model)s, beam %(beam)s") % {"model": model, "beam": beam} if len(beams) > 1 else model


def model_choices() -> list[dict[str, Any]]:
    """What the form offers: the service's own model, then the others on this machine, each with what it reads."""
    from models.errors import ModelError
    from models.store.registry import listing
    from models.text.scripts import is_cyrillic

    here = service()
    own = here.settings.model
    choices = []
    for name in ("", *(row.name for row in listing() if row.here and row.name != own)):
        try:
            reads, _ = here.models.languages(name)
        except ModelError:  # it is not there, which is said when it is to translate
            reads = ()
        choices.append({
            "value": name,
            "label": name or own or gettext("the service’s own"),
            "reads": ", ".join(language_name(one) for one in reads[:NAMED]),
            "first": next(iter(reads), "ru"),
            "cyrillic": bool(reads) and all(map(is_cyrillic, reads)),
        })  # fmt: skip
    return choices
