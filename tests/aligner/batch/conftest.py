"""The batch command as a user runs it: in a process of its own."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from batchruns import EPOCH, ROOT, Batch, command


@pytest.fixture
def batch(monkeypatch: pytest.MonkeyPatch) -> Batch:
    """Start the command in a session of its own; ``.communicate()`` waits for it."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", EPOCH)
    monkeypatch.setenv("OMP_NUM_THREADS", "1")

    def start(*arguments: str | Path, before: str = "") -> subprocess.Popen[str]:
        return subprocess.Popen(
            command(arguments, before),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            start_new_session=True,
        )

    return start


@pytest.fixture
def run_batch(batch: Batch) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run the command to its end."""

    def run(*arguments: str | Path, before: str = "") -> subprocess.CompletedProcess[str]:
        process = batch(*arguments, before=before)
        out, err = process.communicate(timeout=900)
        return subprocess.CompletedProcess(process.args, process.returncode, out, err)

    return run
