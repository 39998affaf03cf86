"""Two minutes of atheris on every filter, importer, glossary and rule file: only our own error, in 1 GB and 20 s.

An input that fails is printed in base64, to be made small and kept as a test of its format.
"""

from __future__ import annotations

import base64
import os
import subprocess
import sys
from pathlib import Path

import pytest
from fuzzing import targets

pytestmark = pytest.mark.skipif("TOLMACH_LONG_TESTS" not in os.environ, reason="takes an hour; make test-long runs it")
SECONDS = int(os.environ.get("FUZZ_SECONDS", "120"))
SUPPORT = Path(__file__).parents[1] / "support"


@pytest.mark.parametrize("name", targets())
def test_nothing_but_our_own_error(name: str, tmp_path: Path) -> None:
    pytest.importorskip("atheris", reason="fuzzes with atheris; it comes with the extra 'fuzz'")
    command = [sys.executable, str(SUPPORT / "fuzzing.py"), name, str(tmp_path), str(SECONDS)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    found = [path for path in tmp_path.iterdir() if path.is_file()]
    shown = [f"{path.name}: {base64.b64encode(path.read_bytes()[:3000]).decode()}" for path in found]
    assert done.returncode == 0, "\n".join([done.stderr[-4000:], *shown])
    assert "stat::number_of_executed_units" in done.stderr
