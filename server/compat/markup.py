"""HTML in a request to translate: tags stay, text is translated sentence by sentence, inline tags follow the words.

A run is the text between two block tags, with the inline tags in it. Its sentences are translated as plain text; an
inline element then covers the target words that the model links to the source words it covered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser

from models.translation import Translation
from server.service import Service
from server.translation.texts import Sentence, translate_texts

INLINE = frozenset(
    {"a", "abbr", "b", "bdi", "bdo", "cite", "del", "dfn", "em", "font", "i", "ins", "kbd", "label", "mark", "q", "s"}
    | {"samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "img", "wbr", "input"}
)
VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
RAW = frozenset({"script", "style", "code", "pre", "textarea", "title", "noscript"})


@dataclass
class Element:
    """An inline element: its tags as written, and the half-open span of the run's text that it covers."""

    opening: str
    closing: str
    start: int
    end: int = -1


@dataclass
class Run:
    """Text with its inline elements, and what stands between it and the next run, as it is."""

    text: str = ""
    elements: list[Element] = field(default_factory=list)
    after: list[str] = field(default_factory=list)


class Splitter(HTMLParser):
    """Cuts a page into runs."""

    def __init__(self) -> None:
        """Begin with an empty run."""
        super().__init__(convert_charrefs=True)
        self.runs = [Run()]
        self._open: list[tuple[str, Element]] = []
        self._kept = 0
        self._keep_stack: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An inline element opens, or a block begins."""
        raw = self.get_starttag_text() or f"<{tag}>"
        named = dict(attrs)
        keep = tag in RAW or named.get("translate") == "no" or "notranslate" in (named.get("class") or "").split()
        if self._keep_stack or keep:
            self._break(raw)
            if tag not in VOID and (tag == self._keep_stack[0] if self._keep_stack else True):
                self._keep_stack.append(tag)
        elif tag in INLINE:
            run = self._run()
            element = Element(raw, "" if tag in VOID else f"</{tag}>", len(run.text))
            run.elements.append(element)
            if tag in VOID:
                element.end = element.start
            else:
                self._open.append((tag, element))
        else:
            self._break(raw)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """``<br/>`` is no element that stays open."""
        if tag in VOID:
            self.handle_starttag(tag, attrs)
        else:
            self._break(self.get_starttag_text() or f"<{tag}/>")

    def handle_endtag(self, tag: str) -> None:
        """The matching inline element closes; any other end tag is kept as it stands."""
        if self._keep_stack:
            if tag == self._keep_stack[-1]:
                self._keep_stack.pop()
            self._break(f"</{tag}>")
            return
        for at in range(len(self._open) - 1, -1, -1):
            if self._open[at][0] == tag:
                self._open.pop(at)[1].end = len(self.runs[-1].text)
                return
        self._break(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        """Text."""
        if self._keep_stack:
            raw = self._keep_stack[0] in ("script", "style")
            self._break(data if raw else escape(data, quote=False))
        else:
            self._run().text += data

    def handle_comment(self, data: str) -> None:
        """Kept."""
        self._break(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        """Kept."""
        self._break(f"<!{decl}>")

    def handle_pi(self, data: str) -> None:
        """Kept."""
        self._break(f"<?{data}>")

    def _run(self) -> Run:
        """The run to write to: a new one after a block tag."""
        if self.runs[-1].after:
            self.runs.append(Run())
        return self.runs[-1]

    def _break(self, raw: str) -> None:
        """End the run; inline elements still open are closed here as if they had no end tag, and the tag is kept."""
        for _, element in self._open:
            element.end, element.closing = element.start, ""
        self._open.clear()
        self.runs[-1].after.append(raw)

    def finish(self) -> list[Run]:
        """The runs of the whole page."""
        self.close()
        for _, element in self._open:
            element.end, element.closing = element.start, ""
        return self.runs


def translate_html(here: Service, pages: Sequence[str]) -> list[str]:
    """Translate pages, or pieces of pages."""
    split: list[list[Run]] = []
    for page in pages:
        splitter = Splitter()
        splitter.feed(page)
        split.append(splitter.finish())
    texts = [run.text for runs in split for run in runs]
    made = iter(translate_texts(here, texts, links=True))
    return ["".join(render(run, next(made).sentences) + "".join(run.after) for run in runs) for runs in split]


def render(run: Run, sentences: Sequence[Sentence]) -> str:
    """The run in translation, its elements around the words that stand for theirs."""
    text: list[str] = []
    covers: list[frozenset[int]] = []
    at = 0
    points: list[tuple[int, int]] = []
    for sentence in sentences:
        gap(run, at, sentence.start, text, covers)
        first = sum(map(len, text))
        spans = [inside(e, sentence) for e in run.elements]
        marks = [set[int]() for _ in sentence.output.text]
        for number, (element, span) in enumerate(zip(run.elements, spans, strict=True)):
            if element.start == element.end:
                if sentence.start <= element.start < sentence.end:
                    points.append((first + place(element.start - sentence.start, sentence.output), number))
            elif span is not None:
                for position in range(*target_span(*span, sentence.output)):
                    marks[position].add(number)
        text.append(sentence.output.text)
        covers += map(frozenset, marks)
        at = sentence.end
    gap(run, at, len(run.text), text, covers)
    whole = "".join(text)
    shown = {number for _, number in points}
    for number, element in enumerate(run.elements):
        if element.start == element.end and number not in shown:
            ahead = sum(s.end <= element.start for s in sentences)
            points.append((len(whole) if ahead == len(sentences) else 0, number))
    return emit(whole, covers, run.elements, points)


def gap(run: Run, start: int, end: int, text: list[str], covers: list[frozenset[int]]) -> None:
    """Blanks between sentences, under the elements that cover them."""
    text.append(run.text[start:end])
    for position in range(start, end):
        covers.append(frozenset(n for n, e in enumerate(run.elements) if e.start <= position < e.end))


def inside(element: Element, sentence: Sentence) -> tuple[int, int] | None:
    """The part of an element that lies in a sentence, counted from the sentence's start."""
    start, end = max(element.start, sentence.start), min(element.end, sentence.end)
    return (start - sentence.start, end - sentence.start) if start < end else None


