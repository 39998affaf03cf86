"""Output files of one document: staged, on the disk, then renamed into the tree (or put whole into a store)."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from aligner.batch.errors import FATAL, BatchError, StorageError
from aligner.batch.naming import RUN_FOLDER
from aligner.batch.remote import fault, filesystem, is_url
from aligner.errors import ExportError
from models.errors import reason
from models.files import replace_file

STAGE = "stage"


def stage_folder(out: str, run: Path, *, shared: bool = False) -> Path | None:
    """Where files are written before they are renamed: on the file system of the outputs. None for a URL.

    ``shared``: other machines write there too, so it must lie with the outputs.
    """
    if is_url(out):
        return None
    same = not shared and os.stat(out).st_dev == os.stat(run).st_dev  # noqa: PTH116
    return run / STAGE if same else Path(out) / f".{RUN_FOLDER}-{STAGE}"


def write_output(out: str, name: str, stage: Path | None, mark: str, write: Callable[[BinaryIO], None]) -> None:
    """Make ``out/name`` from what ``write`` puts out; it is there whole or not at all.

    ``mark`` is a name for the staged file, to recognise it by.

    Raises:
        ExportError: this one file cannot be written.
        StorageError: no file can be written any more (disk full, read-only, gone).
    """
    if stage is None:
        _write_object(f"{out.rstrip('/')}/{name}", write)
        return
    # The token: on a cluster a document may be tried again while its first try is still dying.
    target, staged = Path(out) / name, stage / f"{mark}.{secrets.token_hex(4)}"
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with replace_file(target, staged) as file:
            write(file)
    except OSError as error:
        if error.errno in FATAL or not stage.is_dir():
            raise StorageError(
                "{out}: cannot be written ({reason}); put that right, then run the same command again",
                out=out,
                reason=reason(error),
            ) from error
        shown = os.fsencode(target).decode("utf-8", "replace")
        raise ExportError(
            "{shown}: cannot be written ({reason}); check the output folder", shown=shown, reason=reason(error)
        ) from error


def remove_output(out: str, name: str) -> None:
    """Remove an output that a changed document no longer has."""
    try:
        if is_url(out):
            fs, path = filesystem(f"{out.rstrip('/')}/{name}")
            if fs.exists(path):
                fs.rm(path)
        else:
            (Path(out) / name).unlink(missing_ok=True)
    except OSError as error:
        raise ExportError(
            "{out}/{name}: is out of date and cannot be removed ({error}); remove it",
            out=out,
            name=name,
            error=fault(error),
        ) from error


def _write_object(url: str, write: Callable[[BinaryIO], None]) -> None:
    """A store shows an object only when it is complete."""
    import io

    buffer = io.BytesIO()
    write(buffer)
    fs, path = filesystem(url)
    try:
        if "/" in path and fs.protocol in ("file", ("file", "local")):
            fs.makedirs(path.rsplit("/", 1)[0], exist_ok=True)
        fs.pipe_file(path, buffer.getvalue())
    except Exception as error:  # a storage client's errors have no common base
        raise StorageError(
            "{url}: cannot be written ({error}); check URL and credentials, then run the same command again",
            url=url,
            error=fault(error),
        ) from error


def prepare_out(out: str, run: Path, *, shared: bool = False) -> Path | None:
    """Make the output folder and an empty stage.

    Raises:
        BatchError: a folder cannot be made or written.
    """
    try:
        if not is_url(out):
            Path(out).mkdir(parents=True, exist_ok=True)
        stage = stage_folder(out, run, shared=shared)
        if stage is not None:
            stage.mkdir(exist_ok=True)
            for left in stage.iterdir():
                left.unlink()
            probe = stage / "probe"
            probe.write_bytes(b"")
            probe.unlink()
    except OSError as error:
        raise BatchError(
            "{out}: cannot be written ({reason}); choose another folder with --out", out=out, reason=reason(error)
        ) from error
    return stage
