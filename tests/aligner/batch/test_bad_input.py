"""Whatever is among the inputs, each bad one is one line with its reason, and all the others are done."""

from __future__ import annotations

import json
import os
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from batchruns import tree

Run = Callable[..., subprocess.CompletedProcess[str]]
GOOD = "Министр прибыл в Москву сегодня утром, как было объявлено.\n"
OPTIONS = ("--beam", "1", "--to", "tmx")


def break_docx(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<w:document")


def bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/epub+zip")
        archive.writestr("OEBPS/chapter.xhtml", b"0" * 300_000_000)


def sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(2_000_000_000)


#: Twelve ways to be broken: file name -> (how it is made, words that its line must have).
BROKEN: dict[str, tuple[Callable[[Path], object], str]] = {
    "empty.txt": (lambda p: p.write_bytes(b""), "empty"),
    "blank.txt": (lambda p: p.write_bytes(b" \n\n\t\n"), "blanks"),
    "binary.txt": (lambda p: p.write_bytes(bytes(range(256)) * 20), "binary"),
    "broken.docx": (break_docx, "broken.docx"),
    "cut.pdf": (lambda p: p.write_bytes(b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog"), "cut.pdf"),
    "cut.odt": (lambda p: p.write_bytes(b"PK\x03\x04" + b"\x00" * 40), "cut.odt"),
    "bomb.epub": (bomb, "bomb.epub"),
    "huge.txt": (sparse, "2000 MB"),
    "english.txt": (lambda p: p.write_text("The minister arrived in Moscow this morning, it was announced."), "'en'"),
    "old.docx": (lambda p: p.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)), "old.docx"),
    "gone.txt": (lambda p: p.symlink_to("nowhere.txt"), "link to nothing"),
    "nothing.html": (lambda p: p.write_text("<html><body><img src='a.png'></body></html>"), "no text"),
}


def make_good(folder: Path) -> list[bytes]:
    """Files with names that cause trouble elsewhere, and how their outputs begin."""
    long = "я" * 125 + "zz.txt"
    assert len(os.fsencode(long)) == 256 or len(os.fsencode(long)) == 255 + 1
    long = "я" * 125 + "z.txt"
    names = [b"two words.txt", b"new\nline.txt", b"\xff\xfe bytes.txt", os.fsencode(long), "ё.txt".encode()]
    for name in names:
        with open(os.path.join(os.fsencode(folder), name), "wb") as file:  # noqa: PTH118, PTH123
            file.write(GOOD.encode())
    return names


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("in")
    make_good(folder)
    for name, (make, _) in BROKEN.items():
        make(folder / name)
    (folder / "circle").symlink_to(folder)
    os.mkfifo(folder / "pipe")
    (folder / "picture.jpg").write_bytes(b"\xff\xd8")
    (folder / "same.txt").write_text(GOOD)
    (folder / "same.md").write_text(GOOD)
    return folder


def test_each_bad_file_is_one_line(corpus: Path, tmp_path: Path, run_batch: Run) -> None:
    out = tmp_path / "out"
    done = run_batch(corpus, "-o", out, *OPTIONS)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    failed = {line for line in done.stderr.splitlines() if line.startswith("tolmach: failed: ")}
    assert len(failed) == len(BROKEN), done.stderr
    for name, (_, words) in BROKEN.items():
        mine = [line for line in failed if f"/{name}" in line]
        assert len(mine) == 1, name
        assert words in mine[0]
        assert "fault in this program" not in mine[0]
    assert "a link in a circle" in done.stderr
    assert "1 pipes and devices" in done.stderr
    assert "1 .jpg" in done.stderr
    # Seven good ones, each with its own output, in the input's own spelling.
    made = sorted(os.fsencode(name) for name in os.listdir(out) if name != "tolmach-run")  # noqa: PTH208
    assert len(made) == 7
    assert b"new\nline.ru-en.tmx" in made
    assert b"\xff\xfe bytes.ru-en.tmx" in made
    assert {b"same.ru-en.tmx", b"same.txt.ru-en.tmx"} < set(made)
    assert all(len(name) <= 255 for name in made)
    report = json.loads((out / "tolmach-run" / "report.json").read_text())
    assert (report["done"], report["failed"], report["todo"]) == (7, len(BROKEN), 0)
    assert len((out / "tolmach-run" / "results.tsv").read_text().splitlines()) == 8 + len(BROKEN)

    before = tree(out)
    # A corrected file is done by the same command; the others are listed again, not tried again.
    (corpus / "empty.txt").write_text(GOOD)
    (corpus / "gone.txt").unlink()
    (corpus / "gone.txt").write_text(GOOD)
    again = run_batch(corpus, "-o", out, *OPTIONS)
    assert again.returncode == 1
    assert len([line for line in again.stderr.splitlines() if "failed: " in line]) == len(BROKEN) - 2
    assert {name: data for name, data in tree(out).items() if name in before} == before
    assert len(tree(out)) == 9
    retried = run_batch(corpus, "-o", out, "--retry-failed", "--quiet", *OPTIONS)
    assert retried.returncode == 1
    lines = (out / "tolmach-run" / "journal.jsonl").read_text().splitlines()
    states = [json.loads(line)["state"] for line in lines]
    assert states.count("done") == 9
    assert states.count("failed") == len(BROKEN) + len(BROKEN) - 2


#: TOLMACH_BATCH_FILES=10000 runs that many, of which three in a hundred are broken, each way as often.
FILES = int(os.environ.get("TOLMACH_BATCH_FILES", 0))


@pytest.mark.skipif(not FILES, reason="set TOLMACH_BATCH_FILES=10000")
def test_hundreds_of_bad_files_among_thousands(tmp_path: Path, run_batch: Run) -> None:
    folder, out = tmp_path / "in", tmp_path / "out"
    each = max(1, FILES * 3 // 100 // len(BROKEN))
    bad = each * len(BROKEN)
    for number in range(FILES - bad):
        path = folder / f"{number % 97}" / f"good {number}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(GOOD * (1 + number % 5))
    for name, (make, _) in BROKEN.items():
        made = folder / f"bad-0-{name}"
        make(made)
        for number in range(1, each):
            path = folder / f"{number % 97}" / f"bad-{number}-{name}"
            path.hardlink_to(made) if not made.is_symlink() else path.symlink_to("nowhere.txt")
    done = run_batch(folder, "-o", out, *OPTIONS, "--quiet")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    failed = [line for line in done.stderr.splitlines() if line.startswith("tolmach: failed: ")]
    assert len(failed) == bad
    for name, (_, words) in BROKEN.items():
        mine = [line for line in failed if line.split(": ")[2].endswith(f"-{name}")]
        assert len(mine) == each, name
        # All but the name of the file is the same for each of them.
        assert all(words.removeprefix("bad-") in line for line in mine), mine[0]
    assert len(tree(out)) == FILES - bad
    report = json.loads((out / "tolmach-run" / "report.json").read_text())
    assert (report["done"], report["failed"], report["todo"]) == (FILES - bad, bad, 0)


def line_of(done: subprocess.CompletedProcess[str]) -> str:
    """The one line of a run that did not start."""
    assert done.returncode == 1
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    return lines[0]


def test_input_inside_the_output(tmp_path: Path, run_batch: Run) -> None:
    out = tmp_path / "out"
    (out / "texts").mkdir(parents=True)
    (out / "texts" / "a.txt").write_text(GOOD)
    assert "lies inside the output folder" in line_of(run_batch(out / "texts", "-o", out, *OPTIONS))
    assert "is also the output folder" in line_of(run_batch(out, "-o", out, *OPTIONS))
    # The other way round is usual: the output folder is passed over.
    inner = run_batch(out / "texts", "-o", out / "texts" / "made", *OPTIONS)
    assert inner.returncode == 0, inner.stderr
    assert run_batch(out / "texts", "-o", out / "texts" / "made", *OPTIONS).returncode == 0
    assert list(tree(out / "texts" / "made")) == ["a.ru-en.tmx"]


def test_runs_that_cannot_start(tmp_path: Path, run_batch: Run) -> None:
    text = tmp_path / "a.txt"
    text.write_text(GOOD)
    used = tmp_path / "used"
    used.mkdir()
    (used / "letter.txt").write_text("mine")
    assert "is not empty and holds no batch run" in line_of(run_batch(text, "-o", used, *OPTIONS))
    assert "no such file or folder" in line_of(run_batch(tmp_path / "b.txt", "-o", tmp_path / "o1", *OPTIONS))
    assert "cannot be made" in line_of(run_batch(text, "-o", text / "below", *OPTIONS))
    empty = tmp_path / "empty"
    empty.mkdir()
    assert "no document was found" in line_of(run_batch(empty, "-o", tmp_path / "o2", *OPTIONS))


def test_changed_settings_and_inputs_are_said(tmp_path: Path, run_batch: Run) -> None:
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    for name in "abc":
        (folder / f"{name}.txt").write_text(GOOD)
    assert run_batch(folder, "-o", out, *OPTIONS).returncode == 0
    refused = line_of(run_batch(folder, "-o", out, "--beam", "2", "--to", "tmx,txt"))
    assert "--beam was 1, is 2" in refused
    assert "--to was tmx, is tmx,txt" in refused
    # One touched, one changed, one gone, one new.
    os.utime(folder / "a.txt")
    (folder / "b.txt").write_text(GOOD * 2)
    (folder / "c.txt").unlink()
    (folder / "d.txt").write_text(GOOD)
    before = tree(out)
    said = run_batch(folder, "-o", out, *OPTIONS)
    assert said.returncode == 0
    assert "1 document is new" in said.stderr
    assert "1 document is no longer among the inputs" in said.stderr
    assert "1 document has changed since the last start; done again" in said.stderr
    after = tree(out)
    assert after["a.ru-en.tmx"] == before["a.ru-en.tmx"]
    assert after["b.ru-en.tmx"].count(b"<tu ") == 2
    assert set(after) == {f"{name}.ru-en.tmx" for name in "abcd"}
    (folder / "b.txt").write_bytes(b"")
    assert run_batch(folder, "-o", out, *OPTIONS).returncode == 1
    assert "b.ru-en.tmx" not in tree(out), "the output of a text that is no longer there"
    (folder / "b.txt").write_text(GOOD)
    redone = run_batch(folder, "-o", out, "--redo", "--beam", "1", "--to", "txt")
    assert redone.returncode == 0, redone.stderr
    assert set(tree(out)) == {f"{name}.ru-en.txt" for name in "abd"}
