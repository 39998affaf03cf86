"""The log is read, thinned and drawn; a log with nothing in it is said to be so."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from models.errors import ModelError
from models.training import curve
from models.training.log import Log, read_log, thinned

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "log.jsonl"
    writer = Log(path, quiet=True)
    writer.write("start", args={"lr": 1}, pairs=3)
    for i in range(1, 21):
        writer.write("train", step=i, tokens=i * 100_000, loss=8 / i)
        if i % 5 == 0:
            writer.write("dev", tokens=i * 100_000, dev_loss=7 / i, source_gain=i / 10, bleu=i / 2, chrf=20 + i)
    return path


def test_a_log_cut_short_is_read_up_to_the_cut(log: Path) -> None:
    whole = read_log(log)
    with log.open("a", encoding="utf-8") as out:
        out.write('{"event": "train", "tok')
    assert read_log(log) == whole
    assert len(whole) == 25


def test_thinning_keeps_every_measurement(log: Path) -> None:
    kept = thinned(read_log(log), 10)
    assert [entry["event"] for entry in kept].count("dev") == 4
    assert [entry["step"] for entry in kept if entry["event"] == "train"] == [10, 20]
    assert all("time" not in entry and "args" not in entry for entry in kept)


def test_the_svg_shows_every_quantity_and_stays_inside_its_frame(log: Path, tmp_path: Path) -> None:
    out = tmp_path / "curve.svg"
    curve.main([str(log), "--out", str(out), "--title", "ru → en <test>"])
    root = ET.fromstring(out.read_text(encoding="utf-8"))
    words = [element.text for element in root.iter(f"{SVG}text")]
    assert {"training loss", "development loss", "source gain", "BLEU", "chrF2", "ru → en <test>"} <= set(words)
    lines = [element.attrib["points"].split() for element in root.iter(f"{SVG}polyline")]
    assert sorted(map(len, lines)) == [4, 4, 4, 4, 20]
    width, height = map(float, root.attrib["viewBox"].split()[2:])
    for line in lines:
        places = [tuple(map(float, point.split(","))) for point in line]
        assert all(0 <= x <= width and 0 <= y <= height for x, y in places)
        assert [x for x, _ in places] == sorted(x for x, _ in places)


def test_a_log_without_lines_is_refused() -> None:
    with pytest.raises(ModelError, match="no training"):
        curve.draw([{"event": "start"}], "x")


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [(0, 10, [0, 2, 4, 6, 8, 10]), (0, 7.9, [0, 2, 4, 6]), (-1, 1, [-1, -0.5, 0, 0.5, 1]), (0, 0, [0])],
)
def test_ticks_are_round(low: float, high: float, expected: list[float]) -> None:
    assert curve.ticks(low, high) == expected
