"""Pack a Marian checkpoint into small files that fit in a repository, and unpack it again.

Matrices are stored as signed 8-bit integers with one float32 scale a row, vectors as float32. CTranslate2's
int8 quantisation of the unpacked matrices finds the same integers (a row's largest entry is 127), so
int8 inference loses nothing by the packing. ``python -m models.store.packing MODEL_DIR OUT_DIR`` packs.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from models.errors import ModelError, reason

#: Largest shard, so that no single file is awkward for version control.
SHARD_BYTES = 15 << 20
#: Files carried along as they are; ``target.spm`` is left out where it equals ``source.spm``.
PLAIN_FILES = (
    "config.json",
    "generation_config.json",
    "tokenizer_config.json",
    "confidence.json",
    "vocab.json",
    "source.spm",
    "target.spm",
)

Float32 = npt.NDArray[np.float32]


def quantise_rows(matrix: Float32) -> tuple[npt.NDArray[np.int8], Float32]:
    """CTranslate2's int8: symmetric integers and the scale of each row, ``matrix * scale[:, None] ≈ integers``."""
    top = np.abs(matrix).max(axis=1)
    top[top == 0] = 127.0
    scale = (np.float32(127.0) / top).astype(np.float32)
    return np.rint(matrix * scale[:, None]).astype(np.int8), scale


def pack(model_dir: Path, out: Path) -> None:
    """Write ``out``: ``index.json``, ``weights.NN`` and the tokenizer and configuration files.

    Raises:
        ModelError: ``model_dir`` is not a Marian checkpoint.
    """
    from models.marian.checkpoint import Checkpoint

    checkpoint = Checkpoint.open(model_dir)
    out.mkdir(parents=True, exist_ok=True)
    tensors: list[dict[str, Any]] = []
    blob = bytearray()
    for name in sorted(checkpoint.tensors):
        tensor = checkpoint.tensor(name)
        if tensor.ndim == 2 and tensor.shape[0] > 1:
            integers, scale = quantise_rows(tensor)
            blob += scale.astype("<f4").tobytes() + integers.tobytes()
            kind = "int8-rows"
        else:
            blob += tensor.astype("<f4").tobytes()
            kind = "float32"
        tensors.append({"name": name, "shape": list(tensor.shape), "kind": kind})
    shards = []
    for number, start in enumerate(range(0, len(blob), SHARD_BYTES)):
        part = bytes(blob[start : start + SHARD_BYTES])
        name = f"weights.{number:02d}"
        (out / name).write_bytes(part)
        shards.append({"name": name, "size": len(part), "sha256": hashlib.sha256(part).hexdigest()})
    files = {}
    copies: dict[str, str] = {}
    for name in PLAIN_FILES:
        source = model_dir / name
        if not source.exists():
            continue
        content = source.read_bytes()
        if name == "target.spm" and content == (model_dir / "source.spm").read_bytes():
            copies[name] = "source.spm"
            continue
        (out / name).write_bytes(content)
        files[name] = hashlib.sha256(content).hexdigest()
    index = {"format": 1, "shards": shards, "files": files, "copies": copies, "tensors": tensors}
    (out / "index.json").write_text(json.dumps(index, indent=1) + "\n", encoding="utf-8")


def add_file(packed: Path, name: str, content: bytes) -> None:
    """Put one more small file into a packed model, or replace it; its sum goes into the index.

    Raises:
        ModelError: no packed model there.
    """
    index = read_index(packed)
    (packed / name).write_bytes(content)
    index["files"][name] = hashlib.sha256(content).hexdigest()
    (packed / "index.json").write_text(json.dumps(index, indent=1) + "\n", encoding="utf-8")


def read_index(packed: Path) -> dict[str, Any]:
    """The index of a packed checkpoint.

    Raises:
        ModelError: no readable index, or a format this version does not know.
    """
    try:
        index: dict[str, Any] = json.loads((packed / "index.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError(
            "{packed}: packed model's index.json is missing or damaged; reinstall tolmach", packed=packed
        ) from error
    if index.get("format") != 1:
        raise ModelError(
            "{packed}: packed model of format {format}; this version reads format 1",
            packed=packed,
            format=index.get("format"),
        )
    return index


def digest(packed: Path) -> str:
    """SHA-256 of the index, which itself holds the sums of everything else: names the packed content."""
    return hashlib.sha256((packed / "index.json").read_bytes()).hexdigest()


def unpack(packed: Path, out: Path) -> None:
    """Write a plain Hugging Face Marian directory into the existing folder ``out``, checking every sum.

    Raises:
        ModelError: a file is missing or does not match its sum.
    """
    from safetensors.numpy import save_file

    index = read_index(packed)
    blob = b"".join(_checked(packed / shard["name"], shard["sha256"]) for shard in index["shards"])
    tensors: dict[str, npt.NDArray[Any]] = {}
    at = 0
    for entry in index["tensors"]:
        shape = tuple(entry["shape"])
        count = int(np.prod(shape))
        if entry["kind"] == "int8-rows":
            scale = np.frombuffer(blob, "<f4", shape[0], at)
            integers = np.frombuffer(blob, np.int8, count, at + 4 * shape[0]).reshape(shape)
            tensors[entry["name"]] = integers.astype(np.float32) / scale[:, None]
            at += 4 * shape[0] + count
        else:
            tensors[entry["name"]] = np.frombuffer(blob, "<f4", count, at).reshape(shape).copy()
            at += 4 * count
    save_file(tensors, out / "model.safetensors", metadata={"format": "pt"})
    for name, sum_ in index["files"].items():
        (out / name).write_bytes(_checked(packed / name, sum_))
    for name, original in index["copies"].items():
        shutil.copyfile(out / original, out / name)


def _checked(path: Path, expected: str) -> bytes:
    """A file's bytes, after comparing their sum."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ModelError(
            "{path}: packed model file cannot be read ({reason}); reinstall tolmach", path=path, reason=reason(error)
        ) from error
    if hashlib.sha256(content).hexdigest() != expected:
        raise ModelError("{path}: packed model file is damaged (checksum differs); reinstall tolmach", path=path)
    return content


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: python -m models.store.packing MODEL_DIR OUT_DIR")
    pack(Path(sys.argv[1]), Path(sys.argv[2]))
