"""Two translations of one text: stretches that both cut alike, differences by the word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("apiflask", reason="the service is not installed: pip install '.[serve]'")
from service_bench import Bench

from server.db.tables import Bead
from server.pages.compare import marked, stretches


def beads(*pairs: tuple[list[str], str]) -> list[Bead]:
    """Beads of (source sentences, translation)."""
    return [
        Bead(id=number, source=[[text, 0, " "] for text in source], target=[[target, 0, ""]] if target else [])
        for number, (source, target) in enumerate(pairs, 1)
    ]


def test_stretches_end_where_both_agree() -> None:
    left = beads((["Раз."], "One."), (["Два.", "Три."], "Two, three."), (["Четыре."], "Four."))
    right = beads((["Раз."], "Once."), (["Два."], "Two."), (["Три."], "Three."), (["Четыре."], "Four."))
    made = list(stretches(left, right))
    assert [(s.source, s.left, s.right, s.same) for s in made] == [
        ("Раз.", "One.", "Once.", False),
        ("Два. Три.", "Two, three.", "Two. Three.", False),
        ("Четыре.", "Four.", "Four.", True),
    ]


def test_a_side_may_end_first() -> None:
    made = list(stretches(beads((["Раз."], "One.")), beads((["Раз."], "One."), ([], "And more."))))
    assert [(s.left, s.right) for s in made] == [("One.", "One."), ("", "And more.")]


def test_words_that_differ() -> None:
    left, right = marked("Water knows no borders.", "The water knows no frontiers.")
    assert [text for differs, text in left if differs and text.strip()] == ["Water", "borders"]
    assert [text for differs, text in right if differs and text.strip()] == ["The water", "frontiers"]


@given(st.text(max_size=60), st.text(max_size=60))
def test_runs_are_the_texts(left: str, right: str) -> None:
    one, other = marked(left, right)
    assert "".join(text for _, text in one) == left
    assert "".join(text for _, text in other) == right
    assert not (left == right and any(differs for differs, _ in (*one, *other)))


def test_translations_by_one_model_are_told_apart_by_their_beam(bench: Bench) -> None:
    first = bench.ready("Кошка спит.")
    page = {"Accept": "text/html"}
    assert "beam" not in bench.client.get("/library/list", headers=page).text
    document = bench.client.get(f"/api/v1/bitexts/{first}").get_json()["document_id"]
    again = bench.client.post(f"/api/v1/documents/{document}/bitexts", json={"beam": 3}).get_json()["bitext"]["id"]
    bench.work()
    for text in (
        bench.client.get("/library/list", headers=page).text,
        bench.client.get(f"/compare/{first}/{again}", headers=page).text,
    ):
        assert "embedded, beam 1" in text
        assert "embedded, beam 3" in text
