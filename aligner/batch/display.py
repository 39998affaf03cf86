"""What a person, a log file or a program sees of a run while it goes on; all of it on standard error."""

from __future__ import annotations

import json
import sys
import time
from dataclasses import dataclass, field
from typing import Any, Protocol, TextIO

from aligner.batch.items import Item
from aligner.batch.journal import Entry


@dataclass(slots=True)
class Count:
    """How far the run is. ``before`` documents were finished when it was started this time, ``failed_before`` badly.

    Sentences measure the progress, for documents are finished late, all at once, and those that fail take no time.
    ``through`` sentences are translated or aligned. How many there are is reckoned from the documents read so far:
    their ``read_sentences`` and their share of the ``bytes_total`` to do (without sizes, of the documents).
    """

    total: int = 0
    before: int = 0
    failed_before: int = 0
    done: int = 0
    failed: int = 0
    through: int = 0
    bytes_total: int = 0
    bytes_failed: int = 0
    read_documents: int = 0
    read_bytes: int = 0
    read_sentences: int = 0
    begin: float = field(default_factory=time.monotonic)

    @property
    def rate(self) -> float:
        """Sentences a second."""
        return self.through / max(1e-9, time.monotonic() - self.begin)

    @property
    def left(self) -> float | None:
        """Seconds left; None before there is a rate."""
        if not self.through or not self.read_sentences:
            return None
        failed = self.failed - self.failed_before
        documents = (self.total - self.before - failed) / self.read_documents
        scale = (self.bytes_total - self.bytes_failed) / self.read_bytes if self.read_bytes else documents
        return max(0.0, self.read_sentences * max(1.0, scale) - self.through) / self.rate


class Display(Protocol):
    """Where progress goes."""

    def note(self, text: str) -> None:
        """A line for the user: something was noticed."""

    def document(self, item: Item, entry: Entry) -> None:
        """A document is done or has failed."""

    def progress(self, count: Count) -> None:
        """Several times a second."""

    def close(self, summary: dict[str, Any]) -> None:
        """The run has ended."""


@dataclass(slots=True)
class Quiet:
    """Failures and what the user must know; nothing else."""

    out: TextIO = field(default_factory=lambda: sys.stderr)

    def note(self, text: str) -> None:
        """Said, as it may matter."""
        print(f"tolmach: {text}", file=self.out)

    def document(self, item: Item, entry: Entry) -> None:
        """Failures are listed at the end."""

    def progress(self, count: Count) -> None:
        """Nothing."""

    def close(self, summary: dict[str, Any]) -> None:
        """Nothing."""


@dataclass(slots=True)
class Lines(Quiet):
    """A line every ten seconds, for a terminal that is none."""

    every: float = 10.0
    _last: float = field(default_factory=time.monotonic)

    def progress(self, count: Count) -> None:
        """One line when it is time."""
        if time.monotonic() - self._last >= self.every:
            self._last = time.monotonic()
            print(f"tolmach: {in_words(count)}", file=self.out, flush=True)


@dataclass(slots=True)
class JsonLog:
    """One JSON object a line: ``note``, ``document``, ``progress`` (every ten seconds), ``end``."""

    out: TextIO = field(default_factory=lambda: sys.stderr)
    every: float = 10.0
    _last: float = field(default_factory=time.monotonic)

    def note(self, text: str) -> None:
        """An event."""
        self._say("note", text=text)

    def document(self, item: Item, entry: Entry) -> None:
        """An event with the journal's entry."""
        self._say("document", path=item.source.shown, **entry)

    def progress(self, count: Count) -> None:
        """An event when it is time."""
        if time.monotonic() - self._last >= self.every:
            self._last = time.monotonic()
            left = count.left
            self._say(
                "progress",
                done=count.done,
                failed=count.failed,
                total=count.total,
                sentences_per_second=round(count.rate, 1),
                seconds_left=None if left is None else round(left),
            )

    def close(self, summary: dict[str, Any]) -> None:
        """The totals."""
        self._say("end", **summary)

    def _say(self, event: str, **values: Any) -> None:
        stamp = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        print(json.dumps({"time": stamp, "event": event, **values}), file=self.out, flush=True)


class Bar:
    """A progress bar with rate, time left and failures."""

    def __init__(self) -> None:
        """Nothing is shown before the first progress."""
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

        self._console = Console(stderr=True, highlight=False)
        self._bar = Progress(
            BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[words]}"), console=self._console, transient=True
        )
        self._task = self._bar.add_task("", total=None, words="")

    def note(self, text: str) -> None:
        """A line above the bar."""
        from rich.markup import escape

        self._console.print(f"tolmach: {escape(text)}", soft_wrap=True)

    def document(self, item: Item, entry: Entry) -> None:  # noqa: ARG002
        """A failure is a line above the bar."""
        if entry["state"] == "failed":
            self.note(f"failed: {entry['error']}")

    def progress(self, count: Count) -> None:
        """Redraw."""
        if not self._bar.live.is_started:
            self._bar.start()
        self._bar.update(
            self._task, completed=count.done + count.failed, total=count.total, words=in_words(count, short=True)
        )

    def close(self, summary: dict[str, Any]) -> None:  # noqa: ARG002
        """Remove the bar."""
        self._bar.stop()


def in_words(count: Count, *, short: bool = False) -> str:
    """``1200 of 10000 documents, 312 sentences/s, 3 failed, about 12 min left``."""
    parts = [] if short else [f"{count.done + count.failed} of {count.total} documents"]
    if count.through:
        parts.append(f"{count.rate:.0f} sentences/s" if count.rate >= 10 else f"{count.rate:.1f} sentences/s")
    if count.failed:
        parts.append(f"{count.failed} failed")
    if count.left is not None:
        parts.append(f"about {duration(count.left)} left")
    return ", ".join(parts)


def duration(seconds: float) -> str:
    """``40 s``, ``12 min``, ``3.5 h``, ``12 days``."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    if seconds < 5400:
        return f"{seconds / 60:.0f} min"
    if seconds < 48 * 3600:
        return f"{seconds / 3600:.1f} h"
    return f"{seconds / 86400:.0f} days"


def make_display(*, quiet: bool, log: str) -> Display:
    """A bar on a terminal, lines elsewhere, unless the user asks for quiet or JSON."""
    if log == "json":
        return JsonLog()
    if quiet:
        return Quiet()
    return Bar() if sys.stderr.isatty() else Lines()
