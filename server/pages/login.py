"""Who sits at the browser: a name of its own for each, and a key where the service asks for one."""

from __future__ import annotations

import secrets
from urllib.parse import urlsplit

from apiflask import APIBlueprint, APIFlask
from flask import redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from server.errors import ForbiddenError
from server.pages.language import gettext
from server.service import service
from server.web.access import refuse_other_sites, sign_in, sign_out, signed_in, use_key

bp = APIBlueprint("pages_login", __name__, enable_openapi=False)


def init_app(app: APIFlask) -> None:
    """Look at everyone who opens a page."""
    app.before_request(let_in)
    app.jinja_env.globals.update(form_token=form_token, signed_in=signed_in)


def let_in() -> ResponseReturnValue | None:
    """Give the browser an editor's name, which its changes and their undo go by; ask for a key where one is needed."""
    if request.blueprint is None or not request.blueprint.startswith("pages_"):
        return None
    if "editor" not in session:
        session["editor"] = f"web-{secrets.token_hex(4)}"
        session.permanent = True
    if request.blueprint != bp.name and service().settings.keys_required and not signed_in():
        return redirect(url_for("pages_login.login", next=request.full_path.rstrip("?")))
    return None


@bp.route("/login", methods=["GET", "POST"])
def login() -> ResponseReturnValue:
    """Ask for a key."""
    if request.method == "POST":
        refuse_other_sites()
        if not form_is_ours():
            return again(gettext("This page had been open for too long. Try again."))
        try:
            sign_in(use_key(request.form.get("key", "").strip()))
        except ForbiddenError:
            return again(gettext("This key is not valid. Ask whoever runs the service for one."))
        return redirect(local(request.args.get("next", "")))
    return render_template("login.html", problem="")


def again(problem: str) -> ResponseReturnValue:
    """The form once more, with what was wrong."""
    return render_template("login.html", problem=problem), 403


@bp.post("/logout")
def logout() -> ResponseReturnValue:
    """End the session."""
    refuse_other_sites()
    if form_is_ours():
        sign_out()
    return redirect(url_for("pages_login.login"))


def form_token() -> str:
    """A secret of this session that forms carry, so that no other site can send them."""
    return str(session.setdefault("form", secrets.token_urlsafe(24)))


def form_is_ours() -> bool:
    """Does the form that was sent carry this session's secret?"""
    known = session.get("form", "")
    return bool(known) and secrets.compare_digest(request.form.get("form", "").encode(), str(known).encode())


def local(address: str) -> str:
    """An address of this site, or the library: never somebody else's."""
    parts = urlsplit(address)
    good = address.startswith("/") and not address.startswith(("//", "/\\")) and not parts.scheme and not parts.netloc
    return address if good else url_for("pages_library.library")
