"""Moses plain text as OPUS packs it: a zip of two files, one segment a line, line n of one with line n of the other."""

from __future__ import annotations

import io
import re
import tempfile
import zipfile
from collections.abc import Iterable
from contextlib import ExitStack
from typing import BinaryIO

from aligner.core.unit import Unit
from aligner.exports.options import ExportOptions, Tally
from aligner.exports.plain import without_codes
from aligner.exports.xmltext import encodable

#: Everything that some program takes for a line's end.
_BREAKS = re.compile("[\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029]+")


def write_units(units: Iterable[Unit], out: BinaryIO, options: ExportOptions, tally: Tally) -> None:
    """``corpus.ru-en.ru``, ``corpus.ru-en.en`` and ``corpus.ru-en.ids``; line breaks in a segment become spaces."""
    source = target = ""
    with ExitStack() as stack:
        spools = [stack.enter_context(tempfile.SpooledTemporaryFile(max_size=1 << 24)) for _ in range(3)]
        for unit in (without_codes(unit, tally) for unit in units):
            source, target = source or unit.source_language, target or unit.target_language
            for spool, text in zip(spools, (unit.source, unit.target, unit.id), strict=True):
                spool.write((_BREAKS.sub(" ", encodable(text, tally)) + "\n").encode())
            tally.written += 1
        source, target = source or options.source_tag or "source", target or options.target_tag or "target"
        if source == target:
            source, target = f"1.{source}", f"2.{target}"
        stamp = options.created.timetuple()[:6]
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for spool, ending in zip(spools, (source, target, "ids"), strict=True):
                spool.seek(0)
                info = zipfile.ZipInfo(f"corpus.{source}-{target}.{ending}", max(stamp, (1980, 1, 1, 0, 0, 0)))
                info.compress_type = zipfile.ZIP_DEFLATED
                with archive.open(info, "w", force_zip64=True) as member:
                    while chunk := spool.read(io.DEFAULT_BUFFER_SIZE * 8):
                        member.write(chunk)
