"""Codes carried to a translation: the gold's exact figures, rules one by one, and what holds for any input."""

from __future__ import annotations

from collections import Counter

import pytest
from code_gold import Figures, compare, content, halves, pairs, shown
from hypothesis import given
from hypothesis import strategies as st

from aligner.align.links import link_pairs, link_words
from aligner.carry import carry, carry_bitext
from aligner.carry.bitext import together
from aligner.core.bitext import Bead, Bitext, Link
from aligner.core.code import CODE_KINDS, Code, Content
from aligner.core.document import Document, Paragraph, Sentence, document_from_sentences
from aligner.filters.nesting import events
from models.encoder import load_encoder


def carried(source: str, target: str, languages: tuple[str, str] = ("ru", "en")) -> str:
    """A line of the gold's notation carried with the aligner's links, in that notation."""
    ours = content(source)
    return shown(carry(ours, target, link_words(ours.text, target, languages, load_encoder()), languages))


@pytest.mark.parametrize(("half", "codes", "wrong", "wrong_but_for_articles"), [(0, 243, 8, 6), (1, 236, 18, 17)])
def test_gold(half: int, codes: int, wrong: int, wrong_but_for_articles: int) -> None:
    chosen = halves(pairs())[half]
    links = link_pairs([(pair.source.text, pair.given) for pair in chosen], ("ru", "en"), load_encoder())
    figures = Figures()
    for pair, found in zip(chosen, links, strict=True):
        compare(pair, carry(pair.source, pair.given, found), figures, ("ru", "en"))
    assert (figures.codes, figures.lost, figures.doubled, figures.function) == (codes, 0, 0, 0)
    errors = figures.codes - figures.exact, figures.codes - figures.near
    assert errors == (wrong, wrong_but_for_articles), figures.wrong


@pytest.mark.parametrize(
    ("source", "target", "right"),
    [
        # whole sentences, with the mark at the end or without it
        ("{1b:Работа началась вчера.}", "Work began yesterday.", "{1:Work began yesterday.}"),
        ("{1b:Работа началась вчера}.", "Work began yesterday.", "{1:Work began yesterday}."),
        ("{1b:{2i:Работа началась}}", "Work began", "{1:{2:Work began}}"),
        # never on a function word beside the content word
        ("В {1b:мае} шёл дождь.", "It rained in May.", "It rained in {1:May}."),
        ("Мы видели {1b:красный} автобус.", "We saw a red bus.", "We saw a {1:red} bus."),
        ("Он приехал {1b:в мае}.", "He came in May.", "He came {1:in May}."),
        # parts of words
        ("Площадь 250 м{1^:2}, объём 3 м{2^:3}.", "The area is 250 m2, the volume 3 m3.",
         "The area is 250 m{1:2}, the volume 3 m{2:3}."),
        ("Вода — это H{1_:2}O.", "Water is H2O.", "Water is H{1:2}O."),
        ("Площадь 250 м{1^:2}.", "The area is 250 square metres.", "The area is 250 square metres{1}."),
        ("{1b:О}днажды пришёл гость.", "Once a guest came.", "{1:O}nce a guest came."),
        # what repeats verbatim
        ("См. {1l:https://example.org/ru} и {2b:A/RES/70/1}.", "See A/RES/70/1 and https://example.org/ru.",
         "See {2:A/RES/70/1} and {1:https://example.org/ru}."),
        ("Счёт {1b:2} : {2b:2}.", "The score is 2 : 2.", "The score is {1:2} : {2:2}."),
        # notes behind the word or the mark that they stood at
        ("Дом{1n}, где я жил.", "The house where I lived.", "The house{1} where I lived."),
        ("Он жил в Москве.{1n}", "He lived in Moscow.", "He lived in Moscow.{1}"),
        ("Он жил в Москве{1n}.", "He lived in Moscow.", "He lived in Moscow{1}."),
        ("Это кино,{1n} а это театр.", "This is cinema, that is theatre.", "This is cinema,{1} that is theatre."),
        # codes that read as a word have the spaces that they had
        ("Страница {1f=3} из {2f=9}", "Page of", "Page {1} of{2}"),
        ("Нажмите {1m} и ждите.", "Click and wait.", "Click {1} and wait."),
        ("Рис. {1f=3}. Насос", "Fig. 3. Pump", "Fig. {1}. Pump"),
        # what is not translated
        ("Компания {1o!:Завод Свет} открылась в мае.", "The company Svet Plant opened in May.",
         "The company {1:Завод Свет} opened in May."),
        ("Вызовите {1c!:f(x)} снова.", "Call f(x) again.", "Call {1:f(x)} again."),
        ("Фирма {1o!:Ёж} растёт.", "The firm grows.", "The firm {1:Ёж} grows."),
        # marks that are in the span, and those that are not
        ("Роман {1i:«Война и мир»} велик.", "The novel “War and Peace” is great.",
         "The novel {1:“War and Peace”} is great."),
        ("Роман «{1i:Война и мир}» велик.", "The novel “War and Peace” is great.",
         "The novel “{1:War and Peace}” is great."),
        ("Скидка {1b:50 %} сегодня.", "A 50% discount today.", "A {1:50%} discount today."),
        # breaks at the ends
        ("{1t/}Работа началась.{2r/}", "Work began.", "{1}Work began.{2}"),
    ],
)  # fmt: skip
def test_rules(source: str, target: str, right: str) -> None:
    assert carried(source, target) == right


