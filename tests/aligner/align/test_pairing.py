"""Documents paired by what they say: by the functions, by ``tolmach pair``, by a batch run."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from aligner.align.pairing import pair_documents, sketch
from aligner.batch.errors import BatchError
from aligner.batch.inputs import Inputs
from aligner.cli import cli
from aligner.core.document import document_from_sentences
from models.encoder import load_encoder

TEXTS = Path(__file__).parents[2] / "data" / "pairing"
#: Two of them are the same contract with other figures.
PARTNERS = {"1": "harbour", "2": "contract-b", "3": "contract-a", "4": "grandmother"}


def test_each_text_finds_its_translation_and_strangers_find_none() -> None:
    done = CliRunner().invoke(cli, ["pair", str(TEXTS / "ru"), str(TEXTS / "en"), "--to", "jsonl"])
    assert done.exit_code == 1, "two texts have no partner"
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    found = {Path(row["path"]).stem: Path(row["second"]).stem for row in rows if row["second"]}
    assert found == PARTNERS
    assert sorted(Path(row["path"]).stem for row in rows if not row["second"]) == ["5", "volcano"]
    assert all(row["share"] > 0.8 for row in rows if row["second"])
    assert "ru/5.txt: no partner found" in done.stderr


def test_a_list_of_pairs_goes_into_a_batch_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(TEXTS, tmp_path, dirs_exist_ok=True)
    for name in ("ru/5.txt", "en/volcano.txt"):
        (tmp_path / name).unlink()
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(cli, ["pair", "ru", "en", "--to", "tsv"])
    assert done.exit_code == 0
    (tmp_path / "pairs.tsv").write_text(done.stdout)
    items = list(Inputs([], "", manifests=[tmp_path / "pairs.tsv"]).items())
    assert {Path(i.source.path).stem: Path(i.second.path).stem for i in items if i.second} == PARTNERS


def test_a_batch_run_pairs_by_content_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    texts, kept = tmp_path / "in", tmp_path / "pairs.json"
    shutil.copytree(TEXTS, texts)
    (texts / "ru" / "broken.docx").write_bytes(b"PK\x03\x04 no archive")
    first = list(Inputs([str(texts)], "", pair="content", pairs=kept).items())
    assert {i.stem: Path(i.second.path).stem for i in first if i.second} == {f"ru/{a}": b for a, b in PARTNERS.items()}
    assert {i.options["language"] + i.options["second_language"] for i in first if i.second} == {"ruen"}
    problems = {Path(i.source.path).name: i.options["problem"] for i in first if not i.second}
    assert set(problems) == {"5.txt", "volcano.txt", "broken.docx"}
    assert "no translation of it was found" in problems["5.txt"]
    monkeypatch.setattr("aligner.batch.matching.read_sketches", None)
    assert list(Inputs([str(texts)], "", pair="content", pairs=kept).items()) == first
    monkeypatch.undo()
    (texts / "en" / "harbour.txt").unlink()
    again = list(Inputs([str(texts)], "", pair="content", pairs=kept).items())
    assert sum(item.second is not None for item in again) == 3
    for path in (texts / "en").iterdir():
        path.unlink()
    with pytest.raises(BatchError, match="there is not one pair to align"):
        list(Inputs([str(texts)], "", pair="content", pairs=kept).items())


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["pair", "ru/1.txt", "en"], "ru/1.txt: not a folder"),
        (["pair", "ru", "nowhere"], "nowhere: no such file or folder"),
        (["pair", "ru", "."], "in both folders"),
        (["batch", "ru", "-o", "out", "--pair-by", "content"], "--pair-by is for --align"),
    ],
)
def test_what_cannot_be_paired(arguments: list[str], said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(TEXTS)
    done = CliRunner().invoke(cli, arguments)
    assert done.exit_code != 0
    assert said in (done.stderr or str(done.exception))


def test_an_empty_heap_and_an_empty_text() -> None:
    encoder = load_encoder()
    text = sketch(document_from_sentences([("body", ["Да.", "Нет."])], language="ru"), encoder)
    empty = sketch(document_from_sentences([], language="en"), encoder)
    assert pair_documents([text], [], encoder) == []
    assert pair_documents([text], [empty], encoder) == []
