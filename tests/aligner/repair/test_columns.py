"""Two columns of plain text: running text is put in order, tables and ragged lines are left alone."""

from __future__ import annotations

import textwrap

import pytest

from aligner.repair.columns import in_order
from aligner.repair.unwrap import unwrap

BRIDGE = (
    "Правительство Российской Федерации приняло решение о строительстве нового моста через реку Волгу. Мост свяжет два "
    "берега города и разгрузит его центр, где каждый день стоят пробки. По словам мэра, работы продлятся три года."
)
MONEY = (
    "Министр сообщил, что стоимость проекта пока не называется, однако деньги на него уже заложены в бюджет. Жители "
    "соседних улиц выступили против: они боятся шума и пыли. Власти обещали построить экраны вдоль дороги."
)


def beside(left: str, right: str, width: int, gap: int) -> str:
    """Two texts as a page in two columns."""
    lines = [textwrap.wrap(text, width) for text in (left, right)]
    height = max(map(len, lines))
    one, two = (side + [""] * (height - len(side)) for side in lines)
    return "\n".join((a.ljust(width + gap) + b).rstrip() for a, b in zip(one, two, strict=True))


@pytest.mark.parametrize(("width", "gap"), [(30, 4), (36, 2), (42, 6)])
def test_columns_are_read_one_after_the_other(width: int, gap: int) -> None:
    assert [block.text for block in unwrap(beside(BRIDGE, MONEY, width, gap))] == [BRIDGE, MONEY]


def test_runs_of_a_page_share_their_columns() -> None:
    page = "Новости\n\n" + beside(BRIDGE, MONEY, 36, 3) + "\n\n" + beside(MONEY, BRIDGE, 36, 3) + "\n\nКонец."
    assert [block.text for block in unwrap(page)] == ["Новости", BRIDGE, MONEY, MONEY, BRIDGE, "Конец."]


STAYING = {
    "countries": """
Страна           Столица        Население
Россия           Москва         146 млн
Казахстан        Астана         19 млн
Беларусь         Минск          9 млн""",
    "small letters": """
Наименование показателя       Единица измерения
объём производства            тысяч тонн в год
численность работников        человек на предприятии
стоимость основных фондов     миллионов рублей""",
    "justified": """
Правительство  Российской  Федерации   приняло  решение
о   строительстве  нового  моста  через   реку   Волгу.
Мост  свяжет  два  берега  города  и  разгрузит   центр,
где  каждый   день  стоят  пробки   и  гудят    машины.""",
    "contents": """
1.1. Введение ............................  5
1.2. Методы и данные .....................  12
1.3. Обсуждение ..........................  31
1.4. Выводы ..............................  44""",
}


@pytest.mark.parametrize("name", STAYING)
def test_tables_and_justified_lines_stay(name: str) -> None:
    lines = STAYING[name].split("\n")[1:]
    assert in_order([lines]) == [lines]
