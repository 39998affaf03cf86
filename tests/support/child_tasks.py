"""Functions to be called in a child process: some answer, some fail in every way there is."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from typing import Any

from aligner.errors import ExportError


def echo(data: bytes, **arguments: Any) -> list[Any]:
    """What came in."""
    return [data.decode("utf-8", "surrogatepass"), arguments]


def count(_: bytes, upto: int) -> Iterator[int]:
    """Numbers, one at a time."""
    yield from range(upto)


def raw(data: bytes) -> Iterator[Any]:
    """Bytes, then a value."""
    yield data
    yield {"size": len(data)}


def number_then_wait(_: bytes, seconds: float = 600.0) -> Iterator[int]:
    """This process's number; then nothing for a long time."""
    yield os.getpid()
    time.sleep(seconds)


def spin(_: bytes) -> None:
    """Work without end."""
    while True:
        pass


def fill(_: bytes) -> int:
    """Memory without end."""
    held = []
    while True:
        held.append(bytearray(1 << 20))


def hide_the_reason(_: bytes) -> None:
    """As readers do that turn every error into one of their own."""
    try:
        fill(b"")
    except MemoryError as error:
        raise ExportError("{name}: is damaged", name="a.pdf") from error


def refuse(_: bytes) -> None:
    """An error that a person may meet."""
    raise ExportError("{name}: at most {limit}, not {braces}", name="a.docx", limit=7, braces="{limit}")


def fault(_: bytes) -> None:
    """A fault of the program."""
    raise KeyError("font")


def nest(_: bytes) -> None:
    """Recursion without end."""
    nest(b"")


def crash(_: bytes) -> None:
    """As native code dies."""
    os.abort()


def alive(process: int) -> bool:
    """Is there a process of this number that has not ended?"""
    try:
        with open(f"/proc/{process}/stat") as stat:  # noqa: PTH123
            return stat.read().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False
