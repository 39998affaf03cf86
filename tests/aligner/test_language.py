"""Languages told apart."""

from __future__ import annotations

import pytest

from aligner.language import detect_language

SAMPLES = {
    "ru": [
        "Переговоры по урегулированию ситуации пройдут в Астане за закрытыми дверями.",
        "Мост открыли утром.",
        "Кто там?",
        "Президент США Джо Байден и NASA",
    ],
    "uk": [
        "Президент України підписав закон про державну мову, який набуде чинності через два місяці.",
        "Це її книжка.",
    ],
    "bg": ["Министър-председателят заяви, че страната ще продължи преговорите през следващата година."],
    "sr": ["Председник је рекао да ће влада наставити преговоре и да је споразум близу."],
    "be": ["Прэзідэнт краіны падпісаў новы закон аб мове, які ўступіць у сілу праз два месяцы."],
    "kk": ["Қазақстан Республикасының Президенті жаңа заңға қол қойды және оны жариялады."],
    "en": ["The negotiations will be held behind closed doors next week.", "Hello, world", "Who is there?"],
    "de": ["Die Verhandlungen werden nächste Woche hinter verschlossenen Türen stattfinden."],
    "fr": ["Les négociations se tiendront à huis clos la semaine prochaine dans la capitale."],
    "es": ["Las negociaciones se celebrarán a puerta cerrada la próxima semana en la capital."],
    "it": ["Le trattative si terranno a porte chiuse nella capitale, ha detto il ministro degli esteri."],
    "pl": ["Rozmowy odbędą się w przyszłym tygodniu za zamkniętymi drzwiami w stolicy."],
    "cs": ["Jednání se uskuteční příští týden za zavřenými dveřmi v hlavním městě."],
    "zh": ["谈判将于下周在首都闭门举行。"],
    "ja": ["交渉は来週、首都で非公開で行われる。"],
    "ko": ["협상은 다음 주 수도에서 비공개로 열린다."],
    "el": ["Οι διαπραγματεύσεις θα γίνουν την επόμενη εβδομάδα."],
    "ar": ["ستعقد المفاوضات الأسبوع المقبل خلف أبواب مغلقة."],
    "und": ["12345 --- !!!", ""],
}


@pytest.mark.parametrize(("language", "text"), [(code, text) for code, texts in SAMPLES.items() for text in texts])
def test_languages(language: str, text: str) -> None:
    assert detect_language(text) == language


SHORT_RUSSIAN = [
    "Хахаха", "Кой чёрт?", "Таким образом Парнас и компания-партия дефолта.", "Галантные формы", "Масштаб шрифта",
    "Объявление. Подъезд №2", "Он и она", "А. С. Пушкин", "Разъём объекта", "Про кота та сказка", "И се да будет так.",
    "Не на того напали!", "Ще-Бекетов", "Бабка за дедку", "Серёжа, раздень ребёнка.", "МОСКВА", "Нарисуй бурундучка…",
    "Ну да, на дому.", "За Веру, Царя и Отечество!", "Через год", "Глава I", "Мама мыла раму",
    "Журнал «Ґрунт»", "Читает Їжакевич", "Что значит буква ї?",
    "Киевская газета «Сьогодні» вышла и опубликовала новые данные о ценах.",
]  # fmt: skip
SHORT_ENGLISH = [
    "That's me.", "I don't care.", "Long time no see.", "Roe v. Wade", "I am pissed.", "Squashed em down.",
    "Don’t skip it", "Balzac was buried at the Cimetière du Père Lachaise in Paris.", "John K. Bartram, Esquire",
]  # fmt: skip


@pytest.mark.parametrize("text", SHORT_RUSSIAN)
def test_a_short_russian_text_is_russian(text: str) -> None:
    assert detect_language(text) == "ru"


@pytest.mark.parametrize("text", SHORT_ENGLISH)
def test_a_short_english_text_is_english(text: str) -> None:
    assert detect_language(text) == "en"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("uk", "Він прийшов."), ("uk", "Ніхто не знає"), ("be", "Ён прыйшоў."), ("sr", "Он је дошао."),
        ("bg", "Той не е вкъщи."), ("bg", "Къде се е скрил"), ("kk", "Ол келді"), ("mk", "Тој не дојде дома."),
    ],
)  # fmt: skip
def test_a_neighbour_is_told_by_its_own_letters(language: str, text: str) -> None:
    assert detect_language(text) == language


def test_most_of_a_long_text_decides() -> None:
    assert detect_language("Contents of the book and the rest of it. " * 3 + SAMPLES["ru"][0] * 500) == "ru"
