"""Rows of the reader: paragraphs beside paragraphs, pieces that never lose or repeat a pair."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("sqlalchemy", reason="the service is not installed: pip install '.[serve]'")
from server.pages.rows import CHUNK, Unit, piece_of, rows, window


def unit(number: int, source: list[int], target: list[int]) -> Unit:
    """A unit whose sentences are in these paragraphs."""
    return Unit(number, number, [[f"S{number}.", p, " "] for p in source], [[f"T{number}.", p, " "] for p in target])


def shown(units: list[Unit], kinds: list[Any] | None = None) -> list[tuple[list[str], list[str]]]:
    """Rows as (source paragraphs, target paragraphs), each a text; ``–`` for a missing counterpart."""
    kinds = kinds or [["body", 0]] * 100

    def texts(blocks: list[Any]) -> list[str]:
        return ["".join((p.gap + (p.text or "–")) for p in block.pieces).strip() for block in blocks]

    return [(texts(row.source), texts(row.target)) for row in rows(units, kinds, kinds)]


CASES = {
    "a row for each source paragraph": (
        [unit(1, [0], [0]), unit(2, [0], [0]), unit(3, [1], [1])],
        [(["S1. S2."], ["T1. T2."]), (["S3."], ["T3."])],
    ),
    "one paragraph became two": (
        [unit(1, [0], [0]), unit(2, [0], [1])],
        [(["S1. S2."], ["T1.", "T2."])],
    ),
    "a bead over two paragraphs": (
        [unit(1, [0, 1], [0]), unit(2, [1], [0])],
        [(["S1.", "S1. S2."], ["T1. T2."])],
    ),
    "nothing on one side": (
        [unit(1, [0], [0]), unit(2, [0], []), unit(3, [], [0]), unit(4, [1], [1])],
        [(["S1. S2. –"], ["T1. – T3."]), (["S4."], ["T4."])],
    ),
    "begins with a missing source": ([unit(1, [], [0]), unit(2, [0], [0])], [(["– S2."], ["T1. T2."])]),
}


@pytest.mark.parametrize("name", CASES)
def test_rows(name: str) -> None:
    units, expected = CASES[name]
    assert shown(units) == expected


def test_kinds_become_elements() -> None:
    units = [unit(1, [0], [0]), unit(2, [1], [1]), unit(3, [2], [2])]
    made = list(rows(units, [["heading", 1], ["list-item", 1], ["verse", 0]], [["heading", 2]] * 3))
    assert [(row.source[0].tag, row.source[0].bullet, row.kind) for row in made] == [
        ("h2", False, "heading"),
        ("p", True, "list-item"),
        ("p", False, "verse"),
    ]
    assert made[0].target[0].tag == "h3"


@given(st.lists(st.integers(1, 60), min_size=1, max_size=30))
def test_pieces_cover_everything_once(lengths: list[int]) -> None:
    paragraphs = [number for number, length in enumerate(lengths) for _ in range(length)]
    units = [unit(number, [p], [p]) for number, p in enumerate(paragraphs, 1)]
    together: list[int] = []
    for piece in range(-(-len(units) // CHUNK)):
        offset, limit = window(piece)
        together += [u.number for u in piece_of(units[offset : offset + limit], offset, piece)]
    assert together == [u.number for u in units]


@pytest.mark.parametrize(
    ("made", "classes"),
    [
        (Unit(1, 1, [["S", 0, ""]], [["T", 0, ""]], 0.9), "u"),
        (Unit(1, 1, [["S", 0, ""]], [["T", 0, ""]], 0.3), "u low"),
        (Unit(1, 1, [["S", 0, ""]], [["T", 0, ""]], 0.3, status="confirmed"), "u"),
        (Unit(1, 1, [["S", 0, ""]], [], 0.3), "u null"),
        (Unit(1, 1, [["S", 0, ""]], [], waiting=True), "u waiting"),
        (Unit(1, 1, [["S", 0, ""]], [["T", 0, ""]], 0.9, status="rejected", note="?"), "u rejected noted"),
    ],
)
def test_marks(made: Unit, classes: str) -> None:
    assert made.classes == classes


@pytest.mark.parametrize("text", ["Ель", "2019 год", "«Мурка»", '"Murka"', "3,5 кг муки", "№ 5"])
def test_a_list_item_without_a_mark_of_its_own_gets_one(text: str) -> None:
    (row,) = rows([Unit(1, 1, [[text, 0, " "]], [])], [["list-item", 1]], [])
    assert row.source[0].bullet


@pytest.mark.parametrize("text", ["1. Хлеб", "– Сыр", "• Масло", "а) соль", "1.", "(2) Перец"])
def test_a_list_item_with_a_mark_of_its_own_gets_none(text: str) -> None:
    (row,) = rows([Unit(1, 1, [[text, 0, " "]], [])], [["list-item", 1]], [])
    assert not row.source[0].bullet
