"""Give a trained model one digit a piece, and placeholder pieces for what must come through unchanged.

    python -m models.training.remap MODEL --out MAPPED

Numbers cut into pieces of several digits are learnt one by one (2018, 386); cut into digits they can be copied.
Pieces of several digits become UNUSED in both ``.spm`` files, so that no text is cut into them any more. All rows
keep their ids. The rows of the first ten freed pieces become the placeholders, since the model copies what they
stood for already. The mapped model is one to train on from, not one to translate with.

Placeholders are written ``⟦0⟧`` to ``⟦9⟧``, each one USER_DEFINED piece wherever it stands in a text. ``config.json``
names them under ``tolmach_placeholders``: a model with this entry was trained to copy each of them to its place.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from models.errors import ModelError
from models.marian.checkpoint import CONFIG_PLACEHOLDERS
from models.training.command import command
from models.training.spm_file import NORMAL, UNUSED, USER_DEFINED, Piece, read_pieces, with_pieces
from models.training.vocabulary import FILES, read_vocab

#: Brackets that hardly any text holds; one digit, since a sentence with more than ten protected spans is rare.
PLACEHOLDERS = tuple(f"⟦{digit}⟧" for digit in range(10))


def several_digits(piece: str) -> bool:
    """Whether a piece holds more than one digit."""
    return sum(character.isdigit() for character in piece) > 1


def reused(models: Sequence[Sequence[Piece]]) -> list[str]:
    """Pieces whose rows become placeholders: the likeliest of digits alone that every model has."""
    first, *others = ([piece.text for piece in pieces if piece.kind == NORMAL] for pieces in models)
    common = set(first).intersection(*others)
    plain = [text for text in first if text in common and text.isascii() and text.isdigit() and len(text) > 1]
    return plain[: len(PLACEHOLDERS)]


def mapped(pieces: Sequence[Piece], names: dict[str, str]) -> list[Piece]:
    """The pieces with those in ``names`` as placeholders and the others of several digits unused."""
    made = []
    for piece in pieces:
        if piece.kind == NORMAL and piece.text in names:
            piece = Piece(names[piece.text], 0.0, USER_DEFINED)
        elif piece.kind == NORMAL and several_digits(piece.text):
            piece = piece._replace(kind=UNUSED)
        made.append(piece)
    return made


def remap(model: Path, out: Path) -> int:
    """Write a mapped copy of a Marian directory; returns how many pieces of several digits are unused now.

    Raises ModelError if the model has placeholders already, or too few pieces of digits to make them from.
    """
    vocab = read_vocab(model)
    config: dict[str, Any] = json.loads((model / "config.json").read_text(encoding="utf-8"))
    if CONFIG_PLACEHOLDERS in config:
        raise ModelError("{model}: it has placeholder pieces already; train on from it as it is", model=model)
    files = {name: (model / name).read_bytes() for name in ("source.spm", "target.spm")}
    pieces = {name: read_pieces(content) for name, content in files.items()}
    names = dict(zip(reused(list(pieces.values())), PLACEHOLDERS, strict=False))
    if len(names) < len(PLACEHOLDERS):
        raise ModelError(
            "{model}: {count} pieces of several digits, {needed} are needed; numbers are cut into digits already, "
            "or the vocabulary is too small",
            model=model,
            count=len(names),
            needed=len(PLACEHOLDERS),
        )
    out.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (out / name).write_bytes(with_pieces(content, mapped(pieces[name], names)))
    renamed = {names.get(piece, piece): number for piece, number in vocab.items()}
    (out / "vocab.json").write_text(json.dumps(renamed, ensure_ascii=False, indent=0), encoding="utf-8")
    (out / "config.json").write_text(
        json.dumps({**config, CONFIG_PLACEHOLDERS: list(PLACEHOLDERS)}, ensure_ascii=False, indent=2) + "\n",
        encoding="utf-8",
    )
    for name in {*FILES, "model.safetensors", "generation_config.json"} - {*files, "vocab.json"}:
        if (model / name).is_file():
            shutil.copyfile(model / name, out / name)
    return sum(several_digits(piece) for piece in renamed)


@command
def main(argv: Sequence[str] | None = None) -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("model", type=Path, help="a Marian model directory")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args(argv)
    print(f"{remap(args.model, args.out)} pieces unused, {len(PLACEHOLDERS)} placeholders in {args.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
