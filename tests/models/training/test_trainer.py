"""The loop: a run in pieces equals a run in one go; the log tells what it should; faults are one line."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")

from models.errors import ModelError  # noqa: E402
from models.training import network, state  # noqa: E402
from models.training.job import Job  # noqa: E402
from models.training.log import read_log  # noqa: E402
from models.training.settings import Settings  # noqa: E402
from models.training.trainer import Budget, Decay  # noqa: E402

TINY = Settings(
    batch_tokens=128, longest=40, learning_rate=3e-3, warmup_steps=10, encoder_rate=1.0, frozen_tokens=0, dropout=0.1,
    average=0.9, dev_lines=8, threads=1, precision="fp32",
)  # fmt: skip


def job(text: Path, start: Path, settings: Settings = TINY) -> Job:
    return Job((str(text / "train.tsv"),), f"{text / 'dev.ru'},{text / 'dev.en'}", str(start), False, settings)


def weights(run: Path) -> dict[str, torch.Tensor]:
    return state.read(run / "state.pt").network


def same(first: Path, second: Path) -> bool:
    one, other = state.read(first / "state.pt"), state.read(second / "state.pt")
    assert one.average is not None
    assert other.average is not None
    return all(torch.equal(one.network[name], other.network[name]) for name in one.network) and all(
        torch.equal(a, b) for a, b in zip(one.average, other.average, strict=True)
    )


def test_a_run_in_pieces_equals_a_run_in_one_go_bit_for_bit(text: Path, start: Path, tmp_path: Path) -> None:
    whole, pieces = tmp_path / "whole", tmp_path / "pieces"
    plan = job(text, start)
    plan.trainer(whole, quiet=True).run(Budget(steps=80))
    for stop in (7, 70, 80):  # an epoch is 60-70 steps: stops inside the first and the second
        plan.trainer(pieces, quiet=True).run(Budget(steps=stop))
    at = state.read(pieces / "state.pt").progress
    assert at.step == 80
    assert at.epoch >= 1
    assert same(whole, pieces)


def test_another_seed_gives_other_weights(text: Path, start: Path, tmp_path: Path) -> None:
    job(text, start).trainer(tmp_path / "one", quiet=True).run(Budget(steps=3))
    job(text, start, replace(TINY, seed=2)).trainer(tmp_path / "two", quiet=True).run(Budget(steps=3))
    assert not same(tmp_path / "one", tmp_path / "two")


def test_it_learns_to_read_its_source(text: Path, start: Path, tmp_path: Path) -> None:
    easy = replace(TINY, batch_tokens=256, learning_rate=5e-3, warmup_steps=30, dropout=0.0, smoothing=0.0)
    trainer = job(text, start, easy).trainer(tmp_path / "run", quiet=True)
    before = trainer.evaluate()
    trainer.run(Budget(steps=150, log_every=20))
    log = read_log(tmp_path / "run" / "log.jsonl")
    after = [entry for entry in log if entry["event"] == "dev"][-1]
    assert after["dev_loss"] < 0.5 < 3 < before["dev_loss"]
    assert after["source_gain"] > 0.3 > 0.1 > abs(before["source_gain"])
    assert after["bleu"] > 70 > before["bleu"]
    assert after["bleu"] < after["chrf"] + 10
    assert after["encoder_spread"] > 0.3
    trained = [entry for entry in log if entry["event"] == "train"]
    assert [entry["tokens"] for entry in trained] == sorted({entry["tokens"] for entry in trained})
    assert (tmp_path / "run" / "dev.hyp").read_text(encoding="utf-8").count("\n") == TINY.dev_lines


def test_the_encoder_stays_as_it_was_while_frozen(text: Path, start: Path, tmp_path: Path) -> None:
    settings = replace(TINY, frozen_tokens=10**9)
    job(text, start, settings).trainer(tmp_path / "run", quiet=True).run(Budget(steps=5))
    first, now = network.load(start, 0.0).state_dict(), weights(tmp_path / "run")
    moved = {name for name, tensor in first.items() if not torch.equal(tensor, now[f"model.{name}"])}
    assert not any(".encoder.layers." in name for name in moved)
    assert any(".decoder.layers." in name for name in moved)


def test_a_decay_ends_at_its_steps_and_leaves_the_stable_state_alone(text: Path, start: Path, tmp_path: Path) -> None:
    stable, release = tmp_path / "stable", tmp_path / "release"
    plan = job(text, start)
    plan.trainer(stable, quiet=True).run(Budget(steps=20))
    held = (stable / "state.pt").read_bytes()
    release.mkdir()
    (release / "state.pt").write_bytes(held)
    trainer = plan.trainer(release, decay=Decay(steps=12), quiet=True)
    assert trainer.rate() == pytest.approx(TINY.learning_rate)
    assert trainer.run(Budget()) is True
    assert trainer.progress.step == 32
    assert trainer.rate() == pytest.approx(TINY.learning_rate * 0.02)
    assert (stable / "state.pt").read_bytes() == held


@pytest.mark.skipif(not Path("/proc/cpuinfo").exists(), reason="reads the processor's flags where Linux has them")
def test_bf16_is_chosen_where_the_processor_multiplies_it(text: Path, start: Path, tmp_path: Path) -> None:
    flags = Path("/proc/cpuinfo").read_text(encoding="utf-8").split()
    has = "avx512_bf16" in flags or "amx_tile" in flags
    for precision, expected in (("auto", has), ("bf16", True), ("fp32", False)):
        trainer = job(text, start, replace(TINY, precision=precision)).trainer(tmp_path / precision, quiet=True)
        with trainer.autocast():
            assert torch.is_autocast_enabled("cpu") == expected


def test_minutes_end_a_call_and_say_that_more_is_to_do(text: Path, start: Path, tmp_path: Path) -> None:
    trainer = job(text, start).trainer(tmp_path / "run", quiet=True)
    assert trainer.run(Budget(minutes=0.005, steps=10**6)) is False
    assert 0 < trainer.progress.step < 10**4


def test_saved_model_cannot_emit_pieces_never_seen_as_targets(text: Path, start: Path, tmp_path: Path) -> None:
    trainer = job(text, start).trainer(tmp_path / "run", quiet=True)
    trainer.run(Budget(steps=2))
    saved = network.load(tmp_path / "run" / "model", 0.0)
    ruled_out = saved.final_logits_bias[0] <= network.RULED_OUT
    assert int((~ruled_out).sum()) == len(trainer.network.active) < saved.config.vocab_size


def test_a_loss_that_is_no_number_stops_the_run_with_advice(text: Path, start: Path, tmp_path: Path) -> None:
    trainer = job(text, start, replace(TINY, learning_rate=1e30, warmup_steps=1)).trainer(tmp_path / "run", quiet=True)
    with pytest.raises(ModelError, match="lower rate"):
        trainer.run(Budget(steps=10, log_every=2))


def test_a_damaged_state_is_one_line(text: Path, start: Path, tmp_path: Path) -> None:
    run = tmp_path / "run"
    run.mkdir()
    (run / "state.pt").write_bytes(b"not a state")
    with pytest.raises(ModelError, match="older copy"):
        job(text, start).trainer(run, quiet=True)
