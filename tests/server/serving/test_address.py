"""An address that is taken is said in one line before anything is started."""

from __future__ import annotations

import socket
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
