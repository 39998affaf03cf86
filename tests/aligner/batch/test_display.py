"""The time left follows the sentences, whatever the documents do; nothing is said before there is a rate."""

from __future__ import annotations

import time

import pytest

from aligner.batch.display import Count, in_words


def count(**values: int) -> Count:
    """A hundred seconds into a run of 100 documents of 1000 bytes."""
    return Count(total=100, bytes_total=100_000, begin=time.monotonic() - 100, **values)


@pytest.mark.parametrize(
    ("values", "left"),
    [
        ({}, None),
        # Failed ones, however many, are no progress.
        ({"failed": 20, "bytes_failed": 200}, None),
        ({"failed": 20, "bytes_failed": 200, "read_documents": 10, "read_bytes": 10_000, "read_sentences": 100}, None),
        # Nothing is finished, half of what there is to translate is.
        ({"read_documents": 100, "read_bytes": 100_000, "read_sentences": 1000, "through": 500}, 100),
        # A tenth is read: ten times as many sentences are expected.
        ({"read_documents": 10, "read_bytes": 10_000, "read_sentences": 100, "through": 100}, 900),
        # Half of the bytes have failed, so half of the sentences are not to come.
        ({"failed": 50, "bytes_failed": 50_000, "read_documents": 10, "read_bytes": 10_000, "read_sentences": 100,
          "through": 100}, 400),
        ({"read_documents": 100, "read_bytes": 100_000, "read_sentences": 1000, "through": 1000}, 0),
    ],
)  # fmt: skip
def test_time_left(values: dict[str, int], left: float | None) -> None:
    assert count(**values).left == (None if left is None else pytest.approx(left, abs=2))
    assert ("left" in in_words(count(**values))) == (left is not None)


def test_without_sizes_documents_are_the_measure() -> None:
    made = Count(total=60, before=10, failed=10, failed_before=10, begin=time.monotonic() - 100)
    made.read_documents, made.read_sentences, made.through = 10, 100, 100
    assert made.left == pytest.approx(400, abs=2)


def test_a_slow_rate_is_not_shown_as_zero() -> None:
    made = count(read_documents=1, read_bytes=1000, read_sentences=100, through=43)
    assert "0.4 sentences/s" in in_words(made)
