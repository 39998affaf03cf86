"""Ids are unique in a file, kept wherever they can be, and few of them are remembered."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from aligner.exports.ids import Ids


def test_ids_of_a_document_are_kept_and_not_remembered():
    ids = Ids()
    given_ids = [f"d{document}-{number}" for document in range(3) for number in range(1, 1000)]
    assert [ids.take(one) for one in given_ids] == given_ids
    assert len(ids.odd) + len(ids.left) < 10


def test_what_is_missing_or_used_gets_a_number():
    ids = Ids()
    assert [ids.take(one) for one in ("", "a", "a", "x-2", "x-2", "x-1", "")] == [
        "u1",
        "a",
        "u3",
        "x-2",
        "u5",
        "u6",
        "u7",
    ]


@given(
    st.lists(
        st.one_of(st.sampled_from(["", "a", "u2", "u3", "a-1", "a-2", "b-1", "-1", "1"]), st.text("ab1-", max_size=5))
    )
)
def test_no_two_are_alike(wanted):
    ids = Ids()
    made = [ids.take(one) for one in wanted]
    assert len(set(made)) == len(made)
    assert all(made)
