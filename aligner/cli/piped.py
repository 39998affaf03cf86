"""Standard input and pipes as files, for readers that look at a file more than once."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from aligner.errors import ReadError
from aligner.exports.atomic import STANDARD


@contextmanager
def as_file(path: Path, from_format: str | None = None) -> Iterator[Path]:
    """The file itself; of ``-`` or a pipe, a copy of what comes out of it, for as long as the block lasts.

    Raises:
        ReadError: standard input is to be read, and nothing says of what format it is.
    """
    standard = str(path) == STANDARD
    if not standard and not _is_pipe(path):
        yield path
        return
    if standard and from_format is None:
        raise ReadError("standard input has no extension; say the format with --from")
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / (shown(path) if standard else path.name)
        with copy.open("xb") as out:
            if standard:
                shutil.copyfileobj(sys.stdin.buffer, out)
            else:
                with path.open("rb") as pipe:
                    shutil.copyfileobj(pipe, out)
        yield copy


def shown(path: Path, way: str = "input") -> str:
    """A file's name as messages say it."""
    return f"standard {way}" if str(path) == STANDARD else str(path)


def _is_pipe(path: Path) -> bool:
    with suppress(OSError):
        return path.is_fifo()
    return False
