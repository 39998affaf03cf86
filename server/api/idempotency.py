"""``Idempotency-Key``: a request that is sent again, because its answer was lost, is not done again."""

from __future__ import annotations

import hashlib
import os
import time

import sqlalchemy as sa
from apiflask import APIFlask
from flask import Response, g, request
from sqlalchemy.exc import IntegrityError
from werkzeug.datastructures import FileStorage

from server.db.tables import Replay
from server.db.upgrading import is_dead, this_machine
from server.errors import BadRequestError, ConflictError
from server.service import service
from server.web.access import known_key

#: A request of another machine that has not ended after this many seconds is taken for dead, and its key is free
#: again; one of this machine is dead when its process is.
ABANDONED_SECONDS = 3600.0


def init_app(app: APIFlask) -> None:
    """Register before and after."""
    app.before_request(begin)
    app.after_request(end)


def begin() -> Response | None:
    """Give the stored answer, or take the key."""
    key = request.headers.get("Idempotency-Key", "")
    if not key or request.method not in ("POST", "PATCH", "DELETE") or not request.path.startswith("/api/v1/"):
        return None
    if len(key) > 200:
        raise BadRequestError("Idempotency-Key: longer than 200 characters")
    caller = caller_of_request()
    name = hashlib.sha256(f"{caller}\0{key}".encode("utf-8", "surrogateescape")).hexdigest()
    print_of = fingerprint()
    now = time.time()
    database = service().database
    with database.write() as session:
        begun = session.get(Replay, name)
        if begun is not None and begun.status == 0 and is_abandoned(begun, now):
            session.delete(begun)
    try:
        with database.write() as session:
            session.add(Replay(key=name, request=print_of, status=0, body=process(), created=now))
    except IntegrityError:
        with database.read() as session:
            known = session.get(Replay, name)
        if known is None or known.status == 0:
            raise ConflictError("a request with this Idempotency-Key is being done; ask again in a moment") from None
        if known.request != print_of:
            raise BadRequestError("this Idempotency-Key was used for another request; take a new one") from None
        return Response(known.body, known.status, mimetype="application/json", headers={"Idempotent-Replayed": "true"})
    g.idempotency = name
    return None


def process() -> str:
    """This process, as a request that is being done names it."""
    return f"{this_machine()}:{os.getpid()}"


def is_abandoned(begun: Replay, now: float) -> bool:
    """Did the process end that was doing this request?"""
    return (bool(begun.body) and is_dead(begun.body)) or begun.created < now - ABANDONED_SECONDS


def caller_of_request() -> str:
    """Whose key it is. Callers without an API key are told apart by name, or else by address and program."""
    if (row := known_key()) is not None:
        return f"key {row.id}"
    named: str = g.get("actor", "")
    return f"name {named}" if named else f"at {request.remote_addr} {request.user_agent.string}"


def fingerprint() -> str:
    """Hash of method, address and body. An upload's parts are hashed as sent; the boundary between them is not."""
    hasher = hashlib.sha256(f"{request.method} {request.full_path}\0".encode("utf-8", "surrogateescape"))
    if request.mimetype == "multipart/form-data":
        for field, value in sorted(request.form.items(multi=True)):
            hasher.update(f"{field}={value}\0".encode("utf-8", "surrogateescape"))
        for field, file in sorted(request.files.items(multi=True), key=lambda item: item[0]):
            hasher.update(f"{field}={file.filename}\0".encode("utf-8", "surrogateescape") + content(file))
    else:
        hasher.update(request.get_data(cache=True))
    return hasher.hexdigest()


def content(file: FileStorage) -> bytes:
    """A file's bytes; it is wound back for whoever reads it next."""
    data: bytes = file.read()
    file.seek(0)
    return data


def end(response: Response) -> Response:
    """Keep the answer under the key; a failure of ours frees it, so that the caller can try again."""
    name = g.pop("idempotency", None)
    if name is None:
        return response
    with service().database.write() as session:
        if response.status_code >= 500 or response.is_streamed:
            session.execute(sa.delete(Replay).where(Replay.key == name))
        else:
            body = response.get_data(as_text=True)
            session.execute(sa.update(Replay).where(Replay.key == name).values(status=response.status_code, body=body))
    return response
