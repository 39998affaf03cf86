"""The reader's place: where one was is where one comes back to, in every view, as often as the page is opened."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.skipif("TOLMACH_LONG_TESTS" not in os.environ, reason="takes minutes; make test-long runs it")

VIEWS = ("both", "lines", "source", "target")
READY = "() => performance.getEntriesByName('ready').length > 0"
#: Whether the pair that the counter names has been fetched and is laid out.
THERE = """() => {
  const number = Number(document.querySelector("#place input").value);
  return [...document.querySelectorAll(`#text [data-b="${number}"]`)].some(unit => unit.getClientRects().length);
}"""
#: The pair that is shown as the place, and how far under the top it stands.
PLACE = """() => {
  const number = Number(document.querySelector("#place input").value);
  const units = [...document.querySelectorAll(`#text [data-b="${number}"]`)];
  return [number, Math.round(units.find(unit => unit.getClientRects().length).getBoundingClientRect().top)];
}"""


@pytest.fixture(scope="module")
def book(site: Any) -> str:
    """Two thousand pairs of all lengths, some without a partner."""
    pairs = []
    for n in range(1, 2001):
        source = f"Фраза {n} о воде" + ", о рыбах и о реках" * (n % 7) + "."
        target = f"Sentence {n} on water" + ", on fish and on rivers" * (n * 3 % 11) + "."
        pairs.append((source if n % 17 else "", target if n % 13 or not n % 17 else ""))
    return site.store("Долгая книга", pairs, per_paragraph=9)


def settle(page: Page) -> tuple[int, int]:
    """Wait until the page has found its place, and nothing comes any more."""
    page.wait_for_function(READY)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(400)
    page.wait_for_function(THERE)
    number, top = page.evaluate(PLACE)
    return number, top


def go(page: Page, number: int) -> None:
    """Jump to a pair by its number."""
    page.keyboard.press("g")
    page.keyboard.type(str(number))
    page.keyboard.press("Enter")


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("view", VIEWS)
def test_eight_loads_keep_the_place(browse: Callable[..., Page], book: str, view: str, width: int) -> None:
    page = browse(f"/read/{book}", width=width, height=844)
    page.wait_for_function(READY)
    page.locator(f'[data-view-to="{view}"]').click()
    settle(page)
    go(page, 1212)
    settle(page)
    page.keyboard.press("Escape")
    page.mouse.move(width / 2, 500)
    page.mouse.wheel(0, 555)
    number, top = settle(page)
    assert abs(number - 1212) < 40
    for _ in range(8):
        page.reload()
        again, there = settle(page)
        assert again == number
        assert abs(there - top) <= 2


@pytest.mark.parametrize("width", [1440, 390])
def test_views_keep_the_place(browse: Callable[..., Page], book: str, width: int) -> None:
    page = browse(f"/read/{book}", width=width, height=844)
    page.wait_for_function(READY)
    go(page, 1212)
    settle(page)
    page.keyboard.press("Escape")
    page.mouse.move(width / 2, 500)
    page.mouse.wheel(0, 333)
    number, _ = settle(page)
    for view in (*VIEWS[1:], *VIEWS):
        page.locator(f'[data-view-to="{view}"]').click()
        expect(page.locator(f'[data-view-to="{view}"]')).to_have_attribute("aria-pressed", "true")
        assert settle(page)[0] == number, view


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("number", [2000, 1001, 1])
def test_the_counter_says_where_one_has_jumped(browse: Callable[..., Page], book: str, view: str, number: int) -> None:
    page = browse(f"/read/{book}", look=f"view={view}", width=1440, height=844)
    settle(page)
    go(page, number)
    assert settle(page)[0] == number
    page.reload()
    assert settle(page)[0] == number


def test_the_translation_alone_counts_by_what_is_read(browse: Callable[..., Page], book: str) -> None:
    page = browse(f"/read/{book}", look="view=target", width=1440, height=844)
    settle(page)
    go(page, 1210)
    settle(page)
    page.keyboard.press("Escape")
    page.mouse.move(700, 500)
    seen = []
    for _ in range(4):
        page.mouse.wheel(0, 700)
        seen.append(settle(page)[0])
    assert seen == sorted(set(seen))
    assert 1205 < seen[0] < seen[-1] < 1300
