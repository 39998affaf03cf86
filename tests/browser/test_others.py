"""Two people at the same text: nobody's list has a pair twice, misses one, or freezes."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

PAIRS = [(f"Фраза {n} о воде.", f"Sentence {n} on water.") for n in range(1, 151)]
KEYS = """() => [...document.querySelectorAll(".pair:not(.skeleton)")].map(row => row.dataset.key)"""


def test_a_pair_inserted_above_what_is_fetched_later(browse: Callable[..., Page], site: Any) -> None:
    bitext_id = site.store("Вставка другого", PAIRS)
    page = browse(f"/edit/{bitext_id}")
    expect(page.locator(".pair.active")).to_be_focused()
    new = {"after": None, "source_text": "Новая.", "target_text": "New."}
    assert page.request.post(f"/api/v1/bitexts/{bitext_id}/beads", data=new).ok
    # The last pair of the first hundred has moved into the second, which is fetched on the way to it.
    page.keyboard.press("g")
    page.keyboard.type("100")
    page.keyboard.press("Enter")
    expect(page.locator('.pair[data-index="101"] .target')).to_have_text("Sentence 101 on water.")
    # On a slow machine the list may have noticed the new pair before the jump: then the 100th is another one.
    expect(page.locator(".pair.active .target textarea")).to_have_value(re.compile(r"Sentence (99|100) on water\."))
    expect(page.locator('.pair[data-index="98"] .target')).to_have_text("Sentence 98 on water.")
    keys = page.evaluate(KEYS)
    assert len(keys) == len(set(keys))


def test_a_change_before_ones_own(browse: Callable[..., Page], site: Any) -> None:
    bitext_id = site.store("Правка другого", PAIRS[:8])
    page = browse(f"/edit/{bitext_id}")
    expect(page.locator(".pair.active")).to_be_focused()
    fifth = int(page.locator('.pair[data-index="4"]').get_attribute("data-key") or "")
    theirs = {"version": 1, "target_text": "Changed by somebody else."}
    assert page.request.patch(f"/api/v1/bitexts/{bitext_id}/beads/{fifth}", data=theirs).ok
    page.keyboard.press("c")
    expect(page.locator('.pair[data-index="0"]')).to_have_class("pair body confirmed")
    expect(page.locator('.pair[data-index="4"] .target')).to_have_text("Changed by somebody else.")
    expect(page.locator('.pair.active[data-index="1"]')).to_be_focused()
