"""Aligning two segmented documents, and aligning again around a bead that a person put right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from aligner.align.anchored import alone, moved
from aligner.align.codes import with_matched_codes
from aligner.align.notes import UNLIKE, remarks
from aligner.core.bitext import Bead, Bitext
from aligner.core.document import Document, running
from aligner.errors import AlignmentError
from models.messages import Message

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from aligner.align.marks import Marks
    from aligner.core.progress import Progress
    from models.encoder import SentenceEncoder

#: Run vectors of both sides, as ``run_vectors`` gives them.
BothVectors = tuple["NDArray[Any]", "NDArray[Any]"]

SURE = 0.9  # confidence that a bead needs between such documents
STEADY = 0.95  # confidence of beads at which an old alignment is met again
REACH = 40  # beads on either side of a correction that are searched again at least


@dataclass(frozen=True)
class Alignment:
    """A bitext, the share of each side's sentences that found a partner, and remarks for the user."""

    bitext: Bitext
    source_share: float
    target_share: float
    notes: tuple[Message, ...] = ()

    @property
    def parallel(self) -> bool:
        """Do the documents look like translations of each other, at least in part?"""
        return max(self.source_share, self.target_share) >= UNLIKE


def align(
    source: Document,
    target: Document,
    *,
    encoder: SentenceEncoder | None = None,
    anchors: Sequence[Bead] = (),
    vectors: BothVectors | None = None,
    translation: Sequence[str] | None = None,
    progress: Progress | None = None,
) -> Alignment:
    """Align two segmented documents.

    ``anchors`` are beads that a person confirmed: they are kept, and the rest is aligned around them. ``vectors``
    saves encoding when they are at hand. ``translation``, a machine translation of each source sentence into the
    target's language, serves as a second view. The same input gives the same output. ``progress`` is called several
    times a second with (source sentences done, in all), in proportion to the work; what it raises ends the alignment.

    Only the running text is aligned: notes, headers and metadata have no place of their own beside the other text. The
    target's codes get the ids of those that they correspond to.

    Raises:
        AlignmentError: anchors overlap, cross, or lie outside the documents; or not every sentence has a translation.
    """
    source, target = running(source), running(target)
    beads = align_sentences(
        [s.text for s in source.sentences],
        [s.text for s in target.sentences],
        languages=(source.language, target.language),
        encoder=encoder,
        anchors=anchors,
        vectors=vectors,
        marks=(paragraph_marks(source), paragraph_marks(target)),
        translation=translation,
        progress=progress,
    )
    bitext = with_matched_codes(Bitext(source, target, tuple(beads)))
    shares = _share(beads, True), _share(beads, False)

    if encoder is None:
        from models.use_spans import LANGUAGES

        known: Sequence[str] = LANGUAGES
    else:
        known = getattr(encoder, "languages", ())
    return Alignment(bitext, *shares, remarks(bitext, *shares, known))


