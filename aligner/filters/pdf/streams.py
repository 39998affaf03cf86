"""A PDF's packed streams, test-unpacked within limits before a library unpacks them without."""

from __future__ import annotations

import re
import zlib

from aligner.errors import ReadError
from aligner.readers.source import Source

_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_STEP = 1 << 20


def check_streams(source: Source) -> None:
    """Count what all Flate streams unpack to, twice packed ones too.

    Raises:
        ReadError: more than ``archive_bytes``, or more than ``archive_ratio`` times the file.
    """
    limit = min(source.limits.archive_bytes, max(len(source.data), 1 << 20) * source.limits.archive_ratio)
    left = limit
    data = memoryview(source.data)
    for match in _STREAM.finditer(source.data):
        start = match.end()
        left -= _unpacked(data[start:], left, 2)
        if left < 0:
            raise ReadError(
                "{name}: would unpack to over {limit} MB; it looks like a bomb, so it is not opened",
                name=source.name,
                limit=round(limit / 1e6),
            )


def _unpacked(data: memoryview, allowed: int, depth: int) -> int:
    """Bytes that a zlib stream at the start of the data unpacks to, counted to just past what is allowed."""
    if len(data) < 2 or data[0] & 0x0F != 8 or (data[0] * 256 + data[1]) % 31:
        return 0
    packed = zlib.decompressobj()
    total = 0
    at = 0
    first = b""
    rest: bytes | memoryview = data[:_STEP]
    try:
        while True:
            out = packed.decompress(rest, _STEP)
            total += len(out)
            if total > allowed:
                return total
            first = first or out
            if packed.eof:
                break
            rest = packed.unconsumed_tail
            if not rest:
                at += _STEP
                rest = data[at : at + _STEP]
                if not rest:
                    break
    except zlib.error:
        # Damaged from here on: what came out so far is what a reader would get.
        return total
    if depth > 1 and first:
        total += _unpacked(memoryview(first), allowed, depth - 1)
    return total
