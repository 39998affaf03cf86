"""What was typed is kept in the browser until the service has it: through a reload, a crash, a service that is down."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from server.library import bitexts

PAIRS = [(f"Фраза {n} о воде.", f"Sentence {n} on water.") for n in range(1, 9)]
KEPT = """() => Object.keys(localStorage).filter(key => key.startsWith("typed ")).length"""


def open_pair(page: Page, number: int) -> None:
    """Go to a pair of the editor by its number."""
    expect(page.locator(".pair.active")).to_be_visible()
    page.locator(f'.pair[data-index="{number - 1}"] .mark').click()
    expect(page.locator(f'.pair.active[data-index="{number - 1}"]')).to_be_focused()


def type_into(page: Page, number: int, text: str) -> None:
    """Type a translation and leave the pair."""
    open_pair(page, number)
    page.keyboard.press("Enter")
    page.keyboard.press("Control+A")
    page.keyboard.type(text)
    page.keyboard.press("Escape")


def stored(site: Any, bitext_id: str) -> list[str]:
    """The stored translations."""
    with site.app.extensions["tolmach"].database.read() as session:
        made, _ = bitexts.load(session, bitexts.get_bitext(session, bitext_id))
    return [made.target_text(bead) for bead in made.beads]


def cut_off(context: BrowserContext) -> None:
    """From now on nothing reaches the service that changes a pair."""
    context.route("**/api/v1/bitexts/*/beads/*", lambda route: route.abort())


def again(page: Page) -> Page:
    """The same editor in a new tab of the same browser, the service back."""
    page.context.unroute("**/api/v1/bitexts/*/beads/*")
    fresh = page.context.new_page()
    fresh.goto(page.url)
    expect(fresh.locator(".pair.active")).to_be_visible()
    return fresh


def translation(page: Page, number: int) -> Any:
    """A closed pair's translation."""
    return page.locator(f'.pair[data-index="{number - 1}"] .target')


def test_unsaved_text_stays_in_sight(browse: Callable[..., Page], site: Any) -> None:
    bitext_id = site.store("Без службы", PAIRS)
    page = browse(f"/edit/{bitext_id}")
    expect(page.locator(".pair.active")).to_be_visible()
    cut_off(page.context)
    type_into(page, 3, "Typed while it was down.")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(translation(page, 3)).to_have_text("Typed while it was down.")
    row = page.locator('.pair[data-index="2"]')
    expect(row).to_have_class(re.compile("waiting"))
    expect(row).to_have_attribute("aria-label", re.compile("not saved yet"))
    assert row.locator(".state").evaluate("state => getComputedStyle(state, '::before').content") == '"●"'
    open_pair(page, 3)
    expect(page.locator(".pair.active textarea").last).to_have_value("Typed while it was down.")
    assert page.evaluate(KEPT) == 1
    expect(page.locator("#saved")).to_have_text("Not saved yet: 1 pair")
    page.context.unroute("**/api/v1/bitexts/*/beads/*")
    expect(page.locator("#saved")).to_have_text("Saved")
    expect(row).not_to_have_class(re.compile("waiting"))
    assert page.evaluate(KEPT) == 0
    assert stored(site, bitext_id)[2] == "Typed while it was down."


@pytest.mark.parametrize("end", ["reload", "crash"])
def test_unsaved_text_outlives_the_page(browse: Callable[..., Page], site: Any, end: str) -> None:
    bitext_id = site.store(f"Конец {len(end)}", PAIRS)
    page = browse(f"/edit/{bitext_id}")
    expect(page.locator(".pair.active")).to_be_visible()
    cut_off(page.context)
    type_into(page, 3, "Typed before the end.")
    open_pair(page, 5)
    page.keyboard.press("n")
    page.keyboard.type("A remark.")
    if end == "reload":
        page.reload()
        expect(translation(page, 3)).to_have_text("Typed before the end.")
        assert stored(site, bitext_id)[2] == PAIRS[2][1]
        fresh = page
        page.context.unroute("**/api/v1/bitexts/*/beads/*")
    else:
        page.close(run_before_unload=False)  # no event reaches it, as in a crash
        fresh = again(page)
    expect(fresh.locator("#messages")).to_contain_text("What you typed in 2 pairs was not saved last time")
    expect(fresh.locator("#saved")).to_have_text("Saved")
    expect(translation(fresh, 3)).to_have_text("Typed before the end.")
    assert stored(site, bitext_id)[2] == "Typed before the end."
    assert fresh.evaluate(KEPT) == 0
    open_pair(fresh, 5)
    expect(fresh.locator(".pair.active .note")).to_have_value("A remark.")


