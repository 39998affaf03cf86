"""Run ``tolmach`` in this process as a shell would: arguments and bytes in; exit code, output and errors out."""

from __future__ import annotations

import io
import sys
from dataclasses import dataclass
from unittest.mock import patch

from aligner.cli import main


@dataclass(frozen=True)
class Outcome:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def error_lines(self) -> list[str]:
        """Lines on standard error that begin with the program's name."""
        return [line for line in self.err.splitlines() if line.startswith("tolmach:")]


def tolmach(*args: str, stdin: bytes = b"") -> Outcome:
    """Call the entry point with these arguments."""
    out, err = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.TextIOWrapper(io.BytesIO(), "utf-8")
    code = 0
    with (
        patch.object(sys, "argv", ["tolmach", *args]),
        patch.object(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), "utf-8")),
        patch.object(sys, "stdout", out),
        patch.object(sys, "stderr", err),
    ):
        try:
            main()
        except SystemExit as stop:
            code = stop.code if isinstance(stop.code, int) else 0 if stop.code is None else 1
        out.flush()
        err.flush()
    texts = [stream.buffer.getvalue().decode() for stream in (out, err)]  # type: ignore[attr-defined]
    return Outcome(code, *texts)
