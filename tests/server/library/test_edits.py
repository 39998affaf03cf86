"""Changing pairs: each change, its undo, its conflicts."""

from __future__ import annotations

from typing import Any

import pytest
from stored_pairs import listed, made_by_hand, texts

from server.db.engine import Database
from server.errors import BadRequestError, ConflictError, NotFoundError
from server.library import bitexts, edits, history
from server.library.beads import number_of


def test_retyping(database: Database) -> None:
    with database.write() as session:
        bitext = made_by_hand(session)
        first = listed(session, bitext)[0]
        change = edits.edit_bead(session, bitext, first.id, 1, "ann", target_text=" First one.\nThen  two! And three? ")
        assert [row[0] for row in change.beads[0].target] == ["First one.", "Then two!", "And three?"]
        assert (first.origin, first.confidence, first.updated_by) == ("human", 1.0, "ann")
        assert first.version == bitext.revision == 2
        assert texts(session, bitext)[0] == ("Раз 0. Два 0.", "First one. Then two! And three?")
        history.undo(session, bitext, "ann")
        assert texts(session, bitext)[0] == ("Раз 0. Два 0.", "One 0. Two 0.")
        assert (first.origin, first.confidence) == ("aligner", 0.5)
        history.redo(session, bitext, "ann")
        assert texts(session, bitext)[0][1] == "First one. Then two! And three?"


def test_a_change_that_changes_nothing_leaves_no_trace(database: Database) -> None:
    with database.write() as session:
        bitext = made_by_hand(session)
        first = listed(session, bitext)[0]
        assert edits.edit_bead(session, bitext, first.id, 1, "ann", target_text="One 0.  Two 0.").edit is None
        assert history.stack(session, bitext.id, "ann") == {"undo": 0, "redo": 0}
        assert bitext.revision == 1


def test_the_second_writer_gets_a_conflict_with_both_versions(database: Database) -> None:
    with database.write() as session:
        bitext = made_by_hand(session)
        first = listed(session, bitext)[0]
        edits.edit_bead(session, bitext, first.id, 1, "ann", target_text="Hers.")
        with pytest.raises(ConflictError, match="changed meanwhile by ann") as caught:
            edits.edit_bead(session, bitext, first.id, 1, "bob", target_text="His.")
        assert caught.value.details["current"]["target_text"] == "Hers."
        assert caught.value.details["yours"] == {"target_text": "His."}


@pytest.mark.parametrize(
    ("source_at", "target_at", "expected"),
    [
        (6, 6, [("Раз 0.", "One 0."), ("Два 0.", "Two 0.")]),
        (7, 7, [("Раз 0.", "One 0."), ("Два 0.", "Two 0.")]),
        (0, 7, [("", "One 0."), ("Раз 0. Два 0.", "Two 0.")]),
        (13, 7, [("Раз 0. Два 0.", "One 0."), ("", "Two 0.")]),
        (3, 3, [("Раз", "One"), ("0. Два 0.", "0. Two 0.")]),
    ],
)
def test_splitting(database: Database, source_at: int, target_at: int, expected: list[tuple[str, str]]) -> None:
    with database.write() as session:
        bitext = made_by_hand(session)
        before = texts(session, bitext)
        first = listed(session, bitext)[0]
        change = edits.split(session, bitext, first.id, 1, "ann", source_at=source_at, target_at=target_at)
        assert texts(session, bitext)[:2] == expected
        assert change.beads[0].id == first.id
        assert [number_of(session, bead) for bead in change.beads] == [1, 2]
        history.undo(session, bitext, "ann")
        assert texts(session, bitext) == before


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (3, ([["Сло", 0, "\t"]], [["во  и дело.", 0, " "], ["Да.", 1, "\n"]])),
        (5, ([["Слово", 0, "\t"]], [["и дело.", 0, "  "], ["Да.", 1, "\n"]])),
        (7, ([["Слово", 0, "\t"]], [["и дело.", 0, "  "], ["Да.", 1, "\n"]])),
    ],
)
def test_what_stands_between_the_halves_of_a_cut_sentence(at: int, expected: tuple[list[Any], list[Any]]) -> None:
    """What stood there, or one space where a word was cut."""
    assert edits.cut([["Слово  и дело.", 0, "\t"], ["Да.", 1, "\n"]], at) == expected


@pytest.mark.parametrize(
    ("text", "at", "second"),
    [
        ("made answer: “No, sir.”", 14, "“No, sir.”"),
        ("Он сказал: «(Да)»", 13, "«(Да)»"),
        ('He said "no" twice', 12, "twice"),
        ("the dogs' tails", 10, "tails"),
    ],
)
def test_what_opens_goes_with_what_it_opens(text: str, at: int, second: str) -> None:
    assert edits.cut([[text, 0, ""]], at)[1][0][0] == second


@pytest.mark.parametrize(
    ("source_at", "target_at", "line"),
    [(99, 3, "has 13 characters"), (3, -1, "cannot split at -1"), (0, 0, "one half would be empty")],
)
def test_splitting_where_it_cannot_be(database: Database, source_at: int, target_at: int, line: str) -> None:
    with database.write() as session:
        bitext = made_by_hand(session)
        with pytest.raises(BadRequestError, match=line):
            edits.split(session, bitext, listed(session, bitext)[0].id, 1, "", source_at=source_at, target_at=target_at)


