"""``tolmach translate`` as a user meets it: results, names, exit codes, and one clear line for bad input."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from commands import tolmach
from lxml import etree

from aligner.core.serial import bitext_from_json
from aligner.samples import ARTICLE

RUSSIAN = "Переговоры прошли в Астане.\n\nСтороны обсудили подготовку к встрече.\n"


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "article.ru.txt"
    path.write_text(RUSSIAN, encoding="utf-8")
    return path


def test_to_standard_output(article: Path) -> None:
    done = tolmach("translate", str(article), "--beam", "1")
    assert done.code == 0
    paragraphs = done.out.strip().split("\n\n")
    assert len(paragraphs) == 2
    assert all(text.isascii() and len(text) > 5 for text in paragraphs)
    assert done.err == ""


def test_standard_input_and_output_agree_with_a_file(article: Path) -> None:
    from_file = tolmach("translate", str(article), "--beam", "1")
    piped = tolmach("translate", "-", "--beam", "1", stdin=RUSSIAN.encode("cp1251"))
    assert (piped.code, piped.out) == (0, from_file.out)


def test_every_format_into_a_folder(article: Path, tmp_path: Path) -> None:
    out = tmp_path / "deep" / "out"
    done = tolmach("translate", str(article), "-o", str(out), "--to", "tmx,html,tsv,jsonl,txt,json", "--beam", "1")
    assert done.code == 0, done.err
    names = {path.name for path in out.iterdir()}
    assert names == {f"article.ru-en.{e}" for e in ("tmx", "html", "tsv", "jsonl", "txt", "json")}
    units = etree.parse(out / "article.ru-en.tmx").findall(".//tu")
    bitext = bitext_from_json((out / "article.ru-en.json").read_text(encoding="utf-8"))
    assert len(units) == len(bitext.beads) == 2
    assert all(bead.origin == "mt" and bead.kind == "1-1" for bead in bitext.beads)
    assert all(str(out / name) in done.err for name in names)


def test_sample_article_whole(tmp_path: Path) -> None:
    done = tolmach("translate", str(ARTICLE), "-o", str(tmp_path), "--to", "json", "--table", "--beam", "1")
    assert done.code == 0
    bitext = bitext_from_json((tmp_path / "article.ru-en.json").read_text(encoding="utf-8"))
    assert len(bitext.source.paragraphs) == 11
    assert bitext.source.paragraphs[0].kind == "heading"
    assert len(bitext.source.sentences) == 14
    assert bitext.source.sentences[2].text.startswith("Главной темой")
    assert all(not bead.is_null for bead in bitext.beads)
    assert [p.kind for p in bitext.target.paragraphs] == [p.kind for p in bitext.source.paragraphs]
    assert "ЮНЕП" in done.out
    assert f"{bitext.beads[0].confidence:.2f}" in done.out


BAD_FILES = {
    "empty.txt": b"",
    "blank.txt": b" \n\n \n",
    "binary.txt": bytes(range(256)) * 40,
    "english.txt": b"The Security Council met on Tuesday to discuss the situation in the region.\n",
    "ukrainian.txt": "Рада Безпеки ООН зібралася у вівторок, щоб обговорити ситуацію в її регіоні.\n".encode(),
}


def test_bad_files_do_not_stop_the_good_ones(article: Path, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    bad = [folder / name for name in BAD_FILES]
    for path in bad:
        path.write_bytes(BAD_FILES[path.name])
    bad += [folder, folder / "missing.txt"]
    out = tmp_path / "out"
    done = tolmach("translate", *map(str, bad), str(article), "-o", str(out), "--to", "txt", "--beam", "1")
    assert done.code == 1
    assert len(done.error_lines) == len(bad)
    for path, line in zip(bad, done.error_lines, strict=True):
        assert str(path) in line
    assert "Traceback" not in done.err
    assert [path.name for path in out.iterdir()] == ["article.ru-en.txt"]


def test_another_language_is_refused_unless_forced(tmp_path: Path) -> None:
    path = tmp_path / "speech.txt"
    path.write_text("The Security Council met on Tuesday to discuss the situation.\n", encoding="utf-8")
    refused = tolmach("translate", str(path), "--beam", "1")
    assert refused.code == 1
    assert "'en'" in refused.err
    assert "--force" in refused.err
    forced = tolmach("translate", str(path), "--beam", "1", "--force")
    assert forced.code == 0
    assert "warning" in forced.err
    assert forced.out.strip()


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["--to", "docz"], "unknown format 'docz'"),
        (["--beam", "0"], "--beam"),
        (["--beam", "many"], "--beam"),
        (["--no-such-option"], "--no-such-option"),
        (["--to", "tmx,html"], "-o DIR"),
    ],
)
def test_wrong_usage_exits_2(article: Path, args: list[str], said: str) -> None:
    done = tolmach("translate", str(article), *args)
    assert done.code == 2
    assert said in done.err


def test_unknown_model_is_one_line(article: Path) -> None:
    done = tolmach("translate", str(article), "--model", "no-such-model")
    assert done.code == 1
    assert len(done.err.strip().splitlines()) == 1
    assert "no-such-model" in done.err


def test_no_files_exits_2() -> None:
    assert tolmach("translate").code == 2


def test_output_that_is_a_file(article: Path, tmp_path: Path) -> None:
    blocked = tmp_path / "blocked"
    blocked.write_text("")
    done = tolmach("translate", str(article), "-o", str(blocked / "out"), "--beam", "1")
    assert done.code == 1
    assert len(done.error_lines) == 1


def test_full_disk_leaves_nothing_half_written(article: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    tolmach("translate", str(article), "--beam", "1")  # the model is unpacked and converted by now
    code = (
        "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "from aligner.cli import main; import models.load; models.load.load_translator();"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (300, 300)); main()"
    )
    assert resource.RLIMIT_FSIZE is not None
    done = subprocess.run(
        [sys.executable, "-c", code, "translate", str(article), "-o", str(out), "--to", "html", "--beam", "1"],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        timeout=120,
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "article.ru-en.html" in done.stderr
    assert list(out.iterdir()) == []


def test_documents_of_one_name_keep_their_results_apart(tmp_path: Path) -> None:
    texts = {
        "a/x.txt": "Первый.",
        "b/x.txt": "Второй.",
        "b/x.html": "<p>Третий.</p>",
        "c/x.ru.txt": "Пятый.",
        "y.txt": "Шестой.",
    }
    for name, text in texts.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    out = tmp_path / "out"
    files = [str(tmp_path / name) for name in texts]
    done = tolmach("translate", *files, files[0], "-o", str(out), "--to", "tsv", "--beam", "1")
    assert done.code == 0
    found = {path.name: path.read_text(encoding="utf-8") for path in out.iterdir()}
    assert set(found) == {
        "x.ru-en.tsv",
        "x.txt.ru-en.tsv",
        "x.html.ru-en.tsv",
        "x.ru.txt.ru-en.tsv",
        "y.ru-en.tsv",
    }
    assert "Первый." in found["x.ru-en.tsv"]
    assert "Второй." in found["x.txt.ru-en.tsv"]


def test_two_formats_of_one_extension_keep_apart(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<html><body><p>Стороны договорились.</p></body></html>", encoding="utf-8")
    done = tolmach("translate", str(page), "-o", str(tmp_path / "out"), "--to", "html,document", "--beam", "1")
    assert done.code == 0, done.err
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {"page.ru-en.html", "page.ru-en.document.html"}


def test_a_name_as_long_as_the_file_system_allows(tmp_path: Path) -> None:
    path = tmp_path / ("ж" * 125 + ".txt")
    path.write_text("Да.", encoding="utf-8")
    done = tolmach("translate", str(path), "-o", str(tmp_path / "out"), "--to", "tmx,moses", "--beam", "1")
    assert done.code == 0, done.err
    assert {path.suffix for path in (tmp_path / "out").iterdir()} == {".tmx", ".zip"}


@pytest.mark.parametrize("tag", ["рус", "Russian", "../ru", "ru RU"])
def test_a_tag_that_is_no_language_code(article: Path, tag: str) -> None:
    for arguments in (["translate", str(article), "--source-tag", tag], ["segment", str(article), "--lang", tag]):
        done = tolmach(*arguments)
        assert done.code == 2
        assert "is no language code; write it like ru" in done.err
