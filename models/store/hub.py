"""Models from the Hugging Face hub: fetched once, pinned to a revision, every file's checksum kept.

Files go into the hub's own cache (``HF_HOME``, ``HF_HUB_CACHE``), so other software shares them; a small record
beside the user's own models says which revision was fetched and what its files sum to. Proxies, tokens and
``HF_HUB_OFFLINE`` are honoured, since ``huggingface_hub`` does the fetching.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.advice import install_extra, program
from models.errors import ModelError, reason
from models.files import replace_text
from models.marian.checkpoint import NEEDED, WEIGHT_FILES
from models.store.cache import data_dir
from models.store.hubfile import WrongSumError, fetch_blob
from models.store.manifest import sha256

if TYPE_CHECKING:
    from huggingface_hub import ModelInfo
    from huggingface_hub.hf_api import RepoSibling

OPTIONAL = ("generation_config.json", "tokenizer_config.json", "README.md")


@dataclass(frozen=True, slots=True)
class Record:
    """What was fetched: the hub id, the commit it is pinned to, its folder, and each file's size and SHA-256."""

    hub: str
    revision: str
    path: str
    files: dict[str, dict[str, Any]]

    @property
    def fingerprint(self) -> str:
        """A digest of the files' sums."""
        parts = (f"{name}={facts['sha256']}" for name, facts in sorted(self.files.items()))
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(int(facts["size"]) for facts in self.files.values())


def record_file(hub: str) -> Path:
    """Where the record of a model is kept."""
    return data_dir() / "hub" / f"{hub.replace('/', '--')}.json"


def read_record(hub: str) -> Record | None:
    """The record of a fetched model, or None.

    Raises:
        ModelError: the record is damaged.
    """
    file = record_file(hub)
    try:
        return Record(**json.loads(file.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError) as error:
        raise ModelError(
            "{file}: damaged record; run `{tolmach} models get {hub}` again", file=file, hub=hub, tolmach=program()
        ) from error


def records() -> list[Record]:
    """Every fetched model."""
    base = data_dir() / "hub"
    names = sorted(file.stem.replace("--", "/") for file in base.glob("*.json")) if base.is_dir() else []
    return [record for name in names if (record := read_record(name)) is not None]


def hub_cache() -> Path:
    """The hub's cache folder, found as ``huggingface_hub`` finds it."""
    if named := os.environ.get("HF_HUB_CACHE"):
        return Path(named).expanduser()
    home = os.environ.get("HF_HOME") or Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache") / "huggingface"
    return Path(home).expanduser() / "hub"


def cached_snapshot(hub: str) -> Path | None:
    """A complete snapshot that other software left in the hub's cache, or None."""
    base = hub_cache() / f"models--{hub.replace('/', '--')}"
    try:
        revision = (base / "refs" / "main").read_text(encoding="utf-8").strip()
    except OSError:
        return None
    folder = base / "snapshots" / revision
    here = all((folder / name).is_file() for name in NEEDED)
    return folder if here and any((folder / name).is_file() for name in WEIGHT_FILES) else None


def fetch(hub: str, revision: str | None = None) -> Record:
    """Download a model (or what is missing of it), check every sum against the hub's, and keep a record.

    Without ``revision`` the commit of an earlier fetch stays; a first fetch pins the newest. Interrupted downloads
    go on where they stopped.

    Raises:
        ModelError: no connection, no such model or revision, not a Marian model, no space, a sum that differs.
    """
    try:
        from huggingface_hub import errors
    except ModuleNotFoundError as error:
        raise ModelError(
            "downloading models needs huggingface-hub; install it with: {command}", command=install_extra("hub")
        ) from error
    earlier = read_record(hub)
    revision = revision or (earlier.revision if earlier else None)
    try:
        return _fetch(hub, revision)
    except errors.GatedRepoError as error:
        raise ModelError(
            "model {hub}: the hub gives it only to those who accepted its terms; accept them there, then set HF_TOKEN",
            hub=hub,
        ) from error
    except errors.RepositoryNotFoundError as error:
        raise ModelError("model {hub}: the hub has no such model, or it is private; check the name", hub=hub) from error
    except errors.RevisionNotFoundError as error:
        raise ModelError(
            "model {hub}: the hub has no revision {revision}; leave --revision out", hub=hub, revision=revision
        ) from error
    except errors.OfflineModeIsEnabled as error:
        raise ModelError(
            "model {hub}: HF_HUB_OFFLINE is set, so nothing can be downloaded; unset it", hub=hub
        ) from error
    except errors.HFValidationError as error:
        raise ModelError(
            "model {hub}: not a valid hub id; it looks like Helsinki-NLP/opus-mt-ru-en", hub=hub
        ) from error
    except Exception as error:
        if not _is_connection(error):
            raise
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EROFS):
            raise ModelError(
                "model {hub}: cannot be written ({reason}); free some space or set HF_HOME to another folder, then run "
                "the command again; it goes on",
                hub=hub,
                reason=reason(error),
            ) from error
        raise ModelError(
            "model {hub}: cannot be downloaded ({error}); check the connection and run the command again",
            hub=hub,
            error=_first_line(error),
        ) from error


