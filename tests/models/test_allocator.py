"""The allocator is set where it is glibc's and the user has not set it, and gives back what is free."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest

from models.allocator import VARIABLES, give_back, steady

glibc = pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="another C library's allocator")

#: 200 blocks of a megabyte, written to; freed but for the last, behind which nothing can shrink by itself.
PINNED = """
import ctypes
from pathlib import Path
from models.allocator import give_back, steady
assert steady(2)
libc = ctypes.CDLL(None)
libc.malloc.restype, libc.free.argtypes = ctypes.c_void_p, [ctypes.c_void_p]

def megabytes():
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) // 1024

begin = megabytes()
blocks = [libc.malloc(2**20) for _ in range(200)]
for block in blocks:
    ctypes.memset(block, 1, 2**20)
for block in blocks[:-1]:
    libc.free(block)
kept = megabytes()
give_back()
print(kept - begin, megabytes() - begin)
"""


def run(code: str, **variables: str) -> str:
    environment = {name: value for name, value in os.environ.items() if name not in VARIABLES}
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=environment | variables,
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    return done.stdout


@glibc
def test_what_is_free_goes_back_to_the_system() -> None:
    kept, left = map(int, run(PINNED).split())
    assert kept > 150
    assert left < 40


@glibc
@pytest.mark.parametrize("name", VARIABLES)
def test_who_has_set_it_knows_better(name: str) -> None:
    value = "glibc.malloc.arena_max=3" if name == "GLIBC_TUNABLES" else "4000000"
    assert run("from models.allocator import steady; print(steady(2))", **{name: value}) == "False\n"


def test_another_library_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    import models.allocator as allocator

    monkeypatch.setattr(allocator, "_function", lambda _: None)
    assert not steady(2)
    give_back()
