"""What a worker of a cluster does with its shard: the bytes of the local engine, a memory's pairs included."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from batchruns import tree

from aligner.batch.items import Item, Place
from aligner.batch.settings import settings_from_json
from aligner.batch.shard import ShardWorker, shards
from aligner.core.unit import Unit
from aligner.memory import open_memory
from models.load import load_translator

Run = Callable[..., subprocess.CompletedProcess[str]]
KNOWN = "Министр прибыл в Москву сегодня утром, как было объявлено."


def test_a_shard_is_many_small_documents_or_one_book() -> None:
    sizes = [10] * 300 + [10**6, 5]
    items = (Item(Place(f"/{n}"), str(n), size=size, number=n) for n, size in enumerate(sizes))
    assert [len(shard) for shard in shards(items)] == [256, 45, 1]


@pytest.mark.parametrize("remembered", [False, True])
def test_the_bytes_of_the_local_engine(remembered: bool, tmp_path: Path, run_batch: Run) -> None:
    texts = [f"Посол был рад. {KNOWN}", KNOWN, f"{KNOWN} Её мы не видели. Посол был рад.", ""]
    folder, local, own = tmp_path / "in", tmp_path / "local", tmp_path / "own"
    folder.mkdir()
    for number, text in enumerate(texts):
        (folder / f"{number}.txt").write_text(text)
    options = ["--beam", "1", "--to", "tmx", "--language", "ru"]
    if remembered:
        with open_memory(tmp_path / "memory.sqlite3") as memory:
            memory.add([Unit(KNOWN, "Confirmed by a person.", "ru", "en", status="confirmed", origin="human")])
        options += ["--memory", str(tmp_path / "memory.sqlite3")]
    assert run_batch(folder, "-o", local, *options).returncode == 1
    text = (local / "tolmach-run" / "settings.json").read_text()
    settings = settings_from_json(text.replace(json.dumps(str(local)), json.dumps(str(own))))
    (own / "stage").mkdir(parents=True)
    worker = ShardWorker(settings, load_translator(), own / "stage")
    items = [Item(Place(str(folder / f"{n}.txt")), str(n), number=n) for n in range(len(texts))]
    entries = [finished.entry for finished in worker.work(items)]
    assert [entry["state"] for entry in entries] == ["done", "done", "done", "failed"], entries
    assert tree(own) == tree(local)
    assert [entry.get("remembered", 0) for entry in entries] == [int(remembered)] * 3 + [0]
    assert (worker.translated, worker.repeated) == ((2, 1) if remembered else (3, 3))