def align_sentences(
    source: Sequence[str],
    target: Sequence[str],
    *,
    languages: tuple[str, str] = ("und", "und"),
    encoder: SentenceEncoder | None = None,
    anchors: Sequence[Bead] = (),
    vectors: BothVectors | None = None,
    marks: tuple[Marks, Marks] | None = None,
    translation: Sequence[str] | None = None,
    progress: Progress | None = None,
) -> list[Bead]:
    """Beads of two lists of sentences, in order; see ``align``. ``marks`` are those of ``paragraph_marks``."""
    kept = sorted(anchors, key=lambda bead: (bead.source.start, bead.target.start, bead.source.stop, bead.target.stop))
    _check(kept, len(source), len(target))
    if not source or not target:
        beads = [Bead(range(i, i + 1), range(0), 1.0, "aligner") for i in range(len(source))]
        return beads + [Bead(range(0), range(j, j + 1), 1.0, "aligner") for j in range(len(target))]
    from aligner.align.company import SHORT, in_company
    from aligner.align.crossing import with_swapped
    from aligner.align.growing import grow
    from aligner.align.prepare import run_vectors
    from aligner.align.progress import DECODING, ENCODING, PREPARING, parts
    from models.encoder import load_encoder

    both = len(source) + len(target)
    encoded = [0.0, 0.0] if vectors else [ENCODING * len(source), ENCODING * len(target)]
    encoded.append(0.0 if translation is None else ENCODING * len(source))
    told = parts(progress, len(source), [*encoded, PREPARING * both, DECODING * both])
    if encoder is None and (vectors is None or translation is not None):
        encoder = load_encoder()
    if vectors is None:
        assert encoder is not None
        vectors = run_vectors(source, encoder, told[0]), run_vectors(target, encoder, told[1])
    if translation is not None:
        from aligner.align.translation_view import interpolated

        assert encoder is not None
        if len(translation) != len(source):
            raise AlignmentError(
                "{count} translations for {sentences} sentences: give one for each",
                count=len(translation),
                sentences=len(source),
            )
        vectors = interpolated(vectors[0], run_vectors(translation, encoder, told[2])), vectors[1]
    search = partial(_search, (told[3], told[4]))
    if max(len(source), len(target)) <= SHORT:
        encoder = encoder or load_encoder()
        if vectors[0].shape[2] != encoder.dimensions:
            raise AlignmentError("the vectors were made by another encoder; pass that encoder too")
        beads = in_company(search, source, target, vectors, languages, kept, marks, encoder)
    else:
        beads = search(source, target, vectors, languages, kept, marks)
    if max(_share(beads, True), _share(beads, False)) < UNLIKE:
        beads = [part for bead in beads for part in _unless_sure(bead)]
    return with_swapped(grow(beads, source, target, encoder, told[4]), vectors[0][0], vectors[1][0])


def _search(
    told: tuple[Progress, Progress],
    source: Sequence[str],
    target: Sequence[str],
    vectors: BothVectors,
    languages: tuple[str, str],
    kept: Sequence[Bead],
    marks: tuple[Marks, Marks] | None,
) -> list[Bead]:
    """The beads of texts that are long enough to be judged by themselves; ``kept`` ones are among them."""
    from aligner.align.anchored import as_searched, reordered, with_forced
    from aligner.align.decode import Fixed, decode
    from aligner.align.prepare import prepare
    from aligner.align.scorer import load_scorer

    source_vectors, target_vectors = vectors
    fixed_beads, turned = as_searched(with_forced(kept, len(source), len(target)))
    nodes = [(n, m) for b in fixed_beads for n, m in ((b.source.start, b.target.start), (b.source.stop, b.target.stop))]
    ready = prepare(source, target, source_vectors, target_vectors, languages, nodes, marks, told[0])
    fixed = [Fixed(bead.source, bead.target) for bead in fixed_beads]
    by_range = {(bead.source, bead.target): bead for bead in kept}
    beads = [
        by_range.get((s, t)) or Bead(s, t, min(1.0, max(0.0, probability)), "aligner")
        for s, t, probability in decode(ready, load_scorer(ready.lexical), fixed, told[1])
    ]
    for run in turned:
        beads = reordered(beads, run)
    return beads


def paragraph_marks(document: Document) -> Marks:
    """For each sentence, what begins with it: 0 nothing, 1 a paragraph, 2 a heading."""
    import numpy as np

    marks = np.zeros(len(document.sentences), np.int8)
    at = 0
    for paragraph in document.paragraphs:
        if paragraph.sentences:
            marks[at] = 2 if paragraph.kind == "heading" else 1
            at += len(paragraph.sentences)
    return marks


def _unless_sure(bead: Bead) -> list[Bead]:
    """The bead, or, where it is not sure, its sentences alone: between unrelated documents doubt means no."""
    return [bead] if bead.confidence >= SURE or bead.is_by_person else alone(bead)


