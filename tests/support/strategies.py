"""Hypothesis strategies for documents and bitexts that keep every invariant; shared by the property tests."""

from __future__ import annotations

from hypothesis import strategies as st

from aligner.core.bitext import ORIGINS, STATUSES, Bead, Bitext
from aligner.core.document import KINDS, Document, Provenance, document_from_sentences

#: Any text that is not only white space; surrogates cannot be written as UTF-8 and never come from a reader.
words = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=24)
sentence_texts = words.filter(lambda text: bool(text.strip()))
paragraphs = st.tuples(st.sampled_from(KINDS), st.lists(sentence_texts, max_size=4), st.integers(0, 6))
provenances = st.builds(Provenance, words, st.sampled_from(["txt", "docx", ""]), st.sampled_from(["utf-8", ""]))


def documents(language: str) -> st.SearchStrategy[Document]:
    """Segmented documents in one language, possibly empty."""
    return st.builds(
        lambda rows, title, provenance: document_from_sentences(
            rows, language=language, title=title, provenance=provenance
        ),
        st.lists(paragraphs, max_size=4),
        words,
        provenances,
    )


@st.composite
def beads_over(draw: st.DrawFn, sources: int, targets: int) -> tuple[Bead, ...]:
    """Beads that cover this many sentences on each side."""
    beads: list[Bead] = []
    i = j = 0
    while i < sources or j < targets:
        k = draw(st.integers(0, min(3, sources - i)))
        n = draw(st.integers(0 if k else min(1, targets - j), min(3, targets - j)))
        if not k and not n:
            k = 1
        confidence = draw(st.floats(0, 1))
        score = draw(st.none() | st.floats(-20, 0))
        links = tuple(draw(st.lists(st.tuples(*[st.integers(0, 99)] * 4), max_size=2)))
        beads.append(
            Bead(
                range(i, i + k),
                range(j, j + n),
                confidence,
                draw(st.sampled_from(ORIGINS)),  # type: ignore[arg-type]
                score,
                draw(st.sampled_from(STATUSES)),  # type: ignore[arg-type]
                draw(st.just("") | words),
                links,
            )
        )
        i, j = i + k, j + n
    return tuple(beads)


@st.composite
def bitexts(draw: st.DrawFn) -> Bitext:
    """Bitexts with every kind of bead."""
    source, target = draw(documents("ru")), draw(documents("en"))
    return Bitext(source, target, draw(beads_over(len(source.sentences), len(target.sentences))))
