"""An output, a file or standard output: whole or not at all, and what is wrong in one line."""

from __future__ import annotations

import errno
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from aligner.errors import ExportError
from models.files import replace_file

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
            raise ExportError("{path}: is a folder; name a file in it", path=path)
    except OSError as error:
        raise ExportError("{path}: cannot be written: {reason}", path=path, reason=reason(error)) from error
    try:
        with replace_file(path) as out:
            yield out
    except OSError as error:
        raise ExportError("{path}: cannot be written: {reason}", path=path, reason=reason(error)) from error


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
