"""Mutated files in every format, in numbers: nothing but ReadError may come out, and none may take long.

    python benchmarks/fuzz_readers.py [--cases 10000] [--format pdf] [--seed 1] [--seconds 600]

Zipped formats are mutated inside their parts, PDFs inside their streams (and packed again), as often as outside.
"""

from __future__ import annotations

import argparse
import io
import random
import re
import sys
import time
import traceback
import zipfile
import zlib
from collections import Counter
from pathlib import Path

DATA = Path(__file__).parent.parent / "tests" / "data" / "readers"
SAMPLES = {
    "txt": ["sample.md"], "md": ["sample.md"], "docx": ["pandoc.docx", "libreoffice.docx"],
    "odt": ["pandoc.odt", "libreoffice.odt"],
    # The short one three times: what is mutated in a long one is nearly always a font.
    "pdf": ["libreoffice.pdf", "libreoffice-columns.pdf", *["libreoffice-short.pdf"] * 3],
    "html": ["pandoc.html", "libreoffice.html"], "epub": ["pandoc.epub"], "fb2": ["pandoc.fb2", "zipped.fb2.zip"],
    "srt": ["sample.srt"], "vtt": ["sample.vtt"], "odp": ["sample.odp"], "pptx": ["sample.pptx"],
    "xlsx": ["sample.xlsx"], "po": ["sample.po"], "json": ["sample.json"], "yaml": ["sample.yaml"],
    "properties": ["sample.properties"], "strings": ["sample.strings"],
}  # fmt: skip
ZIPPED = frozenset(("docx", "odt", "epub", "fb2", "odp", "pptx", "xlsx"))
TOKENS = [
    b"<", b">", b"&", b"&#0;", b"&#x110000;", b"</p>", b"<p>", b"\x00", b"\xff", b"\xef\xbb\xbf", b"<![CDATA[", b"<!--",
    b"-1", b"99999999999999999999", b"--> ", b"00:00:99,999", b"[", b"]", b"(", b"%", b"\r", b"\n\n", b"obj", b"endobj",
    b"stream\n", b"<<", b">>", b"/Length", b"0 R", b"{", b"}", b"\\", b"```", b"|", b"- ", b"xmlns=", b"PK\x03\x04",
]  # fmt: skip


def scrambled(data: bytes, chance: random.Random) -> bytes:
    """Bytes changed, cut, doubled, swapped, or with tokens of the formats thrown in."""
    made = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 4, 12))):
        if not made:
            break
        at = chance.randrange(len(made))
        way = chance.randrange(7)
        if way == 0:
            made[at] = chance.randrange(256)
        elif way == 1:
            del made[at : at + chance.randrange(1, 60)]
        elif way == 2:
            made[at:at] = made[at : at + chance.randrange(1, 200)] * chance.randrange(1, 4)
        elif way == 3:
            made[at:at] = chance.choice(TOKENS) * chance.choice((1, 1, 1, 30))
        elif way == 4:
            made = made[: max(1, at)] if chance.random() < 0.3 else made
        elif way == 5:
            other = chance.randrange(len(made))
            made[at : at + 20], made[other : other + 20] = made[other : other + 20], made[at : at + 20]
        else:
            made[at] ^= 1 << chance.randrange(8)
    return bytes(made)


def mutated(data: bytes, name: str, chance: random.Random) -> bytes:
    """A sample mutated from outside, or, when it is an archive, in one of its parts."""
    if name == "pdf" and chance.random() < 0.6:
        return inside_a_stream(data, chance)
    if not data.startswith(b"PK") or chance.random() < 0.4 or name not in ZIPPED:
        return scrambled(data, chance)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        names = source.namelist()
        victims = set(chance.sample(names, min(len(names), chance.randrange(1, 4))))
        for entry in names:
            content = source.read(entry)
            if entry in victims:
                if chance.random() < 0.1:
                    continue
                content = scrambled(content, chance)
            target.writestr(entry, content)
    return out.getvalue()


_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)


def inside_a_stream(data: bytes, chance: random.Random) -> bytes:
    """A PDF with one of its packed streams (a page, a table of characters, a font) scrambled and packed again.

    In its old length where it fits, so that the file's table of places holds; else everything after it moves.
    """
    found = list(_STREAM.finditer(data))
    if not found:
        return scrambled(data, chance)
    match = chance.choice(found)
    old = match.group(1)
    try:
        packed = zlib.compress(scrambled(zlib.decompress(old), chance), 9)
    except zlib.error:
        return scrambled(data, chance)
    return data[: match.start(1)] + packed.ljust(len(old), b"\0") + data[match.end(1) :]


def main() -> None:
    """Run and print a line a format."""
    from aligner.readers import Limits, ReadError, read_document
    from aligner.segment import segment

    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--cases", type=int, default=10_000)
    options.add_argument("--format", choices=sorted(SAMPLES))
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--seconds", type=float, default=600.0, help="at most, a format")
    given = options.parse_args()
    failed = 0
    print("format   cases  read  refused  other  slowest s")
    for name in [given.format] if given.format else SAMPLES:
        chance = random.Random(given.seed)
        samples = [(DATA / one).read_bytes() for one in SAMPLES[name]]
        counted: Counter[str] = Counter()
        slowest = 0.0
        begun = time.monotonic()
        for _ in range(given.cases):
            if time.monotonic() - begun > given.seconds:
                break
            data = mutated(chance.choice(samples), name, chance)
            start = time.process_time()
            try:
                segment(read_document(data, format=name, limits=Limits(seconds=20)))
                counted["read"] += 1
            except ReadError:
                counted["refused"] += 1
            except Exception:
                counted["other"] += 1
                traceback.print_exc()
                Path(f"fuzz-{name}-{counted['other']}.bin").write_bytes(data)
            slowest = max(slowest, time.process_time() - start)
        failed += counted["other"]
        total = sum(counted.values())
        print(
            f"{name:7}{total:7}{counted['read']:6}{counted['refused']:9}{counted['other']:7}{slowest:11.2f}", flush=True
        )
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
