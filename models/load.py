"""``load_translator``: from a model's name to something that translates."""

from __future__ import annotations

import os

from models.errors import ModelError
from models.marian.checkpoint import Checkpoint
from models.marian.engine import Engine, GenerationDefaults
from models.marian.tokenizer import MarianTokenizer
from models.marian.translator import MarianTranslator
from models.registry import ModelFiles, resolve
from models.translation import Translator

BACKENDS = ("ctranslate2", "transformers")


def load_translator(
    model: str | os.PathLike[str] | None = None,
    *,
    backend: str = "ctranslate2",
    device: str = "auto",
    compute: str | None = None,
    threads: int = 0,
) -> Translator:
    """Load a model by name, hub id or folder; ``None`` is the default model.

    ``backend``: ``ctranslate2`` or ``transformers``. ``device``: ``auto``, ``cpu`` or ``cuda``. ``compute``:
    ``int8`` (the default of ctranslate2), ``float32`` and whatever else the device offers. ``threads`` 0 uses
    every core this process may run on.

    Raises:
        ModelError: unknown, missing, damaged or unsuitable model; unknown backend, device or compute type.
    """
    if backend not in BACKENDS:
        raise ModelError(f"backend {backend}: unknown; use {' or '.join(BACKENDS)}")
    if device not in ("auto", "cpu", "cuda"):
        raise ModelError(f"device {device}: unknown; use auto, cpu or cuda")
    files = resolve(model)
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
        threads=workers,
    )


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

    if device == "auto":
        import ctranslate2

        device = "cuda" if ctranslate2.get_cuda_device_count() else "cpu"
    compute = compute or ("int8" if device == "cpu" else "int8_float16")
    vocabulary = checkpoint.vocabulary
    cut = len(vocabulary) - (vocabulary[-1] == "<pad>")
    banned = [[vocabulary[i] for i in word] for word in defaults.banned if all(i < cut for i in word)]
    folder = converted(checkpoint, files.fingerprint, compute)
    engine = CTranslate2Engine(folder, compute=compute, device=device, threads=threads, banned=banned)
    return engine, engine.threads


def _torch_device(device: str) -> str:
    """``auto`` becomes ``cuda`` where torch finds one."""
    if device != "auto":
        return device
    try:
        import torch
    except ModuleNotFoundError:
        return "cpu"
    return "cuda" if torch.cuda.is_available() else "cpu"
