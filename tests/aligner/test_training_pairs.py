"""Material for tuning: which units of bitext files and plain texts count as pairs of the model's languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from aligner.errors import ReadError
from aligner.training_pairs import read_training_pairs

TMX = """<?xml version="1.0" encoding="utf-8"?>
<tmx version="1.4"><header srclang="en" segtype="sentence" adminlang="en" datatype="plaintext" o-tmf="x"
 creationtool="x" creationtoolversion="1"/><body>
<tu><tuv xml:lang="en"><seg>The Council adopted a resolution.</seg></tuv>
<tuv xml:lang="ru"><seg>Совет принял резолюцию.</seg></tuv><tuv xml:lang="de"><seg>Der Rat.</seg></tuv></tu>
<tu><tuv xml:lang="en-GB" creationid="MT!tolmach"><seg>A machine wrote this.</seg></tuv>
<tuv xml:lang="ru-RU"><seg>Это написала машина.</seg></tuv></tu>
</body></tmx>"""


def test_a_memory_gives_its_pairs_in_the_models_direction(tmp_path: Path) -> None:
    file = tmp_path / "memory.tmx"
    file.write_text(TMX, encoding="utf-8")
    assert ("Совет принял резолюцию.", "The Council adopted a resolution.") in read_training_pairs(
        [file], [], (("ru",), "en")
    ).pairs


def test_machine_translations_are_left_out_unless_confirmed(tmp_path: Path) -> None:
    file = tmp_path / "pairs.jsonl"
    rows = [
        '{"source": "Да.", "target": "Yes.", "origin": "mt", "status": "draft"}',
        '{"source": "Нет.", "target": "No.", "origin": "mt", "status": "confirmed"}',
        '{"source": "Совет собрался.", "target": "The Council met.", "origin": "human"}',
    ]
    file.write_text("\n".join(rows), encoding="utf-8")
    found = read_training_pairs([file], [], (("ru",), "en"))
    assert [source for source, _ in found.pairs] == ["Нет.", "Совет собрался."]
    assert found.remarks == (f"{file}: 1 machine translations that nobody confirmed are left out",)


def test_plain_texts_go_line_by_line(tmp_path: Path) -> None:
    first, second = tmp_path / "a.ru", tmp_path / "a.en"
    first.write_text("\ufeffСовет собрался.\n\nПогода была хорошая.\n", encoding="utf-8")
    second.write_text("The Council met.\n\nThe weather was good.\n", encoding="utf-8")
    assert read_training_pairs([], [(first, second)], (("ru",), "en")).pairs == (
        ("Совет собрался.", "The Council met."),
        ("Погода была хорошая.", "The weather was good."),
    )


@pytest.mark.parametrize(
    ("source", "target", "words"),
    [
        ("Wir haben uns heute getroffen und gegessen.", "We met today and had dinner.", "the source side looks like"),
        ("Совет собрался сегодня.", "Der Rat hat sich heute nicht getroffen.", "the target side looks like 'de'"),
    ],
)
def test_other_languages_are_named(source: str, target: str, words: str, tmp_path: Path) -> None:
    first, second = tmp_path / "a.ru", tmp_path / "a.en"
    first.write_text(f"{source}\n" * 20, encoding="utf-8")
    second.write_text(f"{target}\n" * 20, encoding="utf-8")
    with pytest.raises(ReadError, match=words):
        read_training_pairs([], [(first, second)], (("ru",), "en"))


def test_a_file_that_is_not_text_is_said(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ReadError, match="not UTF-8 text"):
        read_training_pairs([], [(tmp_path / "a", tmp_path / "a")], (("ru",), "en"))
    with pytest.raises(ReadError, match="cannot be read"):
        read_training_pairs([], [(tmp_path / "b", tmp_path / "b")], (("ru",), "en"))
