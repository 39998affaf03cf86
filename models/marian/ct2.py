"""The default engine: CTranslate2, on a converted copy of the checkpoint kept in the cache."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from models.allocator import steady
from models.errors import ModelError
from models.marian.checkpoint import Checkpoint
from models.marian.engine import Hypothesis, Search
from models.marian.tokenizer import EOS
from models.store.cache import cache_dir, place_folder
from models.store.manifest import whole, write_manifest

if TYPE_CHECKING:
    import ctranslate2

#: Raise when the conversion itself changes, so that old copies are made again.
CONVERSION = 4


def converted(checkpoint: Checkpoint, fingerprint: str, compute: str) -> Path:
    """The CTranslate2 folder of a checkpoint, converted on first use (no torch needed).

    Two processes that ask at once convert once; an interrupted conversion is never seen.

    Raises:
        ModelError: the checkpoint is damaged, or the cache cannot be written.
    """
    int8 = compute.startswith("int8")
    kind = "int8" if int8 else "float32"

    def build(folder: Path) -> None:
        from models.marian.modelbin import write_model

        write_model(checkpoint, folder, int8=int8)
        write_manifest(folder)

    return place_folder(cache_dir() / "ctranslate2" / f"{fingerprint[:20]}-{kind}-{CONVERSION}", build, valid=whole)


class CTranslate2Engine:
    """Runs a converted model."""

    def __init__(
        self,
        folder: Path,
        *,
        compute: str = "int8",
        device: str = "cpu",
        threads: int = 0,
        banned: Sequence[Sequence[str]] = (),
    ) -> None:
        """Load the model. ``threads`` 0 takes the cores this process may run on.

        One passive thread works on each batch, several batches run side by side: on a shared machine that is
        faster than several spinning threads on one batch, and the result does not depend on the count.

        Raises:
            ModelError: the model, device or compute type cannot be used here.
            MemoryError: too little memory for it.
        """
        import ctranslate2

        threads = threads or available_cores()
        if device == "cpu":
            steady(threads)
        options = {"inter_threads": threads, "intra_threads": 1} if device == "cpu" else {}
        try:
            self._translator: ctranslate2.Translator = ctranslate2.Translator(
                str(folder), device=device, compute_type=compute, **options
            )
        except (RuntimeError, ValueError) as error:
            if _no_memory(error):
                raise MemoryError(str(error)) from error
            raise _explained(folder, device, compute, str(error)) from error
        self.threads = threads
        self._banned = [list(word) for word in banned]
        self._bare_filler = True

    def generate(self, sources: Sequence[Sequence[str]], search: Search) -> list[list[Hypothesis]]:
        """See ``Engine.generate``. Source pieces must fit the model's positions (512)."""
        if not sources:
            return []
        try:
            results = self._translator.translate_batch(
                _padded(sources, search.width, bare=self._bare_filler),
                beam_size=search.beam,
                num_hypotheses=search.hypotheses,
                length_penalty=search.length_penalty,
                max_decoding_length=search.max_pieces,
                max_input_length=0,
                no_repeat_ngram_size=search.no_repeat_ngram,
                repetition_penalty=search.repetition_penalty,
                suppress_sequences=self._banned or None,
                return_scores=True,
                return_attention=search.attention,
            )
        except (RuntimeError, MemoryError) as error:
            if _no_memory(error):
                raise ModelError(
                    "translation: not enough memory; close other programs, or use fewer --threads or a smaller --beam"
                ) from error
            raise ModelError("translation failed in the inference engine: {error}", error=error) from error
        if len(results) > len(sources):
            *real, filler = (max(map(len, result.hypotheses)) for result in results)
            # A model that talks on about nothing would hold up every batch.
            self._bare_filler = self._bare_filler and filler <= max(*real, 8)
        return [
            [
                Hypothesis(
                    pieces,
                    _mean(score, len(pieces) + 1, search.length_penalty),
                    np.asarray(attention, np.float32)[:, : len(source)] if attention is not None else None,
                )
                for pieces, score, attention in zip(
                    result.hypotheses,
                    result.scores,
                    result.attention or [None] * len(result.hypotheses),
                    strict=True,
                )
            ]
            for source, result in zip(sources, results, strict=False)  # without the row that only gives the width
        ]


def _no_memory(error: Exception) -> bool:
    """Was it memory that lacked? The engine and its libraries say so in words of their own."""
    return isinstance(error, MemoryError) or "alloc" in str(error) or "out of memory" in str(error)


def _padded(sources: Sequence[Sequence[str]], width: int, *, bare: bool = True) -> list[list[str]]:
    """Model inputs. CTranslate2 pads to the longest; where none has the width, a row is added that only gives it.

    That row is ``</s>`` alone, for which models trained on sentences put out next to nothing; where one does not
    (``bare`` false), it is the longest source with more than one ``</s>``, whose output ends when the others' do.
    """
    rows = [[*pieces, EOS] for pieces in sources]
    longest = max(rows, key=len)
    if len(longest) < width:
        begun = [] if bare else longest
        rows.append([*begun, *[EOS] * (width - len(begun))])
    return rows


def available_cores() -> int:
    """Cores this process may use."""
    import os

    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _mean(score: float, length: int, penalty: float) -> float:
    """Undo a length penalty: CTranslate2 gives total / length**penalty; wanted is total / length."""
    return float(score * length ** (penalty - 1.0))


def _explained(folder: Path, device: str, compute: str, reason: str) -> ModelError:
    """One line for a model that does not load."""
    first = reason.strip().splitlines()[0] if reason.strip() else "unknown reason"
    if "CUDA" in reason or "device" in reason:
        return ModelError(
            "device {device}: cannot be used here ({error}); use --device cpu", device=device, error=first
        )
    if "compute type" in reason:
        return ModelError(
            "compute type {compute}: not supported on this {device} ({error}); use --compute int8 or float32",
            compute=compute,
            device=device,
            error=first,
        )
    return ModelError(
        "{folder}: cannot be loaded ({error}); remove the folder and try again", folder=folder, error=first
    )
