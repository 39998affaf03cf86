"""Inline codes of a pair on what a person types."""

from __future__ import annotations

from typing import Any

import pytest
from stored_pairs import codes_of, listed, made_by_hand

from server.db.engine import Database
from server.errors import BadRequestError
from server.library import bitexts, edits, history
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


def test_pieces_of_one_code_move_each_by_itself(database: Database) -> None:
    """What was typed after the first half of a bold passage stands between its halves once the pairs are merged."""
    with database.write() as session:
        bitext = made_by_hand(session, 1, codes=True)
        whole = listed(session, bitext)[0]
        edits.edit_bead(session, bitext, whole.id, 1, "ann", target_codes=[{"id": 1, "start": 0, "end": 13}])
        edits.split(session, bitext, whole.id, whole.version, "ann", source_at=6, target_at=7)
        one, two = listed(session, bitext)
        edits.edit_bead(session, bitext, one.id, one.version, "ann", target_text="One 0. Extra.")
        edits.merge(session, bitext, [(one.id, one.version), (two.id, two.version)], "ann")
        merged = listed(session, bitext)[0]
        pieces = [code for code in bitexts.load(session, bitext)[0].target.codes if code.id == 1]
        assert [(code.start, code.end) for code in pieces] == [(0, 6), (14, 20)]
        moved = [{"id": 1, "start": 14, "end": 17}, {"id": 1, "start": 0, "end": 3}]
        edits.edit_bead(session, bitext, merged.id, merged.version, "ann", target_codes=moved)
        assert codes_of(session, bitext, "target") == [(1, "One Two")]
        with pytest.raises(BadRequestError, match="code 1 comes twice"):
            edits.edit_bead(session, bitext, merged.id, merged.version, "ann", target_codes=[*moved, moved[0]])
        edits.edit_bead(session, bitext, merged.id, merged.version, "ann", target_codes=moved[:1])
        assert [(c.opens, c.closes) for c in bitexts.load(session, bitext)[0].target.codes] == [(True, True)]


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
