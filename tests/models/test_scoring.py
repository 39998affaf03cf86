"""Scores are sacreBLEU's own, with signatures; uneven sides are refused; the command prints them."""

from __future__ import annotations

from pathlib import Path

import pytest
from commands import tolmach

from models.errors import ModelError
from models.scoring import score


def test_a_perfect_and_a_bad_translation() -> None:
    lines = ["The Security Council adopted a resolution.", "He did not know what to answer her."]
    best = score(lines, lines)
    assert (best.bleu, best.chrf) == pytest.approx((100, 100))
    assert best.bleu_signature.startswith("nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|version:")
    assert "nc:6|nw:0" in best.chrf_signature
    assert score(["x", "y"], lines).bleu < 1


def test_a_known_value() -> None:
    # sacreBLEU's own documentation example, one reference.
    found = score(
        ["The dog bit the man.", "It wasn't surprising.", "The man had just bitten him."],
        ["The dog bit the man.", "It was not unexpected.", "The man bit him first."],
    )
    assert found.bleu == pytest.approx(45.067, abs=0.01)


def test_uneven_and_empty_sets_are_refused() -> None:
    with pytest.raises(ModelError, match="1 outputs but 2 references"):
        score(["a"], ["a", "b"])
    with pytest.raises(ModelError, match="no lines"):
        score([], [])


def test_the_command_prints_scores_signatures_and_speed(tmp_path: Path) -> None:
    (tmp_path / "s.ru").write_text("Да.\nСовет Безопасности принял резолюцию.\n", encoding="utf-8")
    (tmp_path / "r.en").write_text("Yes.\nThe Security Council adopted a resolution.\n", encoding="utf-8")
    shown = tolmach("evaluate", str(tmp_path / "s.ru"), str(tmp_path / "r.en"), "-o", str(tmp_path / "out.en"))
    assert shown.code == 0, shown.err
    assert "model embedded, s.ru, 2 lines" in shown.out
    assert "BLEU = " in shown.out
    assert "chrF2 = " in shown.out
    assert "tok:13a" in shown.out
    assert "words/CPU-s" in shown.out
    assert len((tmp_path / "out.en").read_text().splitlines()) == 2


@pytest.mark.parametrize(
    ("source", "reference", "words"),
    [
        ("a\n", "a\nb\n", "1 source lines but 2 references"),
        ("", "", "nothing to score"),
    ],
)
def test_bad_sets_are_one_line(source: str, reference: str, words: str, tmp_path: Path) -> None:
    (tmp_path / "s").write_text(source)
    (tmp_path / "r").write_text(reference)
    shown = tolmach("evaluate", str(tmp_path / "s"), str(tmp_path / "r"))
    assert shown.code == 1
    assert len(shown.error_lines) == 1
    assert words in shown.err


def test_missing_and_foreign_files_are_one_line(tmp_path: Path) -> None:
    (tmp_path / "koi").write_bytes("Да".encode("koi8-r"))
    assert "cannot be read" in tolmach("evaluate", str(tmp_path / "no"), str(tmp_path / "koi")).err
    assert "not UTF-8" in tolmach("evaluate", str(tmp_path / "koi"), str(tmp_path / "koi")).err
