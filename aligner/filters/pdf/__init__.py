"""PDF: lines of text from pdfminer, put in reading order, without headers, footers, page numbers and footnotes.

A translation comes back as a Word document: a PDF says where letters stand, not what they belong to. Work is bounded:
streams are test-unpacked before pdfminer sees them, pages and seconds are limited, and the hours-long part of its
layout analysis (hierarchical grouping) is not used: columns are found here.
"""

from __future__ import annotations

import io
import logging
import time
from typing import TYPE_CHECKING, Any

from aligner.errors import ReadError, ScannedError
from aligner.filters.parsed import Block, Contents, Parsed, Source
from aligner.filters.pdf.layout import Line, Page, in_reading_order
from aligner.filters.pdf.letters import with_readable_letters
from aligner.filters.pdf.paragraphs import page_rows
from aligner.filters.pdf.streams import check_streams
from aligner.repair.characters import plain_bullets

if TYPE_CHECKING:
    from pdfminer.layout import LTPage, LTTextLine

#: More characters than this on one page is no page: its layout would take for ever.
_PAGE_CHARS = 60_000


def read(source: Source) -> Parsed:
    """A PDF's running text.

    Raises:
        ScannedError: there are only pictures of text, or letters that nobody can tell.
        ReadError: damaged, encrypted, over a limit, or without any text.
    """
    check_streams(source)
    # pdfminer remarks on every oddity; the user sees one line if it matters.
    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)
    try:
        pages, pictures, info = _pages(source)
    except ReadError:
        raise
    except MemoryError as error:
        raise ReadError(
            "{name}: the PDF needs more memory than there is; print it to a new PDF", name=source.name
        ) from error
    except Exception as error:
        # pdfminer meets damaged files with whatever its code happens to raise: KeyError, struct.error, TypeError,
        # RecursionError, AssertionError, zlib.error and its own types have all been seen.
        raise ReadError(
            "{name}: damaged or not a whole PDF ({error}); print it to a new PDF and try that",
            name=source.name,
            error=type(error).__name__,
        ) from error
    if not any(page.lines for page in pages):
        if pictures:
            raise ScannedError("{name}: the PDF holds only pictures of pages", name=source.name)
        raise ReadError("{name}: there is no text in the PDF", name=source.name)
    pages = with_readable_letters(pages, source.name)
    ordered = [in_reading_order(page) for page in pages]
    rows = page_rows(ordered)
    title = info if info and not info.lower().startswith(("microsoft word", "untitled", "file:")) else ""
    if "." in title[-6:] and " " not in title:
        title = ""
    if not title:
        title = next((row[1] for row in rows[:3] if row[0] == "heading"), "")
    return Parsed(tuple(Block(kind, text, (), level) for kind, text, level in rows), title)


def write(source: Source, contents: Contents, language: str) -> bytes:
    """The text with these contents as a Word document."""
    from aligner.filters.pdf.word import word_document

    return word_document(read(source), contents, language)