def test_merging(database: Database) -> None:
    with database.write() as session:
        bitext = made_by_hand(session)
        before = texts(session, bitext)
        beads = listed(session, bitext)
        change = edits.merge(session, bitext, [(bead.id, 1) for bead in beads[1:4]], "ann")
        assert texts(session, bitext)[1] == tuple(" ".join(pair[side] for pair in before[1:4]) for side in (0, 1))
        assert change.removed == [beads[2].id, beads[3].id]
        assert change.beads[0].confidence == 0.55
        with pytest.raises(NotFoundError):
            edits.edit_bead(session, bitext, beads[2].id, 1, "bob", note="gone")
        history.undo(session, bitext, "ann")
        assert texts(session, bitext) == before
        assert [bead.id for bead in listed(session, bitext)] == [bead.id for bead in beads]


def test_only_neighbours_merge(database: Database) -> None:
    with database.write() as session:
        bitext = made_by_hand(session)
        ids = [(bead.id, 1) for bead in listed(session, bitext)]
        for wrong in ([ids[0], ids[2]], [ids[1], ids[0]], [ids[0], ids[0]]):
            with pytest.raises(BadRequestError, match="neighbours"):
                edits.merge(session, bitext, wrong, "")


def test_moving_a_boundary(database: Database) -> None:
    with database.write() as session:
        bitext = made_by_hand(session, 2)
        first, second = listed(session, bitext)
        edits.move(session, bitext, first.id, 1, "ann", side="target", direction="down")
        assert texts(session, bitext) == [("Раз 0. Два 0.", "One 0."), ("Раз 1. Два 1.", "Two 0. One 1. Two 1.")]
        edits.move(session, bitext, second.id, second.version, "ann", side="source", direction="up")
        assert texts(session, bitext)[0][0] == "Раз 0. Два 0. Раз 1."
        with pytest.raises(BadRequestError, match="no pair before"):
            edits.move(session, bitext, first.id, first.version, "ann", side="source", direction="up")
        for _ in range(2):
            history.undo(session, bitext, "ann")
        assert texts(session, bitext) == [("Раз 0. Два 0.", "One 0. Two 0."), ("Раз 1. Два 1.", "One 1. Two 1.")]


def test_a_bead_that_loses_its_last_sentence_goes(database: Database) -> None:
    with database.write() as session:
        bitext = made_by_hand(session, 2)
        new = edits.insert(session, bitext, None, "ann", source_text="Начало.", target_text="").beads[0]
        change = edits.move(session, bitext, new.id, new.version, "ann", side="source", direction="down")
        assert change.removed == [new.id]
        assert texts(session, bitext)[0] == ("Начало. Раз 0. Два 0.", "One 0. Two 0.")


def test_inserting_and_deleting(database: Database) -> None:
    with database.write() as session:
        bitext = made_by_hand(session, 3)
        before = texts(session, bitext)
        beads = listed(session, bitext)
        edits.insert(session, bitext, beads[1].id, "ann", source_text="Вот. Так.", target_text="So.")
        assert texts(session, bitext)[2] == ("Вот. Так.", "So.")
        edits.insert(session, bitext, None, "ann", source_text="", target_text="Foreword.")
        assert texts(session, bitext)[0] == ("", "Foreword.")
        edits.delete(session, bitext, beads[0].id, 1, "ann")
        assert len(texts(session, bitext)) == 4
        with pytest.raises(BadRequestError, match="both sides are empty"):
            edits.insert(session, bitext, None, "ann", source_text=" ", target_text="\n")
        for _ in range(3):
            history.undo(session, bitext, "ann")
        assert texts(session, bitext) == before
        for _ in range(3):
            history.redo(session, bitext, "ann")
        assert len(texts(session, bitext)) == 4
        assert texts(session, bitext)[0] == ("", "Foreword.")


def test_the_last_pair_cannot_be_deleted_nor_emptied(database: Database) -> None:
    with database.write() as session:
        bitext = made_by_hand(session, 1)
        only = listed(session, bitext)[0]
        with pytest.raises(ConflictError, match="last pair"):
            edits.delete(session, bitext, only.id, 1, "")
        with pytest.raises(BadRequestError, match="both sides would be empty"):
            edits.edit_bead(session, bitext, only.id, 1, "", source_text="", target_text=" ")
        with pytest.raises(BadRequestError, match="null character"):
            edits.edit_bead(session, bitext, only.id, 1, "", target_text="a\x00b")


def test_confirming_above_a_confidence(database: Database) -> None:
    with database.write() as session:
        bitext = made_by_hand(session)
        change = edits.confirm_above(session, bitext, 0.65, "ann")
        assert len(change.beads) == 3
        assert [bead.status for bead in listed(session, bitext)] == ["draft"] * 3 + ["confirmed"] * 3
        assert bitexts.statistics(session, bitext)["confirmed"] == 3
        history.undo(session, bitext, "ann")
        assert bitexts.statistics(session, bitext)["confirmed"] == 0


def test_a_pair_with_an_empty_side_is_never_confirmed(database: Database) -> None:
    with database.write() as session:
        bitext = made_by_hand(session)
        first, second = listed(session, bitext)[:2]
        edits.edit_bead(session, bitext, first.id, 1, "ann", target_text="")
        with pytest.raises(BadRequestError, match="nothing to confirm"):
            edits.edit_bead(session, bitext, first.id, first.version, "ann", status="confirmed")
        edits.edit_bead(session, bitext, first.id, first.version, "ann", target_text="Typed.", status="confirmed")
        assert first.status == "confirmed"
        edits.edit_bead(session, bitext, second.id, second.version, "ann", status="confirmed")
        edits.edit_bead(session, bitext, second.id, second.version, "ann", target_text="")
        assert second.status == "draft"
        history.undo(session, bitext, "ann")
        assert second.status == "confirmed"