def test_kept_text_does_not_overwrite_what_others_did(browse: Callable[..., Page], site: Any) -> None:
    bitext_id = site.store("Спор", PAIRS)
    page = browse(f"/edit/{bitext_id}")
    expect(page.locator(".pair.active")).to_be_visible()
    cut_off(page.context)
    type_into(page, 3, "Mine, kept.")
    page.close()
    other = browse(f"/edit/{bitext_id}")
    type_into(other, 3, "Theirs, meanwhile.")
    expect(other.locator("#saved")).to_have_text("Saved")
    fresh = again(page)
    dialog = fresh.locator("#conflict")
    expect(dialog.locator("#theirs")).to_have_text("Theirs, meanwhile.")
    expect(dialog.locator("#yours")).to_have_text("Mine, kept.")
    dialog.get_by_role("button", name="Take theirs").click()
    expect(fresh.locator("#saved")).to_have_text("Saved")
    expect(fresh.locator('.pair[data-index="2"] .target textarea')).to_have_value("Theirs, meanwhile.")
    assert fresh.evaluate(KEPT) == 0


def test_kept_text_of_a_pair_that_is_gone(browse: Callable[..., Page], site: Any) -> None:
    bitext_id = site.store("Пропавшая пара", PAIRS)
    page = browse(f"/edit/{bitext_id}")
    expect(page.locator(".pair.active")).to_be_visible()
    cut_off(page.context)
    type_into(page, 3, "Typed into nothing.")
    page.close()
    other = browse(f"/edit/{bitext_id}")
    open_pair(other, 3)
    other.keyboard.press("Delete")
    expect(other.locator(".pair .number")).to_have_count(7)
    fresh = again(page)
    told = fresh.locator(".message", has_text="You typed: “Typed into nothing.”")
    expect(told).to_be_visible()
    assert fresh.evaluate(KEPT) == 1
    fresh.reload()
    expect(told).to_be_visible()
    told.get_by_role("button", name="Discard").click()
    assert fresh.evaluate(KEPT) == 0


def test_an_answer_that_got_lost_is_no_conflict(browse: Callable[..., Page], site: Any) -> None:
    bitext_id = site.store("Потерянный ответ", PAIRS)
    page = browse(f"/edit/{bitext_id}")
    expect(page.locator(".pair.active")).to_be_visible()

    def lose(route: Any) -> None:
        route.fetch()
        route.abort()

    page.route("**/api/v1/bitexts/*/beads/*", lose, times=1)
    type_into(page, 3, "Arrived")
    page.keyboard.press("Enter")
    page.keyboard.type(", and typed on.")
    page.keyboard.press("Escape")
    expect(page.locator("#saved")).to_have_text("Saved")
    expect(page.locator("#conflict")).to_be_hidden()
    assert stored(site, bitext_id)[2] == "Arrived, and typed on."


def test_two_tabs_leave_one_another_alone(browse: Callable[..., Page], site: Any) -> None:
    bitext_id = site.store("Две вкладки", PAIRS)
    page = browse(f"/edit/{bitext_id}")
    expect(page.locator(".pair.active")).to_be_visible()
    page.route("**/api/v1/bitexts/*/beads/*", lambda route: route.abort())
    type_into(page, 3, "Typed in the first tab.")
    second = page.context.new_page()
    second.goto(page.url)
    expect(second.locator(".pair.active")).to_be_visible()
    second.wait_for_timeout(1000)
    assert stored(site, bitext_id)[2] == PAIRS[2][1]
    assert second.locator(".pair.waiting").count() == 0
    assert page.evaluate(KEPT) == 1


@pytest.mark.parametrize(
    ("fault", "words"), [("QuotaExceededError", "no room left"), ("SecurityError", "keeps nothing")]
)
def test_a_browser_that_keeps_nothing_says_so(browse: Callable[..., Page], site: Any, fault: str, words: str) -> None:
    bitext_id = site.store(f"Хранилище {len(fault)}", PAIRS)
    page = browse(f"/edit/{bitext_id}")
    expect(page.locator(".pair.active")).to_be_visible()
    page.evaluate("name => { Storage.prototype.setItem = () => { throw new DOMException('', name); }; }", fault)
    type_into(page, 3, "Saved all the same.")
    expect(page.locator("#messages")).to_contain_text(words)
    expect(page.locator("#saved")).to_have_text("Saved")
    assert stored(site, bitext_id)[2] == "Saved all the same."


def test_what_is_kept_is_bounded(browse: Callable[..., Page], site: Any) -> None:
    bitext_id = site.store("Предел", PAIRS)
    page = browse(f"/edit/{bitext_id}")
    expect(page.locator(".pair.active")).to_be_visible()
    page.evaluate("() => localStorage.setItem('typed someone else 1 2', 'x'.repeat(1999990))")
    type_into(page, 3, "Saved all the same.")
    expect(page.locator("#messages")).to_contain_text("no room left")
    expect(page.locator("#saved")).to_have_text("Saved")
