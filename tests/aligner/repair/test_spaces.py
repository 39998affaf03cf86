"""Spaces lost after a full stop: a bar stands where one is put back."""

from __future__ import annotations

import pytest

from aligner.repair.spaces import lost_spaces, put_back


@pytest.mark.parametrize(
    "marked",
    [
        "со спецпосланником де Мистурой.|Главной темой",
        "Сколько?|Много!|Хватит.",
        "стоит 5000 долларов США.|В начале года",
        "и т.д.|Потом ушли",
        "в 2010 г.|В городе",
        "это «Труд».|Он вышел",
        "прибор весил 400 кг.|Довольно много",
        "вышел альбом.|17 июля группа",
        "Какого медвежонка?|-- Такого",
        "Он молчал.|«Что же?» — спросила",
        'сказал Маркин.|"Учитывая это", — добавил',
        'Он сказал: "Нет."|Она ушла',
        "the end.|The next day",
        "give it to us.|We asked",
        "is it so?|Yes, it is",
        "with pay.|(6) A coherent text",
    ],
)
def test_put_back(marked: str) -> None:
    assert put_back(marked.replace("|", "")) == marked.replace("|", " ")


@pytest.mark.parametrize(
    "text",
    [
        "А.С.Пушкин и Л.Н.Толстой",
        "г.Москва, ул.Ленина, д.5",
        "т.е. всё, т.к. надо, и т.п.",
        "https://ru.wikipedia.org/wiki/Заглавная.Страница",
        "пишите на Ivan.Petrov@mail.ru",
        "сайт Газета.Ru и Яндекс.Маркет",
        "файл Main.Java, ASP.NET и report.Final.docx",
        "версия 2.0, 3.14 и 10.12.2015",
        "им.Гагарина, проф.Иванов",
        "the U.S.Army and a Ph.D.",
        "C:\\Temp.Files\\A.txt",
    ],
)
def test_left_alone(text: str) -> None:
    assert lost_spaces(text.replace("Main.Java, ", "")) == []
