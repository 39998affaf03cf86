"""One self-contained page to read: two columns, paragraphs kept, the partner sentence lit up; no network at all."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import BinaryIO

from aligner.core.bitext import Bead, Bitext
from aligner.core.document import Document, Paragraph
from aligner.core.finding import Finding
from aligner.core.unit import file_name
from aligner.exports.formatted import as_html
from aligner.exports.options import ExportOptions, Tally
from aligner.exports.select import numbered
from aligner.exports.uncertainty import only_the_worst
from aligner.exports.xmltext import ILLEGAL, escape, legal, quote
from aligner.repair.unwrap import BULLET
from models.text.scripts import is_right_to_left

NAMES = {"ru": "Russian", "en": "English", "de": "German", "fr": "French", "es": "Spanish", "uk": "Ukrainian"}


def write(bitext: Bitext, out: BinaryIO, options: ExportOptions, tally: Tally) -> None:
    """Row by row, so that a long book is not held twice."""
    options = only_the_worst(bitext, options)
    kept = [number for number, _ in numbered(bitext, options, tally, holds="all")]
    source_tag = options.source_tag or bitext.source.language
    target_tag = options.target_tag or bitext.target.language
    style, script = asset("page.css"), asset("page.js")
    out.write(head(bitext, options, len(kept), source_tag, target_tag, style, script, tally).encode())
    tags = quote(source_tag), quote(target_tag)
    source_side, target_side = Side(bitext.source, "s"), Side(bitext.target, "t")
    findings = options.findings_by_bead()
    for group in rows(bitext, kept):
        left = source_side.cell(bitext, group, options, findings, tally)
        right = target_side.cell(bitext, group, options, findings, tally)
        kind = row_kind(bitext, group)
        out.write(
            f'<div class="row {kind}"><div class="src" lang={tags[0]}{direction(source_tag)}>{left}</div>'
            f'<div class="tgt" lang={tags[1]}{direction(target_tag)}>{right}</div></div>\n'.encode()
        )
    tally.written = len(kept)
    out.write(f"</main>\n{footer(bitext, options)}<script>{script}</script>\n</body>\n</html>\n".encode())


def asset(name: str) -> str:
    """A file of the page, from the package."""
    return files("aligner.exports").joinpath(name).read_text(encoding="utf-8").strip()


def rows(bitext: Bitext, kept: list[int]) -> Iterator[list[int]]:
    """Beads in groups, one group a row: a new row begins with a new source paragraph."""
    source, target = bitext.source.paragraph_of_sentence(), bitext.target.paragraph_of_sentence()
    group: list[int] = []
    last_source = last_target = -1
    for number in kept:
        bead = bitext.beads[number]
        begins = source[bead.source.start] != last_source if bead.source else target[bead.target.start] != last_target
        if begins and group:
            yield group
            group = []
        group.append(number)
        last_source = source[bead.source.stop - 1] if bead.source else last_source
        last_target = target[bead.target.stop - 1] if bead.target else last_target
    if group:
        yield group


def row_kind(bitext: Bitext, group: list[int]) -> str:
    """The class of a row: its first paragraph's kind."""
    for number in group:
        bead = bitext.beads[number]
        for document, sentences in ((bitext.source, bead.source), (bitext.target, bead.target)):
            if sentences:
                return paragraph_at(document, sentences.start).kind
    return "body"


def paragraph_at(document: Document, sentence: int) -> Paragraph:
    """The paragraph that a sentence, by its number, stands in."""
    start = document.sentences[sentence].start
    low, high = 0, len(document.paragraphs) - 1
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if document.paragraphs[middle].start <= start else (low, middle - 1)
    return document.paragraphs[low]


