"""Changing beads: each change, its undo, its conflicts; and any series of them taken back to the beginning."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from service_bench import Bench
from sqlalchemy.orm import Session

from aligner.core.bitext import Bead as CoreBead
from aligner.core.bitext import Bitext as CoreBitext
from aligner.core.document import document_from_sentences
from server.db.engine import Database
from server.db.tables import Bead, Bitext, Edit
from server.errors import BadRequestError, ConflictError, NotFoundError, ServiceError
from server.library import bitexts, edits, history
from server.library.beads import BeadFilter, find_beads, number_of
from server.library.documents import Incoming, add_file


def made_by_hand(session: Session, pairs: int = 6) -> Bitext:
    """A stored bitext: pair n is 'Раз n. Два n.' with 'One n. Two n.', two sentences a side, a paragraph each."""
    source = document_from_sentences(
        [("body", [f"Раз {n}.", f"Два {n}."]) for n in range(pairs)], language="ru", title="Счёт"
    )
    target = document_from_sentences([("body", [f"One {n}.", f"Two {n}."]) for n in range(pairs)], language="en")
    beads = [CoreBead(range(2 * n, 2 * n + 2), range(2 * n, 2 * n + 2), 0.5 + n / 20, "aligner") for n in range(pairs)]
    document = add_file(session, Incoming("count.txt", b"x"), "source", "", "ru")
    bitext = Bitext(document=document, kind="align", signature="s", settings={})
    session.add(bitext)
    session.flush()
    bitexts.store(session, bitext, CoreBitext(source, target, tuple(beads)))
    session.flush()
    return bitext


def listed(session: Session, bitext: Bitext) -> list[Bead]:
    """The beads in order."""
    return list(session.scalars(bitexts.ordered(bitext.id).execution_options(populate_existing=True)))


def texts(session: Session, bitext: Bitext) -> list[tuple[str, str]]:
    """Both texts of each bead, by way of the aligner's own bitext, which checks its invariant."""
    return [(source, target) for _, source, target in bitexts.load(session, bitext)[0].pairs()]


def test_a_stored_bitext_comes_back_as_it_was(database: Database) -> None:
    source = document_from_sentences(
        [("heading", ["Глава."], 2), ("verse", ["Раз.", "Два."])], language="ru", title="Т"
    )
    target = document_from_sentences([("heading", ["Chapter."], 2), ("verse", ["One.", "Two."])], language="en")
    beads = (
        CoreBead(range(1), range(1), 0.75, "mt", -0.5, "confirmed", "ё", ((0, 5, 0, 7),)),
        CoreBead(range(1, 3), range(1, 1), 0.25, "aligner"),
        CoreBead(range(3, 3), range(1, 3), 0.25, "human"),
    )
    made = CoreBitext(source, target, beads)
    with database.write() as session:
        document = add_file(session, Incoming("a.txt", b"x"), "source", "", "ru")
        bitext = Bitext(document=document, kind="align", signature="s", settings={})
        session.add(bitext)
        session.flush()
        bitexts.store(session, bitext, made)
    with database.read() as session:
        again, ids = bitexts.load(session, session.get_one(Bitext, bitext.id))
    assert again.beads == made.beads
    assert again.source.text == made.source.text
    assert again.source.paragraphs == made.source.paragraphs
    assert again.target.paragraphs == made.target.paragraphs
    assert len(ids) == 3


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


def test_each_undoes_only_their_own(database: Database) -> None:
    with database.write() as session:
        bitext = made_by_hand(session)
        one, two = listed(session, bitext)[:2]
        edits.edit_bead(session, bitext, one.id, 1, "ann", target_text="Ann's.")
        edits.edit_bead(session, bitext, two.id, 1, "bob", target_text="Bob's.")
        history.undo(session, bitext, "ann")
        assert [pair[1] for pair in texts(session, bitext)[:2]] == ["One 0. Two 0.", "Bob's."]
        with pytest.raises(ConflictError, match="nothing to undo"):
            history.undo(session, bitext, "ann")