def test_shifted_links_leave_the_function_word() -> None:
    """As cross-attention gives them: each word of the source linked with the one before its translation."""
    source, target = content("Мы видели {1b:красный} автобус."), "We saw a red bus."
    at = source.text.index("красный")
    links = ((at, at + 7, target.index("a red"), target.index("a red") + 1),)
    assert shown(carry(source, target, links)) == "We saw a {1:red} bus."


LETTERS = "абвм ab2 .,«»- \n"


@st.composite
def contents(draw: st.DrawFn, *, nested: bool) -> Content:
    """A text with spans and codes that stand alone, anywhere in it."""
    text = draw(st.text(LETTERS, max_size=24))
    codes: list[Code] = []
    for number in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, len(text)))
        crossing = any(a.start < start < a.end < end or start < a.start < end < a.end for a in codes)
        if nested and crossing:
            end = start
        kind = draw(st.sampled_from(CODE_KINDS))
        equiv = draw(st.sampled_from(["", "2", "ab"])) if start == end else ""
        flags = {"keep": draw(st.booleans()), "breaks": start == end and draw(st.booleans())}
        codes.append(Code(start, end, number, kind, equiv, **flags))  # type: ignore[arg-type]
    return Content(text, tuple(sorted(codes, key=lambda code: (code.start, -code.end))))


links = st.lists(st.tuples(*[st.integers(0, 30)] * 4), max_size=8)
targets = st.text(LETTERS, max_size=24)


@given(contents(nested=True), targets, links)
def test_each_code_once_and_nested(source: Content, target: str, found: list[Link]) -> None:
    made = carry(source, target, found)
    assert sorted(code.id for code in made.codes) == sorted(code.id for code in source.codes)
    spans = [code for code in made.codes if not code.alone]
    assert not [(a, b) for a in spans for b in spans if a.start < b.start < a.end < b.end]
    open_codes: list[int] = []
    text = ""
    seen: Counter[int] = Counter()
    for event in events(made):
        if event[0] == "text":
            text += event[1]
        elif event[0] == "close":
            assert open_codes.pop() == event[1].id
        else:
            seen[event[1].id] += 1
            if event[0] == "open":
                open_codes.append(event[1].id)
    assert text == made.text
    assert seen == Counter(code.id for code in source.codes)
    assert [code.start for code in made.codes] == sorted(code.start for code in made.codes)


