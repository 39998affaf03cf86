"""A bitext file as rows for a memory: parsed to its end by a child process, and only then given to the database.

Between the two lies a temporary file, so that a file of any size takes little memory, and no transaction of the
database ever waits for a parser.
"""

from __future__ import annotations

import gc
import marshal
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import chain, islice
from pathlib import Path
from typing import IO, Any

from aligner.core.unit import Unit
from aligner.imports import ImportReport, reader_of, seconds_for
from aligner.imports.parsing import enter, here, parse_units
from aligner.limited import stream_limited
from aligner.memory.base import Added, Memory
from aligner.memory.block import Block, block_of
from aligner.memory.rows import BLOCK, SOURCE, SOURCE_INDEXED, STATUS, TARGET, VALUES, row_of
from aligner.memory.words import indexed_many
from aligner.readers.limits import Limits

#: Bytes of rows that are held in memory; more wait on the disk.
HELD = 16 << 20


@contextmanager
def blocks_of(
    path: Path,
    from_format: str | None,
    report: ImportReport,
    *,
    confirmed: bool = False,
    limits: Limits | None = None,
    watch: Callable[[], None] | None = None,
) -> Iterator[Iterator[Block]]:
    """The file's units as blocks of rows; the whole file has been read, and ``report`` is complete, when it enters.

    Raises:
        ReadError: the file cannot be read.
        LimitError: reading it takes more memory or time than ``limits`` allow.
    """
    limits = limits or Limits.from_environment()
    form = reader_of(path, from_format)
    asked = {"folder": here(), "path": str(path), "form": form, "confirmed": confirmed}
    with tempfile.SpooledTemporaryFile(HELD) as spool:
        for block, news in stream_limited(
            "aligner.memory.feed:blocks_in_child",
            arguments=asked,
            name=path.name,
            limits=limits,
            seconds=seconds_for(path, limits),
            watch=watch,
        ):
            report.put(news)
            # Marshal is quick with bytes in memory and slow with a stream, so each block goes with its length before
            # it; since version 3 it looks for values that come again, of which there are few here.
            data = marshal.dumps(block, 2)
            spool.write(len(data).to_bytes(8, "little"))
            spool.write(data)
        spool.seek(0)
        yield _spooled(spool)


def _spooled(spool: IO[bytes]) -> Iterator[Block]:
    while size := spool.read(8):
        block = Block(*marshal.loads(spool.read(int.from_bytes(size, "little"))))
        # The texts to be indexed come from the texts: half the bytes go through the pipe and the file.
        block.columns[SOURCE_INDEXED:SOURCE_INDEXED] = (
            indexed_many(block.column(at)) if block.count else [] for at in (SOURCE - 2, TARGET - 2)
        )
        yield block


def blocks_in_child(_: bytes, *, folder: str, path: str, form: str, confirmed: bool) -> Iterator[list[Any]]:
    """Blocks, each with what is new in the report (``ImportReport.take``)."""
    enter(folder)
    # Elements and values are let go as they are used up, without cycles: to look for those takes a tenth of the time.
    gc.set_threshold(50_000, 20, 20)
    report = ImportReport()
    for block in chain(blocks(Path(path), form, report, confirmed), (block_of(()),)):
        del block.columns[SOURCE_INDEXED:VALUES]
        yield [[block.count, block.columns, block.skipped], report.take()]


def blocks(path: Path, form: str, report: ImportReport, confirmed: bool) -> Iterator[Block]:
    """The blocks of a file, parsed in this process."""
    items: Iterable[Unit | tuple[Any, ...]]
    if form == "tmx":
        from aligner.imports.tmx import read_values

        report.format = "tmx"
        items = read_values(path, report)
    else:
        items = parse_units(path, form, report)
    items = iter(items)
    while some := list(islice(items, BLOCK)):
        yield _block(some, confirmed)


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


def add_file(
    memory: Memory,
    path: Path,
    from_format: str | None = None,
    *,
    confirmed: bool = False,
    limits: Limits | None = None,
) -> tuple[ImportReport, Added]:
    """Add the pairs of one file, whole or not at all; ``confirmed`` takes them all as a person's word.

    Raises:
        ReadError: the file cannot be read, or not within ``limits``; the memory is as it was.
        TolmachError: the memory cannot be written.
    """
    report = ImportReport()
    with blocks_of(path, from_format, report, confirmed=confirmed, limits=limits) as blocks:
        return report, memory.add_blocks(blocks)
