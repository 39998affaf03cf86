"""A service of our own and Debian's Chromium for the tests of the pages; skipped where one is missing."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from shutil import which
from typing import Any

import pytest

from aligner.core.bitext import Bead, Bitext
from aligner.core.document import Document, document_from_sentences

pytest.importorskip("playwright.sync_api", reason="playwright is not installed: pip install '.[browser]'")
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

CHROMIUM = which("chromium") or which("chromium-browser") or which("google-chrome")
#: Milliseconds to wait for what must come; long, because other work may keep the machine busy.
PATIENCE = 30_000
expect.set_options(timeout=PATIENCE)
ARGUMENTS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip


@dataclass
class Site:
    """The running service: its address, and ways to put texts into it without waiting for a model."""

    base: str
    app: Any

    def store(self, title: str, pairs: list[tuple[str, str]], **options: Any) -> str:
        """Store an aligned text at once; returns the bitext's id. A pair's text may be empty on one side."""
        return put_text(self.app, title, pairs, **options)

    def twin(self, bitext_id: str, pairs: list[tuple[str, str]]) -> str:
        """Store another translation of the same text."""
        from server.db import tables
        from server.library import bitexts

        with self.app.extensions["tolmach"].database.write() as session:
            document = bitexts.get_bitext(session, bitext_id).document
            row = tables.Bitext(document=document, kind="translate", signature="twin", model="another model")
            session.add(row)
            session.flush()
            bitexts.store(session, row, bitext_of(document.title, pairs, 0.8, 4))
            return row.id


def put_text(
    app: Any,
    title: str,
    pairs: list[tuple[str, str]],
    *,
    confidence: float = 0.9,
    per_paragraph: int = 4,
    name: str = "",
) -> str:
    """Store pairs as a document with its bitext and findings."""
    from aligner.checks import check_bitext
    from server.db import tables
    from server.library import bitexts
    from server.library.documents import fold

    made = bitext_of(title, pairs, confidence, per_paragraph)
    with app.extensions["tolmach"].database.write() as session:
        document = tables.Document(
            name=name or "text.txt", title=title, language="ru", sha256=title, size=len(made.source.text),
            sentences=len(made.source.sentences), characters=len(made.source.text), folded=fold(title),
        )  # fmt: skip
        row = tables.Bitext(document=document, kind="align", signature=title)
        session.add(row)
        session.flush()
        bitexts.store(session, row, made)
        _, ids = bitexts.load(session, row)
        bitexts.store_findings(session, row.id, check_bitext(made), ids)
        return row.id


def bitext_of(title: str, pairs: list[tuple[str, str]], confidence: float, per_paragraph: int) -> Bitext:
    """A bitext of these pairs, cut into paragraphs."""
    sides: list[Document] = []
    for side, language in ((0, "ru"), (1, "en")):
        paragraphs = [
            ("body", [pair[side] for pair in pairs[at : at + per_paragraph] if pair[side]])
            for at in range(0, len(pairs), per_paragraph)
        ]
        sides.append(document_from_sentences(paragraphs, language=language, title=title))
    beads: list[Bead] = []
    at = [0, 0]
    for pair in pairs:
        stop = [at[0] + bool(pair[0]), at[1] + bool(pair[1])]
        links = ((0, len(pair[0].split()[0]), 0, len(pair[1].split()[0])),) if all(pair) else ()
        beads.append(Bead(range(at[0], stop[0]), range(at[1], stop[1]), confidence, "aligner", links=links))
        at = stop
    return Bitext(sides[0], sides[1], tuple(beads))


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The service with a worker, on a free port."""
    pytest.importorskip("apiflask", reason="the service is not installed: pip install '.[serve]'")
    from werkzeug.serving import make_server

    from server.app import create_app
    from server.jobs.worker import Worker

    app = create_app({"data_dir": str(tmp_path_factory.mktemp("data")), "sample": False})
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    here = app.extensions["tolmach"]
    worker = Worker(here.database, here.settings, here.models)
    threads = [threading.Thread(target=server.serve_forever), threading.Thread(target=worker.run)]
    for thread in threads:
        thread.start()
    yield Site(f"http://127.0.0.1:{server.server_port}", app)
    worker.stop()
    server.shutdown()
    for thread in threads:
        thread.join(20)
    server.server_close()
    here.database.dispose()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all tests."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine: apt install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture
def browse(chromium: Browser, site: Site) -> Iterator[Callable[..., Page]]:
    """Open a page of the service in a context of its own. A script error or a refused script fails the test, and so
    does a request to any other host."""
    contexts: list[BrowserContext] = []
    problems: list[str] = []

    def open_page(path: str = "/", *, width: int = 1200, height: int = 800, look: str = "", **options: Any) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": height}, base_url=site.base, **{"locale": "en-US", **options}
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        if look:
            context.add_cookies([{"name": "look", "value": look, "url": site.base}])
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(f"script error: {error}"))
        page.on("dialog", lambda dialog: (problems.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.on("console", lambda said: problems.append(said.text) if "Content Security Policy" in said.text else None)
        page.on(
            "request",
            lambda request: (
                problems.append(f"request to {request.url}")
                if not request.url.startswith((site.base, "blob:", "data:"))
                else None
            ),
        )
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert problems == []


@pytest.fixture
def sample() -> Path:
    """The sample article, in Russian."""
    from aligner.samples import ARTICLE

    return Path(str(ARTICLE))
