"""Mutated real files and random bytes in every format: nothing but our own error comes out.

Small here; ``benchmarks/fuzz_readers.py`` runs ten thousand cases a format.
"""

from __future__ import annotations

import importlib.util
import random
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aligner.formats import DOCUMENTS
from aligner.readers import Limits, ReadError, read_document
from aligner.segment import segment

LIMITS = Limits(seconds=5)


def _long_run() -> ModuleType:
    """The long run in benchmarks/, which is no package: its samples and its mutations."""
    path = Path(__file__).parents[3] / "benchmarks" / "fuzz_readers.py"
    spec = importlib.util.spec_from_file_location("fuzz_readers", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


LONG_RUN = _long_run()


def _one_line(error: ReadError) -> None:
    assert "\n" not in str(error)


def test_every_format_has_a_sample() -> None:
    # These two are read by LibreOffice, not by us.
    assert set(LONG_RUN.SAMPLES) == set(DOCUMENTS) - {"doc", "rtf"}


@pytest.mark.parametrize("name", LONG_RUN.SAMPLES)
def test_mutated_files(name: str) -> None:
    chance = random.Random(7)
    sample = (LONG_RUN.DATA / LONG_RUN.SAMPLES[name][0]).read_bytes()
    for _ in range(4 if name == "pdf" else 25):
        try:
            document = segment(read_document(LONG_RUN.mutated(sample, name, chance), format=name, limits=LIMITS))
        except ReadError as error:
            _one_line(error)
        else:
            assert "".join(piece for piece, _ in document.pieces()) == document.text


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=200), st.sampled_from(sorted(DOCUMENTS)))
def test_random_bytes(data: bytes, name: str) -> None:
    try:
        read_document(data, format=name, limits=LIMITS)
    except ReadError as error:
        _one_line(error)


@settings(max_examples=60, deadline=None)
@given(
    st.text(max_size=300),
    st.sampled_from(["txt", "md", "html", "srt", "vtt", "po", "json", "yaml", "properties", "strings"]),
)
def test_random_text(text: str, name: str) -> None:
    try:
        read_document(text.encode("utf-8", "replace"), format=name, limits=LIMITS)
    except ReadError as error:
        _one_line(error)
