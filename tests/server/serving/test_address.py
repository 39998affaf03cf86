"""What stands in the way of the service is one line before anything is started, without the address."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from models.errors import TolmachError
from server.serving.web import claim_address
from server.settings import load_settings


def test_a_taken_port(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        settings = load_settings({}, data_dir=str(tmp_path), port=port)
        with pytest.raises(TolmachError, match=rf"127\.0\.0\.1:{port}: .*--port"):
            claim_address(settings)
    claim_address(settings)


@pytest.mark.parametrize("below", ["data", "data/more"])
def test_a_data_directory_that_cannot_be_made(below: str, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    folder = tmp_path / "file" / below
    done = subprocess.run(
        [sys.executable, "-c", "from aligner.cli import main; main()", "serve", "--data", str(folder), "--port", "0"],
        env={name: value for name, value in os.environ.items() if not name.startswith("TOLMACH_")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"tolmach: {folder}: cannot be made (not a directory); choose another directory (--data")
    assert "http://" not in done.stdout + done.stderr
