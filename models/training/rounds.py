"""The training text of each epoch: one or more mixes, taken in turn, encoded once and kept on disk.

Several mixes of the same corpora (other seeds) show other noise and another choice from the plentiful
sources; from the second epoch on, pieces may be sampled. What an epoch saw is stored, so that a run that is
resumed on the same folder sees the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.training.corpus import EncodedCorpus, Encoder, fingerprint, read_pairs
from models.training.settings import Settings
from models.training.vocabulary import load_encoders


class Rounds:
    """Encoded mixes by epoch. ``specs``: TSV files (see corpus.read_pairs); ``start``: the tokenizer's directory.

    With sampling off there are as many rounds as mixes; with it on, ``variants`` times as many.
    """

    def __init__(
        self, specs: Sequence[str], start: Path, cache: Path, settings: Settings, *, reverse: bool = False,
        variants: int = 3,
    ) -> None:  # fmt: skip
        self._specs = list(specs)
        self._start = start
        self._cache = cache
        self._settings = settings
        self._reverse = reverse
        self._count = len(self._specs) * (variants if settings.sampling else 1)
        self._name = fingerprint(
            start / "vocab.json", start / "source.spm", settings.longest, settings.sampling, reverse,
            *(Path(part) for spec in self._specs for part in spec.split(",")),
        )  # fmt: skip
        self._held: tuple[int, EncodedCorpus] | None = None

    def of(self, epoch: int) -> EncodedCorpus:
        """The encoded text of an epoch."""
        number = epoch % self._count
        if self._held is None or self._held[0] != number:
            self._held = None  # free the last one first
            self._held = number, self._read(number)
        return self._held[1]

    def _read(self, number: int) -> EncodedCorpus:
        stored = self._cache / f"round-{self._name}-{number}.npz"
        if stored.exists():
            return EncodedCorpus.load(stored)
        sources, targets = read_pairs(self._specs[number % len(self._specs)], reverse=self._reverse)
        encode_source, encode_target, _ = load_encoders(self._start)
        first: Encoder = encode_source
        second: Encoder = encode_target
        if number >= len(self._specs):  # the plain segmentation first, then sampled ones
            alpha = self._settings.sampling
            first, second = partial(encode_source.sampled, alpha=alpha), partial(encode_target.sampled, alpha=alpha)
        corpus = EncodedCorpus.encode(sources, targets, first, second, self._settings.longest)
        self._cache.mkdir(parents=True, exist_ok=True)
        corpus.save(stored)
        return corpus

    def target_counts(self, pieces: int) -> NDArray[np.int64]:
        """How often each piece id stands in the first round's targets."""
        return np.bincount(self.of(0).target.ids, minlength=pieces)