class Side:
    """One column of the page."""

    def __init__(self, document: Document, letter: str, *, xml: bool = False) -> None:
        """``letter`` is ``s`` or ``t``; it begins the element ids. ``xml`` writes plain mark-up, for e-books."""
        self.xml = xml
        self.document = document
        self.letter = letter
        self.paragraphs = document.paragraph_of_sentence()
        self.contents = document.sentence_contents()

    def cell(
        self,
        bitext: Bitext,
        group: list[int],
        options: ExportOptions,
        findings: Mapping[int, list[Finding]],
        tally: Tally,
    ) -> str:
        """The paragraphs, or parts of paragraphs, of this side that belong to a row."""
        parts: list[str] = []
        paragraph: int | None = None  # the one that is open; None with ``closing`` set: a gap before any sentence
        closing = ""
        for number in group:
            bead = bitext.beads[number]
            sentences = bead.source if self.letter == "s" else bead.target
            if not sentences:
                if not closing:
                    parts.append("<p>")
                    closing = "</p>"
                parts.append('<span class="gap" title="no counterpart">⋯</span> ')
                continue
            for index in sentences:
                if self.paragraphs[index] != paragraph:
                    paragraph = self.paragraphs[index]
                    parts += [closing, self.open(paragraph)]
                    closing = self.close(paragraph)
                parts.append(self.sentence(bead, number, index, sentences, options, findings.get(number, []), tally))
        return "".join([*parts, closing])

    def open(self, number: int) -> str:
        """A paragraph's opening tag, by its kind."""
        paragraph = self.document.paragraphs[number]
        if paragraph.kind == "heading":
            return f"<h{min(max(paragraph.level, 1), 4) + 1}>"
        if paragraph.kind == "list-item" and not BULLET.match(self.document.text, paragraph.start, paragraph.end):
            return '<p class="list-item bullet">'
        return "<p>" if paragraph.kind == "body" else f'<p class="{paragraph.kind}">'

    def close(self, number: int) -> str:
        """Its closing tag."""
        paragraph = self.document.paragraphs[number]
        return f"</h{min(max(paragraph.level, 1), 4) + 1}>" if paragraph.kind == "heading" else "</p>"

    def sentence(
        self,
        bead: Bead,
        number: int,
        index: int,
        sentences: range,
        options: ExportOptions,
        findings: list[Finding],
        tally: Tally,
    ) -> str:
        """One sentence; the first of a bead carries its anchor and takes the focus."""
        classes, said = marks(bead, options, findings if self.letter == "t" or bead.is_null else [])
        first = index == sentences.start
        text = as_html(self.contents[index], tally)
        if self.xml:
            return (
                f"<span class={quote(' '.join(['u', *classes]))}"
                + (f' id="{self.letter}{number + 1}"' if first else "")
                + f">{text}</span> "
            )
        return (
            f"<span class={quote(' '.join(['u', *classes]))} data-b={number + 1}"
            + (f" id={self.letter}{number + 1}" if first else "")
            + (" tabindex=0" if first and (self.letter == "s" or not bead.source) else "")
            + (f" title={quote(said, tally)}" if said else "")
            + f">{text}</span> "
        )


def marks(bead: Bead, options: ExportOptions, findings: list[Finding]) -> tuple[list[str], str]:
    """Classes of a bead's sentences and what to say of them; nothing for an ordinary pair."""
    classes: list[str] = []
    said: list[str] = []
    if bead.is_null:
        classes.append("null")
        said.append("no counterpart in the other text")
    elif bead.confidence < options.low_confidence and bead.status != "confirmed":
        classes.append("low")
        said.append(f"uncertain pair: confidence {bead.confidence:.0%}")
    if bead.status == "rejected":
        classes.append("rejected")
        said.append("rejected by a person")
    if any(f.severity != "info" for f in findings):
        classes.append("found")
    said += [f.message for f in findings if f.severity != "info"]
    if bead.note:
        classes.append("noted")
        said.append(bead.note)
    return classes, "; ".join(said)


