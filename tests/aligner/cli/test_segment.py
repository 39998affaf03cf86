"""``tolmach segment``: sentences a line, JSON, rules, one line for bad input."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from aligner.cli.segment import segment
from aligner.errors import ReadError

TEXT = "Глава 1\n\nОн пришёл в 5 ч. вечера. Ушёл поздно.Потом вернулся.\n"


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "article.txt"
    path.write_bytes(TEXT.encode("cp1251"))
    return path


def test_a_sentence_a_line(article: Path) -> None:
    result = CliRunner().invoke(segment, [str(article)])
    assert result.exit_code == 0
    assert result.output == "Глава 1\n\nОн пришёл в 5 ч. вечера.\nУшёл поздно.\nПотом вернулся.\n"


def test_json_has_kinds_and_spans(article: Path) -> None:
    made = json.loads(CliRunner().invoke(segment, [str(article), "--json"]).output)
    assert (made["language"], made["encoding"], made["format"]) == ("ru", "cp1251", "txt")
    assert [one["kind"] for one in made["paragraphs"]] == ["heading", "body"]
    for paragraph in made["paragraphs"]:
        for one in paragraph["sentences"]:
            assert made["text"][one["start"] : one["end"]] == one["text"]


def test_standard_input_language_and_encoding() -> None:
    result = CliRunner().invoke(segment, ["-", "--encoding", "koi8-r", "--lang", "ru"], input=TEXT.encode("koi8-r"))
    assert "Ушёл поздно.\nПотом вернулся.\n" in result.output


def test_rules_of_ones_own(article: Path, tmp_path: Path) -> None:
    rules = tmp_path / "rules.txt"
    rules.write_text("abbreviation поздно.\n", encoding="utf-8")
    result = CliRunner().invoke(segment, [str(article), "--rules", str(rules)])
    assert "Ушёл поздно. Потом вернулся.\n" in result.output


def test_bad_input_is_one_of_our_errors(tmp_path: Path) -> None:
    result = CliRunner().invoke(segment, [str(tmp_path / "none.txt")])
    assert isinstance(result.exception, ReadError)
    assert "no such file" in str(result.exception)
