"""What is no document is refused in one line: by name and by content, wherever a document can be given."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from commands import tolmach

from aligner.errors import ReadError
from aligner.readers import read_document

TEXT = "Кошка сидит на окне. Вчера шёл дождь.\n"
PO = 'msgid ""\nmsgstr ""\n"Language: en\\n"\n\n#: a.c:1\nmsgid "Кошка"\nmsgstr ""\n'
#: String files of programs, which are read, by whatever name they come.
STRINGS = {
    "json": json.dumps({"title": "Кошка", "body": ["Она сидит на окне."]}, ensure_ascii=False, indent=1),
    "json list": '["Кошка сидит.", "Шёл дождь."]',
    "po": PO,
    "po with plurals": 'msgid "%d кот"\nmsgid_plural "%d кота"\nmsgstr[0] ""\nmsgstr[1] ""\n',
    "strings": '/* Title */\n"title" = "Кошка";\n"body" = "Она сидит на \\"окне\\".";\n',
}
CONTENTS = {
    "LaTeX": "% a remark\n\\documentclass{article}\n\\begin{document}\nКошка сидит на окне.\n\\end{document}\n",
    "XML": '<?xml version="1.0"?>\n<resources><string name="cat">Кошка</string></resources>\n',
    "SubStation subtitles": "[Script Info]\nTitle: a\n\n[Events]\nDialogue: 0,0:00:01.00,0:00:02.00,,,0,0,0,,Кошка.\n",
}


@pytest.mark.parametrize("kind", CONTENTS)
@pytest.mark.parametrize("name", ["a.txt", "standard input"])
def test_by_content(kind: str, name: str) -> None:
    with pytest.raises(ReadError) as caught:
        read_document(CONTENTS[kind].encode(), name=name)
    assert str(caught.value).startswith(f"{name}: {kind} is not read, for its marks would be translated as text; save")


@pytest.mark.parametrize(
    "name",
    ["a.tex", "a.xml", "a.resx", "a.toml", "a.rst", "a.ass", "a.py", "a.stringsdict", "a.MO"],
)
def test_by_name(name: str) -> None:
    with pytest.raises(ReadError, match=r"is not read, for its marks would be translated as text"):
        read_document(TEXT.encode(), name=name)


@pytest.mark.parametrize("name", ["a.csv", "a.TSV", "a.tab", "a.jsonl", "a.xls", "a.ods"])
def test_tables_by_name(name: str) -> None:
    with pytest.raises(ReadError, match=r"a table \(.+\) is not read as a document; tolmach convert, check and memory"):
        read_document(TEXT.encode(), name=name)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.txt", "[1] Смотри примечание.\n\n{Ремарка: все уходят.}\n"),
        ("a.txt", "{\n" + TEXT),
        ("a", TEXT),
        ("a.log", TEXT),
        ("доклад.v2", TEXT),
        ("a.txt", 'Он сказал: "дом" = "house"; и ушёл.\nПотом вернулся.\n'),
        ("a.txt", "Команда msgid стоит в начале, а msgstr за нею.\n"),
        ("a.txt", "Документ начинается с \\documentclass, как известно.\n"),
        ("a.json", "<html><body><p>Кошка.</p></body></html>"),
        ("a.xml", '<?xml version="1.0"?><?xml-stylesheet a="b"?><!-- a --><html><body><p>Кошка.</p></body></html>'),
        ("a.doc", "<html><body><p>Кошка.</p></body></html>"),
    ],
)  # fmt: skip
def test_what_is_a_document_all_the_same(name: str, text: str) -> None:
    assert read_document(text.encode(), name=name).text


@pytest.mark.parametrize("command", [["segment"], ["translate", "--to", "tsv"], ["align"]])
@pytest.mark.parametrize("name", ["a.tex", "b.txt"])
def test_on_the_command_line(tmp_path: Path, command: list[str], name: str) -> None:
    path = tmp_path / name
    path.write_text(CONTENTS["LaTeX"], encoding="utf-8")
    other = tmp_path / "en.txt"
    other.write_text("A cat is sitting on the window. It rained yesterday.\n", encoding="utf-8")
    done = tolmach(*command, str(path), *([str(other)] if command == ["align"] else []))
    assert done.code == 1
    assert len(done.error_lines) == 1
    assert "LaTeX is not read" in done.error_lines[0]
    assert done.out == ""


def test_from_standard_input() -> None:
    done = tolmach("segment", "-", stdin=CONTENTS["LaTeX"].encode())
    assert (done.code, done.out) == (1, "")
    assert done.error_lines[0].startswith("tolmach: standard input: LaTeX is not read")


@pytest.mark.parametrize("kind", STRINGS)
def test_string_files_are_known_by_their_content(kind: str) -> None:
    document = read_document(STRINGS[kind].encode(), name="a.txt")
    assert document.provenance.format == kind.split(" ", maxsplit=1)[0]
    assert "ко" in document.text.lower()


def test_a_large_json_is_looked_at_to_its_end() -> None:
    data = io.StringIO()
    json.dump([{"text": TEXT, "number": number} for number in range(20_000)], data)
    assert read_document(data.getvalue().encode(), name="a.txt").provenance.format == "json"
    assert read_document((data.getvalue() + TEXT).encode(), name="a.txt").provenance.format == "txt"


def test_in_a_batch_run(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.toml").write_text("title = 'Кошка'\n", encoding="utf-8")
    (folder / "b.txt").write_text(CONTENTS["LaTeX"], encoding="utf-8")
    done = tolmach("batch", str(folder), "--out", str(tmp_path / "out"), "--pattern", "*")
    assert done.code == 1
    report = json.loads("[" + ",".join(next((tmp_path / "out").rglob("journal.jsonl")).read_text().splitlines()) + "]")
    errors = sorted(entry["error"] for entry in report if entry.get("state") == "failed")
    assert ["TOML is not read" in errors[0], "LaTeX is not read" in errors[1]] == [True, True]
