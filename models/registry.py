"""The models Tolmach knows by name, and how a name or a folder becomes a model on disk."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path

from models.cache import cache_dir, data_dir, place_folder
from models.errors import ModelError
from models.manifest import sha256, whole, write_manifest

EMBEDDED = Path(__file__).parent / "embedded" / "ru-en-first"


@dataclass(frozen=True, slots=True)
class Entry:
    """What a person needs to know to choose a model. ``hub`` is its id on the Hugging Face hub."""

    name: str
    hub: str | None
    megabytes: int
    licence: str
    quality: str
    about: str


ENTRIES: tuple[Entry, ...] = (
    Entry(
        "embedded",
        None,
        23,
        "see its card",
        "8.3 BLEU newstest2018",
        "comes with Tolmach; a stand-in, evaluation only",
    ),
    Entry(
        "opus-mt-ru-en",
        "Helsinki-NLP/opus-mt-ru-en",
        305,
        "CC-BY-4.0",
        "31.4 BLEU newstest2019",
        "Russian to English, 76 M parameters",
    ),
    Entry(
        "opus-mt-tc-big-zle-en",
        "Helsinki-NLP/opus-mt-tc-big-zle-en",
        480,
        "CC-BY-4.0",
        "41.6 BLEU newstest2019",
        "Russian, Ukrainian, Belarusian to English, 236 M parameters; slower",
    ),
)


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """A model on disk: what to call it, its folder, and a digest of its content."""

    name: str
    path: Path
    fingerprint: str


def default_name() -> str:
    """The model used when none is named: ``TOLMACH_MODEL``, else what ``tolmach models use`` chose, else embedded."""
    if named := os.environ.get("TOLMACH_MODEL"):
        return named
    choice = data_dir() / "default-model"
    try:
        return choice.read_text(encoding="utf-8").strip() or "embedded"
    except FileNotFoundError:
        return "embedded"
    except OSError as error:
        raise ModelError(f"{choice}: cannot be read ({error.strerror}); remove it to use the embedded model") from error


def resolve(model: str | os.PathLike[str] | None = None) -> ModelFiles:
    """Find a model on disk by name, hub id or folder; ``None`` means the default. Nothing is downloaded.

    Raises:
        ModelError: unknown, or known but not on this machine; the line says how to get it.
    """
    wanted = os.fspath(model) if model is not None else default_name()
    if wanted == "embedded":
        return embedded()
    folder = Path(wanted).expanduser()
    if folder.is_dir():
        return ModelFiles(folder.resolve().name, folder, folder_fingerprint(folder))
    if wanted.startswith((".", "/", "~")) or (os.sep in wanted and wanted.count("/") > 1):
        raise ModelError(f"{wanted}: no such folder; give a model's folder or a name from `tolmach models`")
    own = data_dir() / "models" / wanted
    if "/" not in wanted and own.is_dir():
        return ModelFiles(wanted, own, folder_fingerprint(own))
    hub = hub_id(wanted)
    if hub is None:
        known = ", ".join(entry.name for entry in ENTRIES)
        raise ModelError(f"model {wanted}: unknown; known are {known}, any Helsinki-NLP/opus-mt-* id, or a folder")
    stored = hub_folder(hub)
    if not stored.is_dir():
        raise ModelError(f"model {wanted}: not on this machine; run `tolmach models get {wanted}` first")
    return ModelFiles(wanted, stored, folder_fingerprint(stored))


def hub_id(name: str) -> str | None:
    """The hub id a name stands for: a registry name, ``opus-mt-…`` for short, or a full ``owner/model``."""
    for entry in ENTRIES:
        if name in (entry.name, entry.hub):
            return entry.hub
    if name.count("/") == 1 and all(name.split("/")):
        return name
    return f"Helsinki-NLP/{name}" if name.startswith("opus-mt-") else None


def hub_folder(hub: str) -> Path:
    """Where a downloaded model is kept."""
    return data_dir() / "hub" / hub.replace("/", "--")


def embedded() -> ModelFiles:
    """The model that comes with the package, unpacked into the cache on first use, every sum checked.

    Raises:
        ModelError: the package's files are damaged, or the cache cannot be written.
    """
    from models.packing import digest, unpack

    mark = digest(EMBEDDED)

    def build(folder: Path) -> None:
        unpack(EMBEDDED, folder)
        write_manifest(folder)

    path = place_folder(cache_dir() / "embedded" / f"{EMBEDDED.name}-{mark[:12]}", build, valid=whole)
    return ModelFiles("embedded", path, mark)


def folder_fingerprint(folder: Path) -> str:
    """A digest of a folder's files. Large files' sums are remembered by path, size and time of change."""
    memory_file = cache_dir() / "fingerprints.json"
    try:
        memory: dict[str, str] = json.loads(memory_file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        memory = {}
    parts: list[str] = []
    fresh = False
    for file in sorted(folder.iterdir()):
        if not file.is_file() or file.name.startswith(".") or file.suffix in (".md", ".jsonl", ".log", ".pt"):
            continue
        facts = file.stat()
        key = f"{file.resolve()}|{facts.st_size}|{facts.st_mtime_ns}"
        if key not in memory:
            memory[key] = sha256(file)
            fresh = True
        parts.append(f"{file.name}={memory[key]}")
    if fresh:
        _remember(memory_file, memory)
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _remember(memory_file: Path, memory: dict[str, str]) -> None:
    """Save known sums; a cache that cannot be written only costs time, so that is let pass."""
    recent = dict(list(memory.items())[-500:])
    beside = memory_file.with_name(f"{memory_file.name}.{os.getpid()}")
    try:
        memory_file.parent.mkdir(parents=True, exist_ok=True)
        beside.write_text(json.dumps(recent), encoding="utf-8")
        beside.replace(memory_file)
    except OSError:
        beside.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of ``tolmach models``."""

    name: str
    megabytes: int
    here: bool
    licence: str
    quality: str
    about: str


def listing() -> list[Row]:
    """The models known by name, then the user's own and other downloaded ones."""
    rows = [
        Row(e.name, e.megabytes, e.hub is None or hub_folder(e.hub).is_dir(), e.licence, e.quality, e.about)
        for e in ENTRIES
    ]
    known = {hub_folder(entry.hub).name for entry in ENTRIES if entry.hub}
    for kind, about in (("models", "your own"), ("hub", "downloaded")):
        base = data_dir() / kind
        for folder in sorted(base.iterdir()) if base.is_dir() else ():
            if folder.is_dir() and folder.name not in known and not folder.name.startswith("."):
                size = sum(file.stat().st_size for file in folder.iterdir() if file.is_file()) >> 20
                rows.append(Row(folder.name.replace("--", "/"), size, True, "see its card", "-", about))
    return rows
