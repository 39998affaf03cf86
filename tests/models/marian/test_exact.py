"""Exact decoding: text and score are the same to the bit whatever a sentence is batched with."""

from __future__ import annotations

import random

from aligner.samples import ARTICLE
from models.load import load_translator
from models.translation import Decoding


def test_the_same_to_the_bit_in_any_company() -> None:
    words = ARTICLE.read_text(encoding="utf-8").split()
    chance = random.Random(4)
    sentences = []
    for _ in range(60):
        start = chance.randrange(len(words) - 12)
        sentences.append(" ".join(words[start : start + chance.randint(1, 12)]))
    translator, decoding = load_translator(), Decoding(beam=1)
    whole = translator.translate(sentences, decoding)
    order = list(range(len(sentences)))
    chance.shuffle(order)
    for at in range(0, len(order), 7):
        part = order[at : at + 7]
        for number, made in zip(part, translator.translate([sentences[n] for n in part], decoding), strict=True):
            assert (made.text, made.score) == (whole[number].text, whole[number].score)
