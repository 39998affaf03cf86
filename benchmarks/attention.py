"""Word links from each head of the embedded model's cross-attention, the targets forced, against pairs linked by hand.

python benchmarks/attention.py

Prints the best of all decoder layers, heads (and their mean) and steps: the attention at the step that puts a token
out, or at the one whose input the token is. Needs the extra ``train``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
from word_links import DATA, read

from aligner.align.links import words_of
from aligner.core.bitext import Link
from models.marian.checkpoint import Checkpoint
from models.marian.links import LEAST_SHARE, membership
from models.marian.tokenizer import EOS, UNK, MarianTokenizer
from models.store.registry import embedded


@dataclass(frozen=True)
class Choice:
    """A decoder layer, a head (none: the mean of all), a step, and whether a link must be the best both ways."""

    layer: int
    head: int | None
    input: bool
    mutual: bool

    def __str__(self) -> str:
        head = "mean" if self.head is None else f"head {self.head}"
        return f"layer {self.layer} {head} {'input' if self.input else 'output'}{' mutual' if self.mutual else ''}"


#: What is read today, and what is best on the hand-linked pairs.
READ, BEST = Choice(1, None, False, False), Choice(0, 11, True, True)


def main() -> None:
    """Print the best ten."""
    pairs = [read(line) for line in DATA.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    layers, heads = shape()
    choices = [
        Choice(layer, head, at_input, mutual)
        for layer in range(layers)
        for head in (None, *range(heads))
        for at_input in (False, True)
        for mutual in (False, True)
    ]
    counts = {choice: np.zeros(3) for choice in choices}
    for source, target, gold in pairs:
        ours, theirs = ({span: n for n, span in enumerate(words_of(text))} for text in (source, target))
        tables = forced(source, target)
        for choice in choices:
            links = {(ours[a, b], theirs[c, d]) for a, b, c, d in chosen(source, target, tables, choice)}
            counts[choice] += len(links & gold), len(links), len(gold)
    print(f"{len(pairs)} pairs{'':28s}precision recall    F1")
    for choice in sorted(choices, key=lambda one: -f1(counts[one]))[:10]:
        right, found, wanted = counts[choice]
        print(f"{choice!s:37s}{right / found:9.3f} {right / wanted:6.3f} {f1(counts[choice]):5.3f}")


def f1(count: npt.NDArray[np.float64]) -> float:
    """From right, found, wanted."""
    right, found, wanted = count
    return float(2 * right / max(1.0, found + wanted))


def attention_links(texts: Sequence[tuple[str, str]]) -> dict[str, list[tuple[Link, ...]]]:
    """Links of these pairs by the choice that is read today and by the best."""
    tables = [forced(*pair) for pair in texts]
    return {
        str(choice): [tuple(chosen(*pair, table, choice)) for pair, table in zip(texts, tables, strict=True)]
        for choice in (READ, BEST)
    }


def chosen(source: str, target: str, tables: npt.NDArray[np.float32], choice: Choice) -> Iterator[Link]:
    """The links of a pair."""
    ours, theirs = words_of(source), words_of(target)
    table = tables[int(choice.input), choice.layer]
    shares = table.mean(0) if choice.head is None else table[choice.head]
    total = shares.sum(1, keepdims=True)
    shares = np.divide(shares, total, out=np.zeros_like(shares), where=total > 0)
    for j, span in enumerate(theirs):
        i = int(shares[j].argmax())
        if shares[j, i] >= LEAST_SHARE and (not choice.mutual or int(shares[:, i].argmax()) == j):
            yield (*ours[i], *span)


def forced(source: str, target: str) -> npt.NDArray[np.float32]:
    """Attention between words, shape (output step or input step, layers, heads, target words, source words)."""
    import torch

    model, tokenizer, ids = loaded()
    ours, theirs = tokenizer.encode(source), tokenizer.encode_target(target)
    rows = [[ids.get(piece, ids[UNK]) for piece in pieces] for pieces in (ours, theirs)]
    with torch.inference_mode():
        output = model(
            input_ids=torch.tensor([[*rows[0], ids[EOS]]]),
            decoder_input_ids=torch.tensor([[model.config.decoder_start_token_id, *rows[1]]]),
            output_attentions=True,
        )
    attention = np.stack([layer[0].numpy() for layer in output.cross_attentions])[..., : len(ours)]
    left, right = membership(source, ours, words_of(source)), membership(target, theirs, words_of(target))
    steps = np.stack([attention[:, :, :-1], attention[:, :, 1:]])
    return np.asarray(np.einsum("tw,klhts,sv->klhwv", right, steps, left), np.float32)


def shape() -> tuple[int, int]:
    """Decoder layers and heads."""
    config = loaded()[0].config
    return int(config.decoder_layers), int(config.decoder_attention_heads)


@lru_cache(maxsize=1)
def loaded() -> tuple[Any, MarianTokenizer, dict[str, int]]:
    """The embedded model with transformers, its tokenizer, its vocabulary."""
    import torch
    from transformers import MarianMTModel

    torch.set_num_threads(1)  # for single sentences more only wait for each other
    folder = embedded().path
    model = MarianMTModel.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager").eval()
    vocabulary = Checkpoint.open(folder).vocabulary
    return model, MarianTokenizer(folder), {piece: number for number, piece in enumerate(vocabulary)}


if __name__ == "__main__":
    main()
