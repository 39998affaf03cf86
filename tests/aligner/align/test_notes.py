"""What the user is told of an alignment."""

from __future__ import annotations

import pytest

from aligner.align.notes import remarks
from aligner.core.bitext import Bead, Bitext

from .conftest import document

KNOWN = ("ru", "en", "de")


def bitext(source: str, target: str, *, size: int = 3, repeated: bool = False) -> Bitext:
    """Sentences paired one to one."""
    ours, theirs = ([f"{name} {0 if repeated else n}." for n in range(size)] for name in ("a", "b"))
    beads = tuple(Bead(range(n, n + 1), range(n, n + 1), 0.99, "aligner") for n in range(size))
    return Bitext(document(ours, source), document(theirs, target), beads)


@pytest.mark.parametrize(
    ("source", "target", "shares", "said"),
    [
        ("ru", "en", (0.99, 0.99), []),
        ("de", "ru", (0.99, 0.99), []),
        ("ru", "und", (0.99, 0.99), []),
        ("en", "ru", (0.99, 0.99), ["swap"]),
        ("en", "en", (0.99, 0.99), ["two versions"]),
        ("ru", "fi", (0.99, 0.99), ["second document looks like 'fi', which the sentence encoder was not trained on"]),
        ("fi", "en", (0.02, 0.03), ["do not look like translations", "first document looks like 'fi'"]),
        ("ru", "en", (0.5, 0.99), ["only part of the first document"]),
        ("ru", "en", (0.05, 0.02), ["do not look like translations"]),
    ],
)
def test_each_case_gets_its_word(source: str, target: str, shares: tuple[float, float], said: list[str]) -> None:
    notes = [str(note) for note in remarks(bitext(source, target), *shares, KNOWN)]
    assert len(notes) == len(said)
    assert all(part in note for part, note in zip(said, notes, strict=True))


def test_an_encoder_that_does_not_say_what_it_knows_is_not_doubted() -> None:
    assert remarks(bitext("fi", "et"), 0.99, 0.99) == ()


def test_repetition_is_said_of_each_side() -> None:
    notes = [str(note) for note in remarks(bitext("ru", "en", size=20, repeated=True), 0.99, 0.99, KNOWN)]
    assert [note.split("%")[0] for note in notes] == ["95", "95"]


def test_an_empty_side_is_said_and_nothing_else() -> None:
    empty = Bitext(document([], "ru"), document(["b."], "en"), (Bead(range(0), range(1), 1.0, "aligner"),))
    (note,) = remarks(empty, 0.0, 0.0, KNOWN)
    assert str(note) == "the first document has no sentences: nothing to align"
