"""Parallel text as piece ids: reading TSV or line-aligned files, encoding them, keeping the arrays on disk."""

from __future__ import annotations

import hashlib
import lzma
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.errors import ModelError
from models.files import replace_file

Ids = NDArray[np.int32]
Offsets = NDArray[np.int64]
Encoder = Callable[[Sequence[str]], list[Ids]]

#: A pair whose sides differ in pieces by more than this factor (plus a little) is not a translation.
MAX_RATIO = 4.0
RATIO_SLACK = 4


def read_lines(path: Path) -> list[str]:
    """Lines of a plain or xz-compressed UTF-8 file. Only LF ends a line: U+2028 and its like stay inside."""
    opener = lzma.open if path.suffix == ".xz" else open
    try:
        with opener(path, "rt", encoding="utf-8", newline="\n") as lines:
            return [line.rstrip("\r\n") for line in lines]
    except FileNotFoundError:
        raise ModelError("{path}: no such training text; give a TSV file of (tag, source, target)", path=path) from None
    except (UnicodeDecodeError, lzma.LZMAError) as fault:
        raise ModelError("{path}: not UTF-8 text ({fault}); convert it first", path=path, fault=fault) from None


def read_pairs(spec: str | Path, *, reverse: bool = False) -> tuple[list[str], list[str]]:
    """Sources and targets of ``x.tsv[.xz]`` (tag, Russian, English) or of ``x.ru,x.en``.

    Pairs with an empty side and rows without three columns are dropped. ``reverse`` swaps the sides, for
    the English-Russian model that back-translation needs.
    """
    if "," in str(spec):
        first, second = (read_lines(Path(part)) for part in str(spec).split(",", 1))
        if len(first) != len(second):
            raise ModelError(
                "{spec}: {count} lines against {other}; the two files must be line-aligned",
                spec=spec,
                count=len(first),
                other=len(second),
            )
        rows = list(zip(first, second, strict=True))
    else:
        cells = (line.split("\t") for line in read_lines(Path(spec)))
        rows = [(cell[1], cell[2]) for cell in cells if len(cell) == 3]
    rows = [(source.strip(), target.strip()) for source, target in rows]
    rows = [(target, source) if reverse else (source, target) for source, target in rows if source and target]
    if not rows:
        raise ModelError("{spec}: no pairs in it; expected tab-separated columns tag, source, target", spec=spec)
    return [row[0] for row in rows], [row[1] for row in rows]


@dataclass(frozen=True)
class Side:
    """All sentences of one side, one after another: sentence i is ``ids[offsets[i]:offsets[i + 1]]``."""

    ids: Ids
    offsets: Offsets

    @classmethod
    def of(cls, sentences: Sequence[Ids]) -> Side:
        """Flatten a list of id arrays."""
        lengths = [len(sentence) for sentence in sentences]
        flat = np.concatenate(sentences) if sentences else np.zeros(0)
        return cls(flat.astype(np.int32), np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64))

    @property
    def lengths(self) -> Offsets:
        """Pieces in each sentence, ``</s>`` counted."""
        return np.diff(self.offsets)

    def padded(self, rows: NDArray[np.int64], pad: int) -> NDArray[np.int64]:
        """The sentences ``rows`` as one right-padded matrix (rows, longest)."""
        counts = self.offsets[rows + 1] - self.offsets[rows]
        column = np.arange(counts.max())
        at = np.minimum(self.offsets[rows][:, None] + column, len(self.ids) - 1)
        return np.where(column < counts[:, None], self.ids[at], pad).astype(np.int64)


@dataclass(frozen=True)
class EncodedCorpus:
    """Both sides as ids and the rows that are short and balanced enough to train on."""

    source: Side
    target: Side
    keep: NDArray[np.int64]

    @classmethod
    def encode(
        cls,
        sources: Sequence[str],
        targets: Sequence[str],
        encode_source: Encoder,
        encode_target: Encoder,
        longest: int,
    ) -> EncodedCorpus:
        """Encode text; a pair with a side of more than ``longest`` pieces is left out of ``keep``."""
        return cls.of(Side.of(encode_source(sources)), Side.of(encode_target(targets)), longest)

    @classmethod
    def of(cls, source: Side, target: Side, longest: int) -> EncodedCorpus:
        """Choose the rows to keep."""
        long, short = source.lengths, target.lengths
        fits = (long <= longest) & (short <= longest)
        fits &= (long <= MAX_RATIO * short + RATIO_SLACK) & (short <= MAX_RATIO * long + RATIO_SLACK)
        return cls(source, target, np.flatnonzero(fits))

    def __len__(self) -> int:
        return len(self.keep)

    def save(self, path: Path) -> None:
        """Write the arrays, so that a resumed run need not encode again and sees the same sampled pieces."""
        with replace_file(path) as out:
            np.savez(
                out, source=self.source.ids, source_offsets=self.source.offsets,
                target=self.target.ids, target_offsets=self.target.offsets, keep=self.keep,
            )  # fmt: skip

    @classmethod
    def load(cls, path: Path) -> EncodedCorpus:
        """Read what ``save`` wrote."""
        with np.load(path) as arrays:
            source = Side(arrays["source"], arrays["source_offsets"])
            return cls(source, Side(arrays["target"], arrays["target_offsets"]), arrays["keep"])


def fingerprint(*parts: object) -> str:
    """A short name for a combination of files (by their bytes) and settings (by their repr)."""
    digest = hashlib.sha256()
    for part in parts:
        if isinstance(part, Path):
            digest.update(hashlib.sha256(part.read_bytes()).digest())
        else:
            digest.update(repr(part).encode())
    return digest.hexdigest()[:16]
