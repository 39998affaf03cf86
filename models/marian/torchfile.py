"""Read the tensors of a ``pytorch_model.bin`` without torch and without running anything stored in it.

Two layouts exist (``torch.save``): a zip archive since torch 1.6, and before it a run of pickles followed by
raw storages; older opus-mt checkpoints are in the second. Pickles are read by an unpickler that knows only
the handful of names a state dict needs, so a hostile file cannot name any other function.
"""

from __future__ import annotations

import collections
import io
import pickle
import struct
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

from models.errors import ModelError

Array = npt.NDArray[Any]

#: torch storage class -> numpy type; bfloat16 is read as raw 16-bit words and widened.
STORAGES: dict[str, str] = {
    "FloatStorage": "<f4",
    "HalfStorage": "<f2",
    "BFloat16Storage": "bf16",
    "DoubleStorage": "<f8",
    "LongStorage": "<i8",
    "IntStorage": "<i4",
    "ShortStorage": "<i2",
    "CharStorage": "i1",
    "ByteStorage": "u1",
    "BoolStorage": "?",
}
LEGACY_MAGIC = 0x1950A86A20F9469CFC6C


@dataclass(frozen=True, slots=True)
class _StorageType:
    """Stands for ``torch.FloatStorage`` and its siblings inside the pickle."""

    dtype: str


@dataclass(slots=True)
class _Lazy:
    """A tensor as the pickle describes it: a view into a storage that is read later."""

    key: str
    dtype: str
    offset: int
    shape: tuple[int, ...]
    stride: tuple[int, ...]


def _rebuild_tensor(
    storage: tuple[str, str], offset: int, size: tuple[int, ...], stride: tuple[int, ...], *_: object
) -> _Lazy:
    """Stands in for ``torch._utils._rebuild_tensor_v2``."""
    return _Lazy(storage[0], storage[1], offset, tuple(size), tuple(stride))


def _rebuild_parameter(data: _Lazy, *_: object) -> _Lazy:
    """Stands in for ``torch._utils._rebuild_parameter``."""
    return data


class _Unpickler(pickle.Unpickler):
    """Knows the names a state dict is made of, and no others."""

    def find_class(self, module: str, name: str) -> Any:
        """Resolve a stored name, or refuse it."""
        if (module, name) == ("collections", "OrderedDict"):
            return collections.OrderedDict
        if module == "torch._utils" and name in ("_rebuild_tensor_v2", "_rebuild_tensor"):
            return _rebuild_tensor
        if (module, name) == ("torch._utils", "_rebuild_parameter"):
            return _rebuild_parameter
        if module in ("torch", "torch.storage") and name in STORAGES:
            return _StorageType(STORAGES[name])
        raise pickle.UnpicklingError(f"refuses {module}.{name}")

    def persistent_load(self, pid: Any) -> tuple[str, str]:
        """A storage reference: ``("storage", type, key, location, count, ...)``."""
        if not isinstance(pid, tuple) or len(pid) < 5 or pid[0] != "storage" or not isinstance(pid[1], _StorageType):
            raise pickle.UnpicklingError("unknown persistent reference")
        return str(pid[2]), pid[1].dtype


def read_torch_file(path: Path) -> dict[str, Array]:
    """All tensors of a saved state dict, by name, in the type they were saved in (bfloat16 as float32).

    Raises:
        ModelError: the file is damaged, truncated, or holds something other than tensors.
    """
    try:
        with path.open("rb") as handle:
            return _read_zip(handle) if zipfile.is_zipfile(handle) else _read_legacy(handle)
    except (pickle.UnpicklingError, zipfile.BadZipFile, EOFError, struct.error) as error:
        raise ModelError(
            "{path}: not a readable PyTorch checkpoint ({error}); download it again", path=path, error=error
        ) from error
    except (ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
        raise ModelError(
            "{path}: damaged or half-downloaded PyTorch checkpoint; download it again", path=path
        ) from error


def _read_zip(handle: BinaryIO) -> dict[str, Array]:
    """The archive layout: ``NAME/data.pkl`` and ``NAME/data/KEY``."""
    with zipfile.ZipFile(handle) as archive:
        listing = next(name for name in archive.namelist() if name.endswith("data.pkl"))
        prefix = listing[: -len("data.pkl")]
        state = _Unpickler(io.BytesIO(archive.read(listing)), encoding="utf-8").load()
        return _materialise(state, lambda key: archive.read(f"{prefix}data/{key}"))


def _read_legacy(handle: BinaryIO) -> dict[str, Array]:
    """The layout before torch 1.6: magic, protocol, machine facts, state dict, keys, then each storage."""
    handle.seek(0)

    def load() -> Any:
        return _Unpickler(handle, encoding="utf-8").load()

    if load() != LEGACY_MAGIC:
        raise pickle.UnpicklingError("no PyTorch header")
    load(), load()
    state = load()
    keys = load()
    sizes = {x.key: np.dtype("<u2" if x.dtype == "bf16" else x.dtype).itemsize for x in _tensors(state).values()}
    storages: dict[str, bytes] = {}
    for key in keys:
        (count,) = struct.unpack("<q", handle.read(8))
        storages[str(key)] = handle.read(count * sizes[str(key)])
    return _materialise(state, storages.__getitem__)


def _tensors(state: Any) -> dict[str, _Lazy]:
    """The tensors of a state dict, also where it is wrapped as ``{"model": …}`` or holds plain values."""
    if not isinstance(state, dict):
        raise pickle.UnpicklingError("holds no state dict")
    return {str(name): value for name, value in state.items() if isinstance(value, _Lazy)}


def _materialise(state: Any, read: Callable[[str], bytes]) -> dict[str, Array]:
    """Turn descriptions into arrays."""
    raw: dict[str, bytes] = {}
    found: dict[str, Array] = {}
    for name, lazy in _tensors(state).items():
        if lazy.key not in raw:
            raw[lazy.key] = read(lazy.key)
        words = np.frombuffer(raw[lazy.key], "<u2" if lazy.dtype == "bf16" else lazy.dtype)
        if lazy.dtype == "bf16":
            words = (words.astype(np.uint32) << 16).view(np.float32)
        reach = sum((n - 1) * step for n, step in zip(lazy.shape, lazy.stride, strict=True))
        last = 0 if 0 in lazy.shape else lazy.offset + reach
        if lazy.offset < 0 or min(lazy.stride, default=0) < 0 or last >= max(1, len(words)):
            raise ValueError(f"{name} reaches past its storage")
        view = np.lib.stride_tricks.as_strided(
            words[lazy.offset :], lazy.shape, tuple(step * words.itemsize for step in lazy.stride), writeable=False
        )
        found[name] = view
    return found
