"""The command line in the language of the locale: errors, summaries, findings; English where there is no catalogue."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from aligner.cli.language import language_of

MAIN = "from aligner.cli import main; main()"


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "ru_RU.UTF-8"}, "ru"),
        ({"LANG": "ru"}, "ru"),
        ({"LC_ALL": "C", "LANG": "ru_RU.UTF-8"}, "en"),
        ({"LC_MESSAGES": "ru_RU.KOI8-R", "LANG": "en_GB.UTF-8"}, "ru"),
        ({"LANGUAGE": "de:ru:en", "LANG": "en_GB.UTF-8"}, "ru"),
        ({"LANGUAGE": "", "LC_ALL": "", "LANG": "ru_RU@euro"}, "ru"),
        ({"LANG": "../../ru"}, "en"),
    ],
)
def test_the_locale_gives_the_language(environment: dict[str, str], language: str) -> None:
    assert language_of(environment) == language


def tolmach(folder: Path, locale: str, *arguments: str) -> tuple[int, str, str]:
    """Run the command under a locale: exit code, standard output, standard error."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG"))}
    environment |= {"LANG": locale, "PYTHONPATH": str(Path(__file__).parents[3])}
    done = subprocess.run(
        [sys.executable, "-c", MAIN, *arguments],
        cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8", timeout=300, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout, done.stderr


TABLE = "ru\ten\nКошке 7 лет.\tThe cat is old.\nДом.\tHouse.\n"


@pytest.mark.parametrize(
    ("locale", "arguments", "code", "lines"),
    [
        ("ru_RU.UTF-8", ("segment", "none.txt"), 1, "tolmach: none.txt: такого файла нет; проверьте имя\n"),
        ("C.UTF-8", ("segment", "none.txt"), 1, "tolmach: none.txt: no such file; check the name\n"),
        ("ru_RU.UTF-8", ("check", "x.tsv"), 1, "2 пары: 1 ошибка, 0 предупреждений, 0 замечаний (numbers-differ 1)\n"),
        ("en_GB.UTF-8", ("check", "x.tsv"), 1, "2 pairs: 1 error, 0 warnings, 0 notes (numbers-differ 1)\n"),
        ("ru_RU.UTF-8", ("convert", "x.tsv", "y.tmx"), 0, "y.tmx: 2 пары\n"),
    ],
)
def test_errors_and_summaries(tmp_path: Path, locale: str, arguments: tuple[str, ...], code: int, lines: str) -> None:
    (tmp_path / "x.tsv").write_text(TABLE, encoding="utf-8")
    assert tolmach(tmp_path, locale, *arguments)[::2] == (code, lines)


def test_findings_and_wrong_usage(tmp_path: Path) -> None:
    (tmp_path / "x.tsv").write_text(TABLE, encoding="utf-8")
    assert "Числа 7 нет в переводе" in tolmach(tmp_path, "ru_RU.UTF-8", "check", "x.tsv")[1]
    assert (
        "Number 7 is not in the translation"
        in tolmach(tmp_path, "ru_RU.UTF-8", "check", "x.tsv", "--language", "en")[1]
    )
    assert "укажите файлы, папки или --manifest" in tolmach(tmp_path, "ru_RU.UTF-8", "batch", "-o", "out")[2]
