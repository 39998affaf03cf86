"""An answer that comes late changes the pair that it was asked for, or nothing: it moves nobody and takes no focus."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Request, Route, expect

from server.library import bitexts

LONG = pytest.mark.skipif("TOLMACH_LONG_TESTS" not in os.environ, reason="takes minutes; make test-long runs it")

PAIRS = [
    ("Вода не знает границ.", "Water knows no borders."),
    ("Мы должны работать сообща.", "We must work together."),
    ("В конференции примут участие 150 экспертов.", "Some 150 experts will take part."),
    ("Следующая встреча состоится 4 апреля.", "The next meeting is on 4 April."),
    ("Это последняя фраза, а вот её конец.", "This is the last sentence, and here it ends."),
    ("Шестая пара стоит в конце.", "The sixth pair stands at the end."),
]
#: Each letter of it is a command outside a text.
TYPED = "dxacsmi z[] rfhn"
#: Turns of 20 ms to wait for a request or its answer: a busy machine needs some.
PATIENCE = 1500
#: What the page shows and asked, for the report of a test that waited in vain.
STATE = """() => ({
  saved: document.querySelector("#saved").textContent,
  messages: document.querySelector("#messages").textContent,
  focus: document.activeElement.outerHTML.slice(0, 200),
  asked: performance.getEntriesByType("resource").slice(-5).map(entry => `${entry.name} ${entry.responseStatus}`),
})"""
HERE = """() => ({
  index: Number(document.querySelector(".pair.active").dataset.index),
  within: document.activeElement.matches(".pair.active .target textarea"),
  value: document.activeElement.value,
})"""


class Held:
    """Requests to an address, kept back until the test lets them go."""

    def __init__(self, page: Page, pattern: str) -> None:
        self.page, self.routes, self.over = page, list[Route](), False
        page.route(pattern, lambda route: route.continue_() if self.over else self.routes.append(route))

    def wait(self) -> None:
        """Until there is one."""
        for _ in range(PATIENCE):
            if self.routes:
                return
            self.page.wait_for_timeout(20)
        pytest.fail(f"the page did not ask: {self.page.evaluate(STATE)}")

    def release(self) -> None:
        """Let them go, and wait until the page has the first one's answer."""
        self.over = True
        ended: list[Request] = []
        for event in ("requestfinished", "requestfailed"):  # a stream is cut off at its end
            self.page.on(event, lambda request: ended.append(request))
        for route in self.routes:
            route.continue_()
        for _ in range(PATIENCE):
            if self.routes[0].request in ended:
                self.page.wait_for_timeout(300)
                return
            self.page.wait_for_timeout(20)
        pytest.fail(f"the page did not get its answer: {self.page.evaluate(STATE)}")


def open_pair(page: Page, number: int) -> None:
    """Go to a pair of the editor by its number."""
    expect(page.locator(".pair.active")).to_be_visible()
    page.locator(f'.pair[data-index="{number - 1}"] .mark').click()
    expect(page.locator(f'.pair.active[data-index="{number - 1}"]')).to_be_focused()


def texts(site: Any, bitext_id: str) -> list[tuple[str, str, str]]:
    """What is stored: source, translation, status."""
    with site.app.extensions["tolmach"].database.read() as session:
        made, _ = bitexts.load(session, bitexts.get_bitext(session, bitext_id))
    return [(made.source_text(b), made.target_text(b), b.status) for b in made.beads]


def ask_replace(page: Page, _: Path) -> None:
    """Replace a word of another pair."""
    page.keyboard.press("e")
    page.keyboard.type("experts")
    expect(page.locator("#replace-go")).to_be_enabled()
    page.keyboard.press("Tab")
    page.keyboard.type("people")
    page.keyboard.press("Enter")


def ask_import(page: Page, folder: Path) -> None:
    """Bring an export back that was edited elsewhere."""
    page.locator("summary", has_text="Export").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download").click()
    path = folder / "edited.tmx"
    download.value.save_as(path)
    path.write_text(path.read_text("utf-8").replace("Water knows", "Waters know"), "utf-8")
    page.set_input_files("#bring-back + input", str(path))


def ask_undo(page: Page, _: Path) -> None:
    """Undo a rejection."""
    page.keyboard.press("d")
    page.keyboard.press("x")
    expect(page.locator('.pair[data-index="2"]')).to_have_class("pair body rejected")
    page.keyboard.press("z")


