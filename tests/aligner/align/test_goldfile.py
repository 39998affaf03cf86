"""Bead files and the field's scores."""

from __future__ import annotations

from pathlib import Path

import pytest

from aligner.align.goldfile import GoldBead, bead_line, count, read_gold
from aligner.core.bitext import Bead
from aligner.errors import ReadError

GOLD: list[GoldBead] = [((0,), (0,)), ((1,), (1, 2)), ((2,), ()), ((3, 4), (3,))]


@pytest.mark.parametrize(
    ("found", "strict", "lax", "null_recall"),
    [
        (GOLD, 1.0, 1.0, 1.0),
        # All left out: only the null sentence is right, one of nine.
        ([], 0.0, 0.0, 1.0),
        # One bead too short: precision 3 right of 5 (two of its sentences now count), recall 2 of 3.
        ([((0,), (0,)), ((1,), (1,)), ((2,), ()), ((3, 4), (3,))], 2 * 0.6 * (2 / 3) / (0.6 + 2 / 3), None, 1.0),
        # The null sentence is pulled into a bead.
        ([((0,), (0,)), ((1, 2), (1, 2)), ((3, 4), (3,))], 2 / 3, 1.0, 0.0),
    ],
)
def test_scores(found: list[GoldBead], strict: float, lax: float | None, null_recall: float) -> None:
    score = count(GOLD, found, 5, 4).score()
    assert score.strict == pytest.approx(strict)
    if lax is not None:
        assert score.lax == pytest.approx(lax)
    assert score.null_recall == null_recall


def test_null_beads_count_sentence_by_sentence() -> None:
    grouped: list[GoldBead] = [((0, 1), ()), ((2,), (0,))]
    apart: list[GoldBead] = [((0,), ()), ((1,), ()), ((2,), (0,))]
    assert count(grouped, apart, 3, 1) == count(apart, grouped, 3, 1)


def test_reading_leaves_out_confidences_and_blank_lines(tmp_path: Path) -> None:
    path = tmp_path / "gold.txt"
    path.write_text("[0, 1]:[2]:0.98\n\n[]:[3]\n[2]:[] : -1.5e-3\n", encoding="utf-8")
    assert read_gold(path) == [((0, 1), (2,)), ((), (3,)), ((2,), ())]


@pytest.mark.parametrize("text", ["0:1\n", "[0]:[1\n", "[0]:[1] nonsense\n", "[a]:[1]\n"])
def test_a_line_that_is_no_bead_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "gold.txt"
    path.write_text("[0]:[0]\n" + text, encoding="utf-8")
    with pytest.raises(ReadError, match="line 2"):
        read_gold(path)


def test_a_missing_or_binary_file_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="cannot be read"):
        read_gold(tmp_path / "none.txt")
    (tmp_path / "image").write_bytes(b"\xff\xfe\x00\x80")
    with pytest.raises(ReadError, match="not a bead file"):
        read_gold(tmp_path / "image")


def test_a_written_line_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "gold.txt"
    path.write_text(bead_line(Bead(range(3, 5), range(7, 8), 0.97314, "aligner")) + "\n", encoding="utf-8")
    assert path.read_text() == "[3,4]:[7]:0.9731\n"
    assert read_gold(path) == [((3, 4), (7,))]
