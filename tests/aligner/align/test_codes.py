"""Codes of two documents that were marked up by themselves."""

from __future__ import annotations

from aligner.align import align
from aligner.align.codes import with_matched_codes
from aligner.core.bitext import Bead, Bitext
from aligner.core.code import Code, Content
from aligner.core.document import document_from_sentences
from aligner.pipeline import load_document

RUSSIAN = (
    "<p>Это <b>важный</b> вопрос для <a href='https://example.org/ru'>Организации</a>.</p>"
    "<p>Мы ждём <i>ответа</i> и <i>помощи</i>.</p><p>Благодарю за внимание.</p>"
)
ENGLISH = (
    "<p>For the <a href='https://example.org/en'>Organization</a> this is an <b>important</b> matter.</p>"
    "<p>We <u>await</u> an <i>answer</i> and <i>help</i>.</p><p><b>Thank</b> you for your attention.</p>"
)


def test_what_corresponds_has_one_id_and_the_rest_has_its_own() -> None:
    source = load_document(RUSSIAN.encode(), name="ru.html", language="ru")
    target = load_document(ENGLISH.encode(), name="en.html", language="en")
    bitext = align(source, target).bitext
    text = {(code.kind, bitext.source.text[code.start : code.end]): code.id for code in bitext.source.codes}
    made = {(code.kind, bitext.target.text[code.start : code.end]): code.id for code in bitext.target.codes}
    assert made["bold", "important"] == text["bold", "важный"]
    assert made["link", "Organization"] == text["link", "Организации"]
    assert made["italic", "answer"] == text["italic", "ответа"]
    assert made["italic", "help"] == text["italic", "помощи"]
    ours = set(text.values())
    assert {made["underline", "await"], made["bold", "Thank"]}.isdisjoint(ours)
    assert len(set(made.values())) == len(made)


def test_equal_addresses_and_readings_go_first_and_pieces_stay_together() -> None:
    links = Content(
        "А и Б.", (Code(0, 1, 7, "link", href="https://a.example"), Code(4, 5, 8, "link", href="https://b.example"))
    )
    crossed = Content(
        "B, A.", (Code(0, 1, 1, "link", href="https://b.example"), Code(3, 4, 2, "link", href="https://a.example"))
    )
    source = document_from_sentences([("body", [links, "Да."])], language="ru")
    target = document_from_sentences([("body", [crossed, Content("Yes.", (Code(0, 3, 7, "bold"),))])], language="en")
    beads = (Bead(range(1), range(1), 1.0, "aligner"), Bead(range(1, 2), range(1, 2), 1.0, "aligner"))
    made = with_matched_codes(Bitext(source, target, beads))
    assert [code.id for code in made.target.codes] == [8, 7, 9]
    assert made.source is source
    assert with_matched_codes(made).target.codes == made.target.codes
