"""A machine translation of the source as a second view of what each sentence says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from aligner.errors import AlignmentError

if TYPE_CHECKING:
    from aligner.core.document import Document
    from aligner.core.progress import Progress
    from models.translation import Translator

#: How much the translation's vector counts beside the sentence's own. On literature with sentences left out .3 did
#: best of 0, .3, .6, 1 and the translation alone (docs/alignment.md).
SHARE = 0.3
ROWS = 4096  # sentences interpolated at once: bounds the memory


def interpolated(source: NDArray[Any], translation: NDArray[Any]) -> NDArray[np.float16]:
    """Run vectors of the source and of its translation as one; both, and the result, of shape (runs, sentences, d).

    Vectors have length 1; those of runs that do not exist are zero and stay so.

    Raises:
        ValueError: the shapes differ.
    """
    if source.shape != translation.shape:
        raise ValueError(f"vectors of shape {source.shape} and {translation.shape} cannot be interpolated")
    out = np.zeros(source.shape, np.float16)
    for at in range(0, source.shape[1], ROWS):
        both = source[:, at : at + ROWS].astype(np.float32) + SHARE * translation[:, at : at + ROWS].astype(np.float32)
        out[:, at : at + ROWS] = both / (np.linalg.norm(both, axis=2, keepdims=True) + 1e-9)
    return out


def translated(
    source: Document, target: Document, translator: Translator, progress: Progress | None = None
) -> list[str]:
    """A translation of each source sentence, as ``align`` takes them; itself where the model has nothing to say.

    Raises:
        AlignmentError: the model is for other languages than the documents'.
    """
    from aligner.pipeline import translate_document

    reads = translator.source_languages
    if source.language not in reads or target.language != translator.target_language:
        raise AlignmentError(
            "{name} translates {source} to {target}, the texts are {first} and {second}: leave "
            "--translate out, or name another model",
            name=translator.name,
            source=", ".join(reads),
            target=translator.target_language,
            first=source.language,
            second=target.language,
        )
    bitext = translate_document(source, translator, progress=progress)
    made = [sentence.text for sentence in source.sentences]
    for bead in bitext.beads:
        if not bead.is_null:
            made[bead.source.start] = " ".join(bitext.target.sentences[at].text for at in bead.target)
    return made
