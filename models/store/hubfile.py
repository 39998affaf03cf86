"""A large file of the Hugging Face hub, fetched so that a download that was stopped or killed goes on where it was.

The hub's client throws half a file away (since its version 2 the name of the half is new each time), so large files
are fetched here, into the place in the hub's cache where the client looks before it downloads: ``blobs/SHA256``.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from models.store.manifest import sha256


class WrongSumError(Exception):
    """The hub sent something else than its sum says; it was removed."""


def fetch_blob(
    hub: str, name: str, revision: str, digest: str, size: int, *, cache: Path, endpoint: str | None
) -> Path:
    """Fetch a file of ``size`` bytes into the hub's cache, going on with what came before; its SHA-256 is right.

    A blob that is there is left as it is. Errors are those of the client; what came so far stays for the next call.

    Raises:
        WrongSumError: the hub sent something else.
    """
    blob = cache / f"models--{hub.replace('/', '--')}" / "blobs" / digest
    if blob.is_file():
        return blob
    from huggingface_hub import get_hf_file_metadata, hf_hub_url
    from huggingface_hub.file_download import http_get
    from huggingface_hub.utils import build_hf_headers  # type: ignore[attr-defined]

    blob.parent.mkdir(parents=True, exist_ok=True)
    part = blob.with_name(f"{digest}.incomplete")
    if part.is_file() and part.stat().st_size > size:
        part.unlink()
    address = hf_hub_url(hub, name, revision=revision, endpoint=endpoint)
    # The storage that the hub points to has its own rights in its address; a token is for the hub alone.
    place = get_hf_file_metadata(address).location
    headers = build_hf_headers()
    if urlsplit(place).netloc != urlsplit(address).netloc:
        headers.pop("authorization", None)
    with part.open("ab") as handle:
        http_get(place, handle, resume_size=handle.tell(), headers=headers, expected_size=size, displayed_filename=name)
    if sha256(part) != digest:
        part.unlink()
        raise WrongSumError(name)
    part.replace(blob)
    return blob
