"""Paragraphs from lines of a page: what joins, what starts a new one, what a list item keeps."""

from __future__ import annotations

import pytest

from aligner.filters.pdf.layout import Column, Line, OrderedPage
from aligner.filters.pdf.paragraphs import page_rows


def rows(*texts: str) -> list[tuple[str, str]]:
    """Full lines of one column, one under another."""
    width = max(map(len, texts)) * 5.0
    lines = [
        Line(text, 50.0, 700.0 - 14 * number, 50.0 + width, 712.0 - 14 * number, 12.0)
        for number, text in enumerate(texts)
    ]
    return [(kind, text) for kind, text, _ in page_rows([OrderedPage([Column(lines, 50.0, 50.0 + width)], 600, 800)])]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        # A numbered paragraph keeps the dashes of its speech; only a bullet at its head goes.
        (["2. Это — рост. «Да, — сказал он."], [("list-item", "2. Это — рост. «Да, — сказал он.")]),
        (["• хлеб — чёрный;", "• соль."], [("list-item", "хлеб — чёрный;"), ("list-item", "соль.")]),
        # A letter with a stop at the head of a line is a list's mark only where a sentence has ended.
        (["Федерального закона от 2 мая 2006", "г. № 59-ФЗ о порядке."],
         [("body", "Федерального закона от 2 мая 2006 г. № 59-ФЗ о порядке.")]),
        (["Закон определяет следующее:", "а. порядок рассмотрения;"],
         [("body", "Закон определяет следующее:"), ("list-item", "а. порядок рассмотрения;")]),
    ],
)  # fmt: skip
def test_lines(lines: list[str], expected: list[tuple[str, str]]) -> None:
    assert rows(*lines) == expected
