"""Presentations and workbooks that we wrote open in LibreOffice, with every text translated."""

from __future__ import annotations

import io
import re
import subprocess
from pathlib import Path
from typing import Any

import openpyxl
import pptx
from pptx.util import Inches
from pseudo import pseudo_contents

from aligner.filters import parse, rewrite
from aligner.filters.parsed import Source
from aligner.readers.limits import Limits


def translated(data: bytes, format: str) -> tuple[bytes, list[str]]:
    """The file with every block pseudo-translated, and its blocks' texts as they then are."""
    source = Source(data, f"a.{format}", None, Limits())
    contents = pseudo_contents(parse(source, format))
    return rewrite(source, format, contents, "en"), [content.text for content in contents.values()]


def converted(command: str, folder: Path, data: bytes, format: str, to: str) -> bytes:
    """The file as LibreOffice writes it in another format."""
    (folder / f"a.{format}").write_bytes(data)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    arguments = [command, "--headless", profile, "--convert-to", to, "--outdir", str(folder / to), f"a.{format}"]
    done = subprocess.run(arguments, capture_output=True, text=True, timeout=180, check=False, cwd=folder)
    made = folder / to / f"a.{to}"
    assert made.is_file(), done.stdout + done.stderr
    return made.read_bytes()


def test_slides(libreoffice: str, tmp_path: Path) -> None:
    deck: Any = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[1])
    slide.shapes.title.text = "Доклад о воде"
    slide.placeholders[1].text_frame.text = "Первый пункт"
    for text, bold in ((" и ", None), ("жирный", True)):
        run = slide.placeholders[1].text_frame.paragraphs[0].add_run()
        run.text, run.font.bold = text, bold
    table = slide.shapes.add_table(1, 2, Inches(1), Inches(4), Inches(4), Inches(1)).table
    table.cell(0, 0).text, table.cell(0, 1).text = "Год", "Длина"
    slide.notes_slide.notes_text_frame.text = "Заметка докладчика."
    out = io.BytesIO()
    deck.save(out)
    written, texts = translated(out.getvalue(), "pptx")
    # From PowerPoint's format into OpenDocument's, and from there, translated once more, back.
    other = converted(libreoffice, tmp_path, written, "pptx", "odp")
    shown = [block.text for block in parse(Source(other, "a.odp", None, Limits()), "odp").blocks]
    assert set(texts[:5]) <= set(shown)
    again, texts = translated(other, "odp")
    back = converted(libreoffice, tmp_path, again, "odp", "pptx")
    shown = [block.text for block in parse(Source(back, "a.pptx", None, Limits()), "pptx").blocks]
    assert set(texts[:5]) <= set(shown)


def test_sheets(libreoffice: str, tmp_path: Path) -> None:
    book: Any = openpyxl.Workbook()
    for row in (("Статья", "Сумма"), ("Кровля\nи окна", 31.5), ("Отопление", 27)):
        book.active.append(row)
    book.active["C1"] = "=A3"
    book.active["C2"] = "=SUM(B2:B3)"
    out = io.BytesIO()
    book.save(out)
    # LibreOffice shares strings and keeps the results of formulas.
    saved = converted(libreoffice, tmp_path, out.getvalue(), "xlsx", "xlsx")
    written, _ = translated(saved, "xlsx")
    table = converted(libreoffice, tmp_path, written, "xlsx", "csv").decode("latin-1")
    # The table is in a character set without the marks; the third cell is what a formula comes to now.
    assert re.findall("x+", table.splitlines()[0]) == ["xxxxxx", "xx", "xxxxx", "xx", "xxxxxxxxx", "xx"]
    assert "58.5" in table
