"""How much of some files a translation memory already has: words and sentences by bands of matches."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from aligner.core.document import Document

if TYPE_CHECKING:
    from aligner.memory.base import Memory

#: Bands of matches by the least percentage in them, best first; repetitions are counted before those below 100 %.
BANDS: dict[str, int] = {"101": 101, "100": 100, "95-99": 95, "85-94": 85, "75-84": 75, "50-74": 50, "new": 0}
REPETITIONS = "repetitions"
#: As a table shows them.
ORDER = ("101", REPETITIONS, *list(BANDS)[1:])


@dataclass(slots=True)
class Count:
    """Sentences, words (what stands between blanks) and characters."""

    segments: int = 0
    words: int = 0
    characters: int = 0

    def add(self, text: str) -> None:
        """Count a sentence."""
        self.segments += 1
        self.words += len(text.split())
        self.characters += len(text)

    def __iadd__(self, other: Count) -> Count:
        """Add another count."""
        self.segments += other.segments
        self.words += other.words
        self.characters += other.characters
        return self


@dataclass(slots=True)
class Analysis:
    """One file, or all: counts by band."""

    name: str
    bands: dict[str, Count] = field(default_factory=lambda: {band: Count() for band in ORDER})

    @property
    def total(self) -> Count:
        """All bands together."""
        total = Count()
        for count in self.bands.values():
            total += count
        return total


def analyse(
    memory: Memory | None, documents: Iterable[tuple[str, Document]], target_language: str = "en"
) -> Iterator[Analysis]:
    """Each named, segmented document, and then all of them together as ``""``.

    A sentence that came before, in any of the documents, is a repetition, unless the memory has it letter for letter.
    """
    seen: set[str] = set()
    whole = Analysis("")
    for name, document in documents:
        made = Analysis(name)
        contents = document.sentence_contents()
        for number, content in enumerate(contents):
            percent = 0
            if memory is not None:
                around = [contents[n].text if 0 <= n < len(contents) else "" for n in (number - 1, number + 1)]
                matches = memory.lookup(
                    content.text, document.language, target_language, before=around[0], after=around[1], minimum=50,
                    limit=1, codes=content.codes,
                )  # fmt: skip
                percent = matches[0].percent if matches else 0
            band = next(name for name, least in BANDS.items() if percent >= least)
            made.bands[REPETITIONS if percent < 100 and content.text in seen else band].add(content.text)
            seen.add(content.text)
        for band, count in made.bands.items():
            whole.bands[band] += count
        yield made
    yield whole


def as_csv(analyses: Iterable[Analysis]) -> str:
    """A row a file, the last one for all together."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["file", *(f"{band} {unit}" for band in (*ORDER, "total") for unit in ("segments", "words"))])
    for one in analyses:
        counts = [*(one.bands[band] for band in ORDER), one.total]
        name = one.name or "total"
        guarded = f"'{name}" if name[0] in "=+-@\t" else name
        writer.writerow([guarded, *(value for count in counts for value in (count.segments, count.words))])
    return out.getvalue()
