"""Whole runs: rows and pairs, merged outputs, dry run, logs, report; the outputs of ``tolmach translate``."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from batchruns import ROOT, tree, write_corpus

from aligner.batch.estimate import estimate
from aligner.batch.inputs import Inputs
from aligner.batch.settings import Settings
from aligner.core.unit import Unit
from aligner.imports import read_units
from aligner.memory import open_memory
from aligner.samples import ARTICLE
from models.load import load_translator

Run = Callable[..., subprocess.CompletedProcess[str]]
GOOD = "Министр прибыл в Москву сегодня утром, как было объявлено."
OPTIONS = ("--beam", "1", "--to", "tmx")


def events(done: subprocess.CompletedProcess[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in done.stderr.splitlines() if line.startswith("{")]


def test_rows_become_one_merged_file_with_each_pair_once(tmp_path: Path, run_batch: Run) -> None:
    rows = [GOOD, "Посол был рад. " + GOOD, "Её мы не видели.", GOOD]
    path = tmp_path / "corpus.jsonl"
    path.write_text("".join(json.dumps({"text": text}) + "\n" for text in rows))
    out = tmp_path / "out"
    options = ("--beam", "1", "--no-files", "--merge", "run", "--merge-to", "tmx,tsv", "--log", "json")
    done = run_batch(path, "-o", out, *options)
    assert done.returncode == 0, done.stderr
    assert sorted(tree(out)) == ["merged.tmx", "merged.tsv"]
    units = list(read_units(out / "merged.tmx"))
    assert [unit.source for unit in units] == [GOOD, "Посол был рад.", "Её мы не видели."]
    assert len({unit.id for unit in units}) == 3
    said = events(done)
    assert [event["event"] for event in said].count("document") == 4
    end = said[-1]
    assert (end["event"], end["done"], end["translated"], end["repeated"]) == ("end", 4, 3, 2)


def test_the_same_bytes_as_the_translate_command(tmp_path: Path, run_batch: Run) -> None:
    done = run_batch(ARTICLE, "-o", tmp_path / "batch", "--beam", "1", "--to", "txt,json", "--no-checks")
    assert done.returncode == 0, done.stderr
    script = "from aligner.cli import main; main()"
    command = [sys.executable, "-c", script, "translate", str(ARTICLE), "-o", str(tmp_path / "one")]
    subprocess.run([*command, "--beam", "1", "--to", "txt,json"], check=True, cwd=ROOT, capture_output=True)
    batch, one = tree(tmp_path / "batch"), tree(tmp_path / "one")
    assert batch["article.ru-en.txt"] == one["article.ru-en.txt"]
    assert sorted(batch) == ["article.ru-en.json", "article.ru-en.txt"]
    many, single = json.loads(batch["article.ru-en.json"]), json.loads(one["article.ru-en.json"])
    assert many["target"]["text"] == single["target"]["text"]
    # The command may pad its batches; scores then differ in the fourth digit.
    assert [bead["score"] for bead in many["beads"]] == pytest.approx([b["score"] for b in single["beads"]], abs=0.02)


def test_pairs_are_aligned(tmp_path: Path, run_batch: Run) -> None:
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    for language in ("ru", "en"):
        text = (ARTICLE.parent / f"article.{language}.txt").read_bytes()
        (folder / f"article.{language}.txt").write_bytes(text)
        (folder / f"again.{language}.txt").write_bytes(text)
    (folder / "alone.ru.txt").write_text("Да.", encoding="utf-8")
    foreseen = run_batch(folder, "-o", out, "--align", "--to", "tmx", "--dry-run")
    assert foreseen.returncode == 0, foreseen.stderr
    assert foreseen.stdout.startswith("3 documents (2 .txt pairs, 1 .txt)\n")
    missing = f"{folder}/alone.ru.txt: its partner is missing; name pairs a.ru.txt and a.en.txt"
    assert f"would fail: {missing}\n" in foreseen.stdout
    assert not out.exists()
    done = run_batch(folder, "-o", out, "--align", "--to", "tmx")
    assert done.returncode == 1
    assert f"tolmach: failed: {missing}\n" in done.stderr
    count = json.loads((out / "tolmach-run" / "report.json").read_text())["sentences"]
    assert f"about {count} sentences, about " in foreseen.stdout
    made = tree(out)
    assert sorted(made) == ["again.ru-en.tmx", "article.ru-en.tmx"]
    units = list(read_units(out / "article.ru-en.tmx"))
    assert len(units) >= 10
    assert {unit.origin for unit in units} == {"aligner"}
    (folder / "alone.en.txt").write_text("Yes.", encoding="utf-8")
    done = run_batch(folder, "-o", out, "--align", "--to", "tmx")
    assert done.returncode == 0, done.stderr
    assert sorted(tree(out)) == ["again.ru-en.tmx", "alone.ru-en.tmx", "article.ru-en.tmx"]
    manifest = tmp_path / "list.tsv"
    manifest.write_text("path\tsecond\tout\nin/article.ru.txt\tin/article.en.txt\tx/y\n")
    listed = run_batch("--manifest", manifest, "-o", tmp_path / "listed", "--to", "tmx")
    assert listed.returncode == 0, listed.stderr
    assert list(tree(tmp_path / "listed")) == ["x/y.ru-en.tmx"]


def test_a_dry_run_writes_nothing(tmp_path: Path, run_batch: Run) -> None:
    corpus, out = write_corpus(tmp_path / "in", 9), tmp_path / "out"
    shown = run_batch(corpus, "-o", out, "--dry-run", *OPTIONS)
    assert shown.returncode == 0, shown.stderr
    assert not out.exists()
    lines = shown.stdout.splitlines()
    assert lines[0] == "9 documents (9 .txt)"
    assert "part 0/документ-000.txt -> part 0/документ-000.*" in lines[1]
    count = int(lines[-1].split()[1])
    assert 20 <= count <= 80
    assert run_batch(corpus, "-o", out, *OPTIONS).returncode == 0
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*") if path.is_file()}
    again = run_batch(corpus, "-o", out, "--dry-run", *OPTIONS)
    assert "9 done before, 0 failed before, 0 to do" in again.stdout
    assert {path: path.stat().st_mtime_ns for path in out.rglob("*") if path.is_file()} == before


def test_what_cannot_be_read_does_not_swell_the_estimate(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    text = ("Переговоры прошли в Астане. " * 5).encode()
    for number in range(12):
        (tmp_path / "in" / f"{number}.txt").write_bytes(text if number % 2 else b"\x00\x01" * (len(text) // 2))
    settings = Settings(out=str(tmp_path / "out"), created=datetime(2026, 1, 1, tzinfo=UTC))
    found = estimate(Inputs([str(tmp_path / "in")], ""), settings, tmp_path / "run", load_translator)
    assert (found.looked_at, len(found.problems), found.sentences) == (12, 6, 30)


def test_the_report_says_everything(tmp_path: Path, run_batch: Run) -> None:
    corpus, out = write_corpus(tmp_path / "in", 6), tmp_path / "out"
    (corpus / "a <b>.txt").write_text("")
    done = run_batch(corpus, "-o", out, "--quiet", *OPTIONS)
    assert done.returncode == 1
    assert done.stderr.splitlines() == [f"tolmach: failed: {corpus}/a <b>.txt: the file is empty"]
    run = out / "tolmach-run"
    report = json.loads((run / "report.json").read_text())
    assert (report["documents"], report["done"], report["failed"]) == (7, 6, 1)
    assert report["failures"] == [{"path": f"{corpus}/a <b>.txt", "error": f"{corpus}/a <b>.txt: the file is empty"}]
    assert 0 < report["mean_confidence"] < 1
    assert report["translated"] + report["repeated"] == report["sentences"]
    page = (run / "report.html").read_text()
    assert "<h1>6 of 7 documents done, 1 failed</h1>" in page
    assert "a &lt;b&gt;.txt" in page
    assert "<b>" not in page
    assert "http" not in page
    header, *rows = (run / "results.tsv").read_text().splitlines()
    assert header.split("\t") == ["path", "state", "sentences", "tokens", "confidence", "findings", "seconds", "error"]
    assert len(rows) == 7
    assert sum(int(row.split("\t")[2] or 0) for row in rows) == report["sentences"]


def test_what_a_person_confirmed_is_not_translated(tmp_path: Path, run_batch: Run) -> None:
    path = tmp_path / "memory.sqlite3"
    with open_memory(path) as memory:
        memory.add([Unit(GOOD, "Confirmed by a person.", "ru", "en", status="confirmed", origin="human")])
    text = tmp_path / "a.txt"
    text.write_text(f"Посол был рад. {GOOD} Её мы не видели.")
    options = (text, "-o", tmp_path / "out", "--memory", path, *OPTIONS)
    done = run_batch(*options, "--log", "json")
    assert done.returncode == 0, done.stderr
    assert events(done)[-1]["translated"] == 2
    units = list(read_units(tmp_path / "out" / "a.ru-en.tmx"))
    assert [unit.origin for unit in units] == ["mt", "memory", "mt"]
    assert units[1].target == "Confirmed by a person."
    assert units[2].source == "Её мы не видели."
    with open_memory(path) as memory:
        memory.add([Unit("Посол был рад.", "He was glad.", "ru", "en", status="confirmed", origin="human")])
    assert "the memory's contents changed" in run_batch(*options).stderr
    missing = run_batch(text, "-o", tmp_path / "o", "--memory", tmp_path / "none", *OPTIONS)
    assert "no such translation memory" in missing.stderr


def test_documents_come_back_in_their_own_format(tmp_path: Path, run_batch: Run) -> None:
    text = tmp_path / "a.md"
    text.write_text(f"# Её мы не видели\n\n* {GOOD}\n* *{GOOD}*\n")
    done = run_batch(text, "-o", tmp_path / "out", "--beam", "1", "--to", "document,txt")
    assert done.returncode == 0, done.stderr
    made = tree(tmp_path / "out")
    assert sorted(made) == ["a.ru-en.md", "a.ru-en.txt"]
    lines = made["a.ru-en.md"].decode().splitlines()
    assert [line[:2] for line in lines if line] == ["# ", "* ", "* "]
    assert GOOD not in "".join(lines)


def test_formats_that_use_word_links_get_them(tmp_path: Path, run_batch: Run) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.ru.txt").write_text(GOOD)
    (folder / "a.en.txt").write_text("The minister arrived in Moscow this morning, as announced.")
    for name, options in (("translated", ()), ("aligned", ("--align",))):
        out = tmp_path / name
        done = run_batch(
            folder / "a.ru.txt" if not options else folder, "-o", out, "--beam", "1", "--to", "json", *options
        )
        assert done.returncode == 0, done.stderr
        (made,) = (json.loads(data) for data in tree(out).values())
        assert made["beads"][0]["links"], name


def test_what_cannot_come_back_in_its_own_format_is_listed_and_ends_in_1(tmp_path: Path, run_batch: Run) -> None:
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    frame = '<iframe srcdoc="&lt;p&gt;Меню сайта&lt;/p&gt;"></iframe>'
    (folder / "menu.html").write_text(f"<html lang=ru><body><p>{GOOD}</p>{frame}</body></html>")
    (folder / "whole.html").write_text(f"<html lang=ru><body><p>{GOOD}</p></body></html>")
    done = run_batch(folder, "-o", out, "--beam", "1", "--to", "document")
    assert done.returncode == 1
    assert sorted(tree(out)) == ["menu.ru-en.html", "whole.ru-en.html"]
    assert any("menu.ru-en.html" in line and "Меню сайта" in line for line in done.stderr.splitlines())
    rows = [line.split("\t") for line in (out / "tolmach-run" / "results.tsv").read_text().splitlines()]
    states = {Path(row[0]).name: (row[1], bool(row[7])) for row in rows[1:]}
    assert states == {"menu.html": ("done", True), "whole.html": ("done", False)}
    again = run_batch(folder, "-o", out, "--beam", "1", "--to", "document")
    assert again.returncode == 1
    report = json.loads((out / "tolmach-run" / "report.json").read_text())
    assert (report["failed"], report["incomplete"]) == (0, 1)
    assert "Done in part" in (out / "tolmach-run" / "report.html").read_text()


@pytest.mark.parametrize("options", [(), ("--dry-run",)])
def test_a_run_in_which_no_document_has_a_format_to_come_back_in_is_refused(
    tmp_path: Path, run_batch: Run, options: tuple[str, ...]
) -> None:
    rows = tmp_path / "corpus.jsonl"
    rows.write_text(json.dumps({"text": GOOD}) + "\n")
    done = run_batch(rows, "-o", tmp_path / "out", "--beam", "1", "--to", "document", *options)
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith("tolmach: --to document: none of these documents can be written in its own format")
    assert not list((tmp_path / "out").rglob("*.json*"))


def test_a_glossary_holds_for_translations_and_checks_and_a_changed_one_is_noticed(
    tmp_path: Path, run_batch: Run
) -> None:
    terms = tmp_path / "terms.csv"
    terms.write_text("Русский;Английский\nминистр;cabinet minister\n", encoding="utf-8")
    (tmp_path / "a.txt").write_text(GOOD, encoding="utf-8")
    arguments = (tmp_path / "a.txt", "-o", tmp_path / "out", *OPTIONS, "--glossary", terms, "--log", "json")
    done = run_batch(*arguments)
    assert done.returncode == 0, done.stderr
    (unit,) = read_units(tmp_path / "out" / "a.ru-en.tmx")
    assert "cabinet minister" in unit.target.lower()
    terms.write_text("министр;secretary\n", encoding="utf-8")
    again = run_batch(*arguments)
    assert again.returncode == 1
    assert "the glossary's terms changed" in again.stderr
