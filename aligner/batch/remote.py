"""Places given as URLs (s3://, gs://, memory:// …): fsspec, loaded only when one is met."""

from __future__ import annotations

import hashlib
from typing import Any

from aligner.batch.errors import BatchError
from models.advice import install


def is_url(text: str) -> bool:
    """Does it name something that fsspec opens? ``file://`` counts too."""
    return "://" in text


def filesystem(url: str) -> tuple[Any, str]:
    """The file system of a URL and the path in it.

    Raises:
        BatchError: fsspec or the protocol's own package is not installed, or the protocol is unknown.
    """
    try:
        import fsspec
    except ModuleNotFoundError as error:
        packages = ("fsspec", "s3fs") if url.startswith("s3://") else ("fsspec",)
        raise BatchError(
            "{url}: reading URLs needs fsspec; install it with: {command}", url=url, command=install(*packages)
        ) from error
    try:
        fs, path = fsspec.core.url_to_fs(url)
    except (ImportError, ValueError) as error:
        raise BatchError(
            "{url}: cannot be opened ({error}); install the package that is named", url=url, error=error
        ) from error
    return fs, str(path)


def stamp(info: dict[str, Any]) -> tuple[int, int]:
    """(size, a number that changes when the object changes) from a listing's entry."""
    size = int(info.get("size") or 0)
    mark = info.get("ETag") or info.get("etag") or info.get("mtime") or info.get("LastModified") or info.get("created")
    digest = hashlib.sha256(str(mark).encode()).digest()
    return size, int.from_bytes(digest[:6], "big")


def fault(error: BaseException) -> str:
    """A storage service's error in one line."""
    text = " ".join(str(error).split()) or type(error).__name__
    return text[:200]
