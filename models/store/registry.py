"""The models Tolmach knows by name, and how a name or a folder becomes a model on disk."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from models.advice import program
from models.errors import ModelError, reason
from models.files import replace_text
from models.marian.checkpoint import check_layout
from models.store.cache import cache_dir, data_dir, place_folder
from models.store.hub import cached_snapshot, read_record, records
from models.store.hub import remove as discard
from models.store.manifest import sha256, whole, write_manifest

#: What ``tolmach tune`` writes beside a model it made: start model, pairs, scores before and after.
TUNED = "tuned.json"

#: A packed model has this file (``models.store.packing``).
INDEX = "index.json"
EMBEDDED = Path(__file__).parents[1] / "embedded" / "ru-en"
#: Phrases that the embedded model gets wrong too often. Other models have seen more of them, or were tuned by their
#: owner, whose own wording must not be overruled.
PHRASES = Path(__file__).parents[1] / "phrases.tsv"


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
        25,
        "Apache-2.0, see its card",
        "21.2 BLEU newstest2018",
        "comes with Tolmach; a draft translator",
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
    """A model on disk: what to call it, its folder, and a digest of its content.

    ``phrases`` is a table of phrases to look up before the model runs (see ``models.phrases``).
    """

    name: str
    path: Path
    fingerprint: str
    phrases: Path | None = None


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
        raise ModelError(
            "{choice}: cannot be read ({reason}); remove it to use the embedded model",
            choice=choice,
            reason=reason(error),
        ) from error


def resolve(model: str | os.PathLike[str] | None = None) -> ModelFiles:
    """Find a model on disk by name, hub id or folder; ``None`` means the default. Nothing is downloaded.

    Raises:
        ModelError: unknown, or known but not on this machine; the line says how to get it.
    """
    if model is None:
        chosen = default_name()
        try:
            return resolve(chosen)
        except ModelError as error:
            if os.environ.get("TOLMACH_MODEL"):
                raise ModelError("{error}; TOLMACH_MODEL names it", error=error) from error
            raise ModelError("{error}; `tolmach models use` chose it", error=error) from error
    wanted = os.fspath(model)
    if wanted == "embedded":
        return embedded()
    folder = Path(wanted).expanduser()
    if (folder / INDEX).is_file():
        return ModelFiles(folder.resolve().name, *_unpacked(folder))
    if folder.is_dir():
        return ModelFiles(folder.resolve().name, folder, folder_fingerprint(folder))
    if wanted.startswith((".", "/", "~")) or (os.sep in wanted and wanted.count("/") > 1):
        raise ModelError(
            "{wanted}: no such folder; give a model's folder or a name from `tolmach models`", wanted=wanted
        )
    own = data_dir() / "models" / wanted
    if "/" not in wanted and own.is_dir():
        return ModelFiles(wanted, own, folder_fingerprint(own))
    hub = hub_id(wanted)
    if hub is None:
        known = ", ".join(entry.name for entry in ENTRIES)
        raise ModelError(
            "model {wanted}: unknown; known are {known}, any Helsinki-NLP/opus-mt-* id, or a folder",
            wanted=wanted,
            known=known,
        )
    record = read_record(hub)
    if record is not None:
        if not Path(record.path).is_dir():
            raise ModelError(
                "model {model}: its files are gone; run `{tolmach} models get {model}` again",
                model=wanted,
                tolmach=program(),
            )
        return ModelFiles(wanted, Path(record.path), record.fingerprint)
    stored = cached_snapshot(hub)
    if stored is None:
        raise ModelError(
            "model {model}: not on this machine; run `{tolmach} models get {model}` first",
            model=wanted,
            tolmach=program(),
        )
    return ModelFiles(wanted, stored, folder_fingerprint(stored))


def hub_id(name: str) -> str | None:
    """The hub id a name stands for: a registry name, ``opus-mt-…`` for short, or a full ``owner/model``."""
    for entry in ENTRIES:
        if name in (entry.name, entry.hub):
            return entry.hub
    if name.count("/") == 1 and all(name.split("/")):
        return name
    return f"Helsinki-NLP/{name}" if name.startswith("opus-mt-") else None


def embedded() -> ModelFiles:
    """The model that comes with the package, unpacked into the cache on first use, every sum checked.

    Raises:
        ModelError: the package's files are damaged, or the cache cannot be written.
    """
    path, mark = _unpacked(EMBEDDED)
    return ModelFiles("embedded", path, mark, PHRASES)


def _unpacked(packed: Path) -> tuple[Path, str]:
    """A packed model's folder in the cache, unpacked on first use, and its digest."""
    from models.store.packing import digest, unpack

    mark = digest(packed)

    def build(folder: Path) -> None:
        unpack(packed, folder)
        write_manifest(folder)

    return place_folder(cache_dir() / "embedded" / f"{packed.name}-{mark[:12]}", build, valid=whole), mark


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
        if file.name == TUNED:
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
    with contextlib.suppress(OSError):
        memory_file.parent.mkdir(parents=True, exist_ok=True)
        replace_text(memory_file, json.dumps(recent))


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
    fetched = {record.hub: record for record in records()}
    rows = [
        Row(
            entry.name,
            entry.megabytes,
            entry.hub is None or entry.hub in fetched or cached_snapshot(entry.hub) is not None,
            entry.licence,
            entry.quality,
            entry.about,
        )
        for entry in ENTRIES
    ]
    known = {entry.hub for entry in ENTRIES}
    for hub, record in fetched.items():
        if hub not in known:
            about = f"downloaded, revision {record.revision[:10]}"
            rows.append(Row(hub, record.size >> 20, True, "see its card", "-", about))
    for folder in own_models():
        size = sum(file.stat().st_size for file in folder.iterdir() if file.is_file()) >> 20
        rows.append(Row(folder.name, size, True, "-", *_of_tuning(folder)))
    return rows


