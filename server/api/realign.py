"""Aligning a part again: answered as a whole, or line by line with progress, and stopped when the caller has left."""

from __future__ import annotations

import json
import queue
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from apiflask import APIBlueprint
from flask import Response, g, jsonify, request, stream_with_context
from flask.typing import ResponseReturnValue

from models.errors import TolmachError
from server.api import bead_schemas
from server.api.beads import changed
from server.errors import BadRequestError, ServiceError
from server.library import bitexts, realign
from server.library.beads import range_of
from server.library.realign import Part, Plan
from server.service import Service, service
from server.web.error_answers import on_service_error, on_tolmach_error, on_unexpected

if TYPE_CHECKING:
    from aligner.core.progress import Progress

bp = APIBlueprint("realign", __name__, tag="Beads")

LINES = "application/x-ndjson"
#: The longest that aligning a part may take, in seconds.
LONGEST = 180.0
#: A line is written after this many seconds at most, so that a caller who left is noticed.
BEAT_SECONDS = 0.5


class StoppedError(Exception):
    """Nobody waits for the answer any more."""


@bp.post("/bitexts/<bitext_id>/realign")
@bp.input(bead_schemas.RealignIn)
@bp.output(bead_schemas.ChangedOut)
@bp.doc(
    description="What a person confirmed or put right holds. With `Accept: application/x-ndjson` the answer comes as "
    "lines: first `range` (numbers of the first and the last pair that is looked at), then `done` of `total` now and "
    "then, at last `answer`, or `error` with its `status`. A caller who closes the connection before that stops it."
)
def realign_part(bitext_id: str, json_data: dict[str, Any]) -> ResponseReturnValue:
    """Align a part again."""
    here = service()
    with here.database.read() as session:
        bitext = bitexts.get_ready(session, bitext_id)
        part = realign.gather(session, bitext, **json_data)
        numbers = range_of(session, [part.beads[at] for at in part.inside])
    if request.accept_mimetypes.best_match(["application/json", LINES]) == LINES:
        lines = stream_with_context(told(here, bitext_id, part, numbers))
        return Response(lines, mimetype=LINES, headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"})
    made = realign.plan(part, here.models.encoder(), limited(None))
    return jsonify(realigned(bitext_id, made))


def realigned(bitext_id: str, made: Plan) -> dict[str, Any]:
    """Make the planned change."""
    return changed(bitext_id, lambda s, b: realign.apply(s, b, g.actor, made))


def limited(report: Progress | None) -> Progress:
    """A report that ends what takes too long."""
    until = time.monotonic() + LONGEST

    def told_in_time(done: int, total: int) -> None:
        if time.monotonic() > until:
            raise BadRequestError("aligning this part takes too long; confirm a pair further on, which ends the part")
        if report is not None:
            report(done, total)

    return told_in_time


def told(here: Service, bitext_id: str, part: Part, numbers: tuple[int, int] | None) -> Iterator[str]:
    """The lines of an answer. The work goes on in a thread of its own, and stops when this ends before it."""
    yield line(range=numbers)
    news: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
    stop = threading.Event()

    def report(done: int, total: int) -> None:
        if stop.is_set():
            raise StoppedError
        news.put({"done": done, "total": total})

    def work() -> None:
        with suppress(StoppedError):
            try:
                news.put({"plan": realign.plan(part, here.models.encoder(), limited(report))})
            except StoppedError:
                raise
            except Exception as error:  # told to the caller below
                news.put({"error": error})

    threading.Thread(target=work, name="realign", daemon=True).start()
    try:
        while True:
            try:
                row = news.get(timeout=BEAT_SECONDS)
            except queue.Empty:
                yield "\n"
                continue
            if "plan" in row:
                yield "\n"
                yield line(answer=realigned(bitext_id, row["plan"]))
                return
            if "error" in row:
                raise row["error"]
            yield line(**row)
    except ServiceError as error:
        yield line(**on_service_error(error).get_json())
    except TolmachError as error:
        yield line(**on_tolmach_error(error).get_json())
    except Exception as error:
        yield line(**on_unexpected(error).get_json())
    finally:
        stop.set()


def line(**values: Any) -> str:
    """One line."""
    return json.dumps(values, ensure_ascii=False) + "\n"
