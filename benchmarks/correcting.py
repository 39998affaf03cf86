"""How fast pairs can be corrected by keyboard alone: keystrokes a pair, and the time the page takes for itself.

    python benchmarks/correcting.py [PAIRS]

Needs the extras ``serve`` and ``browser`` and Chromium. In a book of 20 000 pairs, 60 pairs from the middle on are gone
through as a translator would: most are confirmed as they are, a quarter get another word typed, some are rejected or
merged. Every key is pressed in the real browser, without pauses to think; a pair is done when the next one is open. At
300 pairs an hour there are 12 seconds for a pair: what the page does not take is left for reading and typing.
"""

from __future__ import annotations

import logging
import random
import statistics
import sys
import tempfile
import threading
import time
from collections import defaultdict
from shutil import which

from reading import ARGUMENTS, book, store

#: How many of a hundred pairs get which treatment.
SHARES = (("confirmed as it is", 60), ("a word typed, confirmed", 25), ("rejected", 8), ("merged, confirmed", 7))
WALKED, SECONDS_A_PAIR = 60, 12.0
KEYS = {
    "confirmed as it is": ["c"],
    "a word typed, confirmed": ["Enter", "Control+ArrowLeft", "Control+Shift+ArrowRight", *"example", "Control+Enter"],
    "rejected": ["x"],
    "merged, confirmed": ["m", "c"],
}
NEXT_IS_OPEN = """before => {
  const at = document.querySelector('.pair.active .number');
  return at && at.textContent !== before && !document.querySelector('#saved.busy');
}"""


def main() -> None:
    """Measure and print."""
    from playwright.sync_api import sync_playwright
    from werkzeug.serving import make_server

    from server.app import create_app

    pairs = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    rng = random.Random(3)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        app = create_app({"data_dir": folder, "sample": False})
        bitext = store(app, book(pairs))
        server = make_server("127.0.0.1", 0, app, threaded=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        browser = playwright.chromium.launch(executable_path=which("chromium"), args=list(ARGUMENTS))
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.goto(f"http://127.0.0.1:{server.server_port}/edit/{bitext}?n={pairs // 2}")
        page.wait_for_selector(".pair.active")
        page.wait_for_timeout(1000)
        times: dict[str, list[float]] = defaultdict(list)
        keys = 0
        for _ in range(WALKED):
            kind = rng.choices([name for name, _ in SHARES], [share for _, share in SHARES])[0]
            before = page.locator(".pair.active .number").inner_text()
            began = time.perf_counter()
            for key in KEYS[kind]:
                page.keyboard.press(key)
                keys += 1
                if key == "m":
                    page.wait_for_function("() => !document.querySelector('#saved.busy')")
            page.wait_for_function(NEXT_IS_OPEN, arg=before)
            times[kind].append(time.perf_counter() - began)
        print(f"{pairs} pairs, Chromium {browser.version}, {WALKED} pairs gone through without the mouse")
        for kind, taken in times.items():
            print(f"  {kind:26}{len(taken):4}   median {statistics.median(taken) * 1000:5.0f} ms")
        mean = sum(map(sum, times.values())) / WALKED
        left = SECONDS_A_PAIR - mean
        print(
            f"  a pair: {keys / WALKED:.1f} keystrokes, {mean:.2f} s of the page; at 300 an hour {left:.1f} s are left"
        )
        browser.close()
        server.shutdown()
        app.extensions["tolmach"].database.dispose()


if __name__ == "__main__":
    main()
