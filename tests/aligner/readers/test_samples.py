"""Files made by real programs (LibreOffice, pandoc; see tests/data/readers/make_samples.sh), read in every format."""

from __future__ import annotations

from pathlib import Path

import pytest

from aligner.core.document import OUTSIDE, Document
from aligner.readers import read_document
from aligner.segment import segment

DATA = Path(__file__).parents[2] / "data" / "readers"


def rows(document: Document) -> list[tuple[str, int, str]]:
    return [(one.kind, one.level, document.paragraph_text(one)) for one in document.paragraphs]


def kinds(document: Document, kind: str) -> list[str]:
    return [document.paragraph_text(one) for one in document.paragraphs if one.kind == kind]


def running(document: Document) -> str:
    """The running text: no notes, headers, descriptions."""
    return "\n".join(document.paragraph_text(one) for one in document.paragraphs if one.kind not in OUTSIDE)


LIBRARY = [
    "libreoffice.odt",
    "libreoffice.docx",
    "libreoffice.html",
    "libreoffice.pdf",
]


@pytest.mark.parametrize("name", LIBRARY)
def test_the_library_article(name: str) -> None:
    document = segment(read_document(DATA / name))
    assert document.language == "ru"
    assert document.title == "Возвращение старой библиотеки"
    assert document.provenance.format == name.rsplit(".", 1)[1]
    assert rows(document)[0] == ("heading", 1, "Возвращение старой библиотеки")
    assert kinds(document, "heading")[1:] == ["Что сделано", "Сколько это стоило"]
    items = kinds(document, "list-item")
    assert items[0] == "заменены окна и кровля;"
    assert items[2] == "отдельно очищены розетки потолка;"
    assert kinds(document, "table-cell") == [
        "Статья расходов", "Сумма", "Кровля и окна", "31 млн руб.", "Лепнина и росписи", "28 млн руб.",
        "Отопление", "27 млн руб.",
    ]  # fmt: skip
    # LibreOffice keeps nothing of the caption's style in HTML.
    caption = "body" if name.endswith("html") else "caption"
    assert (caption, 0, "Таблица 1. Основные расходы на ремонт") in rows(document)
    # Notes, note marks, the page's header, footer and number are not running text.
    for word in ("губернского архитектора", "областном архиве", "Вестник", "Страница", "строителей.1", "строителей. 1"):
        assert word not in running(document)
    texts = [one.text for one in document.sentences]
    assert "Работы продолжались два года и обошлись в 86 млн руб." in texts
    assert "По её словам, за лето сюда вернулось около сорока тысяч томов." in texts
    assert "«Потому что подводная лодка», — ответил он." in texts


@pytest.mark.parametrize("name", ["libreoffice.odt", "libreoffice.docx", "libreoffice.html"])
def test_levels_and_quotes(name: str) -> None:
    document = read_document(DATA / name)
    assert [one.level for one in document.paragraphs if one.kind == "list-item"] == [1, 1, 2, 1]
    assert [one.level for one in document.paragraphs if one.kind == "heading"] == [1, 2, 2]
    assert kinds(document, "quote") == [
        "Библиотека — это не склад книг. Это место, где город разговаривает сам с собой."
    ]


def test_two_columns_are_read_one_after_the_other() -> None:
    document = read_document(DATA / "libreoffice-columns.pdf")
    assert len(document.paragraphs) == 11
    body = kinds(document, "body")
    assert body[:5] == body[5:]
    assert body[0].startswith("Летом 2016 г. экспедиция вышла к истокам реки Казыр.")
    assert "Коллекция, весившая почти сорок килограммов, дошла в целости; её разбирали" in body[3]
    assert "Записки путешественника" not in document.text


BRIDGE = ["pandoc.epub", "pandoc.fb2", "pandoc.html", "pandoc.docx", "pandoc.odt", "sample.md", "zipped.fb2.zip"]
DASH = {"sample.md": "---"}


@pytest.mark.parametrize("name", BRIDGE)
def test_the_bridge_article(name: str) -> None:
    document = segment(read_document(DATA / name))
    dash = DASH.get(name, "—")
    assert (document.language, document.title) == ("ru", "Мост через Сейму")
    assert kinds(document, "heading")[-2:] == ["Что изменилось", "Стихи на открытие"]
    assert kinds(document, "verse") == [
        "Река несёт свои огни,\nИ мост над ней, как птица, тих;\nМы здесь сегодня не одни,\nИ эхо делит нас двоих."
    ]
    assert kinds(document, "quote") == [
        f"Мост {dash} это не бетон и не железо. Это встречи. Так говорил главный инженер."
    ]
    assert kinds(document, "table-cell")[-3:] == ["2019", "264", "1,4 млрд руб."]
    assert "велосипедистам отвели отдельную полосу;" in kinds(document, "list-item")
    assert "подрядчика" not in running(document).replace("Подрядчик", "")
    assert "https" not in running(document)
    texts = [one.text for one in document.sentences]
    assert "Новый мост открыли 12 мая 2019 г. в присутствии мэра и губернатора области." in texts
    assert "Его строили почти три года." in texts
    assert "Подробности см. на сайте администрации." in texts


def test_zipped_fictionbook_in_cp1251() -> None:
    provenance = read_document(DATA / "zipped.fb2.zip").provenance
    assert (provenance.format, provenance.encoding) == ("fb2", "cp1251")


def test_subtitles() -> None:
    document = read_document(DATA / "sample.srt")
    assert [text for _, _, text in rows(document)] == [
        "Поезд ушёл в половине шестого, и на платформе никого не осталось.",
        "Вы кого-то ждёте?",
        "Уже нет.",
        "Тогда пойдёмте. Дождь начинается.",
    ]
    document = read_document(DATA / "sample.vtt")
    assert [text for _, _, text in rows(document)] == [
        "The train left at half past five and nobody was left on the platform.",
        "Are you waiting for someone?",
        "Not any more.",
    ]
    assert document.language == "en"


def test_bullets_of_a_symbol_font_are_bullets() -> None:
    document = read_document(DATA / "libreoffice-bullets.pdf")
    found = [(p.kind, document.paragraph_text(p)) for p in document.paragraphs]
    assert found == [
        ("body", "Комитет рассмотрел следующие вопросы:"),
        ("list-item", "Состояние ледников в горах Тянь-Шаня."),
        ("list-item", "Доклад Генерального секретаря о воде."),
        ("list-item", "Бюджет на следующий год"),
        ("list-item", "1. Первый пункт плана."),
        ("list-item", "2. Второй пункт плана"),
        ("body", "Заседание закрыто в шесть часов вечера."),
    ]
    # A text that somebody copied out of such a PDF.
    copied = read_document("Повестка дня:\n\uf0b7 Доклад о воде.\n\uf0a7 Бюджет.\n".encode(), name="a.txt")
    assert [(p.kind, copied.paragraph_text(p)) for p in copied.paragraphs] == [
        ("body", "Повестка дня:"),
        ("list-item", "• Доклад о воде."),
        ("list-item", "• Бюджет."),
    ]
