"""One command from raw text to a packed model, in pieces; and prolonging it."""

from __future__ import annotations

import importlib.util
import io
import lzma
import os
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

pytest.importorskip("torch")

from models.store.packing import unpack
from models.training import run, state
from models.training.log import read_log

TINY = [
    "--encoder-layers", "2", "--decoder-layers", "1", "--batch-tokens", "128", "--warmup-steps", "10",
    "--dev-lines", "4",
    "--frozen-tokens", "200", "--threads", "1", "--precision", "fp32", "--dropout", "0",
]  # fmt: skip


@pytest.fixture
def data(text: Path, tmp_path: Path) -> Path:
    """The tiny text laid out as the real one is, and an e5 file with its letters as pieces."""
    folder = tmp_path / "data"
    folder.mkdir()
    content = (text / "train.tsv").read_text(encoding="utf-8")
    (folder / "train.tsv.xz").write_bytes(lzma.compress(content.encode()))
    (folder / "lexicon.tsv.xz").write_bytes(lzma.compress("дом\thouse\nлес\tforest\n".encode()))
    for name in ("dev.ru", "dev.en"):
        (folder / name).write_bytes((text / name).read_bytes())
    spec = importlib.util.spec_from_file_location("e5_file", Path(__file__).with_name("e5_file.py"))
    assert spec
    assert spec.loader
    writer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(writer)
    letters = [*sorted(set(content) - set("\t\n ")), "▁", "▁Anna", "▁sees", "▁видит"]
    writer.write(folder / "e5.bin", letters, [-4.0 - i / 100 for i in range(len(letters))])
    return folder


def test_the_whole_recipe_in_pieces(data: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    work = tmp_path / "work"
    command = [str(work), "--data", str(data), "--e5", str(data / "e5.bin"), "--minutes", "0.04", *TINY]
    command += ["--test", f"{data / 'dev.ru'},{data / 'dev.en'}", "--pack", str(tmp_path / "packed")]
    assert run.main([*command, "--session-minutes", "0.005"]) == 3
    for _ in range(20):
        if run.main([*command, "--session-minutes", "0.02"]) == 0:
            break
    else:
        pytest.fail("the recipe never came to its end")
    assert "BLEU = " in capfd.readouterr().out
    assert (tmp_path / "packed" / "index.json").exists()
    events = [entry["event"] for entry in read_log(work / "run" / "log.jsonl")]
    assert events.count("start") == 1
    assert "resumed" in events
    at = state.read(work / "run" / "state.pt").progress
    assert at.decay_steps == 0
    released = list(work.glob("release-*"))
    assert len(released) == 1
    assert state.read(released[0] / "state.pt").progress.decay_steps > 0


def test_the_reverse_direction_learns_to_write_russian(data: Path, tmp_path: Path) -> None:
    work = tmp_path / "work"
    command = [str(work), "--data", str(data), "--e5", str(data / "e5.bin"), "--minutes", "0.01", "--reverse", *TINY]
    assert run.main(command) == 0
    written = (next(work.glob("release-*")) / "dev.hyp").read_text(encoding="utf-8")
    assert not set("abcdefghijklmnopqrstuvwxyz") & set(written.lower())
    rows = [line.split("\t") for line in (work / "mix-1.tsv").read_text(encoding="utf-8").splitlines()]
    with lzma.open(data / "train.tsv.xz", "rt", encoding="utf-8") as lines:
        originals = {tuple(line.rstrip("\n").split("\t")[1:]) for line in lines}
    assert {tuple(row[1:]) for row in rows if row[0] == "tiny"} <= originals


def test_missing_text_is_one_line(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run.main([str(tmp_path / "work"), "--data", str(tmp_path), "--minutes", "1"]) == 1
    said = capfd.readouterr().err
    assert said.count("\n") == 1
    assert "train.tsv.xz" in said


@pytest.mark.skipif("TOLMACH_LONG_TESTS" not in os.environ, reason="starts many processes; set TOLMACH_LONG_TESTS=1")
def test_a_leg_on_another_machine_brings_its_model_back(data: Path, tmp_path: Path) -> None:
    """The GPU script, on the CPU: one leg that ends early, one that finishes; the shards make a whole model."""
    script = Path(run.__file__).with_name("gpu.sh")
    (data / "e5-ruen.bin").write_bytes((data / "e5.bin").read_bytes())
    work, out = tmp_path / "work", tmp_path / "out"
    command = [str(script), str(data), str(work), str(out), "0.01", "0.03", "--device", "cpu", "--mixes", "2", *TINY]
    environment = {**os.environ, "PYTHON": sys.executable, "OMP_NUM_THREADS": "1"}
    codes = []
    while len(codes) < 8 and 0 not in codes:
        codes.append(subprocess.run(command, env=environment, capture_output=True, check=False).returncode)
    assert codes[0] == 3
    assert codes[-1] == 0
    shards = b"".join(part.read_bytes() for part in sorted(out.glob("packed.tar.*")))
    with tarfile.open(fileobj=io.BytesIO(shards)) as archive:
        archive.extractall(tmp_path / "back", filter="data")
    model = tmp_path / "model"
    model.mkdir()
    unpack(tmp_path / "back" / "packed", model)
    assert (model / "model.safetensors").stat().st_size > 10_000
    assert read_log(out / "log.jsonl")
