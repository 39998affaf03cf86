"""The reference engine: transformers and torch, for training, for parity tests and for comparison."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from models.advice import install_extra
from models.errors import ModelError
from models.marian.checkpoint import Checkpoint
from models.marian.engine import Hypothesis, Search
from models.marian.links import alignment_layer
from models.marian.tokenizer import UNK


class ReferenceEngine:
    """Runs a checkpoint with ``MarianMTModel.generate``; one call at a time."""

    def __init__(self, folder: Path, *, device: str = "cpu", compute: str = "float32") -> None:
        """Load the model.

        Raises:
            ModelError: torch or transformers is not installed, or the checkpoint does not load.
        """
        try:
            import torch
            from transformers import MarianMTModel
        except ModuleNotFoundError as error:
            raise ModelError(
                "the reference backend needs {module}; install it with: {command}",
                module=error.name,
                command=install_extra("train"),
            ) from error
        types = {"float32": torch.float32, "float16": torch.float16, "bfloat16": torch.bfloat16}
        if compute not in types:
            raise ModelError(
                "compute type {compute}: the reference backend knows {types}", compute=compute, types=", ".join(types)
            )
        silence_logging()
        checkpoint = Checkpoint.open(folder)
        self._tokens = checkpoint.vocabulary
        self._ids = {token: number for number, token in enumerate(self._tokens)}
        self._lock = threading.Lock()
        self._device = device
        try:
            self._model = MarianMTModel.from_pretrained(
                folder, dtype=types[compute], attn_implementation="eager"
            ).eval()
            self._model.to(torch.device(device))
        except (RuntimeError, OSError, ValueError) as error:
            first = str(error).strip().splitlines()[0]
            raise ModelError(
                "{folder}: cannot be loaded by transformers ({error})", folder=folder, error=first
            ) from error

    def generate(self, sources: Sequence[Sequence[str]], search: Search) -> list[list[Hypothesis]]:
        """See ``Engine.generate``."""
        import torch

        if not sources:
            return []
        config = self._model.config
        eos, pad = int(config.eos_token_id), int(config.pad_token_id)
        rows = [[*(self._ids.get(piece, self._ids[UNK]) for piece in pieces), eos] for pieces in sources]
        width = max(search.width, *map(len, rows))
        ids = torch.full((len(rows), width), pad, dtype=torch.long)
        for number, row in enumerate(rows):
            ids[number, : len(row)] = torch.tensor(row)
        mask = (torch.arange(width)[None, :] < torch.tensor([len(row) for row in rows])[:, None]).long()
        with self._lock, torch.inference_mode():
            output = self._model.generate(
                input_ids=ids.to(self._device),
                attention_mask=mask.to(self._device),
                num_beams=search.beam,
                num_return_sequences=search.hypotheses,
                do_sample=False,
                max_length=search.max_pieces + 2,
                length_penalty=search.length_penalty,
                no_repeat_ngram_size=search.no_repeat_ngram,
                repetition_penalty=search.repetition_penalty,
                early_stopping=False,
            )
            repeated = torch.arange(len(rows)).repeat_interleave(search.hypotheses)
            forward = self._model(
                input_ids=ids[repeated].to(self._device),
                attention_mask=mask[repeated].to(self._device),
                decoder_input_ids=output[:, :-1],
                output_attentions=search.attention,
            )
            # Checkpoints ban <pad>, whose logit of 0 would take its share of the probability.
            forward.logits[..., pad] = float("-inf")
            chances = forward.logits.float().log_softmax(-1).gather(2, output[:, 1:, None]).squeeze(2).cpu()
            layer = alignment_layer(int(config.decoder_layers))
            attention = forward.cross_attentions[layer].float().mean(1).cpu().numpy() if search.attention else None
        found: list[list[Hypothesis]] = [[] for _ in rows]
        for number, (row, source) in enumerate(zip(output.tolist(), repeated.tolist(), strict=True)):
            pieces = [self._tokens[i] for i in row[1:] if i not in (eos, pad)]
            score = float(chances[number, : len(pieces) + 1].mean())
            part = None if attention is None else np.asarray(attention[number, : len(pieces), : len(sources[source])])
            found[source].append(Hypothesis(pieces, score, part))
        return found


def silence_logging() -> None:
    """Keep transformers' own progress bars and remarks off the terminal; its errors are still raised."""
    from transformers.utils import logging

    logging.disable_progress_bar()
    logging.set_verbosity_error()
