"""LibreOffice opens what we write and finds the same text in it."""

from __future__ import annotations

import csv
import subprocess
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


@pytest.mark.parametrize("name", ["xlsx", "csv"])
def test_tables(libreoffice, bitext, tmp_path, name):
    path = tmp_path / f"x.{name}"
    export_bitext(bitext, path)
    rows = list(csv.DictReader(converted(libreoffice, path, name).splitlines()))
    assert [(row["source"], row["target"]) for row in rows] == [(s, t) for _, s, t in bitext.pairs()]
