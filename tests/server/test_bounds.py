"""Comparing and replacing within bounds, however long the pairs are."""

from __future__ import annotations

from service_bench import Bench

from server.pages import compare


def words(step: int) -> list[str]:
    """Many different words in an order of their own."""
    return compare.WORD.findall(" ".join(f"w{(n * step) % 4999}" for n in range(14_000)))


def test_long_pairs_are_compared_at_their_ends_only() -> None:
    texts = ["".join(["Same ", *words(step), " end."]) for step in (7, 13)]
    stretch = compare.Stretch(1, "", *texts, 1, 2)
    rows = list(compare.all_marked([stretch] * 50))  # minutes for a single one, word by word
    for _, left, right in rows:
        assert ("".join(text for _, text in left), "".join(text for _, text in right)) == (stretch.left, stretch.right)
        assert (left[0], left[-1][0]) == ((False, "Same w0 "), False)
        assert [differs for differs, _ in right] == [False, True, False]


def test_a_page_of_middling_pairs_has_a_bound_too() -> None:
    text = " ".join(f"w{n}" for n in range(240))
    stretch = compare.Stretch(1, "", text, text.replace("w120", "x"), 1, 2)
    rows = list(compare.all_marked([stretch] * 200))
    assert [differs for differs, _ in rows[0][1]] == [differs for differs, _ in rows[-1][1]] == [False, True, False]


def test_replacing_does_not_make_a_pair_too_long(bench: Bench) -> None:
    bitext_id = bench.ready()
    bead = bench.beads(bitext_id)[0]
    url = f"/api/v1/bitexts/{bitext_id}/beads/{bead['id']}"
    assert bench.client.patch(url, json={"version": bead["version"], "target_text": "a" * 99_000}).status_code == 200
    url = f"/api/v1/bitexts/{bitext_id}/replace"
    refused = bench.client.post(url, json={"find": "a", "replace": "x" * 1000})
    assert refused.status_code == 422
    assert "a pair would become 99000000 characters long, more than 100000" in refused.get_json()["error"]
    assert "a" * 99_000 in [bead["target_text"] for bead in bench.beads(bitext_id)]
    assert bench.client.post(url, json={"find": "a", "replace": "b"}).status_code == 200