def test_undo_does_not_overwrite_what_another_did_since(database: Database) -> None:
    with database.write() as session:
        bitext = made_by_hand(session)
        bead = listed(session, bitext)[0]
        edits.edit_bead(session, bitext, bead.id, 1, "ann", target_text="Ann's.")
        edits.edit_bead(session, bitext, bead.id, bead.version, "bob", target_text="Bob's.")
        with pytest.raises(ConflictError, match="changed since by bob"):
            history.undo(session, bitext, "ann")
        # A note of Bob's is no change to the text that Ann would take back.
        history.undo(session, bitext, "bob")
        edits.edit_bead(session, bitext, bead.id, bead.version, "bob", note="hm")
        history.undo(session, bitext, "ann")
        assert texts(session, bitext)[0][1] == "One 0. Two 0."
        assert bead.note == "hm"


def test_a_split_with_something_put_in_between_is_not_undone(database: Database) -> None:
    with database.write() as session:
        bitext = made_by_hand(session)
        first = listed(session, bitext)[0]
        edits.split(session, bitext, first.id, 1, "ann", source_at=6, target_at=6)
        edits.insert(session, bitext, first.id, "bob", source_text="Между.", target_text="Between.")
        with pytest.raises(ConflictError, match="put a pair in between"):
            history.undo(session, bitext, "ann")


def test_a_new_change_ends_redoing(database: Database) -> None:
    with database.write() as session:
        bitext = made_by_hand(session)
        one, two = listed(session, bitext)[:2]
        edits.edit_bead(session, bitext, one.id, 1, "ann", note="x")
        history.undo(session, bitext, "ann")
        edits.edit_bead(session, bitext, two.id, 1, "ann", note="y")
        with pytest.raises(ConflictError, match="nothing to redo"):
            history.redo(session, bitext, "ann")
        states = session.scalars(sa.select(Edit.state).order_by(Edit.id)).all()
        assert states == ["dropped", "done"]


def test_confirming_above_a_confidence(database: Database) -> None:
    with database.write() as session:
        bitext = made_by_hand(session)
        change = edits.confirm_above(session, bitext, 0.65, "ann")
        assert len(change.beads) == 3
        assert [bead.status for bead in listed(session, bitext)] == ["draft"] * 3 + ["confirmed"] * 3
        assert bitexts.statistics(session, bitext)["confirmed"] == 3
        history.undo(session, bitext, "ann")
        assert bitexts.statistics(session, bitext)["confirmed"] == 0


def test_room_for_many_at_one_place(lite_database: Database) -> None:
    with lite_database.write() as session:
        bitext = made_by_hand(session, 2)
        first = listed(session, bitext)[0]
        for n in range(40):  # more than the ranks between two neighbours can be halved
            edits.insert(session, bitext, first.id, "ann", source_text=f"Вставка {n}.", target_text="")
        assert [pair[0] for pair in texts(session, bitext)[1:-1]] == [f"Вставка {n}." for n in reversed(range(40))]
        for _ in range(40):
            history.undo(session, bitext, "ann")
        assert len(listed(session, bitext)) == 2


def test_finding_by_any_form_of_a_word(bench: Bench) -> None:
    bitext_id = bench.ready()
    for query, expected in (
        ("кошки", [1]), ("КОШКА окно", [1]), ("смотреть", [2]), ("дожд", [4]), ("птица", [2]), ("слон", []),
    ):  # fmt: skip
        assert [bead["number"] for bead in bench.beads(bitext_id, q=query)] == expected, query
    bead = bench.beads(bitext_id)[0]
    url = f"/api/v1/bitexts/{bitext_id}/beads/{bead['id']}"
    bench.client.patch(url, json={"version": 1, "target_text": "The zebras were running."})
    assert [row["number"] for row in bench.beads(bitext_id, q="zebra run")] == [1]


