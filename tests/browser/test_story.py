"""The whole story in a real browser: upload, progress, read, correct, undo, export; and what breaks on the way."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

PAIRS = [
    ("Вода не знает границ.", "Water knows no borders."),
    ("Мы должны работать сообща.", "We must work together."),
    ("В конференции примут участие 150 экспертов.", "About 15 experts will take part."),
    ("Следующая встреча состоится 4 апреля.", "The next meeting is on 4 April."),
    ("Это последняя фраза, а вот её конец.", "This is the last sentence, and here it ends."),
]


def open_pair(page: Page, number: int) -> None:
    """Go to a pair of the editor by its number."""
    expect(page.locator(".pair.active")).to_be_visible()
    page.locator(f'.pair[data-index="{number - 1}"] .mark').click()
    expect(page.locator(f'.pair.active[data-index="{number - 1}"]')).to_be_focused()


def shows(page: Page, number: int, text: str) -> None:
    """Wait until a pair's translation is this text, open or closed."""
    page.wait_for_function(
        """([index, text]) => {
            const side = document.querySelector(`.pair[data-index="${index}"] .target`);
            return side && (side.querySelector("textarea")?.value ?? side.textContent) === text;
        }""",
        arg=[number - 1, text],
    )


def saved(page: Page) -> None:
    """Wait until all is saved."""
    expect(page.locator("#saved")).to_have_text("Saved")


def test_from_upload_to_tmx(browse: Callable[..., Page], sample: Path, tmp_path: Path) -> None:
    page = browse("/")
    expect(page.locator("#plan")).to_have_text("Nothing leaves this machine.")
    expect(page.get_by_role("button", name="Translate", exact=True)).to_be_disabled()
    page.set_input_files("#source-file", str(sample))
    expect(page.locator("#plan")).to_contain_text("article.ru.txt” will be translated into English here")
    page.get_by_role("button", name="Translate", exact=True).click()
    card = page.locator(".text", has_text="article.ru.txt").first
    expect(card.get_by_role("link", name="Correct")).to_be_visible(timeout=60_000)
    expect(card.locator("h3")).to_contain_text("Страны Центральной Азии")

    card.get_by_role("link", name="Read", exact=True).click()
    expect(page.locator("#text h2, #text p").first).to_contain_text("Страны Центральной Азии")
    assert page.locator(".src .u").count() >= 12
    page.get_by_role("link", name="Correct").click()

    open_pair(page, 2)
    before = page.locator(".pair.active .target textarea").input_value()
    page.keyboard.press("Enter")
    page.keyboard.press("Control+A")
    page.keyboard.type("Corrected by hand & kept.")
    page.keyboard.press("Control+Enter")
    expect(page.locator('.pair.active[data-index="2"]')).to_be_focused()
    expect(page.locator('.pair[data-index="1"]')).to_have_class(re.compile("confirmed"))
    saved(page)
    page.keyboard.press("x")
    expect(page.locator('.pair[data-index="2"]')).to_have_class(re.compile("rejected"))
    page.reload()
    expect(page.locator("#undo")).to_be_enabled()
    expect(page.locator(".pair.active")).to_be_visible()
    page.locator("#undo").click()
    expect(page.locator('.pair[data-index="2"]')).not_to_have_class(re.compile("rejected"))
    for _ in range(2):
        page.locator("#undo").click()
    shows(page, 2, before)
    for _ in range(2):
        page.locator("#redo").click()
    expect(page.locator("#reviewed")).to_contain_text("1 of")

    page.locator("summary", has_text="Export").click()
    page.locator('.exports select[name="format"]').select_option("tmx")
    page.get_by_label("Only confirmed").check()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download").click()
    path = tmp_path / "out.tmx"
    download.value.save_as(path)
    tmx = path.read_text(encoding="utf-8")
    assert "Corrected by hand &amp; kept." in tmx
    assert tmx.count("<tu ") + tmx.count("<tu>") == 1


def test_align_two_pasted_texts(browse: Callable[..., Page], sample: Path) -> None:
    russian, english = (sample.with_name(f"article.{tag}.txt").read_text(encoding="utf-8") for tag in ("ru", "en"))
    page = browse("/")
    page.get_by_text("I have its translation").click()
    page.locator("#source-text").fill(russian)
    expect(page.locator("#plan")).to_have_text("Now the translation: paste it or choose its file.")
    page.locator("#translation-text").fill(english)
    expect(page.locator("#plan")).to_contain_text("will be paired sentence by sentence")
    page.get_by_role("button", name="Align", exact=True).click()
    card = page.locator(".text", has_text="Central Asian States agree").first
    expect(card.get_by_role("link", name="Read", exact=True)).to_be_visible(timeout=60_000)
    card.get_by_role("link", name="Read", exact=True).click()
    expect(page.locator("#place")).to_be_visible()
    page.locator(".src .u", has_text="Вода не знает границ").hover()
    expect(page.locator(".tgt .u.on", has_text="Water knows no borders")).to_be_visible()


