"""Vectors of a text that was aligned before."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from models import vector_cache

TEXT = [f"Предложение {n}." for n in range(300)]


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("TOLMACH_CACHE", str(tmp_path))
    monkeypatch.setattr(vector_cache, "FEWEST", 200)
    return tmp_path / "vectors"


class Maker:
    """Counts how often it is asked."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self) -> NDArray[Any]:
        self.asked += 1
        return np.full((4, len(TEXT), 8), self.asked, np.float16)


def test_a_text_is_encoded_once(folder: Path) -> None:
    make = Maker()
    first = vector_cache.kept(make, TEXT, "use", 4)
    assert make.asked == 1
    assert np.array_equal(vector_cache.kept(make, TEXT, "use", 4), first)
    assert make.asked == 1
    vector_cache.kept(make, TEXT, "use", 2)
    vector_cache.kept(make, [*TEXT[:-1], "Другое."], "use", 4)
    assert make.asked == 3
    vector_cache.kept(make, TEXT[:10], "use", 4)
    assert len(list(folder.iterdir())) == 3, "short texts are not kept"


@pytest.mark.parametrize("damage", [b"", b"\x93NUMPY torn", None])
def test_a_damaged_file_is_made_again(folder: Path, damage: bytes | None) -> None:
    make = Maker()
    vector_cache.kept(make, TEXT, "use")
    (path,) = folder.iterdir()
    if damage is None:
        with path.open("wb") as out:
            np.save(out, np.zeros((4, 7, 8), np.float16))
    else:
        path.write_bytes(damage)
    assert vector_cache.kept(make, TEXT, "use").shape[1] == len(TEXT)
    assert vector_cache.kept(make, TEXT, "use").max() == 2


def test_what_was_not_used_for_longest_goes_first(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make = Maker()
    for name in ("a", "b"):
        vector_cache.kept(make, TEXT, name)
    size = next(folder.iterdir()).stat().st_size
    monkeypatch.setattr(vector_cache, "MOST_BYTES", 2 * size + 10)
    vector_cache.kept(make, TEXT, "a")
    vector_cache.kept(make, TEXT, "c")
    assert len(list(folder.iterdir())) == 2
    asked = make.asked
    vector_cache.kept(make, TEXT, "a")
    assert make.asked == asked


def test_without_a_place_to_keep_them_all_works(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOLMACH_CACHE", "/dev/null/nowhere")
    monkeypatch.setattr(vector_cache, "FEWEST", 200)
    make = Maker()
    assert vector_cache.kept(make, TEXT, "use").shape == (4, 300, 8)
