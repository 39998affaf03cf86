"""A throw-away PostgreSQL server for tests: real, on a socket in a temporary folder."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest


@contextmanager
def postgres_server() -> Iterator[str]:
    """Its URL, with ``{}`` for the name of a database; the test is skipped where PostgreSQL is not installed."""
    psycopg = pytest.importorskip("psycopg")
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    initdb = shutil.which("initdb") or (str(found[-1]) if found else None)
    if initdb is None:
        pytest.skip("PostgreSQL is not installed (apt-get install postgresql)")
    owner: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(prefix="pg") as name:
        folder = Path(name)
        if os.geteuid() == 0:
            try:
                user = pwd.getpwnam("postgres")
            except KeyError:
                pytest.skip("PostgreSQL does not run as root, and there is no user 'postgres'")
            os.chown(folder, user.pw_uid, user.pw_gid)
            owner = {"user": user.pw_uid, "group": user.pw_gid, "cwd": folder}
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        data = folder / "data"
        auth = ["-U", "tolmach", "-A", "trust", "-E", "UTF8", "--locale=C"]
        subprocess.run([initdb, "-D", str(data), *auth], check=True, **quiet, **owner)
        server = subprocess.Popen(
            [str(Path(initdb).with_name("postgres")), "-D", str(data), "-k", str(folder), "-c", "listen_addresses=",
             "-c", "fsync=off", "-c", "max_connections=60"], **quiet, **owner,
        )  # fmt: skip
        url = f"postgresql://tolmach@/{{}}?host={folder}"
        try:
            until = time.monotonic() + 60
            while True:
                try:
                    psycopg.connect(url.format("postgres")).close()
                    break
                except psycopg.OperationalError:
                    assert server.poll() is None, "PostgreSQL ended"
                    assert time.monotonic() < until, "PostgreSQL does not answer"
                    time.sleep(0.05)
            yield url
        finally:
            server.terminate()
            server.wait(60)
