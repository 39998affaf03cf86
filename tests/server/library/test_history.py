"""Undo and redo: each takes back only their own changes, and any series of changes back to the beginning."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session
from stored_pairs import codes_of, full, listed, made_by_hand, texts

from aligner.core.unit import units_of
from server.db.engine import Database
from server.db.tables import Bitext, Edit
from server.errors import ConflictError, ServiceError
from server.library import bitexts, edits, history
from server.library.import_edits import import_edits
from server.library.replacing import Wanted, replace_all
from server.library.sentences import text_of


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


@pytest.mark.parametrize(("actor", "name"), [("ann", "ann"), ("web-1f0a2b3c", "somebody else"), ("", "somebody else")])
def test_a_browser_without_a_name_is_somebody_else(actor: str, name: str) -> None:
    assert str(history.known_as(actor)) == name


CODED = st.tuples(
    st.sampled_from(["retype", "replace", "split", "merge", "up", "down", "import", "undo", "redo"]),
    st.integers(0, 30), st.integers(0, 14), st.integers(0, 14), st.just("ann"),
)  # fmt: skip


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(actions=st.lists(CODED, max_size=12))
def test_no_change_loses_or_doubles_a_code(
    lite_database: Database, actions: list[tuple[str, int, int, int, str]]
) -> None:
    with lite_database.write() as session:
        bitext = made_by_hand(session, 4, codes=True)
        ids = [[number for number, _ in codes_of(session, bitext, side)] for side in ("source", "target")]
        assert ids == [list(range(1, 13))] * 2
        for action in actions:
            name, at, a, b, actor = action
            beads = listed(session, bitext)
            bead = beads[at % len(beads)]
            words = text_of(bead.target).split()
            try:
                if name == "retype":
                    place = a % (len(words) + 1)
                    words[place : place + b % 3] = ["Other", "words."][: 1 + a % 2]
                    changes = {"target_text": " ".join(words)} if a % 3 else {"source_text": f"Новый текст {b}."}
                    edits.edit_bead(session, bitext, bead.id, bead.version, actor, **changes)
                elif name == "replace":
                    replace_all(session, bitext, actor, Wanted(("One", "Two", "1.", "Other")[a % 4]), "Some thing")
                elif name == "import":
                    core = bitexts.load(session, bitext)[0]
                    units = [unit for _, unit in units_of(core)]
                    edited = replace(
                        units[at % len(units)], target="All of it is new.", target_codes=(), source_codes=()
                    )
                    import_edits(session, bitext, [edited], 0, actor, overwrite=True)
                elif name in ("undo", "redo"):
                    (history.undo if name == "undo" else history.redo)(session, bitext, actor)
                else:
                    act(session, bitext, action)
            except ServiceError:
                pass
        assert [[number for number, _ in codes_of(session, bitext, side)] for side in ("source", "target")] == ids
