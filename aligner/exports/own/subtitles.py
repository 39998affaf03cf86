"""Subtitles with their captions translated: times stay, a sentence over several captions is shared out among them."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from itertools import accumulate
from typing import BinaryIO

from aligner.errors import ExportError
from aligner.exports.own.pieces import Pieces, letters

#: Paragraphs that are not there are looked for in the whole rest of the file so many times, later only near by.
SEARCHES, NEAR = 50, 20_000
_TAG = re.compile(r"<[^<>]{0,200}>|\{\\[^{}]{0,200}\}")


def write(data: bytes, pieces: Pieces, out: BinaryIO) -> None:
    """Captions and paragraphs are matched by their letters in order of time."""
    from aligner.readers.charset import decode
    from aligner.readers.subtitles import captions_of

    text, _ = decode(data, pieces.name, None)
    form = "vtt" if text.lstrip("\ufeff").startswith("WEBVTT") else "srt"
    try:
        captions = captions_of(text, form)
    except ValueError as error:
        raise ExportError("{name}: not subtitles; name the document's own file", name=pieces.name) from error
    spoken = [caption for caption in captions if not caption.is_comment]
    texts = [letters(_TAG.sub("", c.text.replace("\\N", " ").replace("\\h", " "))) for c in spoken]
    stream = "".join(texts)
    ends = [*accumulate(map(len, texts))]
    keys = {number: key for key, queue in pieces.waiting.items() for number in queue}
    shares: list[list[str]] = [[] for _ in spoken]
    touched = [False] * len(spoken)
    at = 0
    searchable = SEARCHES * len(stream)
    for number in sorted(pieces.by_paragraph):
        paragraph = pieces.by_paragraph[number]
        key = keys.get(number, "")
        place = stream.find(key, at, len(stream) if searchable > 0 else at + NEAR) if key else -1
        if place < 0:
            searchable -= len(stream) - at
            continue
        pieces.used.add(number)
        at = place + len(key)
        target = " ".join(piece.target for piece in paragraph if piece.target)
        over = range(bisect_right(ends, place), bisect_left(ends, at) + 1)
        weights = [min(at, ends[n]) - max(place, ends[n] - len(texts[n])) for n in over]
        for n, part in zip(over, shared(target, weights), strict=True):
            touched[n] = True
            if part:
                shares[n].append(part)
    for n, caption in enumerate(spoken):
        if touched[n]:
            whole = re.fullmatch(r"(\{\\[^{}]*\}|<[a-z]>)(.*?)(\{\\[^{}]*\}|</[a-z]>)", caption.text, re.DOTALL)
            said = (
                "\\N".join(f"- {part}" for part in shares[n])
                if _dialogue(caption.text, shares[n])
                else " ".join(shares[n])
            )
            caption.text = f"{whole[1]}{said}{whole[3]}" if whole else said
    out.write(captions.to_string(form).encode("utf-8"))


def _dialogue(text: str, parts: list[str]) -> bool:
    """Do two speakers share the caption, with dashes that the parts do not bring themselves?"""
    lines = text.split("\\N")
    return (
        len(parts) > 1
        and sum(bool(re.match(r"\s*[-–—]", line)) for line in lines) > 1
        and not any(re.match(r"\s*[-–—]", part) for part in parts)
    )


def shared(text: str, weights: list[int]) -> list[str]:
    """A text cut at words into parts of about these proportions; no word is lost."""
    words = text.split(" ")
    total, length = sum(weights) or 1, len(text)
    parts: list[list[str]] = [[] for _ in weights]
    said, at, passed = 0, 0, 0.0
    for word in words:
        while at < len(weights) - 1 and said + len(word) / 2 > (passed + weights[at]) / total * length:
            passed += weights[at]
            at += 1
        parts[at].append(word)
        said += len(word) + 1
    return [" ".join(part) for part in parts]
