"""A large bitext file as rows for a memory, read by a second process while this one fills the database.

python -m aligner.memory.feed FILE FORMAT CONFIRMED        writes marshalled batches of rows to standard output
"""

from __future__ import annotations

import marshal
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from queue import Queue
from threading import Thread
from typing import IO, BinaryIO

from aligner.errors import ReadError, TolmachError
from aligner.imports import ImportReport, Refusal, read_units
from aligner.memory.rows import Row, row_of

#: Files from this size on are read by a process of their own, where there is a second core.
LARGE = 8 << 20
#: Rows go over in batches; so many wait until the database has time for them.
BATCH, AHEAD = 1000, 40


def rows_of(
    path: Path, from_format: str | None, report: ImportReport, *, confirmed: bool = False
) -> Iterator[Row | None]:
    """The file's units as rows; None for each with an empty side. ``report`` is complete when the last row is out.

    Raises:
        ReadError: the file cannot be read.
    """
    if path.is_file() and path.stat().st_size >= LARGE and (os.cpu_count() or 1) > 1 and sys.executable:
        return _from_child(path, from_format, report, confirmed)
    return _rows(path, from_format, report, confirmed)


def _rows(path: Path, from_format: str | None, report: ImportReport, confirmed: bool) -> Iterator[Row | None]:
    for unit in read_units(path, from_format, report=report):
        yield row_of(replace(unit, status="confirmed") if confirmed else unit)


def _from_child(path: Path, from_format: str | None, report: ImportReport, confirmed: bool) -> Iterator[Row | None]:
    command = [sys.executable, "-m", "aligner.memory.feed", str(path), from_format or "", "1" if confirmed else ""]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        frames: Queue[bytes] = Queue(AHEAD)
        Thread(target=_carry, args=(child.stdout, frames), daemon=True).start()
        try:
            while isinstance(batch := marshal.loads(frames.get()), list):
                yield from batch
        except (EOFError, ValueError) as error:
            raise TolmachError(f"{path}: the process that read it ended early; the file was not added") from error
        finally:
            child.kill()
    if "error" in batch:
        raise ReadError(batch["error"])
    report.read, report.refused, report.format = batch["read"], batch["refused"], batch["format"]
    report.refusals += [Refusal(line, reason) for line, reason in batch["refusals"]]


def _carry(stream: IO[bytes], frames: Queue[bytes]) -> None:
    """Take what ``main`` sends as it comes, so that the child need not wait while the database is busy."""
    while size := stream.read(8):
        frames.put(stream.read(int.from_bytes(size, "little")))
    frames.put(b"")  # the stream ended; if too early, that is no marshalled value


def main(arguments: list[str], out: BinaryIO) -> None:
    """Write lists of rows, then a table: what the report says, or the error."""
    path, from_format, confirmed = arguments

    def send(what: list[Row | None] | dict[str, object]) -> None:
        # Marshal is quick with bytes in memory and slow with a stream, so each batch goes with its length before it.
        data = marshal.dumps(what)
        out.write(len(data).to_bytes(8, "little"))
        out.write(data)

    report = ImportReport()
    stream = _rows(Path(path), from_format or None, report, bool(confirmed))
    try:
        while batch := list(islice(stream, BATCH)):
            send(batch)
    except ReadError as error:
        send({"error": str(error)})
        return
    refusals = [(refusal.line, refusal.reason) for refusal in report.refusals]
    said = {"read": report.read, "refused": report.refused, "format": report.format, "refusals": refusals}
    send(said)


if __name__ == "__main__":
    main(sys.argv[1:], sys.stdout.buffer)