def key(letter: str) -> Callable[[Page, Path], None]:
    """Ask by a key."""
    return lambda page, _: page.keyboard.press(letter)


LATE = {
    "alternatives": (key("a"), "**/api/v1/translate"),
    "memory": (key("f"), "**/memory/matches*"),
    "history": (key("h"), "**/history?bead=*"),
    "realign": (key("r"), "**/realign"),
    "split": (key("s"), "**/split"),
    "merge": (key("m"), "**/merge"),
    "move": (key("]"), "**/move"),
    "delete": (key("Delete"), "**/beads/*?version=*"),
    "insert": (key("i"), "**/beads"),
    "confirm": (key("c"), "**/beads/*"),
    "undo": (ask_undo, "**/undo"),
    "replace": (ask_replace, "**/replace"),
    "import": (ask_import, "**/import"),
    "next finding": (key("."), "**/beads?findings=*"),
}
#: Of those, one of each kind: an offer, a saved field, a pair that goes.
EACH_TIME = ("alternatives", "confirm", "delete")


@pytest.mark.parametrize("name", [pytest.param(name, marks=() if name in EACH_TIME else LONG) for name in LATE])
def test_who_types_elsewhere_goes_on_typing(browse: Callable[..., Page], site: Any, tmp_path: Path, name: str) -> None:
    ask, pattern = LATE[name]
    bitext_id = site.store(f"Поздний ответ {len(name)}", PAIRS)
    page = browse(f"/edit/{bitext_id}")
    open_pair(page, 3)
    if name == "split":
        page.locator(".pair.active .target textarea").evaluate("area => area.setSelectionRange(9, 9)")
    held = Held(page, pattern)
    ask(page, tmp_path)
    held.wait()
    open_pair(page, 5)
    own = page.locator(".pair.active").get_attribute("data-key")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+A")
    page.keyboard.type(TYPED[:6])
    held.release()
    page.keyboard.type(TYPED[6:])
    now = page.evaluate(HERE)
    assert now["within"]
    assert now["value"] == TYPED
    assert page.locator(".pair.active").get_attribute("data-key") == own
    expect(page.locator("#saved")).to_have_text("Saved")
    stored = texts(site, bitext_id)
    place = next(at for at, row in enumerate(stored) if row[0] == PAIRS[4][0])
    assert stored[place] == (PAIRS[4][0], TYPED, "draft")
    untouched = {
        source: (source, target, "draft") for source, target in PAIRS if source not in (PAIRS[2][0], PAIRS[4][0])
    }
    if name not in ("merge", "move", "replace", "import"):
        assert [row for row in stored if row[0] in untouched] == list(untouched.values())
    page.keyboard.press("Escape")
    page.reload()
    expect(page.locator(".pair.active .target textarea")).to_have_value(TYPED)


@LONG
@pytest.mark.parametrize("name", ["alternatives", "memory", "history"])
def test_an_offer_belongs_to_its_pair(browse: Callable[..., Page], site: Any, tmp_path: Path, name: str) -> None:
    ask, pattern = LATE[name]
    bitext_id = site.store(f"Предложение {len(name)}", PAIRS)
    page = browse(f"/edit/{bitext_id}")
    open_pair(page, 3)
    held = Held(page, pattern)
    ask(page, tmp_path)
    held.wait()
    page.keyboard.press("j")
    expect(page.locator('.pair.active[data-index="3"]')).to_be_focused()
    held.release()
    assert page.locator(".pair.active .offered").inner_text() == ""
    expect(page.locator('.pair.active[data-index="3"]')).to_be_focused()
    page.keyboard.press("Enter")
    assert page.evaluate(HERE)["value"] == PAIRS[3][1]
    assert [row[1] for row in texts(site, bitext_id)] == [target for _, target in PAIRS]


@LONG
def test_a_text_offered_while_typing_takes_no_focus(browse: Callable[..., Page], site: Any) -> None:
    page = browse(f"/edit/{site.store('Варианты', PAIRS)}")
    open_pair(page, 1)
    held = Held(page, "**/api/v1/translate")
    page.keyboard.press("Enter")
    page.keyboard.press("Alt+a")
    held.wait()
    held.release()
    expect(page.locator(".pair.active .offered li").first).to_be_visible()
    page.keyboard.type(" ax")
    assert page.evaluate(HERE)["value"] == f"{PAIRS[0][1]} ax"


