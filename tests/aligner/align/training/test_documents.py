"""Documents made for training: their gold alignment follows what was done to them."""

from __future__ import annotations

import pytest

from aligner.align.training.documents import Recipe, Unit, make

UNITS: list[Unit] = [
    (
        [f"Пункт {n}: комиссия рассмотрела доклад, приняла решение, и заседание было закрыто."],
        [f"Item {n}: the commission considered the report, took a decision, and the meeting was closed."],
    )
    for n in range(60)
]


@pytest.mark.parametrize(
    "recipe",
    [
        Recipe(),
        Recipe(drop=0.3),
        Recipe(merge=0.5, shift=0.3),
        Recipe(split=0.7),
        Recipe(trim=0.9),
        Recipe(litter=0.4),
        Recipe(drop=0.1, insert=0.1, merge=0.1, shift=0.1, split=0.2, trim=0.2, litter=0.1),
    ],
)
def test_every_bead_joins_what_belongs_together(recipe: Recipe) -> None:
    made = make("a", UNITS, recipe, 3, foreign=[(["Чужое."], ["Foreign."])])
    at = [0, 0]
    for bead in made.gold:
        for side, (numbers, text) in enumerate(zip(bead, (made.source, made.target), strict=True)):
            assert numbers == tuple(range(numbers[0], numbers[-1] + 1))
            assert at[side] <= numbers[0], "beads do not overlap or cross"
            at[side] = numbers[-1] + 1
            assert at[side] <= len(text)
        items = [
            {n for x in side for n in _items(text[x])}
            for side, text in zip(bead, (made.source, made.target), strict=True)
        ]
        if not recipe.trim:
            assert items[0] == items[1]
    assert make("a", UNITS, recipe, 3, foreign=[(["Чужое."], ["Foreign."])]) == made, "the same seed, the same document"


def _items(text: str) -> list[str]:
    return [word.rstrip(":") for word in text.split() if word.rstrip(":").isdigit()]


def test_each_operation_does_what_it_says() -> None:
    plain, split = make("a", UNITS, Recipe(), 1), make("a", UNITS, Recipe(split=0.7), 1)
    assert {(len(a), len(b)) for a, b in split.gold} == {(1, 1), (1, 2), (2, 1), (2, 2)}
    assert " ".join(split.source) == " ".join(plain.source), "cutting loses no text"
    trimmed = make("a", UNITS, Recipe(trim=0.9), 1)
    assert len(trimmed.source) == len(plain.source)
    assert len(" ".join(trimmed.source + trimmed.target)) < 0.9 * len(" ".join(plain.source + plain.target))
    littered = make("a", UNITS, Recipe(litter=0.4), 1)
    assert len(littered.gold) == len(UNITS)
    assert len(littered.source) + len(littered.target) > 2 * len(UNITS) + 20