@given(contents(nested=False), targets, links)
def test_text_is_kept(source: Content, target: str, found: list[Link]) -> None:
    made = carry(source, target, found)
    assert {code.id for code in made.codes} == {code.id for code in source.codes}
    kept = [code for code in source.codes if code.keep and source.text[code.start : code.end].strip()]
    if not kept and not any(code.equiv for code in source.codes):
        assert "".join(made.text.split()) == "".join(target.split())
    for code in made.codes:
        own = source.codes[[one.id for one in source.codes].index(code.id)]
        if own in kept and not any(a is not own and a.start < own.end and own.start < a.end for a in kept):
            assert source.text[own.start : own.end].strip() in made.text[code.start : code.end]
        said = made.text[code.start : code.end]
        if said.strip():
            assert said == said.strip()


def test_bitext() -> None:
    """Only beads whose target lacks codes; blocks, kinds and what stands between sentences stay."""
    source = document_from_sentences(
        [
            ("heading", [content("{1b:Отчёт}")], 1),
            ("body", [content("Мы видели {2i:красный} автобус."), content("{3b:Вчера} шёл дождь.{4n}"), "Конец."]),
        ],
        language="ru",
    )
    text = "Report\n\nWe saw a red bus.  It rained yesterday. The end."
    target = Document(
        text,
        (
            Paragraph("heading", 0, 6, (Sentence("Report", 0, 6),), 1, block=7),
            Paragraph(
                "body", 8, len(text),
                tuple(Sentence(one, text.index(one), text.index(one) + len(one))
                      for one in ("We saw a red bus.", "It rained yesterday.", "The end.")),
                block=9,
            ),
        ),
        "en",
    )  # fmt: skip
    beads = tuple(Bead(range(n, n + 1), range(n, n + 1), 1.0, "mt") for n in range(4))
    made = carry_bitext(Bitext(source, target, beads))
    assert made.target.text == text
    assert [shown(one) for _, _, one in made.contents()] == [
        "{1:Report}", "We saw a {2:red} bus.", "It rained {3:yesterday}.{4}", "The end.",
    ]  # fmt: skip
    assert [(p.kind, p.level, p.block) for p in made.target.paragraphs] == [("heading", 1, 7), ("body", 0, 9)]
    assert carry_bitext(made) is made


def test_links_of_the_model_fill_what_the_aligner_leaves_open() -> None:
    first, others = ((0, 3, 0, 4),), ((0, 3, 5, 9), (4, 7, 0, 4), (8, 9, 10, 12))
    assert together(first, others) == (*first, others[2])
    source = document_from_sentences([("body", [content("{1b:Глокая} куздра штеко будланула")])], language="ru")
    target = document_from_sentences([("body", ["Quay wibbled plunk mimsy"])], language="en")
    bead = Bead(range(1), range(1), 1.0, "mt", links=((0, 6, 19, 24),))
    made = carry_bitext(Bitext(source, target, (bead,)))
    assert shown(made.target.sentence_contents()[0]) == "Quay wibbled plunk {1:mimsy}"


def test_bitext_with_kept_text_and_two_target_sentences() -> None:
    source = document_from_sentences(
        [("body", [content("{1b:Компания {2o!:Завод Свет} выросла, и все рады.}")])], language="ru"
    )
    target = document_from_sentences([("body", ["The company Svet Plant grew.", "All are glad."])], language="en")
    link = (0, 8, 4, 11), (36, 40, 29, 32)
    made = carry_bitext(Bitext(source, target, (Bead(range(1), range(2), 1.0, "mt", links=link),)))
    assert [s.text for s in made.target.sentences] == ["The company Завод Свет grew.", "All are glad."]
    first, second = made.target.sentence_contents()
    assert shown(first) == "{1:The company {2:Завод Свет} grew.}"
    assert shown(second) == "{1:All are glad.}"
    assert [made.target_text(made.beads[0])[c:d] for _, _, c, d in made.beads[0].links] == ["company", "All"]
    assert [code.id for code in made.target.codes] == [1, 2]
