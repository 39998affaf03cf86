"""Files from elsewhere are read in a child process, within limits of memory, processor time and wall clock.

A file can ask for work without end: a PDF of 3 kB whose forms draw forms, a workbook with a row number of two thousand
million. Looking for such files beforehand is never complete, so each is read by a process of its own that the system
ends at the limit. What comes back are JSON values (or bytes) of bounded size, never pickles.

The children are forked by a host, a small process with one thread that has the readers' modules loaded (``host``):
a call takes milliseconds, and nothing is ever forked beside the inference engine's threads. Where the system has no
fork, each call starts an interpreter, and the wall clock is the only limit (``spawned``).
"""

from aligner.limited.client import run_limited, stream_limited
from aligner.limited.forked import start, started

__all__ = ["run_limited", "start", "started", "stream_limited"]