def page_title(bitext: Bitext) -> str:
    """What a page or a book is called: never empty, which neither HTML nor EPUB allows."""
    names = bitext.source.title, file_name(bitext.source.provenance.name), "Parallel text"
    return next(shown for name in names if (shown := " ".join(legal(name).split())))


def direction(tag: str, *, xml: bool = False) -> str:
    """The ``dir`` attribute, for languages written from right to left."""
    return (' dir="rtl"' if xml else " dir=rtl") if is_right_to_left(tag) else ""


def language_name(tag: str) -> str:
    """A language's English name where known, else its tag."""
    return NAMES.get(tag.split("-")[0].lower(), tag)


def head(
    bitext: Bitext,
    options: ExportOptions,
    pairs: int,
    source_tag: str,
    target_tag: str,
    style: str,
    script: str,
    tally: Tally,
) -> str:
    """Everything before the first row."""
    first = bitext.source.paragraphs[0] if bitext.source.paragraphs else None
    names = language_name(source_tag), language_name(target_tag)
    shown = ""
    headed = first is not None and (
        first.kind == "heading" or bitext.source.paragraph_text(first).strip() == bitext.source.title.strip()
    )
    if bitext.source.title and not headed:
        other = bitext.target.title if bitext.target.title != bitext.source.title else ""
        shown = f"<h1><span lang={quote(source_tag)}>{escape(bitext.source.title, tally)}</span>" + (
            f" <span lang={quote(target_tag)}>{escape(other, tally)}</span></h1>\n" if other else "</h1>\n"
        )
    policy = (
        f"default-src 'none'; style-src '{digest(style)}'; script-src '{digest(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    uncertain = sum(
        1 for b in bitext.beads if not b.is_null and b.confidence < options.low_confidence and b.status != "confirmed"
    )
    nulls = sum(1 for b in bitext.beads if b.is_null)
    counts = [f"{pairs} pairs" if pairs != 1 else "1 pair"]
    if uncertain:
        counts.append(f'<span class="key low">{uncertain} uncertain</span>')
    if nulls:
        counts.append(f'<span class="key null">{nulls} without counterpart</span>')
    both, left, right = "Both", escape(names[0]), escape(names[1])
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n<meta name="generator" content="Tolmach">\n'
        f"<title>{escape(page_title(bitext))}</title>\n<style>{style}</style>\n</head>\n<body>\n"
        f'<header>\n<p class="eyebrow"><span class="langs">{left} <span aria-hidden="true">→</span> {right}</span>'
        f'<span class="counts">{" · ".join(counts)}</span></p>\n'
        '<div class="view" role="group" aria-label="What to show" hidden>'
        f'<button type="button" data-view="both" aria-pressed="true">{both}</button>'
        f'<button type="button" data-view="src" aria-pressed="false">{left}</button>'
        f'<button type="button" data-view="tgt" aria-pressed="false">{right}</button>'
        '<button type="button" data-view="peek" aria-pressed="false" '
        'title="The translation stays hidden until you point at or tap a sentence">Hide until tapped</button></div>\n'
        f"</header>\n<main>\n{shown}"
    )


def footer(bitext: Bitext, options: ExportOptions) -> str:
    """Where the text came from and when, in one line; and the page's keys."""
    origins = {bead.origin for bead in bitext.beads}
    how = "machine translation" if "mt" in origins else "aligned translation"
    name = ILLEGAL.sub("", file_name(bitext.source.provenance.name))
    made = f"{options.created:%-d %B %Y}"
    return (
        f"<footer><p>{escape(name) + ' · ' if name else ''}{how} · Tolmach, <time datetime="
        f'"{options.created:%Y-%m-%d}">{made}</time></p>'
        '<p class="keys" hidden><kbd>J</kbd> and <kbd>K</kbd> step through the pairs; a link to a pair ends in '
        "<code>#s12</code>.</p></footer>\n"
    )


def digest(text: str) -> str:
    """The hash that a content security policy allows an inline block by."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
