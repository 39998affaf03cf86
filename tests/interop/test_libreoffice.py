"""LibreOffice opens what we write and finds the same text in it; epubcheck finds no fault with our e-books."""

from __future__ import annotations

import csv
import subprocess
import zipfile
from pathlib import Path

import pytest

from aligner.exports import export_bitext

#: Opened to be written as text: what the program has really read.
FILTERS = {
    "docx": "txt:Text (encoded):UTF8",
    "html": "txt:Text (encoded):UTF8",
    "xlsx": "csv:Text - txt - csv (StarCalc):44,34,76",
}
FILTERS["csv"] = FILTERS["xlsx"]


def converted(command: str, path: Path, name: str) -> str:
    out = path.parent / "out"
    arguments = [command, "--headless", f"-env:UserInstallation={(path.parent / 'profile').as_uri()}", "--convert-to"]
    if name == "csv":
        arguments[-1:] = ["--infilter=CSV:44,34,76", "--convert-to"]
    done = subprocess.run(
        [*arguments, FILTERS[name], "--outdir", str(out), str(path)],
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    made = list(out.iterdir()) if out.is_dir() else []
    assert len(made) == 1, done.stdout + done.stderr
    return made[0].read_text(encoding="utf-8-sig")


@pytest.mark.parametrize("name", ["docx", "html"])
def test_documents(libreoffice, bitext, tmp_path, name):
    path = tmp_path / f"x.{name}"
    export_bitext(bitext, path)
    text = " ".join(converted(libreoffice, path, name).split())
    for sentence in (*bitext.source.sentences, *bitext.target.sentences):
        assert sentence.text in text


def test_every_page_of_the_e_book(libreoffice, bitext, tmp_path):
    """LibreOffice does not open EPUB; the pages inside are XHTML, which it does."""
    export_bitext(bitext, tmp_path / "x.epub")
    text = ""
    with zipfile.ZipFile(tmp_path / "x.epub") as book:
        for number, name in enumerate(n for n in book.namelist() if n.endswith(".xhtml") and "nav" not in n):
            (tmp_path / str(number)).mkdir()
            path = tmp_path / str(number) / "page.html"
            path.write_bytes(book.read(name))
            text += " ".join(converted(libreoffice, path, "html").split())
    for sentence in (*bitext.source.sentences, *bitext.target.sentences):
        assert sentence.text in text


def test_the_e_book_is_valid(epubcheck, bitext, tmp_path):
    export_bitext(bitext, tmp_path / "x.epub")
    done = subprocess.run(
        ["java", "-jar", epubcheck, str(tmp_path / "x.epub")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "No errors or warnings detected" in done.stdout


@pytest.mark.parametrize("name", ["xlsx", "csv"])
def test_tables(libreoffice, bitext, tmp_path, name):
    path = tmp_path / f"x.{name}"
    export_bitext(bitext, path)
    rows = list(csv.DictReader(converted(libreoffice, path, name).splitlines()))
    assert [(row["source"], row["target"]) for row in rows] == [(s, t) for _, s, t in bitext.pairs()]
