"""What the weights in the package do by themselves, without guards: numbers, placeholders; and their size."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from models.load import load_translator
from models.store.registry import EMBEDDED, embedded
from models.translation import Decoding

COPIED = [
    ("Закон был принят в 1987 году.", "1987"),
    ("В 2031 году население города выросло.", "2031"),
    ("Смотрите страницы 14-67 отчёта.", "14-67"),
    ("Статья 628 Уголовного кодекса.", "628"),
    ("Согласно статье 371 закона решение можно обжаловать.", "371"),
    ("На складе осталось 843 коробок.", "843"),
    ("В зале было 57 человек.", "57"),
    ("Письмо от 17.11.1996 получено вчера.", "17.11.1996"),
]


def test_numbers_of_up_to_four_digits_come_through_the_bare_model() -> None:
    made = load_translator("embedded").translate([source for source, _ in COPIED], Decoding(beam=4, guards=False))
    assert [found.text for found, (_, number) in zip(made, COPIED, strict=True) if number not in found.text] == []


def test_the_package_stays_small() -> None:
    assert sum(file.stat().st_size for file in EMBEDDED.iterdir()) <= 25_000_000


def test_each_placeholder_that_the_config_names_is_one_piece() -> None:
    sentencepiece = pytest.importorskip("sentencepiece")
    folder: Path = embedded().path
    names = json.loads((folder / "config.json").read_text(encoding="utf-8")).get("tolmach_placeholders", [])
    vocab = json.loads((folder / "vocab.json").read_text(encoding="utf-8"))
    cutter = sentencepiece.SentencePieceProcessor(model_file=str(folder / "source.spm"))
    # A model without the entry must not have such pieces either: they would be in its output by chance only.
    assert sorted(piece for piece in vocab if piece.startswith("⟦") and piece.endswith("⟧")) == sorted(names)
    assert all(cutter.encode(f"слово{name}слово", out_type=str).count(name) == 1 for name in names)