def realign(
    bitext: Bitext,
    corrected: Sequence[Bead],
    *,
    encoder: SentenceEncoder | None = None,
    vectors: BothVectors | None = None,
) -> Bitext:
    """The bitext with these beads in it, and their surroundings aligned again.

    Only the stretch between the nearest confirmed beads is searched, or, where these are far, up to where the old
    alignment is sure again. Beads that a person confirmed before are kept.

    Raises:
        AlignmentError: corrected beads overlap or lie outside the documents.
    """
    beads = list(bitext.beads)
    sizes = len(bitext.source.sentences), len(bitext.target.sentences)
    marks = paragraph_marks(bitext.source), paragraph_marks(bitext.target)
    wanted = sorted(corrected, key=lambda bead: (bead.source.start, bead.target.start))
    _check(wanted, *sizes)
    for bead in wanted:
        first, last = _window(beads, bead)
        i0, j0 = beads[first].source.start, beads[first].target.start
        i1, j1 = beads[last - 1].source.stop, beads[last - 1].target.stop
        kept = [b for b in beads[first:last] if b.is_by_person and not _touches(b, bead)]
        part = align_sentences(
            [s.text for s in bitext.source.sentences[i0:i1]],
            [s.text for s in bitext.target.sentences[j0:j1]],
            languages=(bitext.source.language, bitext.target.language),
            encoder=encoder,
            anchors=[moved(b, -i0, -j0) for b in (*kept, bead)],
            vectors=None if vectors is None else (_cut(vectors[0], i0, i1), _cut(vectors[1], j0, j1)),
            marks=(marks[0][i0:i1], marks[1][j0:j1]),
        )
        beads[first:last] = [moved(b, i0, j0) for b in part]
    return replace(bitext, beads=tuple(beads))


def _window(beads: list[Bead], bead: Bead) -> tuple[int, int]:
    """The beads to align again, as a range: those the corrected one touches, and as far as the old ones are unsure."""
    touched = [number for number, old in enumerate(beads) if _touches(old, bead)]
    first, last = min(touched), max(touched) + 1
    left = first
    while left > 0 and not beads[left - 1].is_by_person and not (first - left >= REACH and _steady(beads, left - 2)):
        left -= 1
    right = last
    while (
        right < len(beads) and not beads[right].is_by_person and not (right - last >= REACH and _steady(beads, right))
    ):
        right += 1
    return left, right


def _steady(beads: list[Bead], at: int) -> bool:
    """Are this bead and the next sure and not null?"""
    two = beads[max(at, 0) : at + 2]
    return all(not bead.is_null and bead.confidence >= STEADY for bead in two)


def _touches(old: Bead, new: Bead) -> bool:
    """Do two beads share a sentence, or does the old one lie on the wrong side of the new one?"""
    before = old.source.stop <= new.source.start and old.target.stop <= new.target.start
    after = old.source.start >= new.source.stop and old.target.start >= new.target.stop
    return not (before or after)


def _cut(vectors: NDArray[Any], first: int, last: int) -> NDArray[Any]:
    """Run vectors of a part; runs that reach out of it are zero."""
    part = vectors[:, first:last].copy()
    for k in range(1, len(part)):
        part[k, :k] = 0
    return part


def _check(anchors: Sequence[Bead], sources: int, targets: int) -> None:
    i = j = 0
    for bead in anchors:
        if bead.source.start < i or bead.target.start < j or bead.source.stop > sources or bead.target.stop > targets:
            raise AlignmentError(
                "the confirmed bead {start}-{stop} : {target_start}-{target_stop} overlaps or "
                "crosses another, or lies outside the documents; reject one of them",
                start=bead.source.start + 1,
                stop=bead.source.stop,
                target_start=bead.target.start + 1,
                target_stop=bead.target.stop,
            )
        i, j = bead.source.stop, bead.target.stop


def _share(beads: Sequence[Bead], of_source: bool) -> float:
    """Expected share of a side's sentences that have a partner."""
    sides = [(len(b.source if of_source else b.target), 0.0 if b.is_null else b.confidence) for b in beads]
    total = sum(size for size, _ in sides)
    return sum(size * found for size, found in sides) / total if total else 0.0
