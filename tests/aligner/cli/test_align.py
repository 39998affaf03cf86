"""``tolmach align`` on the command line: formats, lines, gold, mining, bad input."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from aligner.cli.align import align
from aligner.errors import AlignmentError, ReadError
from aligner.samples import ARTICLE

ENGLISH = ARTICLE.with_name("article.en.txt")


def run(*arguments: str | Path, fails: bool = False) -> Result:
    """The command's result; errors of ours are raised, as ``tolmach`` itself would catch them."""
    result = CliRunner().invoke(align, [str(a) for a in arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert (result.exit_code != 0) is fails, result.output
    return result


@pytest.fixture
def lines(tmp_path: Path) -> tuple[Path, Path, Path]:
    """Files with a sentence a line, and their gold."""
    source, target, gold = (tmp_path / name for name in ("a.ru", "b.en", "gold.txt"))
    source.write_text("Дождь шёл весь день.\nМы сидели дома и играли в шахматы.\nВечером приехал отец.\n", "utf-8")
    target.write_text(
        "It rained all day.\nWe sat at home.\nWe played chess.\nIn the evening father arrived.\n", encoding="utf-8"
    )
    gold.write_text("[0]:[0]\n[1]:[1,2]\n[2]:[3]\n", encoding="utf-8")
    return source, target, gold


def test_the_sample_article_and_its_translation(tmp_path: Path) -> None:
    result = run(ARTICLE, ENGLISH, "-o", tmp_path, "--to", "tmx", "--to", "tsv,tmx")
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [".tmx", ".tsv"]
    assert "aligned: " in result.output


def test_what_has_no_partner_is_not_called_a_pair(tmp_path: Path) -> None:
    source, target = tmp_path / "a.ru", tmp_path / "b.en"
    source.write_text("Кошка спит на окне.\nЦены на нефть упали.\nМост открыли в мае.\n", encoding="utf-8")
    target.write_text("Photosynthesis needs light.\nHe plays the violin badly.\n", encoding="utf-8")
    result = run("--lines", source, target, "-o", tmp_path, "--to", "tmx,html,jsonl,json")
    said = [line.split(": ")[1] for line in result.stderr.splitlines() if line.startswith(str(tmp_path))]
    shown, left = "0 pairs, 5 without a partner", "0 pairs, 5 without a partner left out"
    assert said == [left, shown, shown, shown]


def test_lines_in_and_beads_out(lines: tuple[Path, Path, Path]) -> None:
    result = run("--lines", lines[0], lines[1], "--to", "beads")
    assert [line.rsplit(":", 1)[0] for line in result.stdout.splitlines()] == ["[0]:[0]", "[1]:[1,2]", "[2]:[3]"]


def test_a_translation_made_first_is_a_second_view(lines: tuple[Path, Path, Path]) -> None:
    result = run("--lines", "--to", "beads", "--translate", lines[0], lines[1])
    without = run("--lines", "--to", "beads", lines[0], lines[1])
    beads = [line.rsplit(":", 1)[0] for line in result.stdout.splitlines()]
    assert beads == ["[0]:[0]", "[1]:[1,2]", "[2]:[3]"]
    assert result.stdout != without.stdout, "the translation changes no confidence"
    with pytest.raises(AlignmentError, match="translates ru to en, the texts are en and ru"):
        run("--lines", "--translate", lines[1], lines[0])


def test_a_gold_file_gives_scores(lines: tuple[Path, Path, Path]) -> None:
    result = run("--lines", lines[0], lines[1], "--gold", lines[2])
    assert "strict precision 1.000  recall 1.000  F1 1.000" in result.stdout


def test_gold_of_other_documents_is_refused(lines: tuple[Path, Path, Path]) -> None:
    lines[2].write_text("[0]:[0]\n[1]:[7]\n", encoding="utf-8")
    with pytest.raises(ReadError, match=r"sentence 7 of the second document, which has \d \(from 0\); .* --lines"):
        run(lines[0], lines[1], "--gold", lines[2])
    with pytest.raises(ReadError, match="line 7"):
        run("--lines", lines[0], lines[1], "--gold", lines[2])


def test_gold_lines_count_blank_lines_too(lines: tuple[Path, Path, Path]) -> None:
    text = lines[0].read_text(encoding="utf-8")
    lines[0].write_text(text.replace("\n", "\n\n", 1), encoding="utf-8")
    lines[2].write_text("[0]:[0]\n[2]:[1,2]\n[3]:[3]\n", encoding="utf-8")
    result = run("--lines", lines[0], lines[1], "--gold", lines[2])
    assert "F1 1.000" in result.stdout
    assert "1 blank line is" in result.stderr


def test_a_gold_line_out_of_range_is_an_error(lines: tuple[Path, Path, Path]) -> None:
    lines[2].write_text("[7]:[0]\n", encoding="utf-8")
    with pytest.raises(ReadError, match="line 7"):
        run("--lines", lines[0], lines[1], "--gold", lines[2])


def test_mining_lists_what_says_the_same(tmp_path: Path) -> None:
    source, target = tmp_path / "a.txt", tmp_path / "b.txt"
    source.write_text(
        "Казахстан выступает за мирное решение конфликта. Погода в столице была морозной. Министр родился в 1964 году.",
        encoding="utf-8",
    )
    target.write_text(
        "The museum is closed on Mondays. Kazakhstan stands for a peaceful solution of the conflict. "
        "Oil prices fell again.",
        encoding="utf-8",
    )
    result = run("--mine", source, target)
    rows = [line.split("\t") for line in result.stdout.splitlines()]
    assert [row[2] for row in rows] == ["Kazakhstan stands for a peaceful solution of the conflict."]
    other = tmp_path / "c.txt"
    other.write_text("The goalkeeper saved a penalty. The train was late.", encoding="utf-8")
    assert run("--mine", source, other).stdout == ""


@pytest.mark.parametrize("options", [["--to", "tmx,html"], ["--mine", "--to", "tmx"], ["--to", "nonsense"]])
def test_wrong_usage(options: list[str]) -> None:
    assert run(ARTICLE, ENGLISH, *options, fails=True).exit_code == 2


def test_one_document_from_standard_input(lines: tuple[Path, Path, Path], tmp_path: Path) -> None:
    piped = CliRunner().invoke(align, ["-", str(lines[1]), "-o", str(tmp_path / "out")], input=lines[0].read_bytes())
    assert piped.exit_code == 0, piped.output
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {"standard input.ru-en.tmx", "standard input.ru-en.html"}
    for wrong in (["-", "-"], ["-", str(lines[1]), "--lines"]):
        assert CliRunner().invoke(align, wrong, input=b"x").exit_code == 2


def test_a_missing_file_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="none"):
        run(tmp_path / "none.txt", ENGLISH)
    with pytest.raises(ReadError, match="none"):
        run("--lines", tmp_path / "none.txt", ENGLISH)


def test_aligning_shows_its_progress_on_a_terminal(tmp_path: Path) -> None:
    for name, text in (("book.ru.txt", "Дом стоит на горе. Вчера шёл дождь."), ("book.en.txt", "The house stands.")):
        (tmp_path / name).write_text(text, encoding="utf-8")
    screen, terminal = os.openpty()
    try:
        code = "from aligner.cli import main; main()"
        command = [sys.executable, "-c", code, "align", "book.ru.txt", "book.en.txt", "-o", "out"]
        done = subprocess.run(
            command,
            cwd=tmp_path,
            stdout=subprocess.PIPE,
            stderr=terminal,
            env=os.environ | {"TERM": "xterm"},
            check=True,
        )
        shown = os.read(screen, 1_000_000).decode(errors="replace")
    finally:
        os.close(screen)
        os.close(terminal)
    assert "aligning book.ru.txt" in shown
    assert done.stdout == b""


def test_exports_have_the_filters_and_tags_of_every_command(lines: tuple[Path, Path, Path], tmp_path: Path) -> None:
    options = ("--source-tag", "ru-RU", "--target-tag", "en-GB", "--no-context", "--min-confidence", "1")
    result = run("--lines", *lines[:2], "-o", tmp_path / "out", "--to", "tmx", *options)
    text = next((tmp_path / "out").iterdir()).read_text(encoding="utf-8")
    assert 'srclang="ru-RU"' in text
    assert "<tu " not in text
    assert "3 left out by the filters" in result.stderr


def test_a_human_translation_in_the_format_of_its_original(tmp_path: Path) -> None:
    page, other = tmp_path / "a.html", tmp_path / "b.html"
    page.write_text("<nav>Карта</nav><p>Старый мост закрыт на ремонт.</p><p>Дождя не было с мая.</p>", "utf-8")
    other.write_text("<p>The old bridge is closed for repairs.</p><p>It has not rained since May.</p>", "utf-8")
    result = run(page, other, "-o", tmp_path / "out", "--to", "document", fails=True)
    made = (tmp_path / "out" / "a.ru-en.html").read_text(encoding="utf-8")
    assert "<p>The old bridge is closed for repairs.</p>" in made
    assert "«Карта»" in result.stderr


def test_rules_and_a_title_of_ones_own(tmp_path: Path) -> None:
    """A rule that joins makes one sentence of two, on both sides; the page has the title that was asked for."""
    text, other, rules = tmp_path / "a.txt", tmp_path / "b.txt", tmp_path / "rules.txt"
    text.write_text("Старый мост закрыт на ремонт. Дождя не было с мая.", "utf-8")
    other.write_text("The old bridge is closed for repairs. It has not rained since May.", "utf-8")
    rules.write_text("join ремонт\\.|\njoin repairs\\.|\n", "utf-8")
    run(text, other, "-o", tmp_path / "out", "--to", "html,beads", "--rules", rules, "--title", "Мост")
    assert "<h1><span lang=ru>Мост</span>" in (tmp_path / "out/a.ru-en.html").read_text("utf-8").replace('"', "")
    assert next((tmp_path / "out").glob("*.beads*")).read_text("utf-8").startswith("[0]:[0]:")
    assert "--lines" in run("--lines", text, other, "--rules", rules, fails=True).stderr
