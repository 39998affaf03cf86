"""Fitting the scorer: the likelihood of gold alignments under the random field, by Adam, with numpy alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from aligner.align.features import FEATURES, NULL_FEATURES, TYPES, candidates, features
from aligner.align.goldfile import GoldBead
from aligner.align.lattice import Band, Lattice, Scores, Steps
from aligner.align.prepare import Prepared
from aligner.align.scorer import PARAMETERS, Scorer

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]

#: Weight decay, for the weights that multiply features.
DECAYED = ("hidden", "out", "direct", "kind_bias")


@dataclass
class Example:
    """One document with its gold alignment, as features."""

    name: str
    weight: float
    band: Band
    steps: Steps
    kind: NDArray[np.int64]
    features: Floats
    source_null: Floats
    target_null: Floats
    right: NDArray[np.bool_]
    source_skipped: NDArray[np.bool_]
    target_skipped: NDArray[np.bool_]
    gaps: int
    missed: int


def make_example(name: str, prepared: Prepared, gold: Sequence[GoldBead], weight: float = 1.0) -> Example:
    """Features of a document and which candidates are right; a gold bead that is no candidate counts as skipped."""
    band = prepared.band
    steps, kind = candidates(prepared.field, (0, band.sources + 1))
    wanted = {(a[-1] + 1, b[-1] + 1, len(a), len(b)) for a, b in gold if a and b}
    rows = list(zip(steps.i.tolist(), steps.j.tolist(), steps.k.tolist(), steps.l.tolist(), strict=True))
    right = np.fromiter((row in wanted for row in rows), bool, len(rows))
    source_skipped, target_skipped = np.ones(band.sources, bool), np.ones(band.targets, bool)
    gaps = at_source = at_target = 0
    chosen = sorted(row for row, good in zip(rows, right.tolist(), strict=True) if good)
    for i, j, k, l in [*chosen, (band.sources, band.targets, 0, 0)]:
        source_skipped[i - k : i] = False
        target_skipped[j - l : j] = False
        gaps += (i - k > at_source) + (j - l > at_target)
        at_source, at_target = i, j
    return Example(
        name,
        weight,
        band,
        steps,
        kind,
        features(prepared.field, steps, kind),
        prepared.source_null,
        prepared.target_null,
        right,
        source_skipped,
        target_skipped,
        gaps,
        len(wanted) - int(right.sum()),
    )


def likely(example: Example, scorer: Scorer, least: float) -> Example:
    """The example without candidates that are less probable than ``least`` under a first scorer."""
    scores = scorer.scores(example.features, example.kind, example.source_null, example.target_null)
    found = Lattice([(example.band, example.steps)]).marginals(scores)
    kept = (found.bead > least) | example.right
    return replace(
        example,
        steps=example.steps.keep(kept),
        kind=example.kind[kept],
        features=example.features[kept],
        right=example.right[kept],
    )


class Batch:
    """Several examples side by side."""

    def __init__(self, examples: Sequence[Example]) -> None:
        """Lay out their common lattice."""
        self.lattice = Lattice([(e.band, e.steps) for e in examples])
        self.features = np.concatenate([e.features for e in examples])
        self.kind = np.concatenate([e.kind for e in examples])
        self.source_null = np.concatenate([e.source_null for e in examples])
        self.target_null = np.concatenate([e.target_null for e in examples])
        self.right = np.concatenate([e.right for e in examples])
        self.source_skipped = np.concatenate([e.source_skipped for e in examples])
        self.target_skipped = np.concatenate([e.target_skipped for e in examples])
        self.step_weight = np.concatenate([np.full(len(e.steps), e.weight) for e in examples])
        self.source_weight = np.concatenate([np.full(e.band.sources, e.weight) for e in examples])
        self.target_weight = np.concatenate([np.full(e.band.targets, e.weight) for e in examples])
        self.size = float(self.source_weight.sum() + self.target_weight.sum()) / 2
        self.gaps = [e.gaps for e in examples]
        self.beads = int(self.right.sum())


Parameters = dict[str, Floats]


def start(features_seen: Floats, hidden: int, seed: int) -> Parameters:
    """Random small weights, but for the standardised similarity, which begins where it makes sense."""
    random = np.random.default_rng(seed)
    direct = np.zeros(FEATURES)
    direct[2] = 1.5
    made = {
        "centre": features_seen.mean(axis=0),
        "width": features_seen.std(axis=0) + 1e-3,
        "hidden": random.normal(0, 0.3 / np.sqrt(FEATURES), (FEATURES, hidden)),
        "hidden_bias": np.zeros(hidden),
        "out": random.normal(0, 0.1, hidden),
        "direct": direct,
        "bias": np.array([-4.0]),
        "kind_bias": np.zeros(len(TYPES)),
        "null": np.zeros(NULL_FEATURES),
        "gap": np.array([-1.0]),
    }
    return {name: np.asarray(made[name], np.float32) for name in PARAMETERS}


def gradient(batch: Batch, parameters: Parameters) -> tuple[float, dict[str, Doubles]]:
    """Log-likelihood of the gold paths and minus its gradient, summed over the batch."""
    p = parameters
    scaled = np.clip((batch.features - p["centre"]) / p["width"], -8, 8)
    hidden = np.tanh(scaled @ p["hidden"] + p["hidden_bias"])
    bead = (hidden @ p["out"] + scaled @ p["direct"]).astype(np.float64) + p["bias"][0] + p["kind_bias"][batch.kind]
    scores = Scores(
        bead,
        (batch.source_null @ p["null"]).astype(np.float64),
        (batch.target_null @ p["null"]).astype(np.float64),
        float(p["gap"][0]),
    )
    found = batch.lattice.marginals(scores)
    gold = bead[batch.right].sum() + scores.gap * sum(batch.gaps)
    gold += scores.source_null[batch.source_skipped].sum() + scores.target_null[batch.target_skipped].sum()
    error = (found.bead - batch.right) * batch.step_weight
    some = np.flatnonzero(np.abs(error) > 1e-6)
    e = error[some].astype(np.float32)
    x, h = scaled[some], hidden[some]
    back = (e[:, None] * p["out"]) * (1 - h * h)
    source_error = (found.source_null - batch.source_skipped) * batch.source_weight
    target_error = (found.target_null - batch.target_skipped) * batch.target_weight
    found_gradient = {
        "hidden": x.T @ back,
        "hidden_bias": back.sum(axis=0),
        "out": h.T @ e,
        "direct": x.T @ e,
        "bias": np.array([e.sum()]),
        "kind_bias": np.bincount(batch.kind[some], e, len(TYPES)),
        "null": batch.source_null.T @ source_error + batch.target_null.T @ target_error,
        # Examples of one batch weigh differently, but their gaps are counted together: their mean weight serves.
        "gap": np.array([found.gaps - sum(batch.gaps)]) * batch.step_weight.mean(),
    }
    return float(gold - found.log_total), {name: value.astype(np.float64) for name, value in found_gradient.items()}


def fit(
    batches: Sequence[Batch],
    *,
    hidden: int = 16,
    epochs: int = 60,
    rate: float = 0.03,
    decay: float = 2e-3,
    seed: int = 0,
    begin: Parameters | None = None,
    report: Callable[[str], None] | None = None,
) -> Scorer:
    """Train; the rate falls to nothing over the second half. The same seed gives the same scorer."""
    stands_out = [b.features[b.features[:, 2] > 2] for b in batches]
    parameters = begin or start(np.concatenate(stands_out), hidden, seed)
    random = np.random.default_rng(seed)
    mean = {name: np.zeros(value.shape) for name, value in parameters.items()}
    square = {name: np.zeros(value.shape) for name, value in parameters.items()}
    step = 0
    for epoch in range(epochs):
        likelihood = 0.0
        now = rate * min(1.0, 2 * (epochs - epoch) / epochs)
        for number in random.permutation(len(batches)).tolist():
            value, slopes = gradient(batches[number], parameters)
            likelihood += value
            step += 1
            for name, slope in slopes.items():
                slope = slope / batches[number].size
                if name in DECAYED:
                    slope = slope + decay * parameters[name]
                mean[name] = 0.9 * mean[name] + 0.1 * slope
                square[name] = 0.99 * square[name] + 0.01 * slope * slope
                change = mean[name] / (1 - 0.9**step) / (np.sqrt(square[name] / (1 - 0.99**step)) + 1e-8)
                parameters[name] = (parameters[name] - now * change).astype(np.float32)
        beads = sum(batch.beads for batch in batches)
        if report is not None:
            report(f"epoch {epoch + 1}: log-likelihood a bead {likelihood / beads:.4f}")
    return Scorer(**{name: np.asarray(parameters[name], np.float32) for name in PARAMETERS})
