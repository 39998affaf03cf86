"""The child's side of a call: limits are set, the function runs, its values are written as frames."""

from __future__ import annotations

import inspect
import math
import sys
import traceback
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO

from aligner.errors import TolmachError
from aligner.limited.frames import BYTES, END, ERROR, FAULT, MEMORY, VALUE, described, frame, from_json, to_json

resource: Any
try:
    import resource
except ModuleNotFoundError:  # where there is no fork either
    resource = None

#: After the seconds of the limit comes SIGXCPU; so many seconds later SIGKILL.
GRACE = 2


def work(requests: BinaryIO, answers: BinaryIO) -> None:
    """Do the one request that comes in. Whatever the function raises is told in a frame."""
    try:
        function, arguments, memory_bytes, seconds, size = from_json(requests.readline())
        set_limits(memory_bytes, seconds)
        data = requests.read(size)
        if len(data) < size:
            return  # the caller is gone
        run(function, data, arguments, answers)
        answers.write(frame(END))
    except BrokenPipeError:
        return
    except BaseException as error:
        lift_memory_limit()
        answers.write(told(error))
    answers.flush()


def run(function: str, data: bytes, arguments: dict[str, Any], answers: BinaryIO) -> None:
    """Call ``module:function``; each value of a generator goes out as it comes."""
    module, _, name = function.partition(":")
    made = getattr(import_module(module), name)(data, **arguments)
    for value in made if inspect.isgenerator(made) else (made,):
        if isinstance(value, bytes):
            answers.write(frame(BYTES, value))
        else:
            answers.write(frame(VALUE, to_json(value)))
        answers.flush()


def told(error: BaseException) -> bytes:
    """An error as a frame: want of memory wherever it was met, else the user's error, else a fault of ours."""
    if out_of_memory(error):
        return frame(MEMORY)
    if isinstance(error, TolmachError):
        return frame(ERROR, described(error))
    text = " ".join(str(error).split())[:300]
    return frame(FAULT, to_json([type(error).__name__, text, "".join(traceback.format_exception(error))[-20_000:]]))


def out_of_memory(error: BaseException | None) -> bool:
    """Was there a ``MemoryError`` before this error? Readers turn many an error into one of their own."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        if isinstance(error, MemoryError):
            return True
        error = error.__cause__ or error.__context__
    return False


def set_limits(memory_bytes: int, seconds: float) -> None:
    """Address space and processor time of this process; no core files."""
    if resource is None:
        return
    limits: list[tuple[int, int, int]] = [(resource.RLIMIT_CORE, 0, 0)]
    if memory_bytes:
        limits.append((resource.RLIMIT_AS, max(memory_bytes, address_space() + (32 << 20)), resource.RLIM_INFINITY))
    if seconds:
        limits.append((resource.RLIMIT_CPU, max(1, math.ceil(seconds)), math.ceil(seconds) + GRACE))
    for kind, soft, hard in limits:
        _, highest = resource.getrlimit(kind)
        if highest != resource.RLIM_INFINITY:
            hard = highest if hard == resource.RLIM_INFINITY else min(hard, highest)
            soft = min(soft, hard)
        # macOS refuses some values for address space: the other limits hold.
        with suppress(ValueError, OSError):
            resource.setrlimit(kind, (soft, hard))


def lift_memory_limit() -> None:
    """Room to say what went wrong."""
    if resource is not None:
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_AS, (hard, hard))


def address_space() -> int:
    """Bytes of address space that this process has now; 0 where the system does not say."""
    with suppress(OSError, ValueError):
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        return pages * int(resource.getpagesize())
    return 0


def main() -> None:
    """For systems without fork: one request from standard input, answers to standard output."""
    work(sys.stdin.buffer, sys.stdout.buffer)
