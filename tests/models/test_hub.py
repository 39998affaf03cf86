"""Fetching models from a hub: pinned, checked, resumed; listed, chosen, verified, removed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from commands import tolmach
from fake_hub import COMMIT, FakeHub, fake_hub

from models.errors import ModelError
from models.hub import fetch, read_record, verify
from models.load import load_translator
from models.registry import check, default_name, resolve

pytest.importorskip("huggingface_hub")
HUB = "Helsinki-NLP/opus-mt-ru-en"


@pytest.fixture
def hub(small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeHub]:
    """A hub that has one small model, and folders of this test's own."""
    served = tmp_path / "served"
    shutil.copytree(small, served)
    (served / "README.md").write_text("A model card.")
    monkeypatch.setenv("TOLMACH_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("TOLMACH_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    monkeypatch.delenv("HF_HUB_CACHE", raising=False)
    with fake_hub(HUB, served) as state:
        monkeypatch.setenv("HF_ENDPOINT", state.url)
        yield state


def test_a_fetched_model_is_pinned_checked_and_translates(hub: FakeHub) -> None:
    record = fetch(HUB)
    assert record.revision == COMMIT
    assert verify(record) == []
    assert read_record(HUB) == record
    assert "hf" in Path(record.path).parts
    found = load_translator("opus-mt-ru-en").translate(["Да.", ""])
    assert [t.source for t in found] == ["Да.", ""]
    hub.asked.clear()
    assert fetch(HUB) == record
    assert not [line for line in hub.asked if line.startswith("GET") and "/resolve/" in line]


def test_an_interrupted_download_goes_on(hub: FakeHub) -> None:
    size = (hub.folder / "model.safetensors").stat().st_size
    hub.cut_after["model.safetensors"] = size // 2
    fetch(HUB)
    assert check("opus-mt-ru-en") == []
    gets = [line for line in hub.asked if line.startswith("GET") and line.endswith("model.safetensors")]
    assert len(gets) == 2


@pytest.mark.parametrize("name", ["model.safetensors", "vocab.json"])
def test_a_wrong_sum_is_noticed_and_the_file_removed(hub: FakeHub, name: str) -> None:
    hub.wrong.add(name)
    with pytest.raises(ModelError, match=f"{name} does not match the hub's checksum; it was removed"):
        fetch(HUB)
    assert read_record(HUB) is None
    hub.wrong.clear()
    assert verify(fetch(HUB)) == []


@pytest.mark.parametrize(
    ("wanted", "revision", "words"),
    [
        ("Helsinki-NLP/opus-mt-xx-yy", None, "the hub has no such model"),
        (HUB, "f" * 40, "the hub has no revision"),
        ("Helsinki-NLP/" + "x" * 200, None, "not a valid hub id"),
    ],
)
@pytest.mark.usefixtures("hub")
def test_what_the_hub_does_not_have_is_said(wanted: str, revision: str | None, words: str) -> None:
    with pytest.raises(ModelError, match=words):
        fetch(wanted, revision)


def test_another_kind_of_model_is_refused(hub: FakeHub) -> None:
    (hub.folder / "source.spm").unlink()
    with pytest.raises(ModelError, match=r"not a Marian model \(source.spm missing on the hub\)"):
        fetch(HUB)


def test_no_connection_is_one_line(hub: FakeHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    assert hub.url
    with pytest.raises(ModelError, match=r"cannot be downloaded .*; check the connection"):
        fetch(HUB)


def test_no_space_is_said_before_anything_is_fetched(hub: FakeHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10, 10, 0))  # type: ignore[attr-defined]
    with pytest.raises(ModelError, match=r"needs \d+ MB but .* has 0 MB free"):
        fetch(HUB)
    assert not [line for line in hub.asked if "/resolve/" in line]


def test_damage_after_the_download_is_found(hub: FakeHub) -> None:
    assert hub.url
    record = fetch(HUB)
    weights = (Path(record.path) / "model.safetensors").resolve()
    content = bytearray(weights.read_bytes())
    content[-1] ^= 1
    weights.write_bytes(content)
    assert check("opus-mt-ru-en") == ["model.safetensors does not match its checksum"]
    shown = tolmach("models", "verify", "opus-mt-ru-en")
    assert shown.code == 1
    assert shown.error_lines == [
        "tolmach: model opus-mt-ru-en: model.safetensors does not match its checksum; remove it and get it again"
    ]


def test_a_snapshot_of_other_software_is_found(hub: FakeHub, small: Path, tmp_path: Path) -> None:
    assert hub.url
    base = tmp_path / "hf" / "hub" / "models--Helsinki-NLP--opus-mt-ru-en"
    shutil.copytree(small, base / "snapshots" / COMMIT)
    (base / "refs").mkdir()
    (base / "refs" / "main").write_text(COMMIT)
    assert resolve(HUB).path == base / "snapshots" / COMMIT


def test_the_whole_life_of_a_model_on_the_command_line(hub: FakeHub) -> None:
    assert hub.url
    assert "opus-mt-ru-en" in tolmach("models", "path", "opus-mt-ru-en").err
    got = tolmach("models", "get", "opus-mt-ru-en")
    assert got.code == 0
    assert f"revision {COMMIT}, checksums right" in got.out
    row = next(line for line in tolmach("models").out.splitlines() if "opus-mt-ru-en" in line)
    assert " yes " in row
    assert tolmach("models", "verify", "opus-mt-ru-en").out == "opus-mt-ru-en: all files right\n"
    assert tolmach("models", "use", "opus-mt-ru-en").code == 0
    assert default_name() == "opus-mt-ru-en"
    assert "* " in next(line for line in tolmach("models").out.splitlines() if "opus-mt-ru-en " in line)
    load_translator()
    assert tolmach("models", "rm", "opus-mt-ru-en").code == 0
    gone = tolmach("models", "path")
    assert gone.code == 1
    assert gone.error_lines == [
        "tolmach: model opus-mt-ru-en: not on this machine; run `tolmach models get opus-mt-ru-en` first"
    ]
    assert tolmach("models", "use", "embedded").code == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("get", "nonsense"), "cannot be downloaded; give a name"),
        (("rm", "embedded"), "comes with Tolmach"),
        (("rm", "opus-mt-uk-en"), "not on this machine"),
        (("use", "nonsense"), "unknown; known are"),
    ],
)
@pytest.mark.usefixtures("hub")
def test_mistakes_on_the_command_line_are_one_line(arguments: tuple[str, ...], words: str) -> None:
    shown = tolmach("models", *arguments)
    assert shown.code == 1
    assert len(shown.error_lines) == 1
    assert words in shown.err
