"""Adding texts: several files at once, the wrong order, English where Russian is wanted; all seen before it starts."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

RUSSIAN = "Кошка сидит на окне. Она смотрит на птиц. Вчера шёл дождь, и дом стоял пустым."
ENGLISH = "The cat is sitting on the window. She looks at the birds. It rained, and the house was empty."

DROP = """(files) => {
  const carried = new DataTransfer();
  for (const [name, text] of files) carried.items.add(new File([text], name, { type: "text/plain" }));
  document.body.dispatchEvent(new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer: carried }));
}"""


def go(page: Page) -> None:
    """Press the button that starts the work."""
    expect(page.locator("#go")).to_be_enabled()
    page.locator("#go").click()


def file_in(page: Page, slot: str) -> str:
    """The name of the file in a field."""
    return page.locator(f"[data-slot={slot}] .file b").inner_text()


def test_three_files_are_all_taken(browse: Callable[..., Page]) -> None:
    page = browse("/")
    files = [("drei.one.txt", RUSSIAN + " Раз."), ("drei.en.txt", ENGLISH), ("zwei.txt", RUSSIAN + " Два."),
             ("drei.ru.txt", RUSSIAN)]  # fmt: skip
    page.evaluate(DROP, files)
    rows = page.locator("#several li")
    expect(rows).to_have_count(3)
    expect(rows.nth(1)).to_contain_text("drei.ru.txt + drei.en.txt")
    expect(rows.nth(1)).to_contain_text("Align")
    expect(rows.nth(2)).to_contain_text("Translate")
    expect(page.locator("#go")).to_have_text("Add 3 texts")
    go(page)
    for name in ("drei.one.txt", "drei.ru.txt", "zwei.txt"):
        expect(page.locator(".text", has_text=name).first).to_be_visible()
    expect(page.locator("#several")).to_be_hidden()
    expect(page.locator("#plan")).to_have_text("Nothing leaves this machine.")


def test_what_cannot_be_taken_is_named_and_stays(browse: Callable[..., Page]) -> None:
    page = browse("/")
    page.evaluate(DROP, [("lone.txt", ENGLISH), ("a1.txt", RUSSIAN + " Три."), ("b2.txt", RUSSIAN + " Пять.")])
    expect(page.locator("#several li")).to_have_count(3)
    expect(page.locator("#several li", has_text="lone.txt")).to_contain_text("looks like another language")
    expect(page.locator("#go")).to_have_text("Add 2 texts")
    go(page)
    expect(page.locator("#several li")).to_have_count(1)
    expect(page.locator(".text", has_text="b2.txt").first).to_be_visible()
    expect(page.locator("#go")).to_be_disabled()
    page.evaluate(DROP, [("lone.ru.txt", RUSSIAN)])
    expect(page.locator("#several")).to_be_hidden()  # now there is its partner: a pair, in the two fields
    assert (file_in(page, "source"), file_in(page, "translation")) == ("lone.ru.txt", "lone.txt")


def test_one_of_the_list_can_be_taken_out(browse: Callable[..., Page]) -> None:
    page = browse("/")
    page.evaluate(DROP, [(f"{n}.txt", RUSSIAN) for n in range(3)])
    page.get_by_role("button", name="Take “1.txt” out").click()
    expect(page.locator("#several li")).to_have_count(2)
    expect(page.locator("#go")).to_have_text("Add 2 texts")


@pytest.mark.parametrize("names", [("b-english.txt", "c-russian.txt"), ("1.txt", "2.txt")])
def test_two_files_are_put_in_order(browse: Callable[..., Page], names: tuple[str, str]) -> None:
    page = browse("/")
    page.evaluate(DROP, [(names[0], ENGLISH), (names[1], RUSSIAN)])
    expect(page.locator("#plan")).to_contain_text("will be paired sentence by sentence")
    assert (file_in(page, "source"), file_in(page, "translation")) == names[::-1]
    expect(page.locator("#go")).to_be_enabled()


def test_the_wrong_order_is_seen_and_one_click_swaps(browse: Callable[..., Page]) -> None:
    page = browse("/")
    page.get_by_text("I have its translation", exact=True).first.click()
    page.fill("#source-text", ENGLISH)
    page.fill("#translation-text", RUSSIAN)
    expect(page.locator("#plan")).to_contain_text("looks like the translation")
    expect(page.locator("#go")).to_be_disabled()
    page.get_by_role("button", name="Swap the two").click()
    expect(page.locator("#source-text")).to_have_value(RUSSIAN)
    expect(page.locator("#translation-text")).to_have_value(ENGLISH)
    expect(page.locator("#go")).to_be_enabled()
    page.get_by_role("button", name="Swap the two").click()
    page.get_by_role("button", name="It is right as it is").click()
    expect(page.locator("#go")).to_be_enabled()


def test_english_is_not_translated_into_english(browse: Callable[..., Page]) -> None:
    page = browse("/")
    page.fill("#source-text", ENGLISH)
    expect(page.locator("#plan")).to_contain_text("looks like another language")
    expect(page.locator("#go")).to_be_disabled()
    page.locator("[data-translated]").click()
    expect(page.locator("#translation-text")).to_have_value(ENGLISH)
    expect(page.locator("#source-text")).to_be_focused()
    page.fill("#source-text", RUSSIAN)
    expect(page.locator("#go")).to_be_enabled()
    expect(page.locator("#go")).to_have_text("Align")


def test_what_only_the_service_can_read_is_seen_as_well(browse: Callable[..., Page]) -> None:
    from docx import Document

    page = browse("/")
    files = []
    for name, text in (("x.docx", ENGLISH), ("y.docx", RUSSIAN)):
        made, out = Document(), io.BytesIO()
        made.add_paragraph(text)
        made.save(out)
        files.append({"name": name, "mimeType": "application/zip", "buffer": out.getvalue()})
    page.set_input_files("#source-file", files)
    expect(page.locator("#plan")).to_contain_text("will be paired")
    go(page)
    expect(page.locator("#plan")).to_contain_text("“x.docx” looks like the translation")
    page.get_by_role("button", name="Swap the two").click()
    go(page)
    expect(page.locator(".text", has_text="y.docx").first).to_be_visible()
