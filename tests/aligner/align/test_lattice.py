"""The lattice against the enumeration of all alignments of tiny documents."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aligner.align.decode import most_expected_right
from aligner.align.lattice import Band, Lattice, Scores, Steps

Path = tuple[float, list[int], list[int], list[int], int]


def random_document(sources: int, targets: int, seed: int) -> tuple[Band, Steps, Scores]:
    """A document with a random choice of candidates and random scores."""
    random = np.random.default_rng(seed)
    rows = [
        (i, j, k, m)
        for i in range(1, sources + 1)
        for j in range(1, targets + 1)
        for k in range(1, min(i, 3) + 1)
        for m in range(1, min(j, 2) + 1)
        if random.random() < 0.6
    ]
    columns = np.array(rows, np.int64).reshape(-1, 4).T
    band = Band(np.zeros(sources + 1, np.int64), np.full(sources + 1, targets))
    scores = Scores(random.normal(0, 2, len(rows)), random.normal(size=sources), random.normal(size=targets), -0.7)
    return band, Steps(*columns), scores


def all_paths(band: Band, steps: Steps, scores: Scores) -> Iterator[Path]:
    """Every alignment with its score, beads, skipped sentences of both sides, and number of runs of skipped ones."""

    def walk(i: int, j: int, state: int, path: Path) -> Iterator[Path]:
        total, beads, source, target, gaps = path
        if (i, j) == (band.sources, band.targets):
            yield path
            return
        for step in range(len(steps)):
            if steps.i[step] - steps.k[step] == i and steps.j[step] - steps.l[step] == j:
                more = (total + scores.bead[step], [*beads, step], source, target, gaps)
                yield from walk(int(steps.i[step]), int(steps.j[step]), 0, more)
        if i < band.sources and state != 2:
            first = state == 0
            more = (total + scores.source_null[i] + first * scores.gap, beads, [*source, i], target, gaps + first)
            yield from walk(i + 1, j, 1, more)
        if j < band.targets:
            first = state != 2
            more = (total + scores.target_null[j] + first * scores.gap, beads, source, [*target, j], gaps + first)
            yield from walk(i, j + 1, 2, more)

    yield from walk(0, 0, 0, (0.0, [], [], [], 0))


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 4), st.integers(0, 4), st.integers(0, 10_000))
def test_marginals_and_best_path_are_those_of_the_enumeration(sources: int, targets: int, seed: int) -> None:
    band, steps, scores = random_document(sources, targets, seed)
    paths = list(all_paths(band, steps, scores))
    total = float(np.logaddexp.reduce([path[0] for path in paths]))
    bead, source, target, gaps = np.zeros(len(steps)), np.zeros(sources), np.zeros(targets), 0.0
    for value, beads, skipped_source, skipped_target, count in paths:
        share = float(np.exp(value - total))
        bead[beads] += share
        source[skipped_source] += share
        target[skipped_target] += share
        gaps += share * count
    lattice = Lattice([(band, steps)])
    found = lattice.marginals(scores)
    assert found.log_total == pytest.approx(total)
    assert found.gaps == pytest.approx(gaps)
    np.testing.assert_allclose(found.bead, bead, atol=1e-9)
    np.testing.assert_allclose(found.source_null, source, atol=1e-9)
    np.testing.assert_allclose(found.target_null, target, atol=1e-9)
    assert lattice.best(scores) == max(paths)[1]


def test_documents_side_by_side_do_not_touch() -> None:
    parts = [random_document(*shape) for shape in ((3, 4, 1), (0, 2, 2), (4, 2, 3), (1, 0, 4))]
    apart = [Lattice([(band, steps)]).marginals(scores) for band, steps, scores in parts]
    joined = Scores(
        np.concatenate([scores.bead for *_, scores in parts]),
        np.concatenate([scores.source_null for *_, scores in parts]),
        np.concatenate([scores.target_null for *_, scores in parts]),
        -0.7,
    )
    lattice = Lattice([(band, steps) for band, steps, _ in parts])
    together = lattice.marginals(joined)
    assert together.log_total == pytest.approx(sum(m.log_total for m in apart))
    for name in ("bead", "source_null", "target_null"):
        expected = np.concatenate([getattr(m, name) for m in apart])
        np.testing.assert_allclose(getattr(together, name), expected, atol=1e-9)
    bases = np.cumsum([0, *(len(steps) for _, steps, _ in parts)])
    best = [Lattice([(b, s)]).best(scores) for b, s, scores in parts]
    assert lattice.best(joined) == [int(base) + n for base, path in zip(bases, best, strict=False) for n in path]


def test_a_narrow_band_keeps_only_paths_inside() -> None:
    band = Band(np.array([0, 1, 1]), np.array([0, 1, 2]))
    steps = Steps(np.array([1, 2]), np.array([1, 2]), np.array([1, 1]), np.array([1, 1]))
    found = Lattice([(band, steps)]).marginals(Scores(np.zeros(2), np.zeros(2), np.zeros(2), 0.0))
    # From (0, 0) only the first bead leads into the band; then the second bead or two skipped sentences.
    np.testing.assert_allclose(found.bead, [1.0, 0.5])


def test_a_step_that_ends_outside_the_band_is_refused() -> None:
    band = Band(np.array([0, 0]), np.array([0, 1]))
    steps = Steps(np.array([1]), np.array([2]), np.array([1]), np.array([1]))
    with pytest.raises(ValueError, match="outside"):
        Lattice([(band, steps)])


@pytest.mark.parametrize(("probability", "taken"), [(0.45, False), (0.55, True)])
def test_a_bead_is_taken_when_it_is_likelier_than_not(probability: float, taken: bool) -> None:
    """Its two skipped sentences count half each, so together as much as the bead."""
    band = Band(np.zeros(2, np.int64), np.ones(2, np.int64))
    one = np.ones(1, np.int64)
    odds = float(np.log(probability / (1 - probability)))
    lattice = Lattice([(band, Steps(one, one, one, one))])
    found = lattice.marginals(Scores(np.array([odds]), np.zeros(1), np.zeros(1), 0.0))
    assert found.bead[0] == pytest.approx(probability)
    assert most_expected_right(lattice, found, 0.0) == [0] * taken
