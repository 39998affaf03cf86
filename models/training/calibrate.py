"""Calibrate a model's confidence, and look at how far it can be trusted.

    python -m models.training.calibrate MODEL dev.ru,dev.en --test wmt18.ru,wmt18.en

MODEL is a name, a folder or a packed model; ``models.confidence`` says what is fitted. The first text must be one that
the model has not learnt from: half of it fits the curve as well as all. The table has a row for each tenth of
confidence: sentences, mean confidence, mean chrF2, share of sentences with a chrF2 of .5 or more.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from models.confidence import FILE, Calibration, fit, reliability
from models.errors import ModelError, reason
from models.training.command import command


def calibrate(model: str, sources: Sequence[str], references: Sequence[str]) -> Calibration:
    """Translate, fit, and put the result into the model's folder or pack.

    Raises:
        ModelError: no such model, too few lines, or a folder that cannot be written.
    """
    from models.load import load_translator
    from models.store.packing import add_file, unpack
    from models.store.registry import resolve

    if len(sources) != len(references):
        raise ModelError(
            "{count} source lines but {references} references; both need one line a sentence",
            count=len(sources),
            references=len(references),
        )
    packed = Path(model) if (Path(model) / "index.json").is_file() else None
    with tempfile.TemporaryDirectory() as temporary:
        if packed is not None:
            unpack(packed, Path(temporary))
        folder = resolve(model).path if packed is None else Path(temporary)
        found = fit(load_translator(folder).translate(sources), references)
    content = (json.dumps(asdict(found), indent=1) + "\n").encode()
    try:
        if packed is not None:
            add_file(packed, FILE, content)
        else:
            (folder / FILE).write_bytes(content)
    except OSError as error:
        raise ModelError(
            "{folder}: cannot be written ({reason}); copy the model first", folder=folder, reason=reason(error)
        ) from error
    return found


@command
def main(argv: Sequence[str] | None = None) -> int:
    """Command line."""
    from models.load import load_translator
    from models.store.packing import unpack
    from models.training.corpus import read_pairs

    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("model")
    parser.add_argument("text", help="x.ru,x.en: fit on this")
    parser.add_argument("--test", help="x.ru,x.en: print a table of this")
    parser.add_argument("--lines", type=int, default=1000, help="first lines of each (default: 1000)")
    args = parser.parse_args(argv)
    print(calibrate(args.model, *(side[: args.lines] for side in read_pairs(args.text))), flush=True)
    if args.test:
        sources, references = (side[: args.lines] for side in read_pairs(args.test))
        with tempfile.TemporaryDirectory() as temporary:
            folder = args.model
            if (Path(folder) / "index.json").is_file():
                unpack(Path(folder), Path(folder := temporary))
            made = load_translator(folder).translate(sources)
        for low, count, confidence, chrf, half in reliability(made, references):
            print(f"{low:.1f} {count:6} {confidence:6.3f} {chrf:6.3f} {half:6.3f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
