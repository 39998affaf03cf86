"""What a run works on: folders, patterns, manifests, rows, pairs."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from permissions import without_privileges

from aligner.batch.errors import BatchError
from aligner.batch.fetch import fetch
from aligner.batch.inputs import Inputs
from aligner.batch.items import Item, item_from_json
from aligner.batch.plan import Plan
from aligner.batch.rows import Columns
from aligner.batch.settings import Settings
from aligner.batch.work import prepare
from aligner.errors import ReadError


def put(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"Текст {name}.")


def stems(inputs: Inputs) -> list[str]:
    return [item.stem for item in inputs.items()]


def test_a_folder_in_byte_order_without_hidden_and_foreign_files(tmp_path: Path) -> None:
    put(
        tmp_path,
        "in/b.txt",
        "in/a/z.docx",
        "in/a/y.txt",
        "in/B.txt",
        "in/.git/x.txt",
        "in/.x.txt",
        "in/c.jpg",
        "in/README",
    )
    inputs = Inputs([str(tmp_path / "in")], str(tmp_path / "out"))
    assert stems(inputs) == ["B", "README", "a/y", "a/z", "b"]
    assert inputs.skipped == {".jpg": 1}
    patterned = Inputs([str(tmp_path / "in")], "", patterns=["a/*", "*.jpg"], excludes=["z.*"])
    assert stems(patterned) == ["a/y", "c"]


def test_several_folders_keep_their_names(tmp_path: Path) -> None:
    put(tmp_path, "one/a.txt", "two/a.txt", "b.txt")
    assert stems(Inputs([str(tmp_path / n) for n in ("one", "two", "b.txt")], "")) == ["one/a", "two/a", "b"]


def test_one_file_named_twice_is_one_document(tmp_path: Path) -> None:
    put(tmp_path, "in/a.txt", "in/b.txt")
    plan = Plan(tmp_path / "plan.sqlite")
    named = [str(tmp_path / "in"), str(tmp_path / "in" / "a.txt")]
    assert plan.update(Inputs(named, "").items()).total == 2
    assert plan.update(Inputs(named[:1], "").items()).added == 0
    difference = plan.update(Inputs(named[1:], "").items())
    assert (difference.total, difference.gone, difference.touched) == (1, 1, 0)
    assert [item.number for item in plan.items()] == [0]
    plan.close()


def items_of(manifest: Path) -> list[Item]:
    return list(Inputs([], "", manifests=[manifest]).items())


def test_manifests(tmp_path: Path) -> None:
    put(tmp_path, "a.txt", "sub/b.txt", "b.en.txt")
    tsv = tmp_path / "list.tsv"
    tsv.write_text(
        "path\tsecond\tout\tencoding\n\na.txt\t\t\tcp1251\nsub/b.txt\tb.en.txt\tpairs/b\n", encoding="utf-8-sig"
    )
    first, second = items_of(tsv)
    assert (first.stem, first.options, first.second) == ("a", {"encoding": "cp1251"}, None)
    assert second.stem == "pairs/b"
    assert second.second is not None
    assert second.second.path == str(tmp_path / "b.en.txt")
    bare = tmp_path / "bare.tsv"
    bare.write_text("sub/b.txt\nsub/../a.txt\n")
    assert [item.stem for item in items_of(bare)] == ["sub/b", "a"]
    lines = tmp_path / "list.jsonl"
    lines.write_text(json.dumps({"path": "a.txt", "language": "ru", "second": None}) + "\n\n")
    assert items_of(lines)[0].options == {"language": "ru"}


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("a.tsv", "path\tcolour\na.txt\tred\n", "line 2: unknown column 'colour'"),
        ("a.tsv", "a.txt\tb.txt\tc\n", "line 1: 3 columns, 2 expected"),
        ("a.tsv", "path\tout\na.txt\t../x\n", "leads out of the output folder"),
        ("a.tsv", "path\tout\na.txt\t/x\n", "leads out of the output folder"),
        ("a.jsonl", '{"second": "a"}\n', "line 1: no path"),
        ("a.jsonl", '{"path": 3}\n', "must be a string"),
        ("a.jsonl", "\n[1]\n", "line 2: JSON, but not an object"),
        ("a.jsonl", "{path}\n", "line 1: not JSON"),
        ("a.jsonl", '{"path": "a\\u0000b"}\n', "null character"),
    ],
)
def test_manifests_that_are_wrong(tmp_path: Path, name: str, text: str, words: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(BatchError, match=words.replace("[", r"\[")):
        items_of(tmp_path / name)
    with pytest.raises(BatchError, match="cannot be read"):
        items_of(tmp_path / "none.tsv")


def test_json_lines(tmp_path: Path) -> None:
    path = tmp_path / "corpus.jsonl"
    rows = [{"text": "Первый.", "id": "a/b"}, {"text": 3, "id": "c"}, {"id": "d"}, {"text": "Ещё\nодин.", "id": ""}]
    path.write_text(
        "".join(json.dumps(row, ensure_ascii=False) + "\n\n" for row in rows) + "{broken\n", encoding="utf-8"
    )
    items = list(Inputs([str(path)], "", columns=Columns(name="id")).items())
    assert [item.stem for item in items] == ["corpus/a-b", "corpus/c", "corpus/d", "corpus/000004", "corpus/000005"]
    assert fetch(items[0].source, 100) == "Первый.".encode()
    assert fetch(items[3].source, 100) == "Ещё\nодин.".encode()
    for item, words in zip((items[1], items[2], items[4]), ("holds int", "holds nothing", "not JSON"), strict=True):
        with pytest.raises(ReadError, match=words):
            fetch(item.source, 100)
    with pytest.raises(ReadError, match="split it"):
        fetch(items[0].source, 3)
    manifest = tmp_path / "m.jsonl"
    manifest.write_text('{"path": "a.txt"}\n')
    with pytest.raises(BatchError, match="give it with --manifest"):
        list(Inputs([str(manifest)], "").items())


def test_parquet(tmp_path: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow", reason="needs the extra 'parquet'")
    parquet = pytest.importorskip("pyarrow.parquet")
    path = tmp_path / "corpus.parquet"
    texts = [f"Строка {n}." if n != 4 else None for n in range(7)]
    table = pyarrow.table({"body": texts, "name": list("abcdefg"), "en": [f"Line {n}." for n in range(7)]})
    parquet.write_table(table, path, row_group_size=3)
    items = list(Inputs([str(path)], "", columns=Columns("body", "en", "name")).items())
    assert [item.stem for item in items] == [f"corpus/{name}" for name in "abcdefg"]
    assert fetch(items[5].source, 100).decode() == "Строка 5."
    assert items[6].second is not None
    assert fetch(items[6].second, 100) == b"Line 6."
    with pytest.raises(ReadError, match="holds nothing"):
        fetch(items[4].source, 100)
    with pytest.raises(BatchError, match="no column 'text'; it has body, name, en"):
        list(Inputs([str(path)], "").items())
    broken = tmp_path / "broken.parquet"
    broken.write_bytes(b"PAR1 and no more")
    with pytest.raises(BatchError, match="not a Parquet file"):
        list(Inputs([str(broken)], "").items())


def test_pairs(tmp_path: Path) -> None:
    put(tmp_path, "in/a.ru.txt", "in/a.en.txt", "in/sub/b.en.docx", "in/sub/b.ru.txt")
    items = list(Inputs([str(tmp_path / "in")], "", pair="name").items())
    assert [(item.stem, Path(item.source.path).name) for item in items] == [("a", "a.ru.txt"), ("sub/b", "b.ru.txt")]
    one_by_one = [str(tmp_path / "in" / name) for name in ("a.ru.txt", "a.en.txt")]
    assert len(list(Inputs(one_by_one, "", pair="name").items())) == 1


def test_what_has_no_partner_is_listed_and_keeps_no_pair_from_being_done(tmp_path: Path) -> None:
    put(tmp_path, "in/a.ru.txt", "in/a.en.txt", "in/c.ru.docx", "in/c.ru.txt", "in/d.txt")
    items = list(Inputs([str(tmp_path / "in")], "", pair="name").items())
    assert [(item.stem, item.options.get("problem", "").split(";")[0]) for item in items] == [
        ("a", ""),
        ("c.ru.txt", "c.ru.docx is 'ru', too"),
        ("d.txt", "nothing says what it is to be aligned with"),
        ("c.ru.docx", "its partner is missing"),
    ]
    (tmp_path / "in/a.en.txt").unlink()
    with pytest.raises(BatchError, match=r"there is not one pair to align: .*c\.ru\.txt: c\.ru\.docx is 'ru', too"):
        list(Inputs([str(tmp_path / "in")], "", pair="name").items())


def test_a_folder_that_cannot_be_read_is_listed_as_failed(tmp_path: Path) -> None:
    """Overnight nobody reads notes: what is not done has to end in exit code 1."""
    put(tmp_path, "in/a.txt", "in/shut/b.txt")
    code = (
        "import sys; from aligner.batch.inputs import Inputs; from aligner.batch.items import item_to_json\n"
        "for item in Inputs([sys.argv[1]], '').items(): print(item_to_json(item))"
    )
    (tmp_path / "in/shut").chmod(0)
    try:
        command = [*without_privileges(), sys.executable, "-c", code, str(tmp_path / "in")]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    finally:
        (tmp_path / "in/shut").chmod(0o755)
    first, second = (item_from_json(line, 0) for line in done.stdout.splitlines())
    assert (first.stem, first.options) == ("a", {})
    assert second.options == {"problem": "this folder cannot be read (permission denied); nothing in it is done"}
    with pytest.raises(ReadError, match="shut: this folder cannot be read"):
        prepare(second, Settings(out="", created=""))
