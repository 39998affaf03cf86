"""``create_app``: the Flask application, put together from one blueprint per area."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from apiflask import APIFlask
from werkzeug.middleware.proxy_fix import ProxyFix

from aligner import __version__
from server import api, compat, pages
from server.db.migrate import open_database
from server.db.tables import SIGN_IN_SECONDS
from server.jobs.watch import Watcher
from server.ops import health, metrics, requests_log
from server.service import KEY, Service
from server.settings import Settings, load_settings
from server.translation.batching import Batcher
from server.translation.models import Models
from server.web import access, json_bodies, limits
from server.web import converters as addresses
from server.web import error_answers as errors_http


def create_app(config: Settings | Mapping[str, Any] | None = None) -> APIFlask:
    """The application. ``config`` is settings, or some of them by name; the others come from file and environment.

    Raises:
        SettingsError: a setting is wrong, or the database cannot be opened.
    """
    settings = config if isinstance(config, Settings) else load_settings(**(config or {}))
    app = APIFlask("server", title="Tolmach", version=__version__, spec_path=None, docs_path=None)
    app.config.update(
        SECRET_KEY=settings.key_for_cookies(),
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=timedelta(seconds=SIGN_IN_SECONDS),
        MAX_CONTENT_LENGTH=settings.max_upload_mb << 20,
        MAX_FORM_MEMORY_SIZE=settings.max_upload_mb << 20,
        TRUSTED_HOSTS=settings.hosts,
        OPENAPI_VERSION="3.1.0",
        AUTO_404_RESPONSE=False,
    )
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    database = open_database(settings)
    models = Models(settings, settings.web_processes)
    app.extensions[KEY] = Service(settings, database, models, Batcher(models), Watcher(database))
    if settings.proxy_hops:
        hops = settings.proxy_hops
        app.wsgi_app = ProxyFix(app.wsgi_app, hops, hops, hops, hops)  # type: ignore[method-assign]
    # Callers are counted first, those without a valid key too; JSON is parsed once the key was checked.
    checks = (addresses, requests_log, errors_http, limits, access, json_bodies)
    for part in (*checks, metrics, health, api, compat, pages):
        part.init_app(app)
    return app