def test_numbers_under_a_filter_are_those_of_the_text(database: Database) -> None:
    with database.write() as session:
        bitext = made_by_hand(session)
        page = find_beads(session, bitext, BeadFilter(below=0.65), limit=2, offset=1)
        assert [(number, bead.confidence) for number, bead, _ in page.rows] == [(2, 0.55), (3, 0.6)]
        assert page.total == 3
        around = find_beads(session, bitext, limit=3, around=listed(session, bitext)[4].id)
        assert [number for number, _, _ in around.rows] == [4, 5, 6]


ACTIONS = st.tuples(
    st.sampled_from(["edit", "status", "split", "merge", "up", "down", "insert", "delete", "confirm"]),
    st.integers(0, 30),
    st.integers(0, 14),
    st.integers(0, 14),
    st.sampled_from(["ann", "bob"]),
)


def act(session: Session, bitext: Bitext, action: tuple[str, int, int, int, str]) -> None:
    """Do a random thing."""
    name, at, a, b, actor = action
    beads = listed(session, bitext)
    bead = beads[at % len(beads)]
    key: dict[str, Any] = {"actor": actor}
    if name == "edit":
        edits.edit_bead(session, bitext, bead.id, bead.version, **key, target_text=f"Text {a}. More {b}." * (a % 3))
    elif name == "status":
        edits.edit_bead(session, bitext, bead.id, bead.version, **key, status=("draft", "confirmed", "rejected")[a % 3])
    elif name == "split":
        edits.split(session, bitext, bead.id, bead.version, **key, source_at=a, target_at=b)
    elif name == "merge":
        some = beads[at % len(beads) : at % len(beads) + 2 + a % 2]
        edits.merge(session, bitext, [(one.id, one.version) for one in some], **key)
    elif name in ("up", "down"):
        side = ("source", "target")[a % 2]
        edits.move(session, bitext, bead.id, bead.version, **key, side=side, direction=name)
    elif name == "insert":
        edits.insert(
            session, bitext, bead.id if a % 4 else None, **key, source_text="Ново." * (b % 2), target_text="New."
        )
    elif name == "delete":
        edits.delete(session, bitext, bead.id, bead.version, **key)
    else:
        edits.confirm_above(session, bitext, a / 14, **key)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(actions=st.lists(ACTIONS, max_size=14))
def test_any_series_of_changes_by_one_person_can_be_undone_and_redone(
    lite_database: Database, actions: list[tuple[str, int, int, int, str]]
) -> None:
    with lite_database.write() as session:
        bitext = made_by_hand(session, 4)
        before = full(session, bitext)
        done = 0
        for action in actions:
            try:
                act(session, bitext, (*action[:4], "ann"))
            except ServiceError:
                continue
            texts(session, bitext)  # the invariant holds
        done = history.stack(session, bitext.id, "ann")["undo"]
        after = full(session, bitext)
        for _ in range(done):
            history.undo(session, bitext, "ann")
        assert full(session, bitext) == before
        for _ in range(done):
            history.redo(session, bitext, "ann")
        assert full(session, bitext) == after


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(actions=st.lists(st.one_of(ACTIONS, st.sampled_from(["undo ann", "undo bob", "redo ann"])), max_size=14))
def test_two_people_at_once_never_break_the_bitext(lite_database: Database, actions: list[Any]) -> None:
    with lite_database.write() as session:
        bitext = made_by_hand(session, 4)
        for action in actions:
            try:
                if isinstance(action, str):
                    verb, actor = action.split()
                    (history.undo if verb == "undo" else history.redo)(session, bitext, actor)
                else:
                    act(session, bitext, action)
            except ServiceError:
                pass
            texts(session, bitext)  # raises where beads cross, overlap or are empty


def full(session: Session, bitext: Bitext) -> list[Any]:
    """Everything that a person can see of the beads."""
    return [
        (bead.id, [r[:1] for r in bead.source], [r[:1] for r in bead.target], bead.status, bead.note, bead.confidence)
        for bead in listed(session, bitext)
    ]


@pytest.mark.parametrize(("actor", "name"), [("ann", "ann"), ("web-1f0a2b3c", "somebody else"), ("", "somebody else")])
def test_a_browser_without_a_name_is_somebody_else(actor: str, name: str) -> None:
    assert str(history.known_as(actor)) == name


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
