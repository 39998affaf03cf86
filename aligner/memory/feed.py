"""A large bitext file as rows for a memory, read by a second process while this one fills the database.

python -m aligner.memory.feed FILE FORMAT CONFIRMED        writes marshalled blocks of rows to standard output
"""

from __future__ import annotations

import marshal
import os
import subprocess
import sys
from collections.abc import Generator, Iterable
from contextlib import suppress
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from typing import IO, Any, BinaryIO

from aligner.core.unit import Unit
from aligner.errors import ReadError, TolmachError
from aligner.imports import ImportReport, Refusal, read_units, reader_of
from aligner.memory.block import Block, block_of
from aligner.memory.rows import BLOCK, STATUS, row_of

#: Files from this size on are read by a process of their own, where there is a second core.
LARGE = 8 << 20
#: So many blocks wait until the database has time for them.
AHEAD = 4


def blocks_of(
    path: Path, from_format: str | None, report: ImportReport, *, confirmed: bool = False
) -> Generator[Block, None, None]:
    """The file's units as blocks of rows. ``report`` is complete when the last is out.

    Raises:
        ReadError: the file cannot be read.
    """
    if path.is_file() and path.stat().st_size >= LARGE and (os.cpu_count() or 1) > 1 and sys.executable:
        return _from_child(path, from_format, report, confirmed)
    return _blocks(path, from_format, report, confirmed)


def _blocks(path: Path, from_format: str | None, report: ImportReport, confirmed: bool) -> Generator[Block, None, None]:
    items: Iterable[Unit | list[tuple[Any, ...]]]
    if reader_of(path, from_format) == "tmx":
        from aligner.imports.tmx import read_values

        report.format = "tmx"
        items = read_values(path, report)
    else:
        items = read_units(path, from_format, report=report)
    waiting: list[Unit | tuple[Any, ...]] = []
    for item in items:
        if isinstance(item, list):
            waiting += item
        else:
            waiting.append(item)
        while len(waiting) >= BLOCK:
            yield _block(waiting[:BLOCK], confirmed)
            del waiting[:BLOCK]
    if waiting:
        yield _block(waiting, confirmed)


def _block(items: list[Unit | tuple[Any, ...]], confirmed: bool) -> Block:
    """Units, and values of units, in their order."""
    from aligner.memory.values import block_of_values

    plain = [item for item in items if isinstance(item, tuple)]
    block = block_of_values(plain) if plain else block_of(())
    if len(plain) < len(items):
        rows = block.rows()
        block = block_of(row_of(item) if isinstance(item, Unit) else next(rows) for item in items)
    if confirmed:
        block.columns[STATUS] = "confirmed"
    return block


def _from_child(
    path: Path, from_format: str | None, report: ImportReport, confirmed: bool
) -> Generator[Block, None, None]:
    command = [sys.executable, "-m", "aligner.memory.feed", str(path), from_format or "", "1" if confirmed else ""]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        frames: Queue[bytes] = Queue(AHEAD)
        carrier = Thread(target=_carry, args=(child.stdout, frames), daemon=True)
        carrier.start()
        try:
            while isinstance(sent := marshal.loads(frames.get()), tuple):
                yield Block(*sent)
        except (EOFError, ValueError) as error:
            raise TolmachError(f"{path}: the process that read it ended early; the file was not added") from error
        finally:
            child.kill()
            while carrier.is_alive():  # it may wait for room
                with suppress(Empty):
                    frames.get(timeout=0.05)
    if "error" in sent:
        raise ReadError(sent["error"])
    report.read, report.refused, report.format = sent["read"], sent["refused"], sent["format"]
    report.refusals += [Refusal(line, reason) for line, reason in sent["refusals"]]


def _carry(stream: IO[bytes], frames: Queue[bytes]) -> None:
    """Take what ``main`` sends as it comes, so that the child need not wait while the database is busy."""
    while size := stream.read(8):
        frames.put(stream.read(int.from_bytes(size, "little")))
    frames.put(b"")  # the stream ended; if too early, that is no marshalled value


def main(arguments: list[str], out: BinaryIO) -> None:
    """Write blocks, then a table: what the report says, or the error."""
    path, from_format, confirmed = arguments

    def send(what: Any) -> None:
        # Marshal is quick with bytes in memory and slow with a stream, so each value goes with its length before it;
        # since version 3 it looks for values that come again, of which there are few here.
        data = marshal.dumps(what, 2)
        out.write(len(data).to_bytes(8, "little"))
        out.write(data)

    report = ImportReport()
    try:
        for block in _blocks(Path(path), from_format or None, report, bool(confirmed)):
            send((block.count, block.columns, block.skipped))
    except ReadError as error:
        send({"error": str(error)})
        return
    refusals = [(refusal.line, refusal.reason) for refusal in report.refusals]
    send({"read": report.read, "refused": report.refused, "format": report.format, "refusals": refusals})


if __name__ == "__main__":
    try:
        main(sys.argv[1:], sys.stdout.buffer)
        sys.stdout.buffer.flush()
    except (BrokenPipeError, KeyboardInterrupt):
        # Whoever wanted the rows is gone, and says so himself; nothing more is to be flushed.
        os._exit(1)
