"""Bytes of one document, read once, whole and unchanged; nothing that is not a plain file, nothing over the limit."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable

from aligner.batch.items import Item, Place
from aligner.batch.remote import fault, filesystem
from aligner.errors import ReadError

#: A row's text is read as plain text; a file's format is found from its content.
ROW_FORMAT = "txt"
_TRIES = 3


def fetch(place: Place, limit: int) -> bytes:
    """The bytes of a document.

    Args:
        place: where it lies.
        limit: the most bytes a document may have.

    Raises:
        ReadError: missing, unreadable, not a plain file, too large, or changed while it was read.
    """
    if place.row >= 0:
        return fetch_row(place, limit)
    return _fetch_url(place, limit) if place.is_url else _fetch_file(place, limit)


def _fetch_file(place: Place, limit: int) -> bytes:
    for _ in range(_TRIES):
        try:
            data = _read_settled(place, limit)
        except OSError as error:
            raise ReadError("{name}: {reason}", name=place.shown, reason=_why(error)) from error
        if data is not None:
            return data
    raise ReadError(
        "{name}: changes while it is read; run again with --retry-failed when it is finished", name=place.shown
    )


def _read_settled(place: Place, limit: int) -> bytes | None:
    """The content, or None where the file changed meanwhile."""
    # Without O_NONBLOCK, opening a named pipe would wait for a writer for ever.
    handle = os.open(place.path, os.O_RDONLY | os.O_NONBLOCK)
    with open(handle, "rb", closefd=True) as file:  # noqa: PTH123
        before = os.fstat(handle)
        if stat.S_ISDIR(before.st_mode):
            raise ReadError("{name}: a folder where a file was expected; check the manifest", name=place.shown)
        if not stat.S_ISREG(before.st_mode):
            raise ReadError(
                "{name}: not a plain file (a pipe or a device); copy its content to a file", name=place.shown
            )
        check_size(place, before.st_size, limit)
        data = file.read(before.st_size + 1)  # a byte more, so that growth shows
        after = os.fstat(handle)
    same = (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns) and len(data) == before.st_size
    return data if same else None


def check_size(place: Place, size: int, limit: int) -> None:
    """Refuse what is over the limit before any of it is read."""
    if size > limit:
        raise ReadError(
            "{name}: {size} MB, and a document may have {limit} MB at most; split it",
            name=place.shown,
            size=round(size / 1e6),
            limit=round(limit / 1e6),
        )


def _why(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "no such file; was it moved after the run began, or is it a link to nothing?"
    if isinstance(error, PermissionError):
        return "no permission to read it; check its access rights"
    return f"cannot be read ({(error.strerror or str(error)).lower()}); check the disk and the name"


def _fetch_url(place: Place, limit: int) -> bytes:
    fs, path = filesystem(place.path)
    try:
        check_size(place, int(fs.info(path).get("size") or 0), limit)
        data = fs.cat_file(path)
    except FileNotFoundError as error:
        raise ReadError("{name}: no such object; check the URL", name=place.shown) from error
    except Exception as error:  # a storage client's errors have no common base
        if isinstance(error, ReadError):
            raise
        raise ReadError(
            "{name}: cannot be read ({error}); check the URL and the credentials", name=place.shown, error=fault(error)
        ) from error
    return bytes(data)


def fetch_row(place: Place, limit: int) -> bytes:
    """The text of one row as UTF-8.

    Raises:
        ReadError: the file or the row cannot be read, or the column holds no text.
    """
    from aligner.batch import rows

    reader: Callable[[Place], object] = rows.parquet_value if rows.is_parquet(place.path) else rows.jsonl_value
    try:
        value = reader(place)
    except OSError as error:
        raise ReadError("{name}: {reason}", name=place.shown, reason=_why(error)) from error
    if not isinstance(value, str):
        kind = "nothing" if value is None else type(value).__name__
        raise ReadError(
            "{name}: the column '{column}' holds {kind}, not text; choose it with --text-column",
            name=place.shown,
            column=place.column,
            kind=kind,
        )
    # A lone surrogate (JSON can write one) has no UTF-8 form.
    data = value.encode("utf-8", "replace")
    check_size(place, len(data), limit)
    return data


def stamp_of(item: Item) -> tuple[int, int]:
    """(size, mtime) of an item's local files as they are now; (-1, -1) where a file is missing or remote."""
    size = mtime = 0
    for place in (item.source, item.second):
        if place is None or place.path == "":
            continue
        if place.is_url:
            return -1, -1
        try:
            found = os.stat(place.path)  # noqa: PTH116
        except OSError:
            return -1, -1
        size, mtime = size + found.st_size, max(mtime, found.st_mtime_ns)
    return size, mtime


def content_hash(*parts: bytes) -> str:
    """Of a document and its partner: twenty hexadecimal digits."""
    import hashlib

    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()[:20]
