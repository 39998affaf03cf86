"""A Marian checkpoint in Hugging Face layout, opened and checked without torch.

The layout: ``config.json``, ``model.safetensors`` or ``pytorch_model.bin``, ``vocab.json``, ``source.spm``,
``target.spm``, and where present ``generation_config.json`` and ``tokenizer_config.json``. Every
``Helsinki-NLP/opus-mt-*`` model has it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from models.errors import ModelError, reason

Float32 = npt.NDArray[np.float32]

#: Weight files in the order of preference.
WEIGHT_FILES = ("model.safetensors", "pytorch_model.bin")
#: The entry of ``config.json`` that names the pieces a model was trained to copy (``models.training.remap``).
CONFIG_PLACEHOLDERS = "tolmach_placeholders"
NEEDED = ("config.json", "vocab.json", "source.spm", "target.spm")


def read_json(path: Path) -> Any:
    """Parse a JSON file of a model.

    Raises:
        ModelError: missing, unreadable or not JSON.
    """
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ModelError(
            "{path}: cannot be read ({reason}); the model folder is incomplete", path=path, reason=reason(error)
        ) from error
    except ValueError as error:
        raise ModelError("{path}: damaged (not JSON); download the model again", path=path) from error


@dataclass(frozen=True)
class Checkpoint:
    """An opened checkpoint; tensors are read on first use."""

    path: Path
    config: Mapping[str, Any]

    @classmethod
    def open(cls, path: Path) -> Checkpoint:
        """Check that ``path`` is a complete Marian directory and read its configuration.

        Raises:
            ModelError: not a directory, files missing, or another architecture (named).
        """
        if not path.is_dir():
            raise ModelError("{path}: not a folder; give a model's folder or a name from `tolmach models`", path=path)
        if not (path / "config.json").is_file():
            raise ModelError("{path}: no config.json, so not a Marian model folder; see `tolmach models`", path=path)
        config = read_json(path / "config.json")
        kind = config.get("model_type") if isinstance(config, dict) else None
        if kind != "marian":
            raise ModelError(
                "{path}: the model is of type {kind}; only 'marian' models (opus-mt and similar) can be used",
                path=path,
                kind=repr(kind),
            )
        missing = [name for name in NEEDED if not (path / name).is_file()]
        if not any((path / name).is_file() for name in WEIGHT_FILES):
            missing.append(" or ".join(WEIGHT_FILES))
        if missing:
            raise ModelError(
                "{path}: incomplete model, {missing} missing; download it again", path=path, missing=", ".join(missing)
            )
        return cls(path, config)

    @cached_property
    def weights_path(self) -> Path:
        """The weight file in use."""
        return next(self.path / name for name in WEIGHT_FILES if (self.path / name).is_file())

    @cached_property
    def generation(self) -> dict[str, Any]:
        """Generation settings: ``generation_config.json`` over what older checkpoints keep in ``config.json``."""
        merged = dict(self.config)
        extra = self.path / "generation_config.json"
        if extra.is_file():
            merged.update(read_json(extra))
        return merged

    @cached_property
    def vocabulary(self) -> list[str]:
        """Pieces in the order of their ids.

        Raises:
            ModelError: ids are not 0..n-1, or their count is not the model's ``vocab_size``.
        """
        ids = read_json(self.path / "vocab.json")
        if not isinstance(ids, dict) or sorted(ids.values()) != list(range(len(ids))):
            raise ModelError(
                "{path}: damaged vocabulary (ids are not 0 to n-1); download it again", path=self.path / "vocab.json"
            )
        size = int(self.config.get("vocab_size", len(ids)))
        if len(ids) < size:
            raise ModelError(
                "{path}: the vocabulary has {count} pieces but the model expects {size}; vocab.json belongs to "
                "another model",
                path=self.path,
                count=len(ids),
                size=size,
            )
        return [piece for piece, _ in sorted(ids.items(), key=lambda item: item[1])][:size]

    @cached_property
    def tensors(self) -> Mapping[str, npt.NDArray[Any]]:
        """All tensors by name, in the type they are stored in.

        Raises:
            ModelError: the weight file is damaged.
        """
        if self.weights_path.suffix == ".bin":
            from models.marian.torchfile import read_torch_file

            return read_torch_file(self.weights_path)
        return read_safetensors(self.weights_path)

    def tensor(self, name: str) -> Float32:
        """One tensor as contiguous float32.

        Raises:
            ModelError: the checkpoint has no such tensor.
        """
        for known in (name, name.removeprefix("model.")):
            if known in self.tensors:
                return np.ascontiguousarray(self.tensors[known], dtype=np.float32)
        raise ModelError(
            "{path}: tensor {name} is missing; the checkpoint is damaged or not a MarianMTModel",
            path=self.weights_path,
            name=name,
        )


def read_safetensors(path: Path) -> dict[str, npt.NDArray[Any]]:
    """All tensors of a safetensors file; bfloat16 widened to float32.

    Raises:
        ModelError: the file is damaged or truncated.
    """
    from safetensors import SafetensorError, deserialize

    types = {"F64": "<f8", "F32": "<f4", "F16": "<f2", "I64": "<i8", "I32": "<i4", "I16": "<i2", "I8": "i1", "U8": "u1"}
    found: dict[str, npt.NDArray[Any]] = {}
    try:
        for name, facts in deserialize(path.read_bytes()):
            if facts["dtype"] == "BF16":
                words = np.frombuffer(facts["data"], "<u2").astype(np.uint32) << 16
                found[name] = words.view(np.float32).reshape(facts["shape"])
            elif facts["dtype"] in types:
                found[name] = np.frombuffer(facts["data"], types[facts["dtype"]]).reshape(facts["shape"])
    except (SafetensorError, ValueError) as error:
        raise ModelError(
            "{path}: damaged or half-downloaded weights ({error}); download the model again", path=path, error=error
        ) from error
    except OSError as error:
        raise ModelError("{path}: cannot be read ({reason})", path=path, reason=reason(error)) from error
    return found


def is_converted(folder: Path) -> bool:
    """Whether a folder is in CTranslate2's layout: ``model.bin`` with its vocabulary."""
    return (folder / "model.bin").is_file() and any(folder.glob("*vocabulary.*"))


def check_layout(folder: Path) -> None:
    """Whether a folder holds all files of a model that can be loaded; the weights are not looked into.

    Raises:
        ModelError: it holds none, or not all of one; what is missing.
    """
    if not is_converted(folder):
        Checkpoint.open(folder)
        return
    missing = [name for name in ("source.spm", "target.spm") if not (folder / name).is_file()]
    if missing:
        raise ModelError(
            "{folder}: {missing} missing; copy them from the original checkpoint",
            folder=folder,
            missing=" and ".join(missing),
        )
