"""The service under load on this machine: ``python benchmarks/service.py [part …]`` prints one table a part.

Parts: requests (requests a second, p50, p99), batching (against the bare model), streams (200 open while pages answer),
queue (small documents drained while workers are killed), memory (after 1000 and after 10 000 requests).
A service is started on loopback with a fresh data directory; nothing else is touched.
"""

from __future__ import annotations

import argparse
import http.client
import os
import random
import re
import signal
import statistics
import time
from collections.abc import Callable

from served import cpu_seconds, measure, resident, sentence, service, stored_bitext


def part_requests() -> None:
    """Requests a second for the usual addresses."""
    with service(beam=1) as made:
        bitext = stored_bitext(made, 1000)

        def translate(number: int, connection: http.client.HTTPConnection) -> None:
            made.ask("POST", "/translate", {"q": sentence(number), "source": "ru", "target": "en"}, connection)

        rows: list[tuple[str, int, int, Callable[[int, http.client.HTTPConnection], object]]] = [
            ("/translate, new sentence, 1 client", 1, 40, lambda n, c: translate(10_000 + n, c)),
            ("/translate, new sentence, 8 clients", 8, 160, lambda n, c: translate(20_000 + n, c)),
            ("/translate, cached, 1 client", 1, 500, lambda _, c: translate(1, c)),
            ("/translate, cached, 8 clients", 8, 1000, lambda _, c: translate(1, c)),
            ("library page, 1 client", 1, 200, lambda _, c: made.ask("GET", "/", None, c)),
            ("library page, 8 clients", 8, 400, lambda _, c: made.ask("GET", "/", None, c)),
            ("reader page of 1000 pairs, 1 client", 1, 60, lambda _, c: made.ask("GET", f"/read/{bitext}", None, c)),
            ("1000 beads as JSON, 1 client", 1, 60,
             lambda _, c: made.ask("GET", f"/api/v1/bitexts/{bitext}/beads?limit=1000", None, c)),
            ("/healthz, 8 clients", 8, 2000, lambda _, c: made.ask("GET", "/healthz", None, c)),
        ]  # fmt: skip
        for name, clients, requests, one in rows:
            one(0, made.connection())
            before = cpu_seconds(made, "web")
            measured = measure(clients, requests, one, made)
            cost = (cpu_seconds(made, "web") - before) / requests
            print(f"  {name:40} {measured}   {cost * 1000:5.1f} ms of CPU each")


def part_batching() -> None:
    """32 concurrent one-sentence requests against the batch throughput; one sentence against the bare model."""
    from models.load import load_translator
    from models.translation import Decoding

    decoding = Decoding(beam=2)
    translator = load_translator()
    translator.translate([sentence(n) for n in range(64)], decoding)
    texts = [sentence(1000 + n) for n in range(640)]
    began = time.perf_counter()
    translator.translate(texts, decoding)
    batch = len(texts) / (time.perf_counter() - began)
    bare = []
    for n in range(100):
        began = time.perf_counter()
        translator.translate([sentence(5000 + n)], decoding)
        bare.append(time.perf_counter() - began)
    print(f"  bare model: {batch:.0f} sentences/s in one list of 640; one sentence median {median(bare)}")
    with service("--web") as made:

        def one(number: int, connection: http.client.HTTPConnection) -> None:
            made.ask("POST", "/translate", {"q": sentence(number), "source": "ru", "target": "en"}, connection)

        one(0, made.connection())
        times = []
        connection = made.connection()
        for n in range(100):
            began = time.perf_counter()
            one(5000 + n, connection)
            times.append(time.perf_counter() - began)
        ratio = statistics.median(times) / statistics.median(bare)
        print(
            f"  service, one sentence at a time: median {median(times)}, {ratio:.2f} times the bare call (wanted: <= 2)"
        )
        began = time.perf_counter()
        measure(32, 640, lambda n, c: one(1000 + n, c), made)
        rate = 640 / (time.perf_counter() - began)
        print(f"  service, 32 clients: {rate:.0f} sentences/s, {100 * rate / batch:.0f} % of the batch (wanted: 60 %)")
        shared = made.ask("GET", "/metrics")
        batches = float(re.findall(r"^tolmach_batches_total (\S+)", shared, re.M)[0])
        print(f"  {batches:.0f} batches for {640 + 101} sentences")


def median(times: list[float]) -> str:
    """A median in milliseconds."""
    return f"{statistics.median(times) * 1000:.1f} ms"


