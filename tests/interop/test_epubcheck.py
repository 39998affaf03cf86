"""The W3C's epubcheck finds no fault with e-books of real pairs of texts, sentences without a partner included."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from aligner.align import align
from aligner.exports import export_bitext
from aligner.pipeline import load_document
from aligner.samples import ARTICLE

SHARED = Path(os.environ.get("TOLMACH_SHARED", Path(__file__).parents[3] / "shared"))
LONELY = "Это первое лишнее предложение. Это второе лишнее предложение о погоде. Это третье, о море.\n\n"


def made(tmp_path: Path, source: str, target: str, *, lonely: int) -> Path:
    """The e-book of two texts, which has at least so many sentences without a partner."""
    bitext = align(load_document(source.encode(), name="book"), load_document(target.encode())).bitext
    assert sum(bead.is_null for bead in bitext.beads) >= lonely
    path = tmp_path / "book.epub"
    export_bitext(bitext, path)
    return path


def faults(epubcheck: str, book: Path) -> str:
    done = subprocess.run(["java", "-jar", epubcheck, str(book)], capture_output=True, text=True, check=False)
    return "" if "No errors or warnings detected" in done.stdout else done.stdout + done.stderr


def test_the_sample_article_with_a_paragraph_that_has_no_partner(epubcheck: str, tmp_path: Path) -> None:
    source, target = (ARTICLE.with_name(f"article.{tag}.txt").read_text(encoding="utf-8") for tag in ("ru", "en"))
    title, rest = source.split("\n", 1)
    source = f"{title}\n\n{LONELY}{rest}\n\n{LONELY}"
    assert faults(epubcheck, made(tmp_path, source, target, lonely=4)) == ""


def test_a_novel_and_its_translation(epubcheck: str, tmp_path: Path) -> None:
    books = [SHARED / "books" / f"fathers-and-children.{tag}.txt" for tag in ("ru", "en")]
    if not all(book.is_file() for book in books):
        pytest.skip(f"{books[0]} is not there")
    # A third of the novel: chapters, headings, notes, and hundreds of sentences alone.
    source, target = (text[: len(text) // 3] for text in (book.read_text(encoding="utf-8") for book in books))
    assert faults(epubcheck, made(tmp_path, source, target, lonely=20)) == ""
