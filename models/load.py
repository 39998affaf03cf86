"""``load_translator``: from a model's name to something that translates."""

from __future__ import annotations

import os
from pathlib import Path

from models.confidence import Calibration
from models.errors import ModelError
from models.glossary import Glossary
from models.languages import languages_of
from models.marian.checkpoint import CONFIG_PLACEHOLDERS, Checkpoint, check_layout, is_converted, read_json
from models.marian.engine import Engine, GenerationDefaults
from models.marian.tokenizer import MarianTokenizer
from models.marian.translator import MarianTranslator
from models.phrases import Phrases
from models.store.hub import read_record, verify
from models.store.manifest import MANIFEST, faults
from models.store.registry import ModelFiles, hub_id, resolve
from models.translation import Translator

BACKENDS = ("ctranslate2", "transformers")


def load_translator(
    model: str | os.PathLike[str] | None = None,
    *,
    backend: str = "ctranslate2",
    device: str = "auto",
    compute: str | None = None,
    threads: int = 0,
    glossary: Glossary | None = None,
) -> Translator:
    """Load a model by name, hub id or folder; ``None`` is the default model.

    ``backend``: ``ctranslate2`` or ``transformers``. ``device``: ``auto``, ``cpu`` or ``cuda``. ``compute``:
    ``int8`` (the default of ctranslate2), ``float32`` and whatever else the device offers. ``threads`` 0 uses
    every core this process may run on. ``glossary``: terms to keep to.

    Raises:
        ModelError: unknown, missing, damaged or unsuitable model; unknown backend, device or compute type.
    """
    if backend not in BACKENDS:
        raise ModelError("backend {backend}: unknown; use {backends}", backend=backend, backends=" or ".join(BACKENDS))
    if device not in ("auto", "cpu", "cuda"):
        raise ModelError("device {device}: unknown; use auto, cpu or cuda", device=device)
    files = resolve(model)
    phrases = Phrases.read(files.phrases, glossary.find if glossary else None) if files.phrases else None
    try:
        bare = _load_model(files, phrases, backend, device, compute, threads)
    except MemoryError as error:
        raise ModelError(
            "model {name}: not enough memory to load it; close other programs or choose a smaller model",
            name=files.name,
        ) from error
    if glossary is None:
        return bare
    from models.terminology import GlossaryTranslator

    return GlossaryTranslator(bare, glossary)


def _load_model(
    files: ModelFiles, phrases: Phrases | None, backend: str, device: str, compute: str | None, threads: int
) -> MarianTranslator:
    """A model without a glossary."""
    if is_converted(files.path):
        return _load_converted(files, backend, device, compute, threads)
    checkpoint = Checkpoint.open(files.path)
    defaults = GenerationDefaults.of(checkpoint.generation)
    tokenizer = MarianTokenizer(files.path)
    engine, workers = _engine(files, checkpoint, defaults, backend, device, compute, threads)
    return MarianTranslator(
        engine,
        tokenizer,
        defaults,
        name=files.name,
        fingerprint=f"{files.fingerprint[:20]}-{backend}-{compute or 'default'}",
        languages=languages_of(files.path, files.name),
        threads=workers,
        positions=int(checkpoint.config.get("max_position_embeddings", 512)),
        calibration=Calibration.read(files.path),
        phrases=phrases,
        placeholders=tokenizer.placeholders(checkpoint.config.get(CONFIG_PLACEHOLDERS)),
    )


def _load_converted(
    files: ModelFiles, backend: str, device: str, compute: str | None, threads: int
) -> MarianTranslator:
    """A folder that holds a CTranslate2 model with its SentencePiece files."""
    from models.marian.ct2 import CTranslate2Engine

    if backend != "ctranslate2":
        raise ModelError(
            "{path}: a CTranslate2 model; the {backend} backend needs the original checkpoint",
            path=files.path,
            backend=backend,
        )
    check_layout(files.path)
    generation = files.path / "generation_config.json"
    defaults = GenerationDefaults.of(read_json(generation) if generation.is_file() else {"num_beams": 4})
    device = _device(device)
    engine = CTranslate2Engine(files.path, compute=compute or "default", device=device, threads=threads)
    tokenizer = MarianTokenizer(files.path)
    config = files.path / "config.json"
    return MarianTranslator(
        engine,
        tokenizer,
        defaults,
        name=files.name,
        fingerprint=f"{files.fingerprint[:20]}-{backend}-{compute or 'default'}",
        languages=languages_of(files.path, files.name),
        threads=engine.threads,
        calibration=Calibration.read(files.path),
        placeholders=tokenizer.placeholders(read_json(config).get(CONFIG_PLACEHOLDERS) if config.is_file() else None),
    )


def _device(device: str) -> str:
    """``auto`` becomes ``cuda`` where CTranslate2 finds one."""
    if device != "auto":
        return device
    import ctranslate2

    return "cuda" if ctranslate2.get_cuda_device_count() else "cpu"


def _engine(
    files: ModelFiles,
    checkpoint: Checkpoint,
    defaults: GenerationDefaults,
    backend: str,
    device: str,
    compute: str | None,
    threads: int,
) -> tuple[Engine, int]:
    """The engine and how many batches it takes at a time."""
    if backend == "transformers":
        from models.marian.reference import ReferenceEngine

        return ReferenceEngine(files.path, device=_torch_device(device), compute=compute or "float32"), 1
    from models.marian.ct2 import CTranslate2Engine, converted

    device = _device(device)
    compute = compute or ("int8" if device == "cpu" else "int8_float16")
    vocabulary = checkpoint.vocabulary
    folder = converted(checkpoint, files.fingerprint, compute)
    cut = len(vocabulary) - (vocabulary[-1] == "<pad>")
    banned = [[vocabulary[i] for i in word] for word in defaults.banned if all(i < cut for i in word)]
    if banned:
        banned = _possible(banned, folder)
    engine = CTranslate2Engine(folder, compute=compute, device=device, threads=threads, banned=banned)
    return engine, engine.threads


def _possible(banned: list[list[str]], folder: Path) -> list[list[str]]:
    """Banned words that the converted model can put out; CTranslate2 reads a piece that it lacks as <unk>."""
    side = "target" if (folder / "target_vocabulary.json").is_file() else "shared"
    known = frozenset(read_json(folder / f"{side}_vocabulary.json"))
    return [word for word in banned if known.issuperset(word)]


def _torch_device(device: str) -> str:
    """``auto`` becomes ``cuda`` where torch finds one."""
    if device != "auto":
        return device
    try:
        import torch
    except ModuleNotFoundError:
        return "cpu"
    return "cuda" if torch.cuda.is_available() else "cpu"


def check(name: str | None = None) -> list[str]:
    """Compare every byte of a model with its checksums; what is wrong, one phrase a file.

    Raises:
        ModelError: unknown or missing model; one without checksums that cannot be opened.
    """
    found = resolve(name)
    hub = hub_id(found.name)
    if hub and (record := read_record(hub)) is not None:
        return verify(record)
    if (found.path / MANIFEST).is_file():
        return faults(found.path, deep=True)
    from models.marian.modelbin import target_tokens

    if is_converted(found.path):
        load_translator(found.path)
        return []
    # No sums are known for a folder of the user's: opening everything still finds damage.
    checkpoint = Checkpoint.open(found.path)
    target_tokens(checkpoint)
    checkpoint.tensor("model.shared.weight")
    return []
