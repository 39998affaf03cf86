"""Dockerfile, compose.yaml and the systemd unit fit the program: its settings, commands, extras and files."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import fields
from pathlib import Path

import pytest

from aligner.cli import COMMANDS
from server.settings import Settings, load_settings

ROOT = Path(__file__).parents[3]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
COMPOSE = (ROOT / "compose.yaml").read_text(encoding="utf-8")
UNIT = ROOT / "deploy" / "tolmach.service"
#: Read by the models, not by the service.
OTHERS = {"TOLMACH_DATA", "TOLMACH_CACHE"}


@pytest.mark.parametrize(
    "text", [DOCKERFILE, COMPOSE, UNIT.read_text(encoding="utf-8")], ids=["docker", "compose", "unit"]
)
def test_every_setting_in_it_exists_and_is_valid(text: str) -> None:
    known = {f"TOLMACH_{one.name.upper()}" for one in fields(Settings)} | OTHERS
    given = dict(re.findall(r"^[^#\n]*?\b(TOLMACH_[A-Z_]+)(?:=|: )([^\s\\]+(?: per minute)?)", text, re.M))
    given.pop("TOLMACH_DB_PASSWORD", None)
    assert given
    assert set(given) <= known
    load_settings(given)


def test_the_image_is_built_from_files_that_exist_and_locked_packages() -> None:
    for line in re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.M):
        for name in line.split()[:-1]:
            assert (ROOT / name).exists(), name
            assert f"!{name}" in (ROOT / ".dockerignore").read_text()
    assert "--require-hashes -r requirements.lock" in DOCKERFILE


def test_compose_runs_commands_that_exist() -> None:
    yaml = pytest.importorskip("yaml")
    made = yaml.safe_load(COMPOSE)
    services = made["services"]
    assert set(services) == {"web", "proxy", "worker", "db", "redis"}
    assert "ports" not in services["web"]  # reached through the proxy only
    assert (ROOT / services["proxy"]["volumes"][0].split(":")[0]).is_file()
    assert "127.0.0.1:8000;" in (ROOT / "deploy" / "nginx.conf").read_text()  # what the command puts web: for
    for name in ("web", "worker"):
        assert services[name]["command"][0] == "tolmach"
        assert services[name]["command"][1] in COMMANDS
        assert set(services[name]["depends_on"]) == {"db", "redis"}
        volume = services[name]["volumes"][0].split(":")[0]
        assert volume in made["volumes"]


def test_systemd_accepts_the_unit(tmp_path: Path) -> None:
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd is not installed")
    text = UNIT.read_text(encoding="utf-8").replace("/opt/tolmach/bin/tolmach", "/bin/true")
    (tmp_path / "tolmach.service").write_text(text)
    done = subprocess.run(
        ["systemd-analyze", "verify", str(tmp_path / "tolmach.service")], capture_output=True, text=True, check=False
    )
    complaints = [line for line in done.stderr.splitlines() if "tolmach.service" in line]
    assert complaints == []
