"""Make training pairs from English text alone: a reverse model writes the Russian side.

    python -m models.training.backtranslate mono.en.xz --model REVERSE/model --out bt.tsv --sample 10
    python -m models.training.backtranslate mono.en.xz --model REVERSE/model --out bt.tsv --beam 1

The human side is the target, so the model still learns real English (Sennrich et al. 2016). Sampling from the
ten likeliest pieces gives more varied sources than a beam (Edunov et al. 2018; with a weak reverse model
a beam may be the better one, so try both). A run that was stopped goes on after the last line written.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from models.training.command import command
from models.training.corpus import read_lines

Translate = Callable[[Sequence[str]], list[str]]
CHUNK = 2048
SHORTEST, LONGEST = 3, 80  # words of an English sentence worth translating back


def wanted(line: str) -> bool:
    """Whether a monolingual line is a sentence of usable length."""
    return SHORTEST <= len(line.split()) <= LONGEST and "\t" not in line


def usable(source: str, target: str) -> bool:
    """Whether a made source may stand for its target: Russian, of like length, and not stuck in a loop."""
    letters = [character for character in source if character.isalpha()]
    if not letters or sum("а" <= character.lower() <= "ё" for character in letters) < 0.6 * len(letters):
        return False
    if not 0.4 < (len(source) + 5) / (len(target) + 5) < 2.5:
        return False
    words = source.split()
    triples = [tuple(words[i : i + 3]) for i in range(len(words) - 2)]
    return len(set(triples)) >= 0.8 * len(triples)


def beam_search(model: Path, beam: int) -> Translate:
    """Translate with CTranslate2 through the ordinary translator."""
    from models.load import load_translator
    from models.translation import Decoding

    translator = load_translator(str(model))
    decoding = Decoding(beam=beam, guards=False)
    return lambda lines: [made.text for made in translator.translate(lines, decoding)]


def sampling(model: Path, top: int, device: str, seed: int, batch_pieces: int) -> Translate:
    """Sample each piece from the ``top`` likeliest, with the reference implementation (CPU or GPU)."""
    import torch

    from models.training import network
    from models.training.vocabulary import load_encoders

    encode, decoder, _ = load_encoders(model)
    loaded = network.load(model, 0.0, device).eval().to(device)
    pad = loaded.config.pad_token_id
    torch.manual_seed(seed)
    kind = device.split(":")[0]

    def translate(lines: Sequence[str]) -> list[str]:
        sources = encode(lines)
        out = [""] * len(lines)
        order = sorted(range(len(lines)), key=lambda i: len(sources[i]), reverse=True)
        while order:
            many = max(1, batch_pieces // len(sources[order[0]]))
            rows, order = order[:many], order[many:]
            ids = torch.nn.utils.rnn.pad_sequence([torch.from_numpy(sources[r]).long() for r in rows], True, pad).to(
                device
            )
            with torch.no_grad(), torch.autocast(kind, torch.bfloat16, enabled=network.multiplies_bf16(kind)):
                made = loaded.generate(
                    input_ids=ids, attention_mask=ids.ne(pad).long(), do_sample=True, top_k=top, num_beams=1,
                    max_length=min(200, 2 * ids.shape[1] + 10),
                )  # fmt: skip
            for row, sentence in zip(rows, made.tolist(), strict=True):
                out[row] = decoder.decode(sentence)
        return out

    return translate


def pairs(lines: Sequence[str], translate: Translate, tag: str) -> Iterator[str]:
    """TSV rows (tag, made source, human target), a placeholder row where the made source is of no use.

    One row for each line, so that the number of rows says how far a stopped run came.
    """
    rest = iter(lines)
    while chunk := list(islice(rest, CHUNK)):
        for target, source in zip(chunk, translate(chunk), strict=True):
            source = " ".join(source.split())
            yield f"{tag}\t{source}\t{target}" if usable(source, target) else f"{tag}\t\t{target}"


def extend(out: Path, lines: Sequence[str], translate: Translate, tag: str) -> tuple[int, int]:
    """Append what is missing to ``out``; returns (usable pairs written now, lines skipped as done before).

    Rows without a source are dropped by whoever reads the file (``corpus.read_pairs``).
    """
    done = 0
    if out.exists():
        content = out.read_bytes()
        whole = content[: content.rfind(b"\n") + 1]  # a last row cut short is made again
        done = whole.count(b"\n")
        if len(whole) != len(content):
            out.write_bytes(whole)
    made = 0
    with out.open("a", encoding="utf-8", newline="\n") as file:
        for row in pairs(lines[done:], translate, tag):
            file.write(row + "\n")
            made += "\t\t" not in row
    return made, done


@command
def main(argv: Sequence[str] | None = None) -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("text", type=Path, help="one English sentence a line, plain or .xz")
    parser.add_argument("--model", type=Path, required=True, help="an English-Russian model directory")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--tag", default="bt_mono")
    parser.add_argument("--limit", type=int, default=0, help="use only the first so many lines")
    how = parser.add_mutually_exclusive_group(required=True)
    how.add_argument("--beam", type=int)
    how.add_argument("--sample", type=int, metavar="TOP", help="sample each piece from the likeliest so many")
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--batch-pieces", type=int, default=4096)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args(argv)
    lines = [line for line in read_lines(args.text) if wanted(line)][: args.limit or None]
    translate = (
        beam_search(args.model, args.beam)
        if args.beam
        else sampling(args.model, args.sample, args.device, args.seed, args.batch_pieces)
    )
    made, before = extend(args.out, lines, translate, args.tag)
    print(f"{made} pairs made in {args.out}, {before} lines had been done before, of {len(lines)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
