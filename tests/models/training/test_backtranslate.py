"""Back-translation keeps lines apart from nonsense, goes on where it stopped, and samples with a seed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from models.training import backtranslate
from models.training.corpus import read_pairs

SENTENCES = [
    ("The General Assembly met on Monday.", True),
    ("Too short", False),
    ("word " * 90, False),
    ("A line\twith a tab in it.", False),
]
SOURCES = [
    ("Генеральная Ассамблея собралась в понедельник.", "The General Assembly met on Monday.", True),
    ("", "The General Assembly met on Monday.", False),
    ("The General Assembly met on Monday.", "The General Assembly met on Monday.", False),
    ("Да.", "The General Assembly met on Monday in New York.", False),
    ("и так и так и так и так и так и так и так", "And so on and so forth, without an end in sight.", False),
    ("2015 — 2016", "2015 — 2016", False),
]


@pytest.mark.parametrize(("line", "expected"), SENTENCES)
def test_which_lines_are_translated(line: str, expected: bool) -> None:
    assert backtranslate.wanted(line) is expected


@pytest.mark.parametrize(("source", "target", "expected"), SOURCES)
def test_which_made_sources_are_kept(source: str, target: str, expected: bool) -> None:
    assert backtranslate.usable(source, target) is expected


def test_a_stopped_run_goes_on_after_its_last_whole_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [f"Sentence number {i} is here." for i in range(50)]
    asked: list[str] = []

    def translate(chunk: Sequence[str]) -> list[str]:
        asked.extend(chunk)
        return ["Предложение здесь." if "7" not in line else "" for line in chunk]

    monkeypatch.setattr(backtranslate, "CHUNK", 8)
    out = tmp_path / "bt.tsv"
    backtranslate.extend(out, lines[:20], translate, "bt_x")
    with out.open("a", encoding="utf-8") as file:
        file.write("bt_x\tПредл")
    asked.clear()
    made, before = backtranslate.extend(out, lines, translate, "bt_x")
    assert (made, before, asked) == (27, 20, lines[20:])
    sources, targets = read_pairs(out)
    assert targets == [line for line in lines if "7" not in line]
    assert set(sources) == {"Предложение здесь."}


def test_sampling_and_beam_search_with_a_real_model(start: Path) -> None:
    pytest.importorskip("torch")
    lines = ["Анна видит дом.", "Борис очень часто слышит море.", "Пётр знает."]
    one, same, other = (backtranslate.sampling(start, 10, "cpu", seed, 64)(lines) for seed in (1, 1, 2))
    assert one == same != other
    assert len(backtranslate.beam_search(start, 1)(lines)) == 3
