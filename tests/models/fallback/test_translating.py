"""The order of tries: what is retried, which candidate is kept, what stays marked."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from models.fallback.translating import LONGEST, translate_guarded
from models.load import load_translator
from models.translation import Decoding, Translation

RU_EN = ("ru", "en")


class Script:
    """A model that answers from a table: plain search, careful search, and clauses may differ."""

    def __init__(self, plain: dict[str, str], careful: dict[str, str] | None = None) -> None:
        self.plain, self.careful = plain, careful or {}
        self.calls: list[tuple[tuple[str, ...], int]] = []

    def __call__(self, sentences: Sequence[str], decoding: Decoding) -> list[Translation]:
        if sentences:
            self.calls.append((tuple(sentences), decoding.no_repeat_ngram))
        table = self.careful if decoding.no_repeat_ngram else self.plain
        return [Translation(s, table.get(s, self.plain.get(s, f"[{len(s)}]")), -1.0) for s in sentences]


def size(text: str) -> int:
    """One piece a word."""
    return len(text.split())


def guarded(model: Script, *sentences: str) -> list[Translation]:
    return translate_guarded(sentences, Decoding(), model, size, RU_EN)


def test_good_output_is_not_tried_again() -> None:
    model = Script({"Совет принял решение.": "The Council took a decision."})
    assert guarded(model, "Совет принял решение.")[0].flags == ()
    assert len(model.calls) == 1


def test_a_circle_is_cured_by_a_careful_search() -> None:
    source = "Об этом заявил глава ООН."
    model = Script({source: "The head of the United Nations of the United Nations."}, {source: "The UN chief said so."})
    found = guarded(model, source)[0]
    assert (found.text, found.flags) == ("The UN chief said so.", ())
    assert [ngram for _, ngram in model.calls] == [0, 4]


def test_what_a_careful_search_does_not_cure_is_tried_by_clause() -> None:
    left, right = "Глава ООН заявил " * 6 + "всем, ", "что это не так " * 6
    source = left + right
    bad = "said the head said the head said the head"
    model = Script(
        {source: bad, left: "The head of the UN said this again and " * 2, right: "that it is not so but " * 3}
    )
    model.plain[left] = "The head of the United Nations declared today in New York and in Geneva to everyone"
    model.plain[right] = "that this is not how things are and never were, whatever else some people may say"
    found = guarded(model, source)[0]
    assert found.text.startswith("The head of the United Nations declared")
    assert found.flags == ()


def test_what_stays_bad_is_marked_and_the_least_bad_kept() -> None:
    source = "Совет принял решение."
    model = Script({source: "Совет принял решение."}, {source: "The Council took a решение."})
    found = guarded(model, source)[0]
    assert (found.text, found.flags) == ("The Council took a решение.", ("script",))
    assert 0 < found.confidence < 0.2


def test_of_two_outputs_equally_bad_the_first_is_kept() -> None:
    source = "Совет принял решение."
    model = Script({source: "The Council took a решение."}, {source: "The Council made a решение."})
    assert guarded(model, source)[0].text == "The Council took a решение."


def test_headings_are_lowered_and_raised() -> None:
    model = Script({"Совет безопасности": "The Security Council"})
    assert guarded(model, "СОВЕТ БЕЗОПАСНОСТИ")[0].text == "THE SECURITY COUNCIL"


def test_lines_without_words_never_reach_the_model() -> None:
    model = Script({})
    lines = ["", "* * *", "12.03.2019", "A/RES/71/256"]
    assert [t.text for t in guarded(model, *lines)] == lines
    assert model.calls == []


def test_lost_symbols_come_back_marked() -> None:
    source = "Принята резолюция A/RES/71/256."
    found = guarded(Script({"Принята резолюция F1.": "The resolution was adopted."}), source)[0]
    assert found.text == "The resolution was adopted A/RES/71/256."
    assert "restored" in found.flags


def test_long_input_is_cut_at_clauses() -> None:
    source = ", ".join(f"слово{'о' * (i % 5)} и ещё одно" for i in range(LONGEST))
    model = Script({})
    guarded(model, source)
    assert all(size(part) <= LONGEST for part in model.calls[0][0])
    assert "".join(model.calls[0][0]) == source


@given(st.lists(st.text(max_size=40), max_size=12))
@settings(max_examples=60)
def test_count_and_order_are_kept_for_any_input(sentences: list[str]) -> None:
    found = guarded(Script({}), *sentences)
    assert [t.source for t in found] == sentences


def test_the_real_model_keeps_symbols_and_order() -> None:
    lines = ["СОВЕТ БЕЗОПАСНОСТИ", "", "Резолюция A/RES/71/256 принята 12 марта.", "***", "Совет " * 400]
    found = load_translator().translate(lines)
    assert [t.source for t in found] == lines
    assert found[0].text.isupper()
    assert "A/RES/71/256" in found[2].text
    assert (found[1].text, found[3].text) == ("", "***")
    assert found[4].text


def test_data_comes_through_at_once_and_is_marked() -> None:
    """A run of characters that is no word: the model would be at it for minutes."""
    model = Script({})
    for source in ("щ" * 5000, "Вот он: " + "щ1" * 200):
        found = guarded(model, source)[0]
        assert found.text == source
        assert "script" in found.flags
    assert model.calls == []


URL = "https://example.org/" + "a1b2/c_d?" * 90 + "z"
HASH = "d31677d75575" * 6


def test_a_long_address_is_no_work_for_the_model() -> None:
    source = f"Сравните {URL} и «{HASH}», а также F2."
    model = Script({"Сравните F1 и «F3», а также F4.": 'Compare F1 and "F3" as well as F4.'})
    found = guarded(model, source)[0]
    assert (found.source, found.text, found.flags) == (source, f'Compare {URL} and "{HASH}" as well as F2.', ())
    assert [sentences for sentences, _ in model.calls] == [("Сравните F1 и «F3», а также F4.",)]


def test_one_that_the_model_loses_is_put_back() -> None:
    found = guarded(Script({"Ключ F1 отозван.": "The key is revoked."}), f"Ключ {HASH} отозван.")[0]
    assert found.text == f"The key {HASH} is revoked."
    assert "restored" in found.flags


def test_alone_it_comes_through() -> None:
    for source in (URL, f"{HASH}.", f"({URL})"):
        model = Script({})
        assert guarded(model, source)[0] == Translation(source, source)
        assert model.calls == []


def test_links_and_alternatives_are_those_of_the_whole_text() -> None:
    source = f"Ключ {URL} отозван, письмо {HASH}."

    def model(sentences: Sequence[str], _: Decoding) -> list[Translation]:
        links = ((0, 4, 4, 7), (5, 7, 8, 10), (8, 15, 14, 21), (17, 23, 26, 32), (24, 26, 23, 25))
        return [Translation(text, "The key F1 is revoked, F2 letter.", -1.0, ("F2, F1.",), links) for text in sentences]

    found = translate_guarded([source], Decoding(), model, size, RU_EN)[0]
    assert found.alternatives == (f"{HASH}, {URL}.",)
    pairs = [(source[a:b], found.text[c:d]) for a, b, c, d in found.links]
    assert pairs == [("Ключ", "key"), (URL, URL), ("отозван", "revoked"), ("письмо", "letter"), (HASH, HASH)]


def test_words_in_an_alphabet_that_the_model_has_not_are_kept() -> None:
    found = load_translator().translate(["Слово «שלום» означает мир.", "Он изучал φιλοσοφία."])
    assert "שלום" in found[0].text
    assert "φιλοσοφία" in found[1].text


def test_signs_that_the_model_has_not_are_kept_with_their_figures() -> None:
    said = {
        "Температура воды составляет 5 ± 2 градуса.": "5 ± 2",
        "Температура воды держалась на уровне 5 ± 2 °C.": "5 ± 2",
        "Погрешность измерения равна 10 ± 0,5 мм.": "10 ± 0.5",
        "Размер участка 3 × 4 метра, масса ≥ 10 кг.": "≥ 10",
        "Билет стоит 100 €.": "100 €",
        "Это было очень красиво 😍": "😍",
    }
    found = load_translator().translate(list(said))
    assert [made.text for made, sign in zip(found, said.values(), strict=True) if sign not in made.text] == []


def test_items_of_a_list_in_one_line_go_to_the_model_without_their_letters() -> None:
    model = Script({"Ответ: ": "Answer:", " да; ": "Yes.", " нет.": "No."})
    found = guarded(model, "Ответ: а) да; б) нет.")[0]
    assert found.text == "Answer: a) yes; b) no."
    assert model.calls[0][0] == ("Ответ: ", " да; ", " нет.")


def test_a_line_of_figures_is_in_english_form() -> None:
    model = Script({})
    assert guarded(model, "12,5")[0].text == "12.5"
    assert translate_guarded(["12,5"], Decoding(), model, size, ("ru", "de"))[0].text == "12,5"
    assert model.calls == []


def test_words_around_the_blanks_of_a_form_are_translated_apart() -> None:
    model = Script({"Директор ": "Director", " М.П.": "Stamp"})
    assert guarded(model, "Директор ______ /И. И. Петров/ М.П")[0].text.startswith("Director ______ ")
    assert guarded(model, "______")[0].text == "______"


def test_a_short_word_in_capitals_is_tried_in_small_letters() -> None:
    def model(sentences: Sequence[str], _: Decoding) -> list[Translation]:
        table = {"ЧАЙ": ("Chile", -1.1), "чай": ("tea", -0.4), "НДС": ("VAT", -0.5)}
        return [Translation(text, *table[text]) for text in sentences]

    found = translate_guarded(["ЧАЙ", "НДС"], Decoding(), model, size, RU_EN)
    assert [one.text for one in found] == ["TEA", "VAT"]
