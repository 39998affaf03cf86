"""Calibrated confidence: fitted to what is found, kept beside the model, carried by every translation."""

from __future__ import annotations

import json
import random
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aligner.batch.cache import _more, _translation
from models.confidence import FILE, Calibration, fit, reliability
from models.errors import ModelError
from models.load import load_translator
from models.store.packing import pack, unpack
from models.store.registry import resolve
from models.training.calibrate import calibrate, main
from models.translation import Translation
from server.jobs.checkpoint import from_json, to_json

CURVE = Calibration(-2.7, 3.9, 0.27, 1000)


def made(count: int) -> tuple[list[Translation], list[str]]:
    """Translations whose surer ones share more of their reference."""
    chance = random.Random(1)
    words = ["the", "council", "met", "in", "city", "took", "a", "long", "decision", "about", "nothing", "at", "all"]
    outputs, references = [], []
    for _ in range(count):
        reference = [chance.choice(words) for _ in range(chance.randint(3, 20))]
        sure = chance.random()
        text = [word if chance.random() < sure else "x" for word in reference]
        outputs.append(Translation("да " * len(reference), " ".join(text), score=sure - 1.0))
        references.append(" ".join(reference))
    return outputs, references


def test_the_curve_tells_what_is_found() -> None:
    outputs, references = made(600)
    curve = fit(outputs, references)
    assert curve.sentences == 600
    assert curve.probability > 1
    guessed = [Translation(o.source, o.text, o.score, expected=curve.of(o.source, o.score or 0)) for o in outputs]
    rows = reliability(guessed, references)
    assert sum(count for _, count, *_ in rows) == 600
    for _, count, confidence, chrf, _ in rows:
        assert count < 30 or abs(confidence - chrf) < 0.15


@given(st.text(max_size=60), st.floats(-30, 0), st.floats(-30, 0))
def test_a_better_score_never_promises_less(source: str, one: float, other: float) -> None:
    worse, better = (CURVE.of(source, score) for score in sorted((one, other)))
    assert 0 <= worse <= better <= 1


def test_too_little_is_said() -> None:
    outputs, references = made(99)
    with pytest.raises(ModelError, match="99 translations: too few to calibrate on"):
        fit(outputs, references)


def test_a_translation_says_what_to_expect() -> None:
    assert Translation("Да.", "Yes.", -0.5, expected=0.3).confidence == 0.3
    assert Translation("Да.", "Yes.", -0.5, expected=0.3, flags=("long",)).confidence == 0.15
    assert Translation("", "", None).confidence == 1.0


def test_batch_and_service_keep_it() -> None:
    translation = Translation("Да.", "Yes.", -0.5, expected=0.3)
    assert _translation("Да.", "Yes.", -0.5, _more(translation)) == translation
    assert from_json("Да.", json.loads(json.dumps(to_json(translation)))) == translation


def test_a_model_is_calibrated_and_translates_so(small: Path, tmp_path: Path, samples: tuple[str, ...]) -> None:
    folder, packed = tmp_path / "model", tmp_path / "packed"
    shutil.copytree(small, folder)
    pack(small, packed)
    before = load_translator(folder).translate(samples)
    sources = [f"{sample} {number}." for sample in samples for number in range(13)]
    (tmp_path / "dev.ru").write_text("\n".join(sources) + "\n", encoding="utf-8")
    (tmp_path / "dev.en").write_text("The Council adopted a resolution.\n" * len(sources), encoding="utf-8")
    text = f"{tmp_path / 'dev.ru'},{tmp_path / 'dev.en'}"
    for model in (folder, packed):
        assert main([str(model), text, "--test", text, "--lines", "104"]) == 0
    (tmp_path / "unpacked").mkdir()
    unpack(packed, tmp_path / "unpacked")
    curve = Calibration.read(folder)
    assert curve is not None
    assert curve == Calibration.read(tmp_path / "unpacked")
    after = load_translator(folder).translate(samples)
    assert [t.text for t in after] == [t.text for t in before]
    assert [t.confidence for t in after] == [
        curve.of(t.source, t.score or 0.0) * (0.5 if t.flags else 1.0) for t in after
    ]
    assert resolve(folder).fingerprint != resolve(small).fingerprint
    (folder / FILE).write_text("{", encoding="utf-8")
    with pytest.raises(ModelError, match="damaged calibration; delete it or fit it again"):
        load_translator(folder)
    with pytest.raises(ModelError, match="2 source lines but 1 references"):
        calibrate(str(folder), ["a", "b"], ["c"])
    assert main(["nosuch", text]) == 1
