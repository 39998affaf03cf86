"""How the pages do with a 20 000-pair book in Chromium: time until it can be read or corrected, frames of scrolling.

    python benchmarks/reading.py [PAIRS]

Needs the extras ``serve`` and ``browser`` and Chromium. The book is made of the sample article's sentences. Times are
medians of five loads in a fresh browser profile, on loopback, as the browser counts them from the request on: ``paint``
is when there is something to read, ``ready`` when the page has been brought to its place and answers the keyboard.
Scrolling is 3 s at 4000 pixels a second, as a wheel does it.
"""

from __future__ import annotations

import logging
import random
import statistics
import sys
import tempfile
import threading
from pathlib import Path
from shutil import which
from typing import Any

ARGUMENTS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
TIMES = """() => ['first-contentful-paint', 'ready'].map(name => performance.getEntriesByName(name)[0].startTime)"""
FRAMES = """() => new Promise(done => {
  const times = []; let last = performance.now(), from = last;
  const step = now => {
    scrollBy(0, 4000 * (now - last) / 1000);
    times.push(now - last);
    last = now;
    if (now - from < 3000) requestAnimationFrame(step); else done(times.slice(2));
  };
  requestAnimationFrame(step);
})"""


def book(pairs: int) -> Any:
    """A bitext of about so many pairs in chapters and paragraphs."""
    from aligner.core.bitext import Bead, Bitext
    from aligner.core.document import document_from_sentences
    from aligner.pipeline import load_document
    from aligner.samples import ARTICLE

    rng = random.Random(5)
    path = Path(str(ARTICLE))
    sides = [load_document(p).sentences for p in (path, path.with_name("article.en.txt"))]
    texts = [(a.text, b.text) for a, b in zip(*sides, strict=False)]
    rows: tuple[list[Any], list[Any]] = ([], [])
    left, number = pairs, 0
    while left > 0:
        if number % 40 == 0:
            for side, word in zip(rows, ("Глава", "Chapter"), strict=True):
                side.append(("heading", [f"{word} {number // 40 + 1}"], 1))
            left -= 1
        chosen = [rng.choice(texts) for _ in range(min(left, rng.randint(2, 9)))]
        for at, side in enumerate(rows):
            if chosen:
                side.append(("body", [pair[at] for pair in chosen], 0))
        left, number = left - len(chosen), number + 1
    source, target = (
        document_from_sentences(side, language=tag, title="Книга") for side, tag in zip(rows, ("ru", "en"), strict=True)
    )
    beads = (Bead(range(i, i + 1), range(i, i + 1), rng.choice((0.4, 0.8, 0.95)), "aligner") for i in range(pairs))
    return Bitext(source, target, tuple(beads))


def store(app: Any, made: Any) -> str:
    """Put the book into the service's database."""
    from server.db import tables
    from server.library import bitexts

    with app.extensions["tolmach"].database.write() as session:
        document = tables.Document(name="book.txt", title="Книга", language="ru", sha256="book", folded="книга")
        row = tables.Bitext(document=document, kind="align", signature="book")
        session.add(row)
        session.flush()
        bitexts.store(session, row, made)
        return row.id


def main() -> None:
    """Measure and print."""
    from playwright.sync_api import sync_playwright
    from werkzeug.serving import make_server

    from server.app import create_app

    pairs = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        app = create_app({"data_dir": folder, "sample": False})
        bitext = store(app, book(pairs))
        server = make_server("127.0.0.1", 0, app, threaded=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        base = f"http://127.0.0.1:{server.server_port}"
        browser = playwright.chromium.launch(executable_path=which("chromium"), args=list(ARGUMENTS))
        print(f"{pairs} pairs, Chromium {browser.version}")
        print(
            f"{'page':28}{'paint, ms':>10}{'ready, ms':>10}{'nodes':>8}{'KB':>8}"
            f"{'frame p50':>11}{'p95, ms':>9}{'> 34 ms':>9}"
        )
        for name, path in (
            ("read, beginning", f"/read/{bitext}"),
            ("read, interleaved", f"/read/{bitext}"),
            ("read, pair in the middle", f"/read/{bitext}?n={pairs // 2}"),
            ("correct, beginning", f"/edit/{bitext}"),
            ("correct, in the middle", f"/edit/{bitext}?n={pairs // 2}"),
        ):
            times: list[list[float]] = []
            for _ in range(5):
                context = browser.new_context(viewport={"width": 1280, "height": 800})
                if "interleaved" in name:
                    context.add_cookies([{"name": "look", "value": "view=lines", "url": base}])
                page = context.new_page()
                sizes: list[int] = []
                page.on("response", lambda r, sizes=sizes: sizes.append(int(r.headers.get("content-length", 0))))
                page.goto(base + path)
                page.wait_for_function("() => performance.getEntriesByName('ready').length > 0")
                times.append(page.evaluate(TIMES))
                page.wait_for_timeout(500)
                frames = page.evaluate(FRAMES) if len(times) == 5 else []
                nodes = page.evaluate("document.querySelectorAll('*').length")
                context.close()
            paint, ready = (statistics.median(column) for column in zip(*times, strict=True))
            cut = statistics.quantiles(frames, n=20)
            late = sum(frame > 34 for frame in frames) / len(frames)
            print(
                f"{name:28}{paint:10.0f}{ready:10.0f}{nodes:8}{sum(sizes) / 1000:8.0f}"
                f"{statistics.median(frames):11.1f}{cut[18]:9.1f}{late:9.1%}"
            )
        browser.close()
        server.shutdown()
        app.extensions["tolmach"].database.dispose()


if __name__ == "__main__":
    main()
