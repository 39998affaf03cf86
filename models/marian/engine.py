"""What an inference engine takes and gives: pieces in, scored hypotheses out. Two engines follow it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from models.translation import Decoding


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """One output: pieces without ``</s>``, the mean log-probability of a token (nats), attention if asked for.

    ``attention`` has shape (target pieces, source pieces); each row sums to about 1.
    """

    pieces: list[str]
    score: float
    attention: npt.NDArray[np.float32] | None = None


@dataclass(frozen=True, slots=True)
class Search:
    """A fully settled search: ``Decoding`` with the checkpoint's own settings filled in.

    ``width``: sources are padded to at least so many pieces, ``</s>`` included; 0 leaves it to the longest.
    """

    beam: int
    length_penalty: float
    hypotheses: int
    max_pieces: int
    no_repeat_ngram: int = 0
    repetition_penalty: float = 1.0
    attention: bool = False
    width: int = 0


class Engine(Protocol):
    """Runs one model. Safe to share between threads."""

    def generate(self, sources: Sequence[Sequence[str]], search: Search) -> list[list[Hypothesis]]:
        """Hypotheses for each source (pieces without ``</s>``), best first; the count is the sources'."""
        ...


@dataclass(frozen=True, slots=True)
class GenerationDefaults:
    """What a checkpoint asks of the search."""

    beam: int
    length_penalty: float
    max_length: int
    banned: tuple[tuple[int, ...], ...]

    @classmethod
    def of(cls, generation: Mapping[str, Any]) -> GenerationDefaults:
        """Read a generation config; what it leaves out gets transformers' own defaults for Marian.

        Output longer than the model's positions is impossible, so ``max_position_embeddings`` bounds it too.
        """
        return cls(
            beam=int(generation.get("num_beams") or 1),
            length_penalty=float(generation.get("length_penalty") or 1.0),
            max_length=min(
                int(generation.get("max_length") or 512), int(generation.get("max_position_embeddings") or 512)
            ),
            banned=tuple(tuple(int(i) for i in word) for word in generation.get("bad_words_ids") or ()),
        )

    def settle(self, decoding: Decoding, max_pieces: int, width: int = 0) -> Search:
        """Fill what ``decoding`` leaves open. ``max_pieces`` and ``width`` follow from the source's length."""
        beam = decoding.beam if decoding.beam is not None else self.beam
        return Search(
            beam=max(beam, decoding.alternatives + 1),
            length_penalty=self.length_penalty if decoding.length_penalty is None else decoding.length_penalty,
            hypotheses=decoding.alternatives + 1,
            # The start token and the forced </s> count towards a checkpoint's max_length.
            max_pieces=min(max_pieces, self.max_length - 2),
            no_repeat_ngram=decoding.no_repeat_ngram,
            repetition_penalty=decoding.repetition_penalty,
            attention=decoding.links,
            width=width,
        )