def test_delete_and_bring_back(browse: Callable[..., Page], site) -> None:
    site.store("Удаляемый текст", PAIRS)
    page = browse("/?q=границами")
    card = page.locator(".text", has_text="Удаляемый текст")
    card.locator(".menu summary").click()
    card.get_by_role("button", name="Delete").click()
    expect(card).to_have_count(0)
    page.locator("#messages").get_by_role("button", name="Undo").click()
    expect(card).to_be_visible()


def test_split_merge_move_insert_delete(browse: Callable[..., Page], site) -> None:
    bitext = site.store("Правка", PAIRS)
    page = browse(f"/edit/{bitext}")
    texts = page.locator(".pair .number")
    expect(texts).to_have_count(5)
    open_pair(page, 5)
    page.keyboard.press("Enter")
    page.locator(".pair.active .target textarea").evaluate("area => area.setSelectionRange(27, 27)")
    page.keyboard.press("Alt+s")
    expect(texts).to_have_count(6)
    expect(page.locator('.pair[data-index="5"] .target')).to_have_text("and here it ends.")
    expect(page.locator('.pair[data-index="5"] .source')).to_have_text("а вот её конец.")
    expect(page.locator(".pair.active .number")).to_have_text("5")
    page.keyboard.press("m")
    expect(texts).to_have_count(5)
    open_pair(page, 1)
    page.keyboard.press("m")
    expect(texts).to_have_count(4)
    expect(page.locator('.pair[data-index="1"] .number')).to_have_text("2")
    page.keyboard.press("]")
    expect(page.locator('.pair[data-index="1"] .target')).to_contain_text("We must work together. About 15")
    page.keyboard.press("z")
    expect(page.locator('.pair[data-index="1"] .target')).to_have_text("About 15 experts will take part.")
    page.keyboard.press("i")
    expect(texts).to_have_count(5)
    page.keyboard.type("Inserted line.")
    page.keyboard.press("Escape")
    saved(page)
    page.keyboard.press("Delete")
    expect(texts).to_have_count(4)
    for _ in range(8):
        page.keyboard.press("z")
    expect(texts).to_have_count(5)
    expect(page.locator("#undo")).to_be_disabled()


def test_filters_findings_and_bulk(browse: Callable[..., Page], site) -> None:
    bitext = site.store("Числа", PAIRS)
    page = browse(f"/edit/{bitext}")
    expect(page.locator(".pair.active")).to_be_visible()
    page.keyboard.press(".")
    expect(page.locator(".pair.active .remarks")).to_contain_text(re.compile("150|number", re.I))
    page.locator("#bulk").click()
    expect(page.locator("#bulk-count")).to_have_text("4 pairs found")
    page.locator("#bulk-go").click()
    expect(page.locator("#reviewed")).to_have_text("4 of 5 confirmed")
    page.get_by_text("Unconfirmed").click()
    expect(page.locator(".pair .number")).to_have_count(1)
    expect(page.locator(".pair .number")).to_have_text("3")
    page.locator("#messages").get_by_role("button", name="Undo").click()
    expect(page.locator("#reviewed")).to_have_text("0 of 5 confirmed")


def test_two_people_do_not_overwrite_each_other(browse: Callable[..., Page], site) -> None:
    bitext = site.store("Вдвоём", PAIRS)
    first, second = browse(f"/edit/{bitext}"), browse(f"/edit/{bitext}")
    for page, text in ((first, "First was here."), (second, "Second was here.")):
        open_pair(page, 2)
        page.keyboard.press("Enter")
        page.locator(".pair.active .target textarea").fill(text)
        page.keyboard.press("Escape")
        if page is first:
            saved(page)
    dialog = second.locator("#conflict")
    expect(dialog.locator("#theirs")).to_have_text("First was here.")
    expect(dialog.locator("#yours")).to_have_text("Second was here.")
    for key in ("Escape", "Space", "Enter", "Escape", "Escape"):  # what was being typed, or Escape, is no choice
        second.keyboard.press(key)
    expect(dialog).to_be_visible()
    dialog.get_by_role("button", name="Keep mine").click()
    saved(second)
    second.reload()
    shows(second, 2, "Second was here.")

    open_pair(second, 4)
    open_pair(first, 4)
    first.keyboard.press("Delete")
    expect(first.locator(".pair .number")).to_have_count(4)
    second.keyboard.press("Enter")
    second.locator(".pair.active .target textarea").fill("Typed into a pair that is gone.")
    second.keyboard.press("Escape")
    expect(second.locator("#messages")).to_contain_text("You typed: “Typed into a pair that is gone.”")
    second.get_by_role("button", name="Insert it as a pair").click()
    shows(second, 4, "Typed into a pair that is gone.")


