"""Settings: where they come from, what is refused, and that each is documented."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from models.environment import OTHERS, VARIABLES
from models.errors import TolmachError
from server.settings import Settings, SettingsError, load_settings

PAGE = Path(__file__).parents[2] / "docs" / "settings.md"


def test_each_source_overrides_the_one_before(tmp_path: Path) -> None:
    (tmp_path / "tolmach.toml").write_text('port = 1111\nhost = "0.0.0.0"\nsample = false\n')
    env = {"TOLMACH_DATA_DIR": str(tmp_path), "TOLMACH_PORT": "2222", "TOLMACH_LOG_FORMAT": "json"}
    made = load_settings(env, log_format="text")
    assert (made.host, made.port, made.sample, made.log_format, made.workers) == ("0.0.0.0", 2222, False, "text", 1)


def test_database_url_of_the_environment() -> None:
    assert load_settings({"DATABASE_URL": "postgres://me@here/x"}).url == "postgresql+psycopg://me@here/x"
    assert load_settings({"TOLMACH_DATA_DIR": "/x"}).url == "sqlite:////x/tolmach.sqlite3"


@pytest.mark.parametrize(
    ("name", "value", "line"),
    [
        ("PORT", "eight", "TOLMACH_PORT: 'eight' is not a whole number"),
        ("PORT", "-1", "TOLMACH_PORT: -1 is below 0"),
        ("PORT", "1.5", "TOLMACH_PORT: '1.5' is not a whole number"),
        ("SAMPLE", "perhaps", "TOLMACH_SAMPLE: 'perhaps' is not true or false"),
        ("LEASE_SECONDS", "nan", "TOLMACH_LEASE_SECONDS: 'nan' is not a number"),
        ("PORT", "99999", "TOLMACH_PORT: 99999 is above 65535"),
        ("RATE_LIMIT", "lots", "TOLMACH_RATE_LIMIT: 'lots': write it as '120 per minute'"),
        ("API_KEYS", "maybe", "TOLMACH_API_KEYS: 'maybe' is not one of 'auto', 'on', 'off'"),
    ],
)
def test_a_wrong_value_is_one_clear_line(name: str, value: str, line: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings({"TOLMACH_" + name: value})
    assert str(caught.value) == line


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("prot = 1", "unknown setting 'prot'; did you mean 'port'?"),
        ("colour = 1", "unknown setting 'colour'; docs/settings.md lists them"),
        ("port = ", "not TOML"),
        ('port = "x"', "port: 'x' is not a whole number"),
        ("port = 99999", "port: 99999 is above 65535"),
        ("web_threads = 1", "web_threads: 1 is below 4"),
        ('api_keys = "always"', "api_keys: 'always' is not one of 'auto', 'on', 'off'"),
        ('rate_limit = "lots"', "rate_limit: 'lots': write it as '120 per minute'"),
    ],
)
def test_a_wrong_file_is_named(tmp_path: Path, text: str, line: str) -> None:
    path = tmp_path / "my.toml"
    path.write_text(text)
    with pytest.raises(SettingsError, match=re.escape(line)) as caught:
        load_settings({"TOLMACH_CONFIG": str(path)})
    assert str(caught.value).startswith(str(path))


def test_a_file_that_is_named_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        load_settings({"TOLMACH_CONFIG": str(tmp_path / "none.toml")})


@pytest.mark.parametrize(
    ("host", "keys", "required"),
    [
        ("127.0.0.1", "auto", False),
        ("::1", "auto", False),
        ("0.0.0.0", "auto", True),
        ("192.168.1.2", "auto", True),
        ("0.0.0.0", "off", False),
        ("127.0.0.1", "on", True),
    ],
)
def test_keys_are_required_away_from_loopback(host: str, keys: str, required: bool) -> None:
    assert load_settings({}, host=host, api_keys=keys).keys_required is required


def test_the_secret_key_is_made_once_and_kept_private(tmp_path: Path) -> None:
    made = load_settings({}, data_dir=str(tmp_path / "new"))
    key = made.key_for_cookies()
    assert len(key) == 64
    assert made.key_for_cookies() == key
    assert (tmp_path / "new" / "secret_key").stat().st_mode & 0o077 == 0


def test_every_setting_is_documented_with_its_default_and_meaning() -> None:
    rows = dict(re.findall(r"^\| `(\w+)` \| (.*) \|$", PAGE.read_text(encoding="utf-8"), re.M))
    for one in fields(Settings):
        assert one.name in rows, f"docs/settings.md does not list '{one.name}'"
        default = one.default if one.default != "" else "(empty)"
        default = str(default).lower() if isinstance(default, bool) else str(default)
        assert rows[one.name] == f"{default} | {one.metadata['meaning']}", one.name
    assert set(rows) == {one.name for one in fields(Settings)}


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("TOLMACH_WEB_TREADS", "TOLMACH_WEB_TREADS: unknown variable; did you mean TOLMACH_WEB_THREADS?"),
        ("TOLMACH_MODLE", "TOLMACH_MODLE: unknown variable; did you mean TOLMACH_MODEL?"),
        ("TOLMACH_XYZ", "TOLMACH_XYZ: unknown variable; unset it, or see docs/settings.md for the right name"),
    ],
)
def test_an_unknown_variable_stops_the_service(name: str, line: str) -> None:
    with pytest.raises(TolmachError, match=f"^{re.escape(line)}$"):
        load_settings({name: "3"})


def test_variables_that_are_no_settings_are_documented_and_let_pass() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert [name for name in VARIABLES if f"- `{name}`:" not in page] == []
    load_settings(dict.fromkeys((*OTHERS, *(name for name in VARIABLES if name != "TOLMACH_CONFIG")), ""))


def test_every_variable_that_is_read_is_known() -> None:
    """A variable that some file names and this list does not would stop the service."""
    known = {*VARIABLES, *OTHERS, *(f"TOLMACH_{one.name.upper()}" for one in fields(Settings))}
    root = PAGE.parents[1]
    misspelling = (Path(__file__), root / "tests" / "aligner" / "cli" / "test_main.py")
    named = {
        name
        for folder in ("aligner", "models", "server", "benchmarks", "tests", "deploy")
        for path in (root / folder).rglob("*.*")
        if path.suffix in (".py", ".service") and path not in misspelling
        for name in re.findall(r"\bTOLMACH_[A-Z_]*[A-Z]\b", path.read_text(encoding="utf-8"))
    }
    assert sorted(named - known) == []
