"""Inline codes of a pair on what a person types."""

from __future__ import annotations

from typing import Any

import pytest
from stored_pairs import codes_of, listed, made_by_hand

from server.db.engine import Database
from server.errors import BadRequestError
from server.library import edits, history
from server.library.beads import findings_of
from server.library.checking import recheck
from server.library.memory import confirmed_units


@pytest.mark.parametrize(
    ("text", "covered"),
    [
        ("And one 0. Two 0.", {1: "one", 2: "Two 0", 3: ""}),
        ("One, 0. Really, two or 0!", {1: "One", 2: "two or 0", 3: ""}),
        ("Single 0. Two 0.", {1: "Single", 2: "Two 0", 3: ""}),
        ("0. Two 0.", {1: "", 2: "Two 0", 3: ""}),
    ],
)
def test_codes_stay_with_their_words(database: Database, text: str, covered: dict[int, str]) -> None:
    with database.write() as session:
        bitext = made_by_hand(session, 2, codes=True)
        first = listed(session, bitext)[0]
        edits.edit_bead(session, bitext, first.id, 1, "ann", target_text=text)
        assert dict(codes_of(session, bitext, "target")[:3]) == covered
        recheck(session, bitext, [first], None)
        found = {finding.code for finding in findings_of(session, [first.id])[first.id]}
        assert ("tags-misplaced" in found) == (covered[1] == "")
        history.undo(session, bitext, "ann")
        assert codes_of(session, bitext, "target")[0] == (1, "One")


def test_a_text_emptied_and_typed_again_has_the_codes_of_its_source(database: Database) -> None:
    with database.write() as session:
        bitext = made_by_hand(session, 2, codes=True)
        first = listed(session, bitext)[0]
        edits.edit_bead(session, bitext, first.id, 1, "ann", target_text="")
        recheck(session, bitext, [first], None)
        assert {"empty"} <= {finding.code for finding in findings_of(session, [first.id])[first.id]}
        edits.edit_bead(session, bitext, first.id, first.version, "ann", target_text="Once 0. Twice 0.")
        assert [number for number, _ in codes_of(session, bitext, "target")][:3] == [1, 2, 3]


def test_codes_where_the_caller_puts_them(database: Database) -> None:
    with database.write() as session:
        bitext = made_by_hand(session, 2, codes=True)
        first = listed(session, bitext)[0]
        places = [{"id": 2, "start": 1, "end": 5}, {"id": 1, "start": 7, "end": 10}, {"id": 3, "start": 11, "end": 11}]
        change = edits.edit_bead(
            session, bitext, first.id, 1, "ann", target_text=" Once  and 0.", target_codes=places, status="confirmed"
        )
        assert codes_of(session, bitext, "target")[:3] == [(1, "and"), (2, "Once"), (3, "")]
        unit = confirmed_units(bitext, change.beads, "ann")[0]
        assert [code.id for code in unit.source_codes] == [1, 2, 3]
        assert [(code.id, unit.target[code.start : code.end]) for code in unit.target_codes] == [
            (2, "Once"), (1, "and"), (3, ""),
        ]  # fmt: skip
        moved = [{"id": 1, "start": 0, "end": 4}]
        edits.edit_bead(session, bitext, first.id, first.version, "ann", target_codes=moved)
        assert codes_of(session, bitext, "target")[0] == (1, "Once")
        assert (first.status, first.origin) == ("confirmed", "human")


@pytest.mark.parametrize(
    ("codes", "message"),
    [
        ([{"id": 99, "start": 0, "end": 1}], "neither text of the pair has a code 99"),
        ([{"id": 1, "start": 0, "end": 1}, {"id": 1, "start": 2, "end": 3}], "code 1 comes twice"),
        ([{"id": 1, "start": 0, "end": 50}], "code 1: 0-50 is not in the text"),
        ([{"id": 1, "start": 3, "end": 2}], "code 1: 3-2 is not in the text"),
    ],
)
def test_codes_that_cannot_be(database: Database, codes: list[Any], message: str) -> None:
    with database.write() as session:
        bitext = made_by_hand(session, 2, codes=True)
        first = listed(session, bitext)[0]
        with pytest.raises(BadRequestError, match=message):
            edits.edit_bead(session, bitext, first.id, 1, "ann", target_text="Text.", target_codes=codes)
