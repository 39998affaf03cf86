"""Vectors that an encoder has made once on this machine, kept on disk for the next time the same text is aligned."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.files import replace_file
from models.store.cache import cache_dir

#: Sentences below which nothing is kept: encoding them takes less than a second.
FEWEST = 200
#: Bytes kept in all; what was not used for longest goes first.
MOST_BYTES = 500_000_000
#: Changes whenever the same text would get other vectors.
VERSION = 1


def kept(make: Callable[[], NDArray[Any]], sentences: Sequence[str], *what: object) -> NDArray[Any]:
    """The array that ``make`` would make of these sentences, along its second axis; ``what`` names the encoder and what
    it is asked for.

    A cache that cannot be read or written is done without: it saves time and nothing else.
    """
    if len(sentences) < FEWEST:
        return make()
    digest = hashlib.sha256(repr((VERSION, *what)).encode())
    for sentence in sentences:
        digest.update(b"%d:" % len(sentence))
        digest.update(sentence.encode("utf-8", "surrogatepass"))
    folder = cache_dir() / "vectors"
    path = folder / f"{digest.hexdigest()[:40]}.npy"
    try:
        found: NDArray[Any] = np.load(path, allow_pickle=False)
        if found.ndim > 1 and found.shape[1] == len(sentences):
            os.utime(path)
            return found
    except (OSError, ValueError, EOFError):
        pass
    made = make()
    _write(folder, path, made)
    return made


def _write(folder: Path, path: Path, array: NDArray[Any]) -> None:
    if array.nbytes > MOST_BYTES // 2:
        return
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with replace_file(path) as out:
            np.save(out, array, allow_pickle=False)
        files = sorted((one.stat().st_mtime_ns, one.stat().st_size, one) for one in folder.glob("*.npy"))
        total = sum(size for _, size, _ in files)
        for _, size, one in files:
            if total <= MOST_BYTES:
                break
            one.unlink(missing_ok=True)
            total -= size
    except OSError:  # a full or read-only disk: the vectors are there, only not for the next time
        return
