"""One run at a time in a run directory: a lock that the system drops when its holder dies, however it dies."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from aligner.batch.errors import BatchError


@contextmanager
def only_run(directory: Path) -> Iterator[None]:
    """Hold the directory's lock.

    Raises:
        BatchError: another process holds it.
    """
    from filelock import FileLock, Timeout

    lock = FileLock(str(directory / "lock"))
    owner = directory / "owner"
    try:
        lock.acquire(timeout=0)
    except Timeout:
        who = owner.read_text().strip() if owner.exists() else ""
        raise BatchError(
            "{directory}: this run is already going on (process {process}); wait for it or stop it first",
            directory=directory,
            process=who if who.isdigit() else "?",
        ) from None
    try:
        owner.write_text(f"{os.getpid()}\n")
        yield
    finally:
        owner.unlink(missing_ok=True)
        lock.release()
        if not any(path.name != "lock" for path in directory.iterdir()):
            (directory / "lock").unlink()
            directory.rmdir()
