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


def test_most_of_a_long_text_decides() -> None:
    assert detect_language("Contents of the book and the rest of it. " * 3 + SAMPLES["ru"][0] * 500) == "ru"
