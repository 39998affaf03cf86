"""Commands of the editor that cannot be done say so in one line, and leave no half-done pair."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

PAIRS = [
    ("Слуга ответствовал: «Никак нет-с, не видать».", "The servant made answer: “No, sir, not in sight.”"),
    ("Вода не знает границ.", "Water knows no borders. None at all."),
    ("Слово.", "One word. And another."),
    ("Без перевода.", ""),
    ("Это последняя фраза.", "This is the last sentence."),
]


def open_pair(page: Page, number: int) -> None:
    """Go to a pair of the editor by its number."""
    expect(page.locator(".pair.active")).to_be_visible()
    page.locator(f'.pair[data-index="{number - 1}"] .mark').click()
    expect(page.locator(f'.pair.active[data-index="{number - 1}"]')).to_be_focused()


def test_splitting_leaves_no_side_empty(browse: Callable[..., Page], site: Any) -> None:
    pairs = [PAIRS[1], PAIRS[2]]
    page = browse(f"/edit/{site.store('Резать', [*pairs, *PAIRS])}")
    open_pair(page, 1)
    page.keyboard.press("Enter")
    page.keyboard.type(" Not one.")
    page.keyboard.press("Escape")
    expect(page.locator("#saved")).to_have_text("Saved")
    page.keyboard.press("s")
    expect(page.locator('.pair[data-index="1"] .target')).to_have_text("None at all. Not one.")
    expect(page.locator('.pair[data-index="1"] .source')).to_have_text(re.compile(".+"))
    expect(page.locator(".pair.active textarea").first).to_have_value(re.compile(".+"))
    expect(page.locator(".pair .number")).to_have_count(8)
    # A single word cannot be cut: nothing is done, and the line says how.
    open_pair(page, 3)
    page.keyboard.press("s")
    expect(page.locator("#messages")).to_contain_text("Put the cursor where the second pair begins")
    page.keyboard.press("Escape")
    expect(page.locator(".pair .number")).to_have_count(8)


def test_a_cut_takes_the_opening_quote_along(browse: Callable[..., Page], site: Any) -> None:
    page = browse(f"/edit/{site.store('Кавычка', PAIRS)}")
    open_pair(page, 1)
    page.keyboard.press("Enter")
    page.locator(".pair.active .target textarea").evaluate("area => area.setSelectionRange(26, 26)")
    page.keyboard.press("Alt+s")
    expect(page.locator('.pair[data-index="1"] .target')).to_have_text("“No, sir, not in sight.”")


def test_an_empty_side_is_not_confirmed(browse: Callable[..., Page], site: Any) -> None:
    page = browse(f"/edit/{site.store('Пустая сторона', PAIRS)}")
    open_pair(page, 4)
    page.keyboard.press("c")
    expect(page.locator("#messages")).to_contain_text("One side of pair 4 is empty")
    expect(page.locator('.pair.active[data-index="3"]')).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.type("Without a translation.")
    page.keyboard.press("Control+Enter")
    expect(page.locator('.pair[data-index="3"]')).to_have_class(re.compile("confirmed"))


def test_enter_leaves_the_note(browse: Callable[..., Page], site: Any) -> None:
    page = browse(f"/edit/{site.store('Примечание', PAIRS)}")
    open_pair(page, 2)
    page.keyboard.press("n")
    page.keyboard.type("check name")
    page.keyboard.press("Enter")
    expect(page.locator('.pair.active[data-index="1"]')).to_be_focused()
    page.keyboard.press("x")
    expect(page.locator('.pair[data-index="1"]')).to_have_class(re.compile("rejected"))
    open_pair(page, 2)
    expect(page.locator(".pair.active .note")).to_have_value("check name")


@pytest.mark.parametrize(("key", "words"), [("z", "there is nothing to undo"), ("[", "the target side is empty")])
def test_what_failed_is_said_once_and_is_not_unsaved(
    browse: Callable[..., Page], site: Any, key: str, words: str
) -> None:
    page = browse(f"/edit/{site.store(f'Отказ {key}', PAIRS)}")
    open_pair(page, 4)
    page.keyboard.press(key)
    expect(page.locator(".message")).to_have_count(1)
    expect(page.locator(".message")).to_contain_text(words)
    expect(page.locator("#saved")).to_have_text("Saved")
    page.wait_for_timeout(500)
    expect(page.locator(".message")).to_have_count(1)


def test_a_refused_text_stays_and_is_said_once(browse: Callable[..., Page], site: Any) -> None:
    page = browse(f"/edit/{site.store('Отказ тексту', PAIRS)}")
    open_pair(page, 5)
    page.route("**/beads/*", lambda route: route.fulfill(status=507, json={"error": "the disk is full"}), times=1)
    page.keyboard.press("Enter")
    page.keyboard.type(" More.")
    page.keyboard.press("Escape")
    expect(page.locator("#saved")).to_have_text("Not saved: the disk is full")
    page.keyboard.press("k")
    expect(page.locator('.pair[data-index="4"] .target')).to_have_text("This is the last sentence. More.")
    expect(page.locator(".message")).to_have_count(0)
    open_pair(page, 5)
    page.keyboard.press("Enter")
    page.keyboard.type("!")
    page.keyboard.press("Escape")
    expect(page.locator("#saved")).to_have_text("Saved")


def test_a_format_that_holds_everything_says_so(browse: Callable[..., Page], site: Any) -> None:
    page = browse(f"/edit/{site.store('Выдача', PAIRS)}")
    expect(page.locator(".pair.active")).to_be_visible()
    page.locator("summary", has_text="Export").click()
    rejected = page.get_by_label("Rejected ones too")
    expect(rejected).to_be_enabled()
    page.locator('.exports select[name="format"]').select_option("json")
    expect(page.locator(".exports .whole")).to_have_text("This format always holds the whole text.")
    expect(rejected).to_be_disabled()
    page.locator('.exports select[name="format"]').select_option("html")
    expect(rejected).to_be_enabled()
    expect(page.locator(".exports .whole")).to_be_hidden()


def test_the_memory_says_what_is_not_confirmed(browse: Callable[..., Page], site: Any) -> None:
    page = browse(f"/edit/{site.store('Снятое', PAIRS)}")
    open_pair(page, 2)
    page.keyboard.press("c")
    expect(page.locator("#reviewed")).to_contain_text("1 of")
    page.goto(f"/edit/{site.store('Снятое ещё', [(source, 'Other.') for source, _ in PAIRS])}")
    open_pair(page, 2)
    page.keyboard.press("f")
    expect(page.locator(".offers button").first).to_contain_text("100% · confirmed · text.txt")
