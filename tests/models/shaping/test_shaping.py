"""Capitals, clauses, what is kept, what is not translated."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.shaping.capitals import is_heading, lowered
from models.shaping.clauses import clauses, join
from models.shaping.kept import items, restore
from models.shaping.standins import pointed, with_standins
from models.shaping.untranslatable import nothing_to_translate

RU_EN = ("ru", "en")


def words(text: str) -> int:
    """A stand-in for a tokenizer: letters in fours."""
    return sum(1 + len(word) // 4 for word in text.split())


@pytest.mark.parametrize(
    ("text", "heading", "small"),
    [
        ("СОВЕТ БЕЗОПАСНОСТИ ООН", True, "Совет безопасности ООН"),
        ("О ВСТРЕЧЕ МИНИСТРА", True, "О встрече министра"),
        ("5. ВЫВОДЫ И РЕКОМЕНДАЦИИ", True, "5. Выводы и рекомендации"),
        ("ДОКЛАД XXI ВЕКА", True, "Доклад XXI века"),
        ("ВВЕДЕНИЕ", True, "Введение"),
        ("США", False, "США"),
        ("МИД РФ", False, "МИД РФ"),
        ("Совет", False, "Совет"),
        ("МОСКВА, 5 марта", False, None),
        ("12.03.2019", False, "12.03.2019"),
    ],
)
def test_headings(text: str, heading: bool, small: str | None) -> None:
    assert is_heading(text) is heading
    assert small is None or lowered(text) == small


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("См. A/RES/71/256 и S/2018/845.", ["A/RES/71/256", "S/2018/845"]),
        ("E/CN.4/Sub.2/2003/12/Rev.2", ["E/CN.4/Sub.2/2003/12/Rev.2"]),
        ("Пишите на info@un.org, сайт https://www.un.org/ru/.", ["info@un.org", "https://www.un.org/ru/"]),
        ("сайт mid.ru, канал @mid_rf", ["mid.ru", "@mid_rf"]),
        ("самолёт F-16, вирус COVID-19, стандарт ISO9001", ["F-16", "COVID-19", "ISO9001"]),
        ("и/или, км/ч, 50/50, т.е. что-либо", []),
        ("5,45x39 и 3-й", []),
        ("Президент России", []),
    ],
)
def test_what_is_kept(source: str, found: list[str]) -> None:
    assert items(source) == found


@pytest.mark.parametrize(
    ("source", "output", "right", "guessed"),
    [
        ("См. A/RES/71/256 от мая.", "See A / RES / 71 / 256 of May.", "See A/RES/71/256 of May.", False),
        ("Сайт www.mid.ru открыт.", "The site www.Mid.ru is open.", "The site www.mid.ru is open.", False),
        ("Документ S/2018/845", "The document S/2018", "The document S/2018/845", False),
        ("Самолёт F-16 упал.", "The F16 fell.", "The F-16 fell.", False),
        ("Пишите на info@un.org.", "Write to us.", "Write to us info@un.org.", True),
        ("На info@un.org пишут все.", "Everybody writes.", "Everybody writes (info@un.org).", True),
        ("См. A/RES/71/256.", "See A/RES/71/256.", "See A/RES/71/256.", False),
        ("См. A/RES/71/256 и S/1.", "The A/RES/71/256/256 and S/1.", "The A/RES/71/256 and S/1.", False),
        ("Самолёты F-16 и Mi-8", "The F-16s and Mi-80", "The F-16s and Mi-8", False),
        ("Вирус COVID-19 и грипп", "The virus and flu", "The virus and flu (COVID-19)", True),
    ],
)
def test_what_is_lost_comes_back(source: str, output: str, right: str, guessed: bool) -> None:
    assert restore(source, output) == (right, guessed)


@given(st.text(max_size=80), st.text(max_size=80))
@settings(max_examples=60)
def test_every_item_is_in_what_restore_gives(source: str, output: str) -> None:
    restored, _ = restore(source, output)
    assert all(item in restored for item in items(source))


@pytest.mark.parametrize(
    ("text", "through"),
    [
        ("", True),
        ("* * *", True),
        ("-----", True),
        ("12.03.2019", True),
        ("https://un.org", True),
        ("A/RES/71/256", True),
        ("Reuters", True),
        ("№ 5", True),
        ("Да", False),
        ("Google и Apple", False),
    ],
)
def test_what_comes_through(text: str, through: bool) -> None:
    assert nothing_to_translate(text, RU_EN) is through


def test_latin_text_is_translated_between_latin_languages() -> None:
    assert not nothing_to_translate("Guten Tag", ("de", "en"))


LONG = (
    "Когда наступила осень, дети пошли в школу; они радовались, что увидят друзей, и никто не плакал — кроме младшего."
)


def test_cuts_are_taken_at_the_best_marks() -> None:
    assert clauses(LONG, 9, words) == [
        "Когда наступила осень, ",
        "дети пошли в школу; ",
        "они радовались, что увидят друзей, ",
        "и никто не плакал — ",
        "кроме младшего.",
    ]
    assert clauses(LONG, 1000, words) == [LONG]


@given(st.text(alphabet="абв ,.;—\n", max_size=300), st.integers(1, 30))
@settings(max_examples=80)
def test_clauses_joined_are_the_text(text: str, most: int) -> None:
    assert "".join(clauses(text, most, words)) == text


@given(st.text(alphabet="абв", min_size=400, max_size=900))
@settings(max_examples=20)
def test_even_one_endless_word_is_cut(text: str) -> None:
    assert all(words(part) <= 30 for part in clauses(text, 30, words))


@pytest.mark.parametrize(
    ("sources", "outputs", "joined"),
    [
        (
            ["Когда пришла осень, ", "дети учились."],
            ["When autumn came.", "Children studied."],
            "When autumn came, children studied.",
        ),
        (["Он ушёл; ", "я остался."], ["He left.", "I stayed."], "He left; I stayed."),
        (
            ["Он был там — ", "США молчали."],
            ["He was there.", "The USA was silent."],
            "He was there — The USA was silent.",
        ),
        (["Он был там, ", "и NATO тоже."], ["He was there,", "NATO too."], "He was there, NATO too."),
        (["Конец. ", "Начало."], ["The end.", "A start."], "The end. A start."),
        (["Да, ", "нет."], ["", "no."], "no."),
    ],
)
def test_joined_parts_read_as_one(sources: list[str], outputs: list[str], joined: str) -> None:
    assert join(sources, outputs) == joined


@pytest.mark.parametrize(
    ("text", "shaped"),
    [
        ("См. (https://example.org/" + "b" * 60 + "), и далее", "См. (F1), и далее"),
        ("Файл /usr/share/doc/" + "a/b_c" * 10 + ".", "Файл F1."),
        ("Ключ " + "0Ab" * 20 + " и ещё раз " + "0Ab" * 20, "Ключ F1 и ещё раз F1"),
        ("Адрес http://пример.рф/" + "путь/" * 10 + "конец!", "Адрес F1!"),
        ("Формула $E = mc^2$ и $$\\int_0^1 x dx$$ верна", "Формула F1 и F2 верна"),
        ("Цена $5, а не $6; {a} и $7", None),
        ("Введение" + "." * 60 + "5", None),
        ("Подпись " + "_" * 60, None),
        ("Он " + "очень" * 20 + " рад", None),
        ("На https://www.un.org/ru есть всё", None),
        ("слово-" * 30, None),
    ],
)
def test_long_addresses_and_data_get_a_stand_in(text: str, shaped: str | None) -> None:
    assert with_standins(text)[0] == (text if shaped is None else shaped)


@pytest.mark.parametrize(
    ("text", "shaped"),
    [
        ("Слово «שלום» значит мир", "Слово «F1» значит мир"),
        ("При ΔT = 3 и λ = 2, λ растёт", "При F1T = 3 и F2 = 2, F2 растёт"),
        ("Он сказал: السلام عليكم, и вошёл", "Он сказал: F1, и вошёл"),
        ("Город 北京市 и 上海", "Город F1 и F2"),
        ("Крѣпость, ґанок, café, naïve", None),
        ("Вода 5 ± 2 °C, цена 100 €, § 4", "Вода F1 °C, цена 100 F2, F3 4"),
        ("Спасибо ❤️ всем 👍🏽!", "Спасибо F1 всем F2!"),
        ("Около 10⁶ штук, 2×3 м², ½ литра", "Около F1 штук, F2 м², F3 литра"),
        ("При α1 и 1,5×2,5, ≥10 и §4.", "При F1 и F2, F3 и F4."),
        ("Это 3 × 4 м, ≥ 10 кг, 2 ± 0,5 и ± 3; ≥ раз", "Это F1 м, F2 кг, F3 и F4; F5 раз"),
        ("№ 5 — «да» … 10 %, 5 °C, $5 и £5", None),
    ],
)
def test_words_in_other_alphabets_get_a_stand_in(text: str, shaped: str | None) -> None:
    assert with_standins(text, foreign=True)[0] == (text if shaped is None else shaped)
    assert with_standins(text)[0] == text


def test_measures_have_a_point_where_english_has_one() -> None:
    kept = [("F1", "10 ± 0,5"), ("F2", "≥ 1,5"), ("F3", "https://a.org/1,5"), ("F4", "123,456,789"), ("F5", "κόσμος")]
    assert [long for _, long in pointed(kept)] == ["10 ± 0.5", "≥ 1.5", "https://a.org/1,5", "123,456,789", "κόσμος"]
