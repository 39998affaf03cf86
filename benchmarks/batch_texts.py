"""Texts for the batch benchmarks: half a million different Russian sentences, short documents, a book."""

from __future__ import annotations

import itertools
import random
from collections.abc import Sequence
from pathlib import Path

WHO = [
    "министр",
    "посол",
    "директор",
    "секретарь",
    "учитель",
    "врач",
    "инженер",
    "писатель",
    "профессор",
    "губернатор",
    "капитан",
    "редактор",
]
WHICH = ["новый", "прежний", "местный", "молодой", "опытный", "известный", "главный", "первый"]
DID = [
    "сообщил журналистам о",
    "подробно рассказал про",
    "не стал говорить о том, чем закончилась",
    "ещё раз напомнил всем про",
    "отказался обсуждать",
    "впервые прокомментировал",
    "в своём докладе описал",
    "по просьбе депутатов объяснил",
]
WHAT = [
    "встречу в столице",
    "переговоры с соседями",
    "строительство моста",
    "выставку в музее",
    "приезд делегации",
    "открытие школы",
    "ремонт дороги",
    "поездку на север",
    "заседание совета",
    "запуск завода",
    "аварию в порту",
    "выборы в области",
]
WHEN = [
    "вчера вечером",
    "сегодня утром",
    "в понедельник",
    "в прошлом году",
    "после долгого перерыва",
    "во время обеда",
    "перед самым отъездом",
    "в конце мая",
    "по возвращении из отпуска",
    "на следующий день",
]
END = [
    "",
    ", как было объявлено",
    ", хотя об этом его никто не спрашивал",
    ", и зал встретил эти слова молчанием",
    ", но подробностей пока нет",
    ", потому что времени оставалось мало",
]


def sentences() -> list[str]:
    """Half a million different ones, shuffled the same way every time; 6 to 17 words."""
    rows = list(itertools.product(WHICH, WHO, DID, WHAT, WHEN, END))
    random.Random(1).shuffle(rows)
    return [f"{a} {b} {c} {d} {e}{f}.".capitalize() for a, b, c, d, e, f in rows]


def write_documents(folder: Path, documents: int, stock: Sequence[str]) -> list[str]:
    """Documents of 1 to 20 sentences, a hundred a folder; returns the sentences used, all different."""
    chance, used = random.Random(2), 0
    for number in range(documents):
        path = folder / f"{number // 100:04d}" / f"{number:06d}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        count = chance.randint(1, 20)
        path.write_text(" ".join(stock[used : used + count]) + "\n", encoding="utf-8")
        used += count
    return list(stock[:used])


def write_book(path: Path, used: Sequence[str]) -> Path:
    """One document of these sentences, twelve a paragraph."""
    path.parent.mkdir()
    path.write_text("\n\n".join(" ".join(used[i : i + 12]) for i in range(0, len(used), 12)), encoding="utf-8")
    return path
