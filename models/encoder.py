"""Sentence encoders: text to vectors that are near each other where the meanings are, across languages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

from models.advice import install_extra
from models.errors import ModelError

Float32 = npt.NDArray[np.float32]


class SentenceEncoder(Protocol):
    """Encodes sentences; safe to share between threads."""

    name: str
    dimensions: int

    def encode(self, sentences: Sequence[str]) -> Float32:
        """Vectors of length 1, shape (sentences, dimensions)."""
        ...


class Labse:
    """LaBSE (Feng et al. 2022) through sentence-transformers: slower, 109 languages; an optional extra."""

    name = "labse"
    dimensions = 768

    def __init__(self, model: str = "sentence-transformers/LaBSE") -> None:
        """Load the model by hub id or folder.

        Raises:
            ModelError: sentence-transformers is not installed, or the model is not on this machine.
        """
        try:
            from sentence_transformers import SentenceTransformer
        except ModuleNotFoundError as error:
            raise ModelError(
                "encoder labse: needs sentence-transformers; install it with: {command}", command=install_extra("labse")
            ) from error
        try:
            self._model = SentenceTransformer(model)
        except (OSError, ValueError, RuntimeError) as error:
            first = str(error).strip().splitlines()[0]
            raise ModelError("encoder labse: {model} cannot be loaded ({error})", model=model, error=first) from error

    def encode(self, sentences: Sequence[str]) -> Float32:
        """See ``SentenceEncoder.encode``."""
        if not sentences:
            return np.zeros((0, self.dimensions), np.float32)
        vectors = self._model.encode(list(sentences), normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(vectors, np.float32)


def load_encoder(name: str = "use") -> SentenceEncoder:
    """Load an encoder: ``use`` (comes with Tolmach) or ``labse``.

    Raises:
        ModelError: unknown name, or the encoder cannot be loaded.
    """
    if name == "use":
        from models.use_spans import use_spans

        return use_spans()
    if name == "labse":
        return Labse()
    raise ModelError("encoder {name}: unknown; use 'use' or 'labse'", name=name)
