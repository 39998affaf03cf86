"""From a stable state to a packed model: branch, averaging, measuring, packing; a state of the first trainer."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")

from models.errors import ModelError  # noqa: E402
from models.training import averaging, release, state, train  # noqa: E402
from models.training.job import Job  # noqa: E402
from models.training.log import read_log  # noqa: E402
from models.training.settings import Settings  # noqa: E402
from models.training.trainer import Budget, Decay  # noqa: E402

TINY = Settings(
    batch_tokens=256, longest=40, learning_rate=5e-3, warmup_steps=30, encoder_rate=1.0, frozen_tokens=0, dropout=0.0,
    smoothing=0.0, average=0.9, dev_lines=8, threads=1, precision="fp32",
)  # fmt: skip


@pytest.fixture(scope="module")
def run(text: Path, start: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of 120 steps."""
    folder = tmp_path_factory.mktemp("run")
    job = Job((str(text / "train.tsv"),), f"{text / 'dev.ru'},{text / 'dev.en'}", str(start), False, TINY)
    job.write(folder)
    job.trainer(folder, quiet=True).run(Budget(steps=120))
    return folder


def test_a_release_decays_measures_and_packs(
    run: Path, text: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    out, packed, back = tmp_path / "release", tmp_path / "packed", tmp_path / "back"
    test = f"{text / 'dev.ru'},{text / 'dev.en'}"
    assert release.main([str(run), "--out", str(out), "--steps", "30", "--test", test, "--pack", str(packed)]) == 0
    said = capfd.readouterr().out
    assert "BLEU = " in said
    assert "chrF2 = " in said
    assert "nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|version:" in said
    bleu = float(said.split("BLEU = ")[1].split()[0])
    assert bleu > 60
    from models.store.packing import unpack

    back.mkdir()
    unpack(packed, back)
    assert abs(release.measure(back, test).bleu - bleu) < 10
    assert read_log(out / "log.jsonl")[-1]["decaying"] is True
    with pytest.raises(ModelError, match="itself a decayed release"):
        release.branch(release.Plan(out, tmp_path / "again", Decay(steps=1)))


def test_an_interrupted_decay_goes_on(run: Path, tmp_path: Path) -> None:
    plan = release.Plan(run, tmp_path / "pieces", Decay(steps=12))
    assert release.decay(plan, Budget(steps=125), quiet=True) is True  # the step budget ends it first
    assert state.read(plan.out / "state.pt").progress.decay_steps == 5
    assert release.decay(plan, Budget(), quiet=True) is True
    assert state.read(plan.out / "state.pt").progress.decay_steps == 12
    whole = release.Plan(run, tmp_path / "whole", Decay(steps=12))
    release.decay(whole, Budget(), quiet=True)
    one, other = (state.read(folder / "state.pt").network for folder in (plan.out, whole.out))
    assert all(torch.equal(one[name], other[name]) for name in one)


def test_a_decay_may_have_text_and_settings_of_its_own(run: Path, text: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.tsv"
    other.write_text(
        "\n".join((text / "train.tsv").read_text(encoding="utf-8").split("\n")[:100]) + "\n", encoding="utf-8"
    )
    out = tmp_path / "out"
    assert release.main([str(run), "--out", str(out), "--steps", "3", "--pairs", str(other), "--average", "0.5"]) == 0
    job = Job.read(out)
    assert job.pairs == (str(other),)
    assert job.settings == replace(TINY, average=0.5)
    at = state.read(out / "state.pt").progress
    assert (at.epoch, at.batch, at.decay_steps) == (0, 3, 3)
    assert Job.read(run).pairs == (str(text / "train.tsv"),)


def test_a_release_of_nothing_is_one_line(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert release.main([str(tmp_path), "--out", str(tmp_path / "out"), "--steps", "1"]) == 1
    said = capfd.readouterr().err
    assert said.count("\n") == 1
    assert "job.json is missing" in said


def test_the_mean_of_checkpoints(run: Path, start: Path) -> None:
    first, second = averaging.mean_of([run / "model"]), averaging.mean_of([start])
    both = averaging.mean_of([run / "model", start])
    for name, tensor in both.items():
        assert torch.allclose(tensor, (first[name] + second[name]) / 2, atol=1e-6, rtol=1e-4), name
    with pytest.raises(ModelError, match="no checkpoints"):
        averaging.mean_of([])


def test_a_moving_average_follows_and_swaps_back() -> None:
    module = torch.nn.Linear(2, 2, bias=False)
    average = averaging.MovingAverage(module, 0.5)
    first = module.weight.detach().clone()
    with torch.no_grad():
        module.weight.add_(1.0)
    average.update(module)  # the first memory is 2/11, below 0.5
    average.swap(module)
    assert torch.allclose(module.weight, first + 9 / 11)
    average.swap(module)
    assert torch.allclose(module.weight, first + 1.0)


def test_a_state_of_the_first_trainer_is_gone_on_with(run: Path, text: Path, start: Path, tmp_path: Path) -> None:
    """Its file has other names and neither a format nor random generators; without dropout the course is the same."""
    ours = state.read(run / "state.pt")
    at = ours.progress
    torch.save(
        {
            "net": ours.network, "opt": ours.optimiser, "step": at.step, "epoch": at.epoch, "at": at.batch,
            "tokens": at.tokens, "elapsed": at.seconds, "ema": ours.average, "ema_n": ours.average_updates,
        },
        tmp_path / "old.pt",
    )  # fmt: skip
    options = [
        "--pairs",
        str(text / "train.tsv"),
        "--dev",
        f"{text / 'dev.ru'},{text / 'dev.en'}",
        "--start",
        str(start),
    ]
    for name in ("batch_tokens", "longest", "learning_rate", "warmup_steps", "encoder_rate", "frozen_tokens", "dropout",
                 "smoothing", "average", "dev_lines", "threads", "precision"):  # fmt: skip
        options += [f"--{name.replace('_', '-')}", str(getattr(TINY, name))]
    new = tmp_path / "new"
    assert train.main([str(new), *options, "--from-state", str(tmp_path / "old.pt"), "--steps", str(at.step + 4)]) == 0
    assert Job.read(new).settings == TINY
    same = tmp_path / "same"
    same.mkdir()
    (same / "state.pt").write_bytes((run / "state.pt").read_bytes())
    Job.read(run).trainer(same, quiet=True).run(Budget(steps=at.step + 4))
    one, other = (state.read(folder / "state.pt").network for folder in (new, same))
    assert all(torch.equal(one[name], other[name]) for name in one)


def test_going_on_needs_only_the_folder(run: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert train.main([str(tmp_path / "none"), "--minutes", "1"]) == 1
    assert "--pairs, --dev and --start" in capfd.readouterr().err
    before = state.read(run / "state.pt").progress.step
    copy = tmp_path / "copy"
    copy.mkdir()
    for name in ("job.json", "state.pt"):
        (copy / name).write_bytes((run / name).read_bytes())
    assert train.main([str(copy), "--steps", str(before + 2)]) == 0
    assert state.read(copy / "state.pt").progress.step == before + 2
