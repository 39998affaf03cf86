"""Fetching models from a hub: pinned, checked, resumed; listed, chosen, verified, removed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from commands import tolmach
from fake_hub import COMMIT, FakeHub, fake_hub, proxy

from models.errors import ModelError
from models.load import check, load_translator
from models.store.hub import fetch, read_record, verify
from models.store.registry import default_name, resolve

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


def test_a_pinned_model_stays_when_the_hub_has_a_newer_one(hub: FakeHub) -> None:
    first = fetch(HUB)
    hub.revisions.append("f" * 40)
    assert fetch(HUB) == first
    assert fetch(HUB, "main").revision == "f" * 40
    assert fetch(HUB).revision == "f" * 40
    assert fetch(HUB, COMMIT) == first


def command(*words: str, **environment: str) -> subprocess.Popen[str]:
    """``tolmach`` in a process of its own: the hub's client reads most settings when it is imported."""
    return subprocess.Popen(
        [sys.executable, "-c", "from aligner.cli import main; main()", "models", *words],
        env={**os.environ, **environment}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def test_a_killed_download_goes_on_where_it_was(hub: FakeHub) -> None:
    block = 10 << 20
    (hub.folder / "pytorch_model.bin").write_bytes(b"x" * (block + 5000))
    (hub.folder / "model.safetensors").unlink()
    hub.hold_after["pytorch_model.bin"] = block + 2000
    process = command("get", HUB)
    assert hub.held.wait(60)
    incomplete = Path(os.environ["HF_HOME"])
    deadline = time.monotonic() + 60
    while not any(file.stat().st_size >= block for file in incomplete.rglob("*.incomplete")):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    process.kill()
    process.communicate()
    hub.go_on.set()
    assert read_record(HUB) is None
    assert "not on this machine" in tolmach("models", "path", HUB).err
    fetch(HUB)
    assert f"RANGE {block} pytorch_model.bin" in hub.asked
    assert check(HUB) == []


def test_requests_go_through_a_proxy(hub: FakeHub) -> None:
    with proxy(hub.url) as (address, asked):
        ways = {"HTTP_PROXY": address, "HTTPS_PROXY": address, "NO_PROXY": "", "no_proxy": ""}
        plain = command("get", HUB, HF_ENDPOINT="http://hub.invalid", **ways)
        secure = command("get", HUB, HF_ENDPOINT="https://other.invalid", TOLMACH_DATA="/nowhere", **ways)
        out, err = plain.communicate(timeout=120)
        assert "checksums right" in out, err
        assert "GET http://storage.invalid/storage/model.safetensors" in asked
        out, err = secure.communicate(timeout=120)
        assert [line for line in err.splitlines() if line.startswith("tolmach: model")] == err.splitlines()[-1:]
        assert "cannot be downloaded" in err
        assert "CONNECT other.invalid:443" in asked


def test_offline_mode_says_what_to_do(hub: FakeHub) -> None:
    _, err = command("get", HUB, HF_HUB_OFFLINE="1").communicate(timeout=120)
    assert err == f"tolmach: model {HUB}: HF_HUB_OFFLINE is set, so nothing can be downloaded; unset it\n"
    assert hub.asked == []


def test_a_gated_model_says_what_to_do(hub: FakeHub) -> None:
    hub.gated = True
    with pytest.raises(ModelError, match="only to those who accepted its terms; accept them there, then set HF_TOKEN"):
        fetch(HUB)


def test_an_interrupted_download_goes_on(hub: FakeHub) -> None:
    size = (hub.folder / "model.safetensors").stat().st_size
    hub.cut_after["model.safetensors"] = size // 2
    fetch(HUB)
    assert check("opus-mt-ru-en") == []
    gets = [line for line in hub.asked if line.startswith("GET") and line.endswith("model.safetensors")]
    assert len(gets) > 1


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
        "tolmach: model opus-mt-ru-en: model.safetensors does not match its checksum; get it again"
    ]
    assert tolmach("models", "get", "opus-mt-ru-en").code == 0
    assert tolmach("models", "verify", "opus-mt-ru-en").code == 0


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
        (
            "tolmach: model opus-mt-ru-en: not on this machine; run `tolmach models get opus-mt-ru-en` first; "
            "`tolmach models use` chose it"
        )
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
