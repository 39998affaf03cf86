"""Inline codes in the browser: shown to the reader, moved as chips in the editor, kept while one types."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from aligner.core.bitext import Bead, Bitext
from aligner.core.code import Code, Content
from aligner.core.document import document_from_sentences

RUSSIAN = "Это 😀 важный вопрос для всей Организации."
ENGLISH = "This 😀 is an important matter for the Organization."
UNSAFE = "Ссылка сюда."


def over(text: str, words: str, number: int, kind: Any, **more: Any) -> Code:
    start = text.index(words)
    return Code(start, start + len(words), number, kind, **more)


@pytest.fixture
def coded(site: Any) -> str:
    """A translated text whose first pair has a bold word, a link and a note's mark, whose second has a bad address."""
    from server.db import tables
    from server.library import bitexts

    link = {"href": "https://example.org/"}
    source = Content(
        RUSSIAN,
        (
            over(RUSSIAN, "важный", 1, "bold"),
            over(RUSSIAN, "Организации", 2, "link", **link),
            Code(len(RUSSIAN), len(RUSSIAN), 3, "note"),
        ),
    )
    target = Content(ENGLISH, (over(ENGLISH, "important", 1, "bold"), over(ENGLISH, "Organization", 2, "link", **link)))
    whole = over(UNSAFE, "Ссылка сюда", 6, "underline")
    unsafe = (whole, over(UNSAFE, "Ссылка", 5, "italic"), over(UNSAFE, "сюда", 4, "link", href="javascript:alert(1)"))
    sides = [
        document_from_sentences([("body", [source]), ("body", [Content(UNSAFE, unsafe)])], language="ru"),
        document_from_sentences([("body", [target]), ("body", ["A link here."])], language="en"),
    ]
    beads = tuple(Bead(range(n, n + 1), range(n, n + 1), 0.9, "mt", links=((0, 3, 0, 4),)) for n in range(2))
    with site.app.extensions["tolmach"].database.write() as session:
        document = tables.Document(name="t.html", title="Оформление", language="ru", sha256="c" * 64)
        row = tables.Bitext(document=document, kind="translate", signature="codes")
        session.add(row)
        session.flush()
        bitexts.store(session, row, Bitext(sides[0], sides[1], beads))
        return row.id


def test_the_reader_sees_bold_and_links(browse: Callable[..., Page], coded: str) -> None:
    page = browse(f"/read/{coded}")
    expect(page.locator(".src .u b")).to_have_text("важный")
    expect(page.locator(".tgt .u b")).to_have_text("important")
    expect(page.locator(".tgt .u a")).to_have_attribute("href", "https://example.org/")
    expect(page.locator(".src .u i")).to_have_text("Ссылка")
    assert page.locator("[href^=javascript]").count() == 0
    assert page.locator(".src .u").first.text_content() == RUSSIAN
    page.locator(".tgt .u b").hover()
    assert page.evaluate("[...CSS.highlights.get('word')].length") == 0, "its word has no link"
    page.keyboard.press("2")
    expect(page.locator(".para .src .u b")).to_have_text("важный")


@pytest.mark.parametrize("width", [1200, 390])
def test_chips_move_by_key_and_by_pointer(browse: Callable[..., Page], coded: str, width: int) -> None:
    page = browse(f"/edit/{coded}", width=width)
    row = page.locator(".pair.active")
    line = row.locator(".target-codes .coded")
    expect(line.locator(".chip")).to_have_count(4)
    expect(page.locator('.pair[data-index="1"] .source i')).to_have_text("Ссылка")
    start = line.locator('[data-code="1"][data-edge="start"]')
    assert start.get_attribute("aria-label") == "Bold “important”, beginning"
    start.focus()
    page.keyboard.press("ArrowLeft")
    expect(start).to_have_attribute("aria-label", "Bold “an important”, beginning")
    expect(page.locator("#saved")).to_have_text("Saved")
    expect(start).to_be_focused()
    assert codes(page, coded)[0] == (1, "an important")
    # The note's mark that the translation lacks goes where the cursor is.
    row.locator(".target textarea").evaluate("area => area.setSelectionRange(7, 7)")
    row.locator(".missing button").click()
    expect(line.locator('[data-code="3"]')).to_be_focused()
    expect(row.locator(".missing")).to_be_hidden()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Escape")
    row.locator(".mark").click()
    expect(page.locator("#saved")).to_have_text("Saved")
    end = line.locator('[data-code="1"][data-edge="end"]')
    box, there = end.bounding_box(), word_box(page, "matter")
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(there["x"] + there["width"] - 2, there["y"] + there["height"] / 2, steps=5)
    page.mouse.up()
    expect(end).to_have_attribute("aria-label", "Bold “an important matter”, end")
    row.locator(".mark").click()
    expect(page.locator("#saved")).to_have_text("Saved")
    assert codes(page, coded)[:2] == [(1, "an important matter"), (2, "Organization")]
    end.focus()
    page.keyboard.press("Delete")
    expect(row.locator(".missing button")).to_have_text("+ Bold “важный”")
    expect(page.locator("#saved")).to_have_text("Saved")
    assert 1 not in dict(codes(page, coded))
    page.locator("#undo").click()
    expect(line.locator('[data-code="1"]')).to_have_count(2)