def test_broken_network_loses_nothing(browse: Callable[..., Page], site) -> None:
    bitext = site.store("Без сети", PAIRS)
    page = browse(f"/edit/{bitext}")
    open_pair(page, 1)
    page.context.set_offline(True)
    page.keyboard.press("Enter")
    page.locator(".pair.active .target textarea").fill("Typed without a network.")
    page.keyboard.press("Escape")
    expect(page.locator("#messages")).to_contain_text("The service does not answer")
    expect(page.locator("#saved")).not_to_have_text("Saved")
    # What a proxy says while the service is being started again, and a limit of requests, are no refusals either.
    answers = [429, 502]
    page.route("**/api/v1/**", lambda route: route.fulfill(status=answers.pop()) if answers else route.continue_())
    page.context.set_offline(False)
    saved(page)
    assert answers == []
    page.goto(f"/read/{bitext}")
    expect(page.locator(".tgt .u").first).to_have_text("Typed without a network.")


@pytest.mark.parametrize("view", ["lines", "source"])
def test_slow_network_shows_what_it_has(browse: Callable[..., Page], site, view: str) -> None:
    bitext = site.store(f"Медленно {view}", PAIRS * 60)
    page = browse(f"/read/{bitext}")
    page.context.new_cdp_session(page).send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 300, "downloadThroughput": 100_000, "uploadThroughput": 100_000},
    )
    page.locator(f'[data-view-to="{view}"]').click()
    expect(page.locator(f'[data-view-to="{view}"]')).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".src .u").first).to_be_visible()


def test_an_edited_export_comes_home(browse: Callable[..., Page], site, tmp_path: Path) -> None:
    attack = "<b onclick=alert(1)>Water</b> & <script>alert(2)</script>"
    bitext = site.store("Туда и обратно", PAIRS)
    page = browse(f"/edit/{bitext}")
    expect(page.locator(".pair.active")).to_be_visible()
    page.locator("summary", has_text="Export").click()
    assert page.locator(".exports").evaluate("menu => menu.scrollWidth - menu.clientWidth") == 0
    with page.expect_download() as download:
        page.get_by_role("button", name="Download").click()
    path = tmp_path / "edited.tmx"
    download.value.save_as(path)
    escaped = attack.replace("&", "&amp;").replace("<", "&lt;")
    edited = path.read_text(encoding="utf-8").replace("Water knows no borders.", escaped)
    path.write_text(edited, encoding="utf-8")
    page.set_input_files("#bring-back + input", str(path))
    expect(page.locator("#messages")).to_contain_text("1 pair brought back.")
    shows(page, 1, attack)
    page.goto(f"/read/{bitext}")
    expect(page.locator(".tgt .u").first).to_contain_text("<b onclick=alert(1)>Water</b> &")


def test_memory_fills_what_was_confirmed_before(browse: Callable[..., Page], site) -> None:
    page = browse(f"/edit/{site.store('Память', PAIRS)}")
    open_pair(page, 4)
    page.keyboard.press("c")
    expect(page.locator("#reviewed")).to_contain_text("1 of")
    page.goto(f"/edit/{site.store('Без памяти', [(source, 'To do.') for source, _ in PAIRS])}")
    open_pair(page, 4)
    page.keyboard.press("f")
    offered = page.locator(".pair.active .offers button").first
    expect(offered).to_contain_text("The next meeting is on 4 April.")
    expect(offered).to_be_focused()
    page.keyboard.press("Enter")
    shows(page, 4, "The next meeting is on 4 April.")
    page.keyboard.press("w")
    page.locator("dialog.ask input").fill("встречи")
    page.keyboard.press("Enter")
    expect(page.locator(".concordance li").first).to_contain_text("The next meeting is on 4 April.")


def test_find_and_replace_is_one_step(browse: Callable[..., Page], site) -> None:
    page = browse(f"/edit/{site.store('Замена', PAIRS)}")
    open_pair(page, 4)
    page.keyboard.press("e")
    page.keyboard.type("meeting")
    expect(page.locator("#replace-go")).to_be_enabled()
    page.keyboard.press("Tab")
    page.keyboard.type("session")
    page.keyboard.press("Enter")
    expect(page.locator("#messages")).to_contain_text("changed")
    shows(page, 4, "The next session is on 4 April.")
    page.locator("#undo").click()
    shows(page, 4, "The next meeting is on 4 April.")
