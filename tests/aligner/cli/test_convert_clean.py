"""``tolmach convert --clean`` and ``--flagged`` judge a source that is translated in two ways by all its pairs."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from aligner.cli import cli
from aligner.imports import read_units

ROWS = [
    "Да, верно.\tYes, true.",
    "Кот спит.\tThe cat sleeps.",
    "Да, верно!\tRight!",
    "Их 7.\tThere are 8.",
    "Нет.\tNo.",
]


@pytest.mark.parametrize("name", ["in.tsv", "in.json"])
def test_every_pair_of_a_divided_source_is_left_out(tmp_path, name):
    def run(*arguments):
        done = CliRunner().invoke(cli, ["convert", *map(str, arguments)])
        assert done.exit_code == 0, done.output
        return done.output

    source = tmp_path / "in.tsv"
    source.write_text("ru\ten\n" + "\n".join(ROWS) + "\n", encoding="utf-8")
    if name == "in.json":
        run(source, tmp_path / name)
    assert "2 pairs, 3 left out" in run(tmp_path / name, tmp_path / "out.tsv", "--clean")
    assert [unit.source for unit in read_units(tmp_path / "out.tsv")] == ["Кот спит.", "Нет."]
    assert "3 pairs, 2 left out" in run(tmp_path / name, tmp_path / "odd.tsv", "--flagged")
    assert [unit.target for unit in read_units(tmp_path / "odd.tsv")] == ["Yes, true.", "Right!", "There are 8."]