def test_typing_keeps_codes_with_their_words(browse: Callable[..., Page], coded: str) -> None:
    page = browse(f"/edit/{coded}")
    field = page.locator(".pair.active .target textarea")
    expect(field).to_be_visible()
    page.keyboard.press("Enter")
    page.keyboard.press("Home")
    page.keyboard.type("Indeed, ")
    expect(page.locator(".pair.active .target-codes")).to_have_attribute("inert", "")
    expect(page.locator("#saved")).to_have_text("Saved")
    expect(page.locator(".pair.active .target-codes[inert]")).to_have_count(0)
    assert codes(page, coded) == [(1, "important"), (2, "Organization")]
    page.keyboard.type("it is said, ")
    expect(page.locator("#saved")).to_have_text("Saved")
    assert page.evaluate("document.activeElement.value").startswith("Indeed, it is said, This")
    expect(page.locator(".pair.active .target-codes .chip")).to_have_count(4)


def test_the_line_shows_what_the_service_has(browse: Callable[..., Page], coded: str) -> None:
    page = browse(f"/edit/{coded}")
    start = page.locator('.pair.active .target-codes [data-code="1"][data-edge="start"]')
    start.focus()
    for _ in range(10):  # from character to character, over the emoji as one
        page.keyboard.press("Shift+ArrowLeft")
        assert "\ud83d" not in repr(start.get_attribute("aria-label"))
    assert start.get_attribute("aria-label") == "Bold “s 😀 is an important”, beginning"
    page.keyboard.press("z")
    expect(start).to_have_attribute("aria-label", "Bold “important”, beginning")
    assert codes(page, coded)[0] == (1, "important")
    start.focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("j")
    expect(page.locator('.pair[data-index="0"] .target b')).to_have_text("an important")
    marks = page.locator(".pair.active .source-codes .chip").evaluate_all(
        "all => all.map(one => one.dataset.mark).join('')"
    )
    assert marks == "UII↗↗U", "what begins last ends first"


def test_chips_without_dragging_and_by_key_while_typing(browse: Callable[..., Page], coded: str) -> None:
    page = browse(f"/edit/{coded}?n=2", width=390)
    row, field = page.locator(".pair.active"), page.locator(".pair.active .target textarea")
    expect(row.locator(".missing button")).to_have_text(
        ["+ Underlined “Ссылка сюда”", "+ Italics “Ссылка”", "+ Link “сюда”"]
    )
    page.keyboard.press("Enter")
    page.keyboard.type(" Yes ")
    page.keyboard.press("Alt+p")
    end = row.locator('.target-codes [data-code="6"][data-edge="end"]')
    expect(end).to_have_attribute("aria-label", "Underlined “Yes”, end")
    expect(field).to_be_focused()
    expect(row.locator(".target-codes[inert]")).to_have_count(0)
    page.keyboard.press("Alt+p")
    page.keyboard.press("Alt+p")
    expect(row.locator(".missing")).to_be_hidden()
    page.keyboard.press("Alt+p")
    expect(page.locator("#messages")).to_contain_text("lacks no formatting")
    expect(page.locator("#saved")).to_have_text("Saved")
    page.reload()
    start = row.locator('.target-codes [data-code="6"][data-edge="start"]')
    start.click()
    expect(start).to_have_attribute("aria-pressed", "true")
    for name in ("left", "left", "right"):
        row.locator(f".chip-tools .{name}").click()
    expect(start).to_have_attribute("aria-label", "Underlined “. Yes”, beginning")
    expect(page.locator("#saved")).to_contain_text("Not saved")
    row.locator(".chip-tools .out").click()
    expect(row.locator(".missing button")).to_be_focused()
    expect(row.locator(".chip-tools")).to_be_hidden()
    expect(page.locator("#saved")).to_have_text("Saved")


@pytest.mark.parametrize("width", [1200, 390])
def test_chips_are_accessible(browse: Callable[..., Page], coded: str, width: int) -> None:
    pytest.importorskip("axe_playwright_python", reason="axe is not installed: pip install '.[browser]'")
    from axe_playwright_python.sync_playwright import Axe

    page = browse(f"/edit/{coded}?lang=ru", width=width)
    page.locator('.target-codes [data-code="1"][data-edge="start"]').click()
    expect(page.locator(".chip-tools button")).to_have_count(3)
    assert page.locator(".chip-tools .out").text_content() == "Убрать метку"
    for theme in ("light", "dark", "sepia"):
        page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)
        found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
    boxes = page.locator(".target-codes button:visible").evaluate_all("all => all.map(e => e.getBoundingClientRect())")
    assert len(boxes) == 8
    assert min(size for box in boxes for size in (box["width"], box["height"])) >= 24, "targets of WCAG 2.2"
    page.goto(f"/edit/{coded}?lang=en")


def codes(page: Page, bitext_id: str) -> list[tuple[int, str]]:
    """The codes of the first translation at the service, each with its words."""
    bead = page.request.get(f"/api/v1/bitexts/{bitext_id}/beads").json()["beads"][0]
    return sorted((code["id"], bead["target_text"][code["start"] : code["end"]]) for code in bead["target_codes"])


def word_box(page: Page, word: str) -> dict[str, float]:
    """Where a word of the translation's line is on the screen."""
    return page.evaluate(
        """(word) => { for (const node of document.querySelector(".pair.active .target-codes .coded").childNodes) {
          const at = node.nodeType === 3 ? node.data.indexOf(word) : -1;
          if (at < 0) continue;
          const range = new Range(); range.setStart(node, at); range.setEnd(node, at + word.length);
          const {x, y, width, height} = range.getBoundingClientRect(); return {x, y, width, height}; } }""",
        word,
    )
