"""Other programs that help to read a file, where they are installed: LibreOffice, OCRmyPDF. Each may be missing."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from aligner.errors import LimitError, ReadError

#: Called about twice a second meanwhile; what it raises ends the program.
Watch = Callable[[], None]
TICK = 0.4


def program(*names: str) -> str | None:
    """The path of the first of these programs that is installed."""
    return next((found for name in names if (found := shutil.which(name))), None)


@contextlib.contextmanager
def folder() -> Iterator[Path]:
    """A folder of its own, which goes with everything in it."""
    with tempfile.TemporaryDirectory(prefix="tolmach-") as made:
        yield Path(made)


def run(
    command: Sequence[str],
    *,
    name: str,
    seconds: float,
    watch: Watch | None = None,
    environment: Mapping[str, str] | None = None,
) -> tuple[int, str]:
    """Run a program to its end: its exit code, and the last lines of what it said.

    It has a process group of its own, and ends with everything that it started.

    Raises:
        LimitError: it takes longer than ``seconds``.
        ReadError: it cannot be started.
    """
    with tempfile.TemporaryFile() as said:
        try:
            process = subprocess.Popen(
                list(command), stdin=subprocess.DEVNULL, stdout=said, stderr=subprocess.STDOUT, start_new_session=True,
                env={**os.environ, **(environment or {})},
            )  # fmt: skip
        except OSError as error:
            raise ReadError("{name}: {program} cannot be started", name=name, program=command[0]) from error
        until = time.monotonic() + seconds
        try:
            while process.poll() is None:
                if time.monotonic() > until:
                    raise LimitError(
                        "{name}: {program} was not done with it within {seconds} seconds; split it, or raise {setting}",
                        name=name,
                        program=Path(command[0]).name,
                        seconds=round(seconds),
                        setting="TOLMACH_PROGRAM_SECONDS",
                    )
                if watch is not None:
                    watch()
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(TICK)
        finally:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        said.seek(0, os.SEEK_END)
        said.seek(max(0, said.tell() - 4096))
        return process.returncode, said.read().decode("utf-8", "replace").strip()
