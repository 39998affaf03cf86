"""Mutated real files and random bytes in every format: nothing but our own error comes out.

Small here; ``benchmarks/fuzz_readers.py`` runs ten thousand cases a format.
"""

from __future__ import annotations

import importlib.util
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aligner.formats import DOCUMENTS
from aligner.readers import Limits, ReadError, read_document
from aligner.segment import segment

DATA = Path(__file__).parents[2] / "data" / "readers"
SAMPLES = {
    "txt": "sample.md", "md": "sample.md", "docx": "pandoc.docx", "odt": "pandoc.odt", "pdf": "libreoffice.pdf",
    "html": "pandoc.html", "epub": "pandoc.epub", "fb2": "pandoc.fb2", "srt": "sample.srt", "vtt": "sample.vtt",
}  # fmt: skip
LIMITS = Limits(seconds=5)


def _mutator() -> Callable[[bytes, str, random.Random], bytes]:
    """The mutations of the long run in benchmarks/, which is no package."""
    path = Path(__file__).parents[3] / "benchmarks" / "fuzz_readers.py"
    spec = importlib.util.spec_from_file_location("fuzz_readers", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    mutated: Callable[[bytes, str, random.Random], bytes] = module.mutated
    return mutated


def _one_line(error: ReadError) -> None:
    assert "\n" not in str(error)


def test_every_format_has_a_sample() -> None:
    # The first two go through LibreOffice; of the others the tests of their filters make their own.
    assert set(SAMPLES) == set(DOCUMENTS) - {"doc", "rtf", "odp", "pptx", "xlsx"}


@pytest.mark.parametrize("name", SAMPLES)
def test_mutated_files(name: str) -> None:
    mutated = _mutator()
    chance = random.Random(7)
    sample = (DATA / SAMPLES[name]).read_bytes()
    for _ in range(4 if name == "pdf" else 25):
        try:
            document = segment(read_document(mutated(sample, name, chance), format=name, limits=LIMITS))
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
@given(st.text(max_size=300), st.sampled_from(["txt", "md", "html", "srt", "vtt"]))
def test_random_text(text: str, name: str) -> None:
    try:
        read_document(text.encode("utf-8", "replace"), format=name, limits=LIMITS)
    except ReadError as error:
        _one_line(error)
