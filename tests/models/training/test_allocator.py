"""A process that keeps what it frees does not ask the system for the same pages again."""

import subprocess
import sys

import pytest

PROGRAM = """
import resource, sys
from models.training.allocator import keep_freed_memory
if "keep" in sys.argv and not keep_freed_memory():
    sys.exit("not glibc")
def faults():
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt
import torch
torch.set_num_threads(1)
for _ in range(16):
    torch.ones(8 << 20)  # the heap settles
before = faults()
for _ in range(8):
    torch.ones(8 << 20)
print(faults() - before)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the allocator is glibc's")
def test_freed_memory_is_kept() -> None:
    pytest.importorskip("torch")

    def faults(*arguments: str) -> int:
        done = subprocess.run([sys.executable, "-c", PROGRAM, *arguments], capture_output=True, text=True, check=True)
        return int(done.stdout)

    assert faults("keep") < faults() / 4