def _fetch(hub: str, revision: str | None) -> Record:
    """Fetch and check every file; errors are those of the client. Two processes take turns."""
    import huggingface_hub as hf
    from filelock import FileLock

    endpoint, cache = os.environ.get("HF_ENDPOINT"), hub_cache()
    info = hf.HfApi(endpoint=endpoint).model_info(hub, revision=revision, files_metadata=True)
    commit, names = str(info.sha), _wanted(hub, info)
    _room(hub, info, names)
    siblings = {sibling.rfilename: sibling for sibling in info.siblings or ()}

    def download(name: str) -> Path:
        if (large := siblings[name].lfs) is not None:
            fetch_blob(hub, name, commit, large.sha256, large.size, cache=cache, endpoint=endpoint)
        return Path(hf.hf_hub_download(hub, name, revision=commit, endpoint=endpoint, cache_dir=cache))

    lock = record_file(hub).with_suffix(".lock")
    lock.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(lock):
        for name in names:
            try:
                path = download(name)
                if not _same(path, siblings[name]):
                    # What was damaged on this disk is fetched once more; what the hub sends wrong is refused.
                    _unlink(path)
                    path = download(name)
                if not _same(path, siblings[name]):
                    _unlink(path)
                    raise WrongSumError(name)
            except WrongSumError as error:
                raise ModelError(
                    "model {hub}: {name} does not match the hub's checksum; it was removed, get it again",
                    hub=hub,
                    name=name,
                ) from error
        folder = path.parent
        files = {name: {"size": (folder / name).stat().st_size, "sha256": sha256(folder / name)} for name in names}
        record = Record(hub, commit, str(folder), files)
        _keep(record)
    return record


def verify(record: Record) -> list[str]:
    """What is wrong with a fetched model's files; empty when every sum is right."""
    found = []
    for name, facts in record.files.items():
        file = Path(record.path) / name
        if not file.is_file():
            found.append(f"{name} is missing")
        elif file.stat().st_size != facts["size"]:
            found.append(f"{name} has {file.stat().st_size} bytes, expected {facts['size']}")
        elif sha256(file) != facts["sha256"]:
            found.append(f"{name} does not match its checksum")
    return found


def remove(record: Record) -> None:
    """Delete a fetched model from the hub's cache, and its record."""
    base = hub_cache() / f"models--{record.hub.replace('/', '--')}"
    shutil.rmtree(base, ignore_errors=True)
    record_file(record.hub).unlink(missing_ok=True)
    record_file(record.hub).with_suffix(".lock").unlink(missing_ok=True)


def _wanted(hub: str, info: ModelInfo) -> list[str]:
    """Files to fetch: what the layout needs and one weight file; refuses what is not a Marian model."""
    have = {sibling.rfilename for sibling in info.siblings or ()}
    weights = next((name for name in WEIGHT_FILES if name in have), None)
    missing = [name for name in NEEDED if name not in have]
    if weights is None or missing:
        lacking = ", ".join([*missing, *([] if weights else [" or ".join(WEIGHT_FILES)])])
        raise ModelError(
            "model {hub}: not a Marian model ({lacking} missing on the hub); see `tolmach models`",
            hub=hub,
            lacking=lacking,
        )
    return [*NEEDED, *(name for name in OPTIONAL if name in have), weights]


def _room(hub: str, info: ModelInfo, names: list[str]) -> None:
    """Refuse to start a download that cannot fit."""
    needed = sum(sibling.size or 0 for sibling in info.siblings or () if sibling.rfilename in names)
    base = hub_cache()
    while not base.exists():
        base = base.parent
    free = shutil.disk_usage(base).free
    if needed > free:
        raise ModelError(
            "model {hub}: needs {needed} MB but {base} has {free} MB free; free some or set HF_HOME",
            hub=hub,
            needed=needed >> 20,
            base=base,
            free=free >> 20,
        )


def _same(path: Path, facts: RepoSibling) -> bool:
    """Compare a file with the hub's sum for it: SHA-256 of large files, git's blob SHA-1 of small ones."""
    if facts.lfs is not None:
        return sha256(path) == facts.lfs.sha256
    if facts.blob_id is not None:
        content = path.read_bytes()
        return hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest() == facts.blob_id
    return True


def _unlink(path: Path) -> None:
    """Remove a file from the hub's cache, and what its link points to."""
    path.resolve().unlink(missing_ok=True)
    path.unlink(missing_ok=True)


def _keep(record: Record) -> None:
    """Write a record."""
    file = record_file(record.hub)
    file.parent.mkdir(parents=True, exist_ok=True)
    replace_text(file, json.dumps(asdict(record), indent=1))


def _is_connection(error: Exception) -> bool:
    """Whether an error is of the network, the hub or the disk (their classes differ between versions of the client)."""
    return isinstance(error, OSError) or any("HTTP" in kind.__name__ for kind in type(error).__mro__)


def _first_line(error: Exception) -> str:
    """The first line of an error's text."""
    return (str(error).strip() or type(error).__name__).splitlines()[0]
