"""Writing a file beside its place and renaming it (or to standard output), so that nothing half-written is seen."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import shutil
import signal
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import BinaryIO, NoReturn, cast

from aligner.errors import ExportError

#: The name that stands for standard output (and, where a file is read, for standard input).
STANDARD = "-"
#: Bytes for standard output that are held in memory; more wait in a temporary file.
HELD = 16 << 20


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A new binary file that takes ``path``'s place when the block ends, and leaves no trace if it fails.

    The data are on the disk before the rename. An existing file keeps its permissions; a link is followed. ``-`` is
    standard output, which is given everything at once when the block ends, and nothing if it fails.

    Raises:
        ExportError: the folder is missing, not writable or full, or ``path`` is a folder.
    """
    if str(path) == STANDARD:
        with tempfile.SpooledTemporaryFile(HELD) as out:
            yield cast(BinaryIO, out)
            out.seek(0)
            shutil.copyfileobj(out, sys.stdout.buffer)
            sys.stdout.buffer.flush()
        return
    try:
        path = Path(os.path.realpath(path)) if path.is_symlink() else path
        if path.is_dir():
            raise ExportError(f"{path}: is a folder; name a file in it")
    except OSError as error:
        raise ExportError(f"{path}: cannot be written: {reason(error)}") from error
    beside = path.with_name(f".{path.name[:100]}.{secrets.token_hex(4)}.part")
    try:
        with _ended_in_order(), beside.open("xb") as out:
            try:
                yield out
                out.flush()
                os.fsync(out.fileno())
                with contextlib.suppress(FileNotFoundError):
                    beside.chmod(path.stat().st_mode & 0o777)
                beside.replace(path)
            except BaseException:
                beside.unlink(missing_ok=True)
                raise
    except OSError as error:
        beside.unlink(missing_ok=True) if path.parent.is_dir() else None
        raise ExportError(f"{path}: cannot be written: {reason(error)}") from error
    sync_folder(path.parent)


@contextmanager
def _ended_in_order() -> Iterator[None]:
    """A SIGTERM, which would end the program on the spot, ends it like Ctrl-C: what is half-written is removed."""

    def leave(number: int, _: FrameType | None) -> NoReturn:
        raise SystemExit(128 + number)

    ours = threading.current_thread() is threading.main_thread() and signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
    if not ours:
        yield
        return
    signal.signal(signal.SIGTERM, leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)


def reason(error: OSError) -> str:
    """Why a file could not be written, with what to do about it."""
    advice = {
        "FileNotFoundError": "the folder does not exist; make it first",
        "NotADirectoryError": "a part of its path is a file, not a folder",
        "PermissionError": "no permission to write there; choose another folder",
    }.get(type(error).__name__)
    if advice is None:
        advice = (error.strerror or str(error)).lower()
        if error.errno == errno.ENOSPC:
            advice += "; free some space and try again"
        elif error.errno == errno.ENAMETOOLONG:
            advice += "; choose a shorter one"
    return advice


def sync_folder(folder: Path) -> None:
    """Make the rename itself durable, where the system allows it."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
