"""Shared by the model tests: a cache of their own, a small checkpoint, sample sentences."""

from __future__ import annotations

from pathlib import Path

import pytest
from marian_checkpoints import write_checkpoint

#: Written for these tests, in the manner of news and of official documents.
SAMPLES = (
    "Совет Безопасности принял резолюцию.",
    "Президент встретился с министром иностранных дел Казахстана.",
    "В понедельник, 12 марта, делегация прибыла в Астану.",
    "«Мы готовы к переговорам», — заявил министр.",
    "Погода в Москве была хорошая, и дети играли в парке.",
    "Он не знал, что ей ответить.",
    "Стороны обсудили вопросы торговли, энергетики и безопасности на границе.",
    "Да.",
)


@pytest.fixture(scope="session", autouse=True)
def model_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keep conversions of this run apart from the user's."""
    folder = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TOLMACH_CACHE", str(folder / "cache"))
        patch.setenv("TOLMACH_DATA", str(folder / "data"))
        patch.delenv("TOLMACH_MODEL", raising=False)
        yield folder


@pytest.fixture(scope="session")
def samples() -> tuple[str, ...]:
    """Russian sentences."""
    return SAMPLES


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small random checkpoint; do not write into it."""
    return write_checkpoint(tmp_path_factory.mktemp("small") / "model")
