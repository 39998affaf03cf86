"""A package with a document format, an export and a check of its own, used from the command line as users do."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
#: The whole package: a module a thing and a row for each, declared in the package's metadata.
PACKAGE = {
    "toy_tolmach/__init__.py": "",
    "toy_tolmach/rows.py": '''
        """The rows of the tables."""

        from aligner.checks.pair import Check, Hit
        from aligner.formats import Format
        from models import catalogue

        catalogue.add("toy_tolmach")


        def shouting(pair):
            """Capitals all through."""
            if pair.target.isupper():
                yield Hit({"text": pair.target})


        NOTES = Format("notes", "Notes, one a line", (".notes",), "text/x-notes", filter="toy_tolmach.notes")
        LINES = Format(
            "lines", "Two lines a pair", (".lines",), "text/plain",
            exporter="toy_tolmach.lines:write_units", importer="toy_tolmach.lines:read_units", of_units=True,
        )
        SHOUTING = Check("shouting", "warning", "Shouting", "Written in capitals: «{text}»", shouting)
        ''',
    "toy_tolmach/notes.py": '''
        """Notes: a line that begins with a star is a note, all else stays as it is."""

        from aligner.filters.parsed import Block, Parsed


        def walk(source):
            for line in source.data.decode().splitlines(keepends=True):
                yield line, Block("body", line[1:].strip()) if line.startswith("*") else None


        def read(source):
            return Parsed(tuple(block for _, block in walk(source) if block), encoding="utf-8")


        def write(source, contents, language):
            made, number = [], 0
            for line, block in walk(source):
                if block and number in contents:
                    line = f"* {contents[number].text}\\n"
                number += block is not None
                made.append(line)
            return "".join(made).encode()
        ''',
    "toy_tolmach/lines.py": '''
        """Two lines a pair."""

        from aligner.core.unit import Unit


        def write_units(units, out, options, tally):
            for unit in units:
                out.write(f"{unit.source}\\n{unit.target}\\n".encode())
                tally.written += 1


        def read_units(path, report, source_language, target_language):
            lines = path.read_text("utf-8").splitlines()
            for source, target in zip(lines[::2], lines[1::2], strict=True):
                report.read += 1
                yield Unit(source, target, source_language or "ru", target_language or "en")
        ''',
    "toy_tolmach/translations/ru.po": """
        msgid ""
        msgstr ""
        "Plural-Forms: nplurals=1; plural=0;\\n"

        msgid "Written in capitals: «{text}»"
        msgstr "Сплошные прописные: «{text}»"
        """,
    "toy_tolmach-1.dist-info/METADATA": "Metadata-Version: 2.1\nName: toy-tolmach\nVersion: 1\n",
    "toy_tolmach-1.dist-info/entry_points.txt": """
        [tolmach.formats]
        notes = toy_tolmach.rows:NOTES
        lines = toy_tolmach.rows:LINES

        [tolmach.checks]
        shouting = toy_tolmach.rows:SHOUTING
        """,
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that the package is installed in."""
    from textwrap import dedent

    folder = tmp_path_factory.mktemp("site")
    for name, text in PACKAGE.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(dedent(text).lstrip("\n"), encoding="utf-8")
    return folder


def tolmach(site: Path, here: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command, in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "tolmach", *arguments],
        cwd=here,
        env=os.environ | {"PYTHONPATH": f"{site}{os.pathsep}{ROOT}", "LANG": "C.UTF-8"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )


def test_a_document_format_and_an_export_of_another_package(site: Path, tmp_path: Path) -> None:
    (tmp_path / "a.notes").write_text("# остаётся\n* Доброе утро, мама.\n* Сегодня хорошая погода.\n", encoding="utf-8")
    done = tolmach(site, tmp_path, "translate", "a.notes", "-o", "out", "--to", "document,lines")
    assert done.returncode == 0, done.stderr
    kept, *notes = (tmp_path / "out" / "a.ru-en.notes").read_text(encoding="utf-8").splitlines()
    assert kept == "# остаётся"
    assert [note[:2] for note in notes] == ["* ", "* "]
    pairs = (tmp_path / "out" / "a.ru-en.lines").read_text(encoding="utf-8").splitlines()
    assert pairs[::2] == ["Доброе утро, мама.", "Сегодня хорошая погода."]
    assert pairs[1::2] == [note[2:] for note in notes]
    assert all(line.isascii() for line in pairs[1::2])

    done = tolmach(site, tmp_path, "convert", "out/a.ru-en.lines", "a.tmx")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "a.tmx").read_text(encoding="utf-8").count("<tu ") == 2
    assert "lines" in tolmach(site, tmp_path, "convert", "--help").stdout


def test_a_check_of_another_package(site: Path, tmp_path: Path) -> None:
    (tmp_path / "a.lines").write_text("Тише, пожалуйста.\nQUIET PLEASE.\n", encoding="utf-8")
    asked = ("check", "a.lines", "--only", "shouting", "--fail-on", "warning", "--report", "tsv")
    done = tolmach(site, tmp_path, *asked)
    assert done.returncode == 1, done.stderr
    assert "Written in capitals: «QUIET PLEASE.»" in done.stdout
    assert "Сплошные прописные: «QUIET PLEASE.»" in tolmach(site, tmp_path, *asked, "--language", "ru").stdout
    assert "Capitals all through." in tolmach(site, tmp_path, "check", "--list").stdout


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ("toy_tolmach.nowhere:NOTES", "this plug-in cannot be loaded (ModuleNotFoundError:"),
        ("toy_tolmach.rows:SHOUTING", "this plug-in is no Format"),
        ("aligner.formats:_TABLE", "this plug-in is no Format"),
        ("toy_tolmach.twice:TMX", "this plug-in adds tmx, which is there already"),
    ],
)
def test_a_package_that_is_broken_is_named_in_one_line(entry: str, told: str, site: Path, tmp_path: Path) -> None:
    (tmp_path / "toy_tolmach").symlink_to(site / "toy_tolmach")
    (site / "toy_tolmach" / "twice.py").write_text(
        'from aligner.formats import Format\n\nTMX = Format("tmx", "Mine", (".tmx",), "text/plain", filter="a")\n'
    )
    metadata = tmp_path / "broken-1.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: broken\nVersion: 1\n")
    (metadata / "entry_points.txt").write_text(f"[tolmach.formats]\nnotes = {entry}\n")
    (tmp_path / "a.txt").write_text("Да.")
    done = tolmach(tmp_path, tmp_path, "segment", "a.txt")
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"tolmach: {entry}: {told}")
    assert line.endswith(("uninstall it", "uninstall its package"))