def _pages(source: Source) -> tuple[list[Page], bool, str]:
    """Every page's lines, whether there are pictures, and the title in the document's properties.

    Raises:
        ReadError: encrypted, or over a limit; pdfminer may raise nearly anything else.
    """
    from pdfminer.converter import PDFPageAggregator
    from pdfminer.layout import LAParams
    from pdfminer.pdfdocument import PDFDocument, PDFEncryptionError, PDFPasswordIncorrect
    from pdfminer.pdfinterp import PDFPageInterpreter
    from pdfminer.pdfpage import PDFPage
    from pdfminer.pdfparser import PDFParser

    from aligner.filters.pdf.fonts import Fonts
    from aligner.filters.pdf.glyphs import UNNAMED, turned_apart, turned_page, without_doubles

    deadline = time.monotonic() + source.limits.seconds

    class Aggregator(PDFPageAggregator):
        """Counts characters and watches the clock while a page is drawn; turned text gets pages of its own."""

        chars = 0
        turned: list[LTPage]

        def render_char(self, *args: Any, **kwargs: Any) -> float:
            """One character."""
            self.chars += 1
            if self.chars > _PAGE_CHARS:
                raise ReadError(
                    "{name}: a page with more than {most} characters; this is no document",
                    name=source.name,
                    most=_PAGE_CHARS,
                )
            self._tick()
            return super().render_char(*args, **kwargs)

        def paint_path(self, *_args: Any, **_kwargs: Any) -> None:
            """Lines and curves are not text."""
            self._tick()

        def handle_undefined_char(self, *_args: Any) -> str:
            """A character of which the file does not say what it is."""
            return UNNAMED

        def end_page(self, page: Any) -> None:
            """Before lines are made: letters printed twice and turned ones."""
            item = self.cur_item
            item._objs = without_doubles(item._objs)
            apart = turned_apart(item)
            super().end_page(page)
            self.turned = [turned_page(chars, item, params) for _, chars in sorted(apart.items())]

        def _tick(self) -> None:
            if time.monotonic() > deadline:
                raise ReadError(
                    "{name}: reading took more than {seconds} s; split the PDF (limit seconds)",
                    name=source.name,
                    seconds=source.limits.seconds,
                )

    try:
        document = PDFDocument(PDFParser(io.BytesIO(source.data)))
    except (PDFPasswordIncorrect, PDFEncryptionError) as error:
        raise ReadError("{name}: the PDF has a password; save it without one", name=source.name) from error
    manager = Fonts()
    params = LAParams(boxes_flow=None, all_texts=True, detect_vertical=False)
    device = Aggregator(manager, laparams=params)
    interpreter = PDFPageInterpreter(manager, device)
    pages: list[Page] = []
    pictures = False
    for number, page in enumerate(PDFPage.create_pages(document)):
        if number >= source.limits.pdf_pages:
            raise ReadError(
                "{name}: more than {most} pages; split it (limit pdf_pages)",
                name=source.name,
                most=source.limits.pdf_pages,
            )
        device.chars = 0
        device._tick()
        interpreter.process_page(page)
        made, has_picture = _page(device.get_result())
        pages.append(made)
        pages.extend(_page(turned)[0] for turned in device.turned)
        pictures = pictures or has_picture
    return pages, pictures, _title(document.info)


def _page(layout: LTPage) -> tuple[Page, bool]:
    """A page's lines with their places and type size, and whether it holds a picture."""
    from pdfminer.layout import LTChar, LTFigure, LTImage, LTTextLine

    lines: list[Line] = []
    pictures = False
    waiting: list[Any] = list(reversed(list(layout)))
    while waiting:
        item = waiting.pop()
        if isinstance(item, LTTextLine):
            chars = [char for char in item if isinstance(char, LTChar)]
            if not chars:
                continue
            sizes = sorted(char.size for char in chars)
            text = plain_bullets(_without_marks(item, sizes[len(sizes) // 2]))
            if not text:
                continue
            bold = sum("bold" in char.fontname.lower() or "black" in char.fontname.lower() for char in chars)
            lines.append(Line(text, item.x0, item.y0, item.x1, item.y1, sizes[len(sizes) // 2], bold * 2 > len(chars)))
        elif isinstance(item, LTImage):
            pictures = True
        elif isinstance(item, LTFigure):
            pictures = True
            waiting.extend(reversed(list(item)))
        elif hasattr(item, "__iter__"):
            waiting.extend(reversed(list(item)))
    return Page(lines, layout.width, layout.height), pictures


def _without_marks(line: LTTextLine, size: float) -> str:
    """A line's text without raised footnote marks: small figures above the base line."""
    from pdfminer.layout import LTAnno, LTChar

    parts = []
    for piece in line:
        text = piece.get_text() if isinstance(piece, (LTChar, LTAnno)) else ""
        if isinstance(piece, LTChar) and piece.size < size * 0.8 and piece.y0 > line.y0 + 0.15 * size:
            text = "" if text.isdigit() or text in "*†‡" else text
        parts.append(text)
    return " ".join("".join(parts).replace("\xa0", " ").split())


def _title(info: list[dict[str, Any]]) -> str:
    """The document's title, from its properties."""
    from pdfminer.pdftypes import resolve1
    from pdfminer.utils import decode_text

    for one in info:
        value = resolve1(one.get("Title"))
        if isinstance(value, bytes):
            return decode_text(value).strip()
    return ""
