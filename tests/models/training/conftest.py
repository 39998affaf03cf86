"""A tiny parallel text, a tiny start model, and a job on them: everything real, only small."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

NAMES = {"Анна": "Anna", "Иван": "Ivan", "Мария": "Maria", "Пётр": "Peter", "Ольга": "Olga", "Борис": "Boris"}
VERBS = {"видит": "sees", "любит": "loves", "знает": "knows", "ищет": "seeks", "слышит": "hears"}
THINGS = {"дом": "a house", "лес": "a forest", "город": "a town", "море": "a sea", "книгу": "a book", "сад": "a garden"}


def tiny_pairs(count: int, seed: int) -> list[tuple[str, str]]:
    """Sentences of three words, each with its only translation."""
    rng = random.Random(seed)
    made = []
    for _ in range(count):
        (a, b), (c, d), (e, f) = (rng.choice(sorted(table.items())) for table in (NAMES, VERBS, THINGS))
        tail = rng.choice([("", ""), (" сегодня", " today"), (" очень часто", " very often")])
        made.append((f"{a} {c} {e}{tail[0]}.", f"{b} {d} {f}{tail[1]}."))
    return made


@pytest.fixture(scope="session")
def text(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with train.tsv, dev.ru and dev.en."""
    folder = tmp_path_factory.mktemp("text")
    rows = [f"tiny\t{source}\t{target}" for source, target in tiny_pairs(400, 1)]
    (folder / "train.tsv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    dev = tiny_pairs(24, 2)
    (folder / "dev.ru").write_text("\n".join(pair[0] for pair in dev) + "\n", encoding="utf-8")
    (folder / "dev.en").write_text("\n".join(pair[1] for pair in dev) + "\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def start(text: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A random model of width 32 with a vocabulary of the tiny text."""
    torch = pytest.importorskip("torch")
    from models.training import network, vocabulary
    from models.training.corpus import read_pairs

    folder = tmp_path_factory.mktemp("start")
    sources, targets = read_pairs(text / "train.tsv")
    vocab = vocabulary.write_layout(
        folder, vocabulary.train_unigram(sources, 90), vocabulary.train_unigram(targets, 90)
    )
    torch.manual_seed(0)
    shape = network.Shape(width=32, ffn=64, encoder=1, decoder=1, heads=4)
    network.save(network.build(shape, len(vocab)), folder, folder)
    return folder