def part_streams(count: int = 200) -> None:
    """Open progress streams on a job that waits, and see how fast pages still answer."""
    with service("--web") as made:
        job = made.ask("POST", "/api/v1/documents", {"text": sentence(1)})["job"]["id"]
        open_streams = []
        for _ in range(count):
            connection = made.connection()
            connection.request("GET", f"/api/v1/jobs/{job}/events")
            answer = connection.getresponse()
            assert answer.status == 200, answer.read()
            answer.fp.readline()
            open_streams.append((connection, answer))
        times = []
        connection = made.connection()
        for _ in range(60):
            began = time.perf_counter()
            made.ask("GET", "/", None, connection)
            times.append(time.perf_counter() - began)
        times.sort()
        streams = re.findall(r"^tolmach_streams (\S+)", made.ask("GET", "/metrics"), re.M)[0]
        slowest = f"slowest {times[-1] * 1000:.0f} ms (wanted: under 200)"
        print(f"  {float(streams):.0f} streams open: library page median {median(times)}, {slowest}")
        for one, _ in open_streams:
            one.close()


def part_queue(documents: int = 1000, seconds_between: float = 5.0) -> None:
    """Drain a queue while workers are killed at random; every result must be right."""
    from models.load import load_translator
    from models.translation import Decoding

    with service(workers=2, beam=1, lease_seconds=5) as made:
        texts = [f"{sentence(3 * n)} {sentence(3 * n + 1)}\n\n{sentence(3 * n + 2)}" for n in range(documents)]
        connection = made.connection()
        bitexts = [made.ask("POST", "/api/v1/documents", {"text": t}, connection)["bitext"]["id"] for t in texts]
        began, kills, rng = time.perf_counter(), 0, random.Random(7)
        next_kill = began + seconds_between
        while True:
            rows = made.ask("GET", "/metrics", None, connection)
            left = sum(float(v) for v in re.findall(r'^tolmach_jobs\{state="(?:queued|running)"\} (\S+)', rows, re.M))
            if not left:
                break
            if time.perf_counter() > next_kill and (alive := made.children("worker")):
                os.kill(rng.choice(alive), signal.SIGKILL)
                kills += 1
                next_kill = time.perf_counter() + rng.uniform(0.5, 1.5) * seconds_between
            time.sleep(0.2)
        seconds = time.perf_counter() - began
        failed = sum(float(v) for v in re.findall(r'^tolmach_jobs\{state="failed"\} (\S+)', rows, re.M))
        pages = [made.ask("GET", f"/api/v1/bitexts/{b}/beads", None, connection)["beads"] for b in bitexts]
    translator = load_translator()
    wrong = 0
    for number, page in enumerate(pages):
        texts = [sentence(3 * number + k) for k in range(3)]
        outputs = translator.translate(texts, Decoding(beam=1))
        wanted = [(text, output.text) for text, output in zip(texts, outputs, strict=True)]
        wrong += [(bead["source_text"], bead["target_text"]) for bead in page] != wanted
    print(f"  {documents} documents in {seconds:.0f} s ({documents / seconds:.1f} /s), workers killed {kills} times: "
          f"{wrong} results wrong, {failed:.0f} failed")  # fmt: skip


def part_memory(first: int = 1000, last: int = 10_000) -> None:
    """Memory of web server and worker after so many requests."""
    with service(beam=1) as made:
        stored_bitext(made, 200)

        def load(start: int, stop: int) -> None:
            def one(number: int, used: http.client.HTTPConnection) -> None:
                number += start
                if number % 10 == 0:
                    made.ask("POST", "/translate", {"q": sentence(number), "source": "ru", "target": "en"}, used)
                elif number % 10 == 1:
                    made.ask("GET", "/", None, used)
                elif number % 50 == 2:
                    made.ask("POST", "/api/v1/documents", {"text": sentence(number)}, used)
                else:
                    made.ask("GET", "/api/v1/documents?limit=20", None, used)

            measure(4, stop - start, one, made)
            while made.ask("GET", "/api/v1/jobs?state=active")["total"]:
                time.sleep(0.2)

        load(0, first)
        before = {name: resident(made, name) for name in ("web", "worker")}
        load(first, last)
        after = {name: resident(made, name) for name in ("web", "worker")}
        for name in before:
            growth = 100 * (after[name] / before[name] - 1)
            print(f"  {name:7} {before[name]:6.0f} MB after {first}, {after[name]:6.0f} MB after {last} requests:"
                  f" {growth:+.1f} % (wanted: within 10 %)")  # fmt: skip


PARTS = {
    "requests": part_requests,
    "batching": part_batching,
    "streams": part_streams,
    "queue": part_queue,
    "memory": part_memory,
}


def main() -> None:
    """Run the parts that are named, or all."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("parts", nargs="*", help=", ".join(PARTS))
    for name in parser.parse_args().parts or PARTS:
        print(name)
        PARTS[name]()


if __name__ == "__main__":
    main()