def _of_tuning(folder: Path) -> tuple[str, str]:
    """Quality and origin of one of the user's own models, as ``tolmach tune`` wrote them down."""
    try:
        facts = json.loads((folder / TUNED).read_text(encoding="utf-8"))
        before, after = facts["bleu"]
        return f"{after:.1f} BLEU on your pairs", f"your own, from {facts['start']} ({before:.1f} BLEU there)"
    except (OSError, ValueError, KeyError, TypeError):
        return "-", "your own"


def own_models() -> list[Path]:
    """Folders of the user's own models, made by ``tolmach tune`` or put there."""
    base = data_dir() / "models"
    return sorted(f for f in base.iterdir() if f.is_dir() and not f.name.startswith(".")) if base.is_dir() else []


def choose(name: str) -> ModelFiles:
    """Make a model the default; it must be on this machine.

    Raises:
        ModelError: unknown, missing or unsuitable model, or the choice cannot be written.
    """
    found = resolve(name)
    check_layout(found.path)
    # A folder given by a relative path must still be found from elsewhere.
    kept = str(found.path.resolve()) if Path(name).expanduser().is_dir() and name != "embedded" else name
    file = data_dir() / "default-model"
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        replace_text(file, f"{kept}\n")
    except OSError as error:
        raise ModelError(
            "{file}: cannot be written ({reason}); set TOLMACH_DATA to another folder",
            file=file,
            reason=reason(error),
        ) from error
    return found


def remove(name: str) -> int:
    """Delete a downloaded model or one of the user's own (finished or not), and its conversions; bytes set free.

    Raises:
        ModelError: unknown, missing, embedded, or a folder elsewhere, which only its owner should delete.
    """
    if name == "embedded":
        raise ModelError("model embedded: comes with Tolmach and cannot be removed")
    if Path(name).expanduser().is_dir() and "/" in name and hub_id(name) is None:
        raise ModelError("{name}: a folder of your own; delete it yourself", name=name)
    tuning = data_dir() / "tuning" / name
    unfinished = tuning.is_dir() and "/" not in name and not (data_dir() / "models" / name).is_dir()
    size = _discard_folder(tuning) if "/" not in name else 0
    if unfinished:
        return size
    found = resolve(name)
    size += forget_conversions(found.fingerprint)
    if found.path in own_models():
        return size + _discard_folder(found.path)
    size += sum(file.stat().st_size for file in found.path.rglob("*") if file.is_file())
    hub = hub_id(name)
    record = read_record(hub) if hub else None
    if record is None:
        raise ModelError("{path}: not put there by Tolmach; delete it yourself", path=found.path)
    discard(record)
    return size


def forget_conversions(fingerprint: str) -> int:
    """Remove a model's conversions from the cache; bytes set free."""
    return sum(_discard_folder(folder) for folder in (cache_dir() / "ctranslate2").glob(f"{fingerprint[:20]}-*"))


def _discard_folder(folder: Path) -> int:
    """Delete a folder; bytes set free."""
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) if folder.is_dir() else 0
    shutil.rmtree(folder, ignore_errors=True)
    return size
