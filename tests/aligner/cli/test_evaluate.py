"""``tolmach evaluate`` on the command line: scores of the embedded model, bad test sets."""

from __future__ import annotations

from pathlib import Path

import pytest
from commands import tolmach

RUSSIAN = "Президент России встретился с министром иностранных дел.\nКомитет принял решение.\n"
ENGLISH = "The President of Russia met with the Minister of Foreign Affairs.\nThe Committee took a decision.\n"


@pytest.fixture(autouse=True)
def texts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A small test set to stand in."""
    monkeypatch.chdir(tmp_path)
    Path("a.ru").write_text(RUSSIAN, encoding="utf-8")
    Path("a.en").write_text(ENGLISH, encoding="utf-8")


def test_scores_come_with_their_signatures() -> None:
    done = tolmach("evaluate", "a.ru", "a.en", "--beam", "1")
    lines = done.out.splitlines()
    assert (done.code, done.err, len(lines)) == (0, "", 5)
    assert lines[0] == "model embedded, a.ru, 2 lines"
    assert lines[1].startswith("BLEU = ")
    assert "|tok:13a|smooth:exp|version:" in lines[1]
    assert float(lines[2].split()[2]) > 30, "chrF2 of two easy sentences"


def test_a_test_set_the_wrong_way_round_is_told_of() -> None:
    done = tolmach("evaluate", "a.en", "a.ru", "--beam", "1")
    assert done.code == 0
    assert done.error_lines == [
        "tolmach: warning: a.en: the text looks like 'en', not 'ru'",
        "tolmach: warning: a.ru: the text looks like 'ru', not 'en'",
    ]


@pytest.mark.parametrize(
    ("reference", "fault"),
    [
        (ENGLISH.splitlines()[0], "2 source lines but 1 references"),
        (None, "cannot be read"),
    ],
)
def test_bad_test_sets_are_one_line(reference: str | None, fault: str) -> None:
    if reference is None:
        Path("a.en").unlink()
    else:
        Path("a.en").write_text(reference, encoding="utf-8")
    done = tolmach("evaluate", "a.ru", "a.en")
    assert (done.code, done.out, len(done.error_lines)) == (1, "", 1)
    assert fault in done.err
