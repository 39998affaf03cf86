"""Files and folders that are there whole or not at all: written beside their place, on the disk, then renamed."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import BinaryIO, NoReturn


@contextmanager
def replace_file(path: Path, staged: Path | None = None, *, private: bool = False) -> Iterator[BinaryIO]:
    """A new binary file that takes ``path``'s place when the block ends, and leaves no trace if it fails.

    The data are on the disk before the rename. An existing file keeps its permissions. ``staged`` is where the file is
    until then: on the same file system; by default a hidden name in the same folder. A ``private`` file can be read by
    its owner only, from its first byte.

    Raises:
        OSError: the folder is missing, not writable or full, or ``path`` is a folder.
    """
    staged = staged or path.with_name(f".{path.name[:100]}.{secrets.token_hex(4)}.part")

    def opener(name: str, flags: int) -> int:
        return os.open(name, flags, 0o600 if private else 0o666)

    with _ended_in_order(), open(staged, "xb", opener=opener) as out:
        try:
            yield out
            out.flush()
            os.fsync(out.fileno())
            with contextlib.suppress(FileNotFoundError):
                staged.chmod(path.stat().st_mode & 0o777)
            staged.replace(path)
        except BaseException:
            with contextlib.suppress(OSError):  # a disk that is gone: the first error is the one to tell
                staged.unlink(missing_ok=True)
            raise
    sync_folder(path.parent)


def replace_text(path: Path, text: str) -> None:
    """Write a text as UTF-8, in the same way.

    Raises:
        OSError: as for ``replace_file``.
    """
    with replace_file(path) as out:
        out.write(text.encode("utf-8"))


def replace_folder(made: Path, target: Path) -> None:
    """Rename a finished folder of files to its place, on the same file system; one that is there gives way to it.

    Raises:
        OSError: a file cannot be read, or the folder not renamed.
    """
    for file in made.rglob("*"):
        if file.is_file():
            with file.open("rb") as handle:
                os.fsync(handle.fileno())
    old = target.with_name(f".{target.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if target.exists():
        target.rename(old)
    made.rename(target)
    sync_folder(target.parent)
    shutil.rmtree(old, ignore_errors=True)


def sync_folder(folder: Path) -> None:
    """Make a rename in a folder durable, where the system allows it."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


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
