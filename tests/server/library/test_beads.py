"""Pairs of a stored bitext: stored and loaded as they were, found by any form of a word, numbered as in the text."""

from __future__ import annotations

from service_bench import Bench
from stored_pairs import listed, made_by_hand

from aligner.core.bitext import Bead as CoreBead
from aligner.core.bitext import Bitext as CoreBitext
from aligner.core.document import document_from_sentences
from server.db.engine import Database
from server.db.tables import Bitext
from server.library import bitexts
from server.library.beads import BeadFilter, find_beads
from server.library.documents import Incoming, add_file


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
