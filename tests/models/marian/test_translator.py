"""The promises of ``Translator``: count, order, blanks, the two backends alike, the same whatever the batch."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.load import load_translator
from models.marian.engine import GenerationDefaults, Hypothesis, Search
from models.marian.translator import (
    CLASSES,
    LEAST_PIECES,
    Job,
    MarianTranslator,
    batches,
    limit,
    width,
)
from models.translation import Decoding, Translator

GREEDY = Decoding(beam=1, guards=False)


@pytest.fixture(scope="module")
def translator() -> Translator:
    """The default model."""
    return load_translator(threads=2)


def test_greedy_output_of_both_backends_is_the_same(samples: tuple[str, ...]) -> None:
    pytest.importorskip("torch")
    fast = load_translator(compute="float32").translate(samples, GREEDY)
    slow = load_translator(backend="transformers").translate(samples, GREEDY)
    assert [t.text for t in fast] == [t.text for t in slow]
    assert [t.score for t in fast] == pytest.approx([t.score for t in slow], abs=1e-3)


@pytest.mark.parametrize("beam", [1, 4])
def test_output_does_not_depend_on_the_batch(beam: int, translator: Translator, samples: tuple[str, ...]) -> None:
    decoding = Decoding(beam=beam)
    texts = [*samples, *(f"{a} {b}" for a, b in pairwise(samples))]
    alone = {text: translator.translate([text], decoding)[0] for text in texts}
    for seed in range(3):
        shuffled = texts * 2
        random.Random(seed).shuffle(shuffled)
        for result in translator.translate(shuffled, decoding):
            assert result.text == alone[result.source].text
            assert result.score == alone[result.source].score


def test_blank_lines_stay_in_place(translator: Translator) -> None:
    lines = ["", "Да.", "  ", "Да.", "\t"]
    found = translator.translate(lines)
    assert [t.source for t in found] == lines
    assert [t.text for t in found if not t.source.strip()] == ["", "  ", "\t"]
    assert found[1] == found[3]
    assert translator.translate([]) == []


def test_stream_is_lazy_and_bounded(translator: Translator) -> None:
    from models.marian.translator import WINDOW

    read = 0

    def source() -> Iterator[str]:
        nonlocal read
        for _ in range(3 * WINDOW):
            read += 1
            yield ""

    stream = translator.stream(source())
    assert read == 0
    next(stream)
    assert read == WINDOW
    assert sum(1 for _ in stream) == 3 * WINDOW - 1


def test_threads_may_share_a_translator(translator: Translator, samples: tuple[str, ...]) -> None:
    expected = [t.text for t in translator.translate(samples, GREEDY)]
    with ThreadPoolExecutor(4) as pool:
        for found in pool.map(lambda _: translator.translate(samples, GREEDY), range(8)):
            assert [t.text for t in found] == expected


def test_alternatives_differ_from_the_text(translator: Translator, samples: tuple[str, ...]) -> None:
    for found in translator.translate(samples, Decoding(beam=4, alternatives=3)):
        assert found.text not in found.alternatives
        assert len(set(found.alternatives)) == len(found.alternatives)


def test_a_checkpoints_own_settings_are_used_unless_overridden() -> None:
    defaults = GenerationDefaults.of({"num_beams": 6, "length_penalty": 0.7, "max_length": 100})
    assert defaults.settle(Decoding(), 500).beam == 6
    assert defaults.settle(Decoding(), 500).length_penalty == 0.7
    assert defaults.settle(Decoding(), 500).max_pieces == 98
    assert defaults.settle(Decoding(beam=2, length_penalty=1.2), 40).beam == 2
    assert defaults.settle(Decoding(beam=2, length_penalty=1.2), 40).max_pieces == 40


@given(st.lists(st.integers(1, 600), max_size=80), st.integers(64, 2000), st.integers(1, 8), st.booleans())
@settings(max_examples=60)
def test_batches_hold_every_job_once_within_budget(lengths: list[int], budget: int, parts: int, exact: bool) -> None:
    jobs = [Job(at, ["x"] * length) for at, length in enumerate(lengths)]
    found = batches(jobs, budget, parts, exact=exact)
    assert sorted(job.at for batch in found for job in batch) == list(range(len(jobs)))
    for batch in found:
        sizes = [len(job.pieces) for job in batch]
        assert len({limit(size) for size in sizes}) == 1
        assert not exact or len({width(size) for size in sizes}) == 1
        assert len(batch) == 1 or max(sizes) * len(batch) <= max(budget, LEAST_PIECES)


@given(st.integers(1, 5000))
def test_output_may_be_twice_as_long_as_its_source(length: int) -> None:
    assert limit(length) >= min(2 * length, 510)
    assert limit(length) in {most for _, most in CLASSES}


@given(st.integers(1, 5000))
def test_a_width_holds_its_sentences_and_belongs_to_one_limit(length: int) -> None:
    assert length + 1 <= width(length) <= length + 80
    assert limit(width(length) - 1) == limit(length)


def test_no_row_is_wider_than_the_models_positions(translator: Translator) -> None:
    assert isinstance(translator, MarianTranslator)
    asked: list[int] = []

    class Noting:
        """Passes work on and notes the widths."""

        def generate(self, sources: Sequence[Sequence[str]], search: Search) -> list[list[Hypothesis]]:
            asked.append(search.width)
            return translator._engine.generate(sources, search)

    short = MarianTranslator(
        Noting(), translator._tokenizer, translator._defaults, name="x", fingerprint="", positions=20
    )
    short.translate(["да " * count for count in range(1, 19)], GREEDY)
    assert max(asked) == 20


def test_protocol_is_met(translator: Translator) -> None:
    assert isinstance(translator, MarianTranslator)
    assert isinstance(translator, Translator)
    assert (translator.source_languages, translator.target_language) == (("ru",), "en")
