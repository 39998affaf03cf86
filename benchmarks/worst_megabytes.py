"""A megabyte of everything bad, in every format that is text: seconds of processor time; none may take over five.

python benchmarks/worst_megabytes.py [--formats txt md html fb2 srt vtt] [--only NAME] [--limit 5]
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence

from aligner.readers import ReadError, read_document
from aligner.segment import segment

MEGABYTE = 1_000_000
#: What is said over and over until there is a megabyte of it.
WORST = {
    "а.б.": "а.б.", "IV. ": "IV. ", "слово.Слово": "слово.Слово", "unclosed quotes": "«Он сказал. ", "\"": '"',
    "(": "(", "«": "«", "one long line": "Слово за словом. ", "one long word": "а", "tabs": "\t.",
    "10 000 blank lines": "\n" * 100 + "Да.", "tiny paragraphs": "а.\n\n", "digits and dots": "1.2.3. ",
    "addresses": "см. https://example.org/a.b?c=d.e и ", "list heads": "- пункт\n", "numbered": "1. А 2. Б ",
    "speakers": "Mr. Tumysh (Kazakhstan): Yes.\n", "hyphened line ends": "пере-\nнос ", "stops": ".",
    "questions": "?! ", "stops apart": ". ", "smileys": ":) ", "pictures": "\U0001f600 ", "dashes": "— Да. — Нет. ",
    "references": "слово.[1] [2] ", "initials": "А. Б. Сидоров. ", "brackets": "(а. Б) ", "tags": "<p>",
    "unclosed tags": "<a href=", "entities": "&amp;", "stars": "*", "backticks": "`", "no blanks": "\u00a0.",
    "soft hyphens": "а\u00ad", "capitals": "А", "verse": "Раз, два.\nТри, четыре,\n", "nested": "(«[",
    "English stops": "e.g. i.e. Mr. X. ", "apostrophes": "' ", "years": "в 1912 г. Николай ",
}  # fmt: skip


def wrapped(format: str, text: str) -> bytes:
    """The text as a file in a format."""
    if format == "html":
        return f"<!DOCTYPE html><html><body><p>{text}</p></body></html>".encode()
    if format == "fb2":
        plain = text.replace("&", "&amp;").replace("<", "&lt;")
        return (
            f"<?xml version='1.0'?><FictionBook><body><section><p>{plain}</p></section></body></FictionBook>".encode()
        )
    if format in ("srt", "vtt"):
        head = "WEBVTT\n\n" if format == "vtt" else ""
        point = "." if format == "vtt" else ","
        pieces = [text[at : at + 80].replace("\n", " ") for at in range(0, len(text), 80)]
        return (
            head + "".join(
                f"{n + 1}\n{n // 3600:02}:{n // 60 % 60:02}:{n % 60:02}{point}000 --> "
                f"{n // 3600:02}:{n // 60 % 60:02}:{n % 60:02}{point}900\n{piece}\n\n"
                for n, piece in enumerate(pieces)
            )
        ).encode()  # fmt: skip
    return text.encode()


def worst_table(formats: Sequence[str], only: str, limit: float) -> int:
    """Seconds of processor time for a megabyte of everything bad, in every format that is text; the worst is marked."""
    over = 0
    print(f"{'seconds a megabyte':22}" + "".join(f"{one:>8}" for one in formats))
    for name, piece in WORST.items():
        if only not in name:
            continue
        text = (piece * (MEGABYTE // len(piece.encode()) + 1)).encode()[:MEGABYTE].decode("utf-8", "ignore")
        line = f"{name:22}"
        for one in formats:
            data = wrapped(one, text)
            start = time.process_time()
            try:
                segment(read_document(data, format=one))
                mark = " "
            except ReadError:
                mark = "r"
            took = time.process_time() - start
            over += took > limit
            line += f"{took:7.2f}{'!' if took > limit else mark}"
        print(line, flush=True)
    print(f"# {over} over {limit:g} s; r: refused with one line")
    return over


def main() -> None:
    """Print the table; fail when something is over the limit."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--formats", nargs="*", default=["txt", "md", "html", "fb2", "srt", "vtt"])
    options.add_argument("--only", default="", help="part of a row's name")
    options.add_argument("--limit", type=float, default=5.0)
    given = options.parse_args()
    sys.exit(1 if worst_table(given.formats, given.only, given.limit) else 0)


if __name__ == "__main__":
    main()