def test_typing_after_a_command_is_no_command(browse: Callable[..., Page], site: Any) -> None:
    bitext_id = site.store("Буквы", PAIRS)
    page = browse(f"/edit/{bitext_id}")
    open_pair(page, 3)
    held = Held(page, "**/beads/*?version=*")
    page.keyboard.press("Delete")
    held.wait()
    page.keyboard.press("Enter")
    page.keyboard.type("dx")
    held.release()
    page.keyboard.type("xa")
    expect(page.locator(".pair .number")).to_have_count(5)
    page.keyboard.press("Escape")
    page.wait_for_timeout(300)
    rest = [(source, target, "draft") for number, (source, target) in enumerate(PAIRS) if number != 2]
    assert texts(site, bitext_id) == rest


@LONG
def test_who_searches_goes_on_typing(browse: Callable[..., Page], site: Any) -> None:
    page = browse(f"/edit/{site.store('Поиск', PAIRS)}")
    expect(page.locator(".pair.active")).to_be_focused()
    held = Held(page, "**/beads?*q=*")
    page.keyboard.press("/")
    page.keyboard.type("dx")
    held.wait()
    held.release()
    expect(page.locator("#nothing")).to_be_visible()
    page.keyboard.type("am")
    expect(page.locator(".filters input[name=q]")).to_have_value("dxam")


@pytest.fixture
def shifted(site: Any) -> str:
    """A text whose translations stand one pair too low from the second on."""
    wrong = [target for _, target in PAIRS]
    wrong = [wrong[0], "", *wrong[1:-2], f"{wrong[-2]} {wrong[-1]}"]
    return site.store("Сдвиг", [(source, target) for (source, _), target in zip(PAIRS, wrong, strict=True)])


@LONG
def test_aligning_again_says_what_it_changed(browse: Callable[..., Page], site: Any, shifted: str) -> None:
    page = browse(f"/edit/{shifted}")
    before = texts(site, shifted)
    open_pair(page, 1)
    page.keyboard.press("r")
    message = page.locator(".message", has_text="changed, 2–")
    expect(message).to_be_visible()
    expect(page.locator(".pair.active")).to_have_attribute("data-index", "0")
    after = texts(site, shifted)
    assert after != before
    message.get_by_role("button", name="Show").click()
    expect(page.locator('.pair.active[data-index="1"]')).to_be_focused()
    assert page.locator(".pair.fresh").count() > 1


@LONG
def test_undo_of_a_message_undoes_its_own_step(browse: Callable[..., Page], site: Any, shifted: str) -> None:
    page = browse(f"/edit/{shifted}")
    before = texts(site, shifted)
    open_pair(page, 1)
    page.keyboard.press("r")
    message = page.locator(".message", has_text="changed, 2–")
    expect(message).to_be_visible()
    page.keyboard.press("Enter")
    page.keyboard.press("Control+A")
    page.keyboard.type("Typed since.")
    page.keyboard.press("Escape")
    expect(page.locator("#saved")).to_have_text("Saved")
    message.get_by_role("button", name="Undo").click()
    expect(page.locator("#messages")).to_contain_text("Undone: aligning again")
    assert texts(site, shifted) == [(before[0][0], "Typed since.", "draft"), *before[1:]]


@LONG
def test_aligning_again_can_be_stopped(browse: Callable[..., Page], site: Any, shifted: str) -> None:
    import threading

    from server.library import realign

    page = browse(f"/edit/{shifted}")
    before = texts(site, shifted)
    entered, ended = threading.Event(), threading.Event()
    plan = realign.plan

    def slow(*given: Any) -> Any:
        entered.set()
        try:
            while True:
                given[2](1, 4)
                ended.wait(0.05)
        finally:
            ended.set()

    realign.plan = slow
    try:
        open_pair(page, 1)
        page.keyboard.press("r")
        expect(page.locator(".message")).to_contain_text("Aligning pairs 1–6 again: 25%")
        assert entered.is_set()
        page.locator(".message").get_by_role("button", name="Stop").click()
        expect(page.locator("#messages")).to_contain_text("Stopped")
        assert ended.wait(20), "the service goes on with what nobody waits for"
    finally:
        realign.plan = plan
    assert texts(site, shifted) == before
