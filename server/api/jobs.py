"""``/jobs``: how far they are, live or asked for; cancel and retry."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

from apiflask import APIBlueprint
from flask import Response, jsonify, request
from flask.typing import ResponseReturnValue

from server.api import present, schemas
from server.errors import BadRequestError, BusyError
from server.i18n import language_of_answer
from server.jobs import queue
from server.service import Service, service

bp = APIBlueprint("jobs", __name__, tag="Jobs")

OVER = ("done", "failed", "cancelled")
#: Threads of the web server that progress streams must leave to other requests.
SPARE_THREADS = 32
#: A comment is sent after this many seconds of silence, so that a caller who left is noticed.
BEAT_SECONDS = 10.0


@bp.get("/jobs")
@bp.input(schemas.JobsIn, location="query")
@bp.output(schemas.JobsOut)
def list_jobs(query_data: dict[str, Any]) -> ResponseReturnValue:
    """List jobs, newest first."""
    with service().database.read() as session:
        rows, total = queue.list_jobs(session, **query_data)
        return jsonify(jobs=[present.job_json(row) for row in rows], total=total)


@bp.get("/jobs/<job_id>")
@bp.output(schemas.JobOut)
def get_job(job_id: str) -> ResponseReturnValue:
    """Get a job and its progress."""
    with service().database.read() as session:
        return jsonify(present.job_json(queue.get_job(session, job_id)))


@bp.post("/jobs/<job_id>/cancel")
@bp.output(schemas.JobOut)
def cancel_job(job_id: str) -> ResponseReturnValue:
    """Cancel a job; a running one stops at its next checkpoint."""
    with service().database.write() as session:
        return jsonify(present.job_json(queue.cancel(session, job_id)))


@bp.post("/jobs/<job_id>/retry")
@bp.output(schemas.JobOut)
def retry_job(job_id: str) -> ResponseReturnValue:
    """Queue a failed or cancelled job again; what it had finished is kept."""
    with service().database.write() as session:
        return jsonify(present.job_json(queue.retry(session, job_id)))


@bp.get("/jobs/events")
@bp.doc(
    summary="Follow jobs",
    description="Server-sent events for the jobs in `ids` (comma-separated): `progress` with a job, `end` when all "
    "are over. The stream closes after a while and is to be opened again, which EventSource does by itself. "
    "503 where too many are open: ask for the jobs now and then instead.",
    responses={200: "The stream."},
)
def follow_jobs() -> ResponseReturnValue:
    """Follow several jobs."""
    ids = [job_id for job_id in request.args.get("ids", "").split(",") if job_id]
    if not 1 <= len(ids) <= 200:
        raise BadRequestError("ids: name 1 to 200 jobs, separated by commas")
    return stream(service(), ids)


@bp.get("/jobs/<job_id>/events")
@bp.doc(
    summary="Follow a job",
    description="Server-sent events, see /jobs/events.",
    responses={200: "The stream."},
)
def follow_job(job_id: str) -> ResponseReturnValue:
    """Follow one job."""
    return stream(service(), [job_id])


def stream(here: Service, ids: list[str]) -> Response:
    """A stream of progress; unknown ids are a 404 before it begins."""
    with here.database.read() as session:
        jobs = [queue.get_job(session, job_id) for job_id in dict.fromkeys(ids)]
        first = [(job.updated, present.job_json(job)) for job in jobs]
    if here.watcher.streams >= max(4, here.settings.web_threads - SPARE_THREADS):
        raise BusyError("too many progress streams are open; ask for the job now and then instead")
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return Response(events(here, first, language_of_answer()), mimetype="text/event-stream", headers=headers)


def events(here: Service, first: list[tuple[float, dict[str, Any]]], language: str) -> Iterator[str]:
    """The lines of a stream: the present state at once, then every change, until all are over or the time is up."""
    yield "retry: 1000\n\n"
    seen = {row["id"]: updated for updated, row in first}
    open_ids = {row["id"] for _, row in first}
    for _, row in first:
        yield event("progress", row)
        if row["state"] in OVER:
            open_ids.discard(row["id"])
    until = time.monotonic() + here.settings.stream_seconds
    with here.watcher.watching(list(open_ids)):
        while open_ids and (left := until - time.monotonic()) > 0:
            news = here.watcher.changed({job_id: seen[job_id] for job_id in open_ids}, min(left, BEAT_SECONDS))
            if not news:
                yield ": still here\n\n"
            for job in news:
                seen[job.id] = job.updated
                yield event("progress", present.job_json(job, language))
                if job.state in OVER:
                    open_ids.discard(job.id)
    if not open_ids:
        yield event("end", {})


def event(name: str, data: dict[str, Any]) -> str:
    """One event."""
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
