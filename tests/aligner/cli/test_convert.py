"""``tolmach convert`` from the outside: exit codes, what is said, what is left behind."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner

from aligner.cli import cli


def convert(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    code = "import sys; from aligner.cli import main; sys.argv = ['tolmach', 'convert', *sys.argv[1:]]; main()"
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_extensions_decide(tmp_path):
    (tmp_path / "a.tsv").write_text("да\tyes\nнет\tno\nодно\n")
    done = convert(tmp_path / "a.tsv", tmp_path / "b.tmx", "--target-tag", "en-GB")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.splitlines() == [
        f"{tmp_path}/a.tsv: line 3: 1 cell, too few for a pair",
        f"{tmp_path}/b.tmx: 2 pairs, 1 refused in the input",
    ]
    text = (tmp_path / "b.tmx").read_text()
    assert 'xml:lang="en-GB"><seg>no</seg>' in text
    assert convert(tmp_path / "b.tmx", tmp_path / "c.html").returncode == 0
    assert "<!DOCTYPE html>" in (tmp_path / "c.html").read_text()


def test_what_cannot_be_done_is_one_line_and_leaves_nothing(tmp_path):
    (tmp_path / "bad.tmx").write_text("<tmx><body><tu></body></tmx>")
    for arguments, said in (
        ((tmp_path / "no.tmx", tmp_path / "out.tsv"), "no such file; name a bitext file"),
        ((tmp_path / "bad.tmx", tmp_path / "out.tsv"), "bad.tmx: line 1: "),
        ((tmp_path / "bad.tmx", tmp_path / "out.doc"), "the extension says no known format"),
        ((tmp_path / "bad.tmx", tmp_path / "no" / "out.tsv"), "the folder does not exist"),
        ((tmp_path / ("л" * 200 + ".tmx"), tmp_path / "out.tsv"), "лл.tmx: file name too long"),
        ((tmp_path / "bad.tmx", tmp_path / ("л" * 200 + ".tsv")), "лл.tsv: cannot be written: file name too long"),
    ):
        done = convert(*arguments)
        assert done.returncode == 1
        assert done.stderr.count("\n") == 1
        assert said in done.stderr
    assert [entry.name for entry in tmp_path.iterdir()] == ["bad.tmx"]


def test_a_wrong_option_is_wrong_usage(tmp_path):
    for wrong in (["--to", "pptx"], ["--clean", "--flagged"], ["--overwrite"], ["--target-tag", "Englisch"]):
        assert convert(tmp_path / "a.tmx", tmp_path / "b.tsv", *wrong).returncode == 2


def test_edits_come_home_and_conflicts_are_shown(tmp_path):
    (tmp_path / "a.tsv").write_text("да\tyes\nнет\tno\n")
    assert convert(tmp_path / "a.tsv", tmp_path / "a.json").returncode == 0
    assert convert(tmp_path / "a.json", tmp_path / "edit.tmx").returncode == 0
    text = (tmp_path / "edit.tmx").read_text()
    (tmp_path / "edit.tmx").write_text(text.replace("<seg>yes</seg>", "<seg>yeah</seg>"))
    done = convert(tmp_path / "a.json", tmp_path / "b.json", "--changes", tmp_path / "edit.tmx")
    assert (done.returncode, done.stderr) == (0, f"{tmp_path}/b.json: 1 pair changed, 1 as they were\n")
    (tmp_path / "edit.tmx").write_text(text.replace("<seg>yes</seg>", "<seg>yep</seg>"))
    done = convert(tmp_path / "b.json", tmp_path / "c.json", "--changes", tmp_path / "edit.tmx")
    assert done.returncode == 1
    assert (
        "pair 1: a person has confirmed another translation here since: here «yeah», in the file «yep»" in done.stderr
    )
    assert "1 conflicts left alone" in done.stderr
    done = convert(tmp_path / "b.json", tmp_path / "c.json", "--changes", tmp_path / "edit.tmx", "--overwrite")
    assert done.returncode == 0
    assert '"status": "confirmed"' in (tmp_path / "c.json").read_text()


def test_pairs_with_and_without_findings_are_told_apart(tmp_path):
    table = tmp_path / "a.tsv"
    table.write_text("В 2007 году\tIn 2008\nОн пришёл.\tHe came.\nДа.\tYes.\n", encoding="utf-8")
    for choice, expected in (("--clean", ["He came.", "Yes."]), ("--flagged", ["In 2008"])):
        done = CliRunner().invoke(cli, ["convert", str(table), str(tmp_path / "b.jsonl"), choice])
        assert done.exit_code == 0, done.output
        assert f"{3 - len(expected)} left out by the filters" in done.output
        rows = [json.loads(line) for line in (tmp_path / "b.jsonl").read_text(encoding="utf-8").splitlines()]
        assert [row["target"] for row in rows] == expected


def test_the_original_is_called_by_its_name(tmp_path):
    (tmp_path / "a.tsv").write_text("Да.\tYes.\n", encoding="utf-8")
    (tmp_path / "b.docx").write_text("no zip")
    (tmp_path / "c.md").write_text("Нет.\n", encoding="utf-8")
    done = convert(tmp_path / "a.tsv", tmp_path / "out.docx", "--original", tmp_path / "b.docx")
    assert f"{tmp_path}/b.docx: a damaged or cut archive" in done.stderr
    done = convert(tmp_path / "a.tsv", tmp_path / "out.md", "--original", tmp_path / "c.md")
    assert f"{tmp_path}/c.md: holds nothing of the text of a.tsv" in done.stderr


def test_empty_and_missing_files_are_called_so(tmp_path):
    (tmp_path / "blank.tmx").write_text("\ufeff\n \n", encoding="utf-8")
    for name in ("a.tmx", "a.xlf", "a.xlsx", "a.json"):
        (tmp_path / name).touch()
        assert f"{name}: the file is empty; " in convert(tmp_path / name, tmp_path / "out.jsonl").stderr
    assert (
        "blank.tmx: there is nothing in the file but blanks"
        in convert(tmp_path / "blank.tmx", tmp_path / "out.jsonl").stderr
    )
    assert "missing: no such file" in convert(tmp_path / "missing", tmp_path / "out.jsonl").stderr
