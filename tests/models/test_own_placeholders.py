"""Models of every kind take protected spans the same way: their own placeholder pieces where they have any."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from marian_checkpoints import write_checkpoint

from models.load import load_translator
from models.marian.checkpoint import CONFIG_PLACEHOLDERS, Checkpoint
from models.marian.modelbin import target_tokens
from models.marian.tokenizer import MarianTokenizer
from models.marian.translator import MarianTranslator
from models.store.registry import resolve
from models.training.remap import PLACEHOLDERS, remap
from models.translation import Decoding, Translation

SOURCES = [
    "Деньги пришли на счёт 40702810400000012345, ИНН 7701234567.",
    "Файл C:\\Документы\\акт.docx и {name} не найдены.",
    "В зале было 25 человек.",
    "; ".join(f"{{x{n}}}" for n in range(12)) + " и слово.",
]
SPANS = [
    ["40702810400000012345", "7701234567"],
    ["C:\\Документы\\акт.docx", "{name}"],
    [],
    [f"{{x{n}}}" for n in range(12)],
]


@pytest.fixture(scope="module")
def mapped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The embedded model with placeholder pieces, whether it has learnt them or not."""
    model = resolve("embedded").path
    if CONFIG_PLACEHOLDERS in json.loads((model / "config.json").read_text(encoding="utf-8")):
        return model
    folder = tmp_path_factory.mktemp("mapped")
    remap(model, folder)
    return folder


def asked(translator: MarianTranslator, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the model itself is given from now on."""
    given: list[str] = []
    run = translator._bare

    def noted(sentences: Any, decoding: Decoding) -> list[Translation]:
        given.extend(sentences)
        return run(sentences, decoding)

    monkeypatch.setattr(translator, "_bare", noted)
    return given


def test_a_checkpoint_with_placeholders_is_given_its_own(mapped: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    translator = load_translator(mapped, threads=1)
    assert isinstance(translator, MarianTranslator)
    assert translator._placeholders == PLACEHOLDERS
    given = asked(translator, monkeypatch)
    made = translator.translate(SOURCES, Decoding(beam=1))
    assert given[:3] == [
        "Деньги пришли на счёт ⟦0⟧, ⟦1⟧.", "Файл ⟦0⟧ и ⟦1⟧ не найдены.", "В зале было 25 человек.",
    ]  # fmt: skip
    assert given[3] == "; ".join([*PLACEHOLDERS, "F1", "F2"]) + " и слово."
    for found, spans in zip(made, SPANS, strict=True):
        assert [found.text.count(span) for span in spans] == [1] * len(spans)
        assert "⟦" not in found.text
    tokenizer = MarianTokenizer(mapped)
    assert "⟦1⟧" in tokenizer.encode(given[0])
    assert tokenizer.decode(["▁a", "⟦1⟧", "."]) == "a⟦1⟧."


def test_the_converted_model_can_put_its_placeholders_out(mapped: Path) -> None:
    assert set(PLACEHOLDERS) <= set(target_tokens(Checkpoint.open(mapped)))


def test_names_without_pieces_are_no_placeholders(mapped: Path) -> None:
    assert MarianTokenizer(mapped).placeholders(["⟦3⟧", "⟦x⟧", 5]) == ("⟦3⟧",)
    assert MarianTokenizer(mapped).placeholders("⟦3⟧") == ()


@pytest.mark.parametrize("listed", [False, True])
def test_an_opus_model_takes_the_same_path(listed: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Random weights: every span is there once whatever they say; pieces listed but not there change nothing."""
    folder = write_checkpoint(tmp_path / "opus-mt-ru-en", languages=("ru", "en"), max_length=40)
    if listed:
        config = json.loads((folder / "config.json").read_text())
        (folder / "config.json").write_text(json.dumps({**config, CONFIG_PLACEHOLDERS: list(PLACEHOLDERS)}))
    translator = load_translator(folder, threads=1)
    assert isinstance(translator, MarianTranslator)
    given = asked(translator, monkeypatch)
    made = translator.translate(SOURCES, Decoding(beam=2))
    assert given[0] == "Деньги пришли на счёт F1, F2."
    for found, spans in zip(made, SPANS, strict=True):
        assert [found.text.count(span) for span in spans] == [1] * len(spans)
