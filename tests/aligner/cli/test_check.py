"""``tolmach check``: reports and exit codes."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from aligner.checks import CHECKS
from aligner.cli import cli


@pytest.fixture(name="faulty")
def faulty_file(tmp_path):
    path = tmp_path / "a.tsv"
    path.write_text("В 2007 году <b>.\tIn 2008 <b>.\nДа.\tYes.\nКто?\tWho.\n")
    return path


def run(*arguments):
    return CliRunner().invoke(cli, ["check", *map(str, arguments)])


def test_the_table_and_the_exit_code(faulty):
    done = run(faulty)
    assert done.exit_code == 1
    assert (
        "a.tsv:1\n  В 2007 году <b>.\n  In 2008 <b>.\n  ✗ numbers-differ: Number 2007 is not in the translation"
        in done.output
    )
    assert "3 pairs: 2 errors, 1 warning, 0 notes (numbers-differ 2, end-punctuation 1)" in done.output
    assert run(faulty, "--fail-on", "never").exit_code == 0
    assert run(faulty, "--only", "end-punctuation").exit_code == 0
    assert run(faulty, "--only", "end-punctuation", "--fail-on", "warning").exit_code == 1
    assert run(faulty, "--only", "end-punctuation,empty", "--without", "end-punctuation").exit_code == 0


def test_tsv_html_and_files_that_cannot_be_read(faulty, tmp_path):
    out = tmp_path / "report.tsv"
    done = run(faulty, tmp_path / "no.tmx", "--report", "tsv", "-o", out, "--fail-on", "never", "--language", "ru")
    assert done.exit_code == 1
    assert "no.tmx: no such file" in done.output
    assert "faulty: no such file" in run(faulty.with_name("faulty")).output
    lines = out.read_text().splitlines()
    assert lines[0] == "file\tpair\tid\tcode\tseverity\tmessage\tsource\ttarget"
    assert lines[1].split("\t")[:6] == ["a.tsv", "1", "", "numbers-differ", "error", "Числа 2007 нет в переводе"]
    page = run(faulty, "--report", "html").output
    assert "In <mark>2008</mark> &lt;b&gt;." in page


def test_the_list_and_a_wrong_code(faulty):
    lines = run("--list").output.splitlines()
    assert "glossary             warning  A term of the source whose translation is not in the target." in lines
    assert len(lines) == len(CHECKS)
    assert all(len(line.split(maxsplit=2)) == 3 for line in lines)
    done = run(faulty, "--only", "spelling")
    assert done.exit_code == 2


def test_a_pair_that_cannot_be_read_is_told_of_and_fails(tmp_path):
    (tmp_path / "a.tsv").write_text("Да.\tYes.\nодно\n", encoding="utf-8")
    done = run(tmp_path / "a.tsv")
    assert done.exit_code == 1
    assert "a.tsv: line 2: 1 cell, too few for a pair" in done.output
    assert run(tmp_path / "a.tsv", "--fail-on", "never").exit_code == 0