def target_span(start: int, end: int, output: Translation) -> tuple[int, int]:
    """Where the words of a source span stand in the translation."""
    if start == 0 and end >= len(output.source):
        return 0, len(output.text)
    linked = [(c, d) for a, b, c, d in output.links if a < end and start < b]
    if linked:
        return min(a for a, _ in linked), max(b for _, b in linked)
    return place(start, output), place(end, output)


def place(at: int, output: Translation) -> int:
    """A point of the source as one of the translation, at a word's beginning: by proportion."""
    if at <= 0:
        return 0
    if at >= len(output.source):
        return len(output.text)
    guess = round(at / len(output.source) * len(output.text))
    space = output.text.find(" ", guess)
    return len(output.text) if space < 0 else space + 1


def emit(
    text: str, covers: Sequence[frozenset[int]], elements: Sequence[Element], points: Sequence[tuple[int, int]]
) -> str:
    """Write text and tags; elements nest in the order in which they were opened, and are reopened where they cross."""
    out: list[str] = []
    active: list[int] = []
    waiting = sorted(points)

    def change(wanted: Sequence[int]) -> None:
        same = 0
        while same < min(len(active), len(wanted)) and active[same] == wanted[same]:
            same += 1
        while len(active) > same:
            out.append(elements[active.pop()].closing)
        for number in wanted[same:]:
            out.append(elements[number].opening)
            active.append(number)

    for position, character in enumerate(text):
        while waiting and waiting[0][0] <= position:
            out.append(elements[waiting[0][1]].opening + elements[waiting[0][1]].closing)
            waiting.pop(0)
        wanted = sorted(covers[position])
        if wanted != active:
            change(wanted)
        out.append(escape(character, quote=False))
    change(())
    out += [elements[number].opening + elements[number].closing for _, number in waiting]
    return "".join(out)
