"""Stopped in any way at any moment, a run goes on and ends with the same bytes as one that was never stopped."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from batchruns import SMALL_LOTS, Batch, tree, wait_for, write_corpus

Run = Callable[..., subprocess.CompletedProcess[str]]
OPTIONS = ("--beam", "1", "--to", "tmx,txt", "--merge", "folder", "--workers", "2")
DOCUMENTS = 45
#: Documents that are done when a process is killed; TOLMACH_BATCH_KILLS=50 kills it fifty times.
KILLS = [n * DOCUMENTS // 50 for n in range(int(os.environ.get("TOLMACH_BATCH_KILLS", 0)))] or [0, 12, 25]


def journal(out: Path) -> list[dict[str, Any]]:
    path = out / "tolmach-run" / "journal.jsonl"
    lines = path.read_bytes().splitlines(keepends=True) if path.exists() else []
    return [json.loads(line) for line in lines if line.endswith(b"\n")]


def all_gone(group: int) -> bool:
    """Has every process of the session ended?"""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return True
    return False


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_corpus(tmp_path_factory.mktemp("corpus"), DOCUMENTS)


@pytest.fixture(scope="module")
def whole(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What an undisturbed run with ordinary lots makes."""
    from batchruns import EPOCH, ROOT, command

    out = tmp_path_factory.mktemp("whole") / "out"
    environment = {**os.environ, "SOURCE_DATE_EPOCH": EPOCH, "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        command([corpus, "-o", out, *OPTIONS]), cwd=ROOT, env=environment, capture_output=True, text=True, timeout=900
    )
    assert done.returncode == 0, done.stderr
    made = tree(out)
    assert len(made) == 2 * DOCUMENTS + 3
    return made


@pytest.mark.slow
@pytest.mark.parametrize(
    ("how", "moments"),
    [(signal.SIGKILL, KILLS), (signal.SIGINT, (10,)), (signal.SIGTERM, (20,))],
    ids=["kill-9", "ctrl-c", "terminate"],
)
def test_stopped_at_random_moments(
    how: signal.Signals,
    moments: Sequence[int],
    corpus: Path,
    whole: dict[str, bytes],
    tmp_path: Path,
    batch: Batch,
    run_batch: Run,
) -> None:
    out = tmp_path / "out"
    chance = random.Random(how)
    for wanted in moments:
        process = batch(corpus, "-o", out, *OPTIONS, before=SMALL_LOTS)
        wait_for(lambda p=process, n=wanted: len(journal(out)) >= n or p.poll() is not None)  # type: ignore[misc]
        time.sleep(chance.random() * 0.3)
        before = len(journal(out))
        os.kill(process.pid, how)
        _, errors = process.communicate(timeout=240)
        wait_for(lambda p=process: all_gone(p.pid))  # type: ignore[misc]
        stopped = {signal.SIGKILL: -9, signal.SIGINT: 130, signal.SIGTERM: 143}[how]
        # the signal may find a run that has just ended: one that exits, or that has put its handlers away to exit
        ended = f"{DOCUMENTS} documents done" in errors and process.returncode in (0, -how)
        assert process.returncode == stopped or ended, errors
        assert len(journal(out)) >= before
        if how != signal.SIGKILL:
            assert "leaked semaphore" not in errors
    last = run_batch(corpus, "-o", out, *OPTIONS, before=SMALL_LOTS)
    assert last.returncode == 0, last.stderr
    assert tree(out) == whole
    times = Counter(entry["n"] for entry in journal(out) if entry["state"] == "done")
    assert sorted(times) == list(range(DOCUMENTS))
    assert set(times.values()) == {1}, "a finished document was done again"
    assert not list((out / "tolmach-run" / "stage").iterdir())


def test_the_same_run_twice_at_once(corpus: Path, tmp_path: Path, batch: Batch, run_batch: Run) -> None:
    out = tmp_path / "out"
    first = batch(corpus, "-o", out, *OPTIONS)
    wait_for((out / "tolmach-run" / "owner").exists)
    second = run_batch(corpus, "-o", out, *OPTIONS)
    assert second.returncode == 1
    assert second.stderr.strip().endswith(
        f"this run is already going on (process {first.pid}); wait for it or stop it first"
    )
    assert len(second.stderr.strip().splitlines()) == 1
    os.kill(first.pid, signal.SIGKILL)
    first.communicate(timeout=240)
    wait_for(lambda: all_gone(first.pid))
    # The lock of a killed run does not stand in the way.
    third = run_batch(corpus, "-o", out, "--dry-run", *OPTIONS)
    assert third.returncode == 0, third.stderr
