"""Who may call: API keys, the editor's name behind a change, and requests from other sites."""

from __future__ import annotations

import hashlib
import secrets
import time
from typing import cast
from urllib.parse import urlsplit

import sqlalchemy as sa
from apiflask import APIFlask
from flask import Flask, g, request, session
from flask.sessions import SecureCookieSessionInterface
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from server.db.tables import SIGN_IN_SECONDS, ApiKey, SignIn
from server.errors import ForbiddenError, NotFoundError, ServiceError
from server.service import service

SAFE = ("GET", "HEAD", "OPTIONS")
#: A key's last use is written down at most this often, in seconds.
TOUCH_SECONDS = 60.0


class UnauthorizedError(ServiceError):
    """No key where one is needed."""

    status = 401


def init_app(app: APIFlask) -> None:
    """Check the callers of the API; pages have their own log-in."""
    app.session_interface = Cookies()
    app.before_request(check_api)


def check_api() -> None:
    """Before each request of the API: same site or a key, and a key where one is required."""
    g.actor = ""
    if not request.path.startswith("/api/v1/"):
        return
    key = key_of_request()
    if key:
        g.actor = use_key(key).name
    elif service().settings.keys_required and not signed_in():
        raise UnauthorizedError("an API key is needed: send it as 'Authorization: Bearer KEY'")
    else:
        refuse_other_sites()
        g.actor = signed_in() or request.headers.get("X-Editor", "")[:64] or session.get("editor", "")


def is_stranger() -> bool:
    """Is a key needed, and did the request come without one? A database that does not answer knows nobody."""
    if not service().settings.keys_required:
        return False
    try:
        return known_key() is None and not signed_in()
    except SQLAlchemyError:
        return True


def key_of_request() -> str:
    """The key in the header, if there is one."""
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    return key.strip() if scheme.lower() == "bearer" else request.headers.get("X-Api-Key", "").strip()


def refuse_other_sites() -> None:
    """A page of another site must not change anything in the name of who looks at it."""
    if request.method in SAFE:
        return
    origin = request.headers.get("Origin")
    site = request.headers.get("Sec-Fetch-Site")
    if site not in (None, "same-origin", "none") or (origin and urlsplit(origin).netloc != request.host):
        raise ForbiddenError("requests from pages of another site need an API key")


def signed_in() -> str:
    """The name of the key that this browser has signed in with; nothing once it signed out or the key is revoked."""
    row = key_of_browser()
    return row.name if row is not None else ""


def key_of_browser() -> ApiKey | None:
    """The valid key that this browser has signed in with; asked of the database once a request."""
    if not (known := session.get("sign_in")):
        return None
    if "key_of_browser" not in g:
        query = sa.select(ApiKey).join(SignIn, SignIn.key_id == ApiKey.id)
        with service().database.read() as reading:
            g.key_of_browser = reading.scalar(
                query.where(
                    SignIn.id == known, SignIn.created > time.time() - SIGN_IN_SECONDS, ApiKey.revoked.is_(None)
                )
            )
    return cast(ApiKey | None, g.key_of_browser)


def sign_in(key: ApiKey) -> None:
    """Let this browser in with a key; what its session held before is forgotten, but for the editor's name."""
    editor = session.get("editor")
    sign_out()
    session.update({"editor": editor} if editor else {}, sign_in=secrets.token_urlsafe(24))
    session.permanent = True
    with service().database.write() as writing:
        writing.add(SignIn(id=session["sign_in"], key_id=key.id))


def sign_out() -> None:
    """Forget the session, here and wherever its cookie may have been copied to."""
    if known := session.get("sign_in"):
        with service().database.write() as writing:
            writing.execute(sa.delete(SignIn).where(SignIn.id == known))
    session.clear()
    g.pop("key_of_browser", None)


class Cookies(SecureCookieSessionInterface):
    """Flask's signed cookie, which goes over TLS only where it came over TLS."""

    def get_cookie_secure(self, app: Flask) -> bool:
        """Did the request come by https, to us or to a proxy that is believed (``proxy_hops``)?"""
        return request.is_secure or super().get_cookie_secure(app)


def known_key() -> ApiKey | None:
    """The valid key in the header, if there is one; asked of the database once a request."""
    if not (key := key_of_request()):
        return None
    if "known_key" not in g:
        g.known_key = find_key(key)
    return cast(ApiKey | None, g.known_key)


def find_key(key: str) -> ApiKey | None:
    """The valid key with this text."""
    with service().database.read() as reading:
        row = reading.scalar(sa.select(ApiKey).where(ApiKey.hash == hash_key(key)))
    return row if row is not None and row.revoked is None else None


def use_key(key: str) -> ApiKey:
    """The valid key with this text; raises ``ForbiddenError``."""
    database = service().database
    row = known_key() if key == key_of_request() else find_key(key)
    if row is None:
        raise ForbiddenError("Invalid API key")
    if row.last_used is None or time.time() - row.last_used > TOUCH_SECONDS:
        with database.write() as writing:
            writing.execute(sa.update(ApiKey).where(ApiKey.id == row.id).values(last_used=time.time()))
    return row


def hash_key(key: str) -> str:
    """Keys are long and random, so a plain hash is enough."""
    return hashlib.sha256(key.encode("utf-8", "surrogateescape")).hexdigest()


def create_key(session: Session, name: str) -> tuple[ApiKey, str]:
    """Make a key; the second value is the key itself, which is kept nowhere."""
    key = "tk_" + secrets.token_urlsafe(24)
    row = ApiKey(name=name, hash=hash_key(key))
    session.add(row)
    session.flush()
    return row, key


def list_keys(session: Session) -> list[ApiKey]:
    """All keys, oldest first."""
    return list(session.scalars(sa.select(ApiKey).order_by(ApiKey.created)))


def revoke_key(session: Session, key_id: str) -> ApiKey:
    """Make a key invalid; raises ``NotFoundError``."""
    row = session.get(ApiKey, key_id)
    if row is None:
        raise NotFoundError("there is no key '{key_id}'", key_id=key_id)
    row.revoked = row.revoked or time.time()
    return row
