"""Every setting of the service: name, default, meaning; from a file, the environment, the command line.

A setting ``web_threads`` is the environment variable ``TOLMACH_WEB_THREADS`` and the key ``web_threads`` of the TOML
file named by ``TOLMACH_CONFIG`` (or ``tolmach.toml`` in the data directory). ``docs/settings.md`` lists them all.
"""

from __future__ import annotations

import os
import secrets
import tomllib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import Field, dataclass, field, fields, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import platformdirs

from aligner.readers.limits import Limits
from models.environment import PREFIX, check_variables
from models.errors import TolmachError, reason

#: Characters of a secret key below which it is no secret.
LEAST_SECRET = 32
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class SettingsError(TolmachError):
    """A setting has a value it cannot have."""


def setting(default: Any, meaning: str, choices: tuple[str, ...] = (), least: float | None = None) -> Any:
    """A field with its meaning; ``least`` is the smallest number allowed."""
    return field(default=default, metadata={"meaning": meaning, "choices": choices, "least": least})


@dataclass(frozen=True)
class Settings:
    """The service's settings. Build one with ``load_settings``."""

    data_dir: str = setting("", "Directory of the database, keys and logs; the user's data directory when empty.")
    database_url: str = setting(
        "", "Database, as a URL of SQLAlchemy; SQLite in the data directory when empty. DATABASE_URL means the same."
    )
    memory: str = setting(
        "", "Translation memory: a file or postgresql://…; memory.sqlite3 in the data directory when empty."
    )
    fill_from_memory: bool = setting(
        True, "Put what a person confirmed for the same sentence before the model's words."
    )
    redis_url: str = setting(
        "", "Redis that several web processes share for rate limits; each counts for itself when empty."
    )
    host: str = setting("127.0.0.1", "Address to listen on. Anything but loopback makes API keys compulsory.")
    port: int = setting(8000, "Port to listen on.", least=0)
    web_processes: int = setting(
        1,
        "Web server processes. Each holds its own model; more than one needs PostgreSQL for more than reading.",
        least=1,
    )
    web_threads: int = setting(
        256, "Threads a web process may start; an open progress stream occupies one while it is open.", least=4
    )
    workers: int = setting(1, "Background workers that 'tolmach serve' starts beside the web server.", least=0)
    secret_key: str = setting("", "Signs cookies; made once and kept in the data directory when empty.")
    model: str = setting(
        "",
        "Translation model, a name or a directory; when empty, what 'tolmach models use' chose, else the embedded one.",
    )
    beam: int = setting(4, "Beam size for documents.", least=1)
    interactive_beam: int = setting(4, "Beam size for texts translated while the caller waits.", least=1)
    glossary: str = setting(
        "", "Terms to keep to and to check, a TSV, CSV, Excel or TBX file that is read when a process starts."
    )
    translator_threads: int = setting(
        0,
        "CPU threads of one model; when 0, all cores divided by the web processes, or in a worker by the workers.",
        least=0,
    )
    max_upload_mb: int = setting(64, "Largest upload, in megabytes; a longer request is cut off, not read.", least=1)
    char_limit: int = setting(5000, "Longest text of one /translate request, in characters; -1 for no limit.", least=-1)
    batch_limit: int = setting(200, "Most texts in one /translate request; -1 for no limit.", least=-1)
    alternatives_limit: int = setting(10, "Most alternatives one request may ask for; -1 for no limit.", least=-1)
    translate_seconds: float = setting(60.0, "Longest wait for an interactive translation before a 503.", least=0.1)
    api_keys: str = setting(
        "auto",
        "Ask for an API key: on, off, or auto, which asks unless only loopback is served.",
        ("auto", "on", "off"),
    )
    rate_limit: str = setting("", "Requests one client may make, as '120 per minute; 5000 per day'; none when empty.")
    trusted_hosts: str = setting(
        "", "Host names the service answers to, comma-separated; any when empty, loopback names when bound to loopback."
    )
    proxy_hops: int = setting(0, "Reverse proxies in front whose X-Forwarded headers are believed.", least=0)
    suggestions: bool = setting(False, "Accept POST /suggest and keep the suggestions in the translation memory.")
    files_translation: bool = setting(True, "Offer POST /translate_file.")
    lease_seconds: float = setting(30.0, "A worker silent for this long loses its job to another.", least=1)
    poll_seconds: float = setting(0.25, "How often an idle worker looks for work.", least=0.01)
    checkpoint_sentences: int = setting(32, "Sentences translated between two checkpoints.", least=1)
    job_attempts: int = setting(
        4, "Times a job may lose its worker without any progress before it is marked as failed.", least=1
    )
    worker_memory_mb: int = setting(
        0, "Memory a worker may use; a document that needs more fails with that reason. No limit when 0.", least=0
    )
    reader_memory_mb: int = setting(
        1024, "Memory of the process that reads an uploaded file; a file that needs more is refused.", least=128
    )
    reader_seconds: float = setting(120.0, "Longest time that reading an uploaded file may take.", least=1)
    stop_seconds: float = setting(10.0, "Time to finish or checkpoint when asked to stop.", least=1)
    stream_seconds: float = setting(
        30.0, "Length of one progress stream; the browser opens the next by itself.", least=1
    )
    keep_uploads_days: float = setting(
        -1.0, "Days an uploaded file is kept once it is read; -1 for ever, 0 not at all.", least=-1
    )
    keep_documents_days: float = setting(-1.0, "Days until a document deletes itself; -1 never.", least=-1)
    trash_days: float = setting(7.0, "Days a deleted document can be brought back.", least=0)
    keep_downloads_minutes: float = setting(30.0, "Minutes a file made by /translate_file can be fetched.", least=1)
    sample: bool = setting(True, "Put the sample article into an empty library on the first start.")
    locale: str = setting("", "Language of the pages; the browser's choice when empty.", ("", "en", "ru"))
    metrics: bool = setting(True, "Offer GET /metrics in the Prometheus format.")
    metrics_token: str = setting("", "Bearer token that /metrics asks for; none when empty.")
    log_format: str = setting("text", "Form of the log lines.", ("text", "json"))
    log_level: str = setting("info", "Least severity that is logged.", ("debug", "info", "warning", "error"))

    @property
    def directory(self) -> Path:
        """The data directory."""
        return Path(self.data_dir) if self.data_dir else Path(platformdirs.user_data_dir("tolmach"))

    @property
    def url(self) -> str:
        """The database's URL, with the driver named."""
        url = self.database_url or f"sqlite:///{self.directory / 'tolmach.sqlite3'}"
        for scheme in ("postgres://", "postgresql://"):
            if url.startswith(scheme):
                return "postgresql+psycopg://" + url.removeprefix(scheme)
        return url

    @property
    def on_loopback(self) -> bool:
        """Is only this machine served?"""
        return self.host in LOOPBACK

    @property
    def keys_required(self) -> bool:
        """Must a caller show an API key?"""
        return self.api_keys == "on" or (self.api_keys == "auto" and not self.on_loopback)

    @property
    def limits(self) -> Limits:
        """How much of a file is read."""
        return Limits(memory_bytes=self.reader_memory_mb << 20, seconds=self.reader_seconds)

    @property
    def hosts(self) -> list[str] | None:
        """Host names answered to; None for any."""
        if self.trusted_hosts:
            return [name.strip() for name in self.trusted_hosts.split(",") if name.strip()]
        return ["127.0.0.1", "localhost", "[::1]"] if self.on_loopback else None

    def key_for_cookies(self) -> str:
        """The secret key, made and kept (readable by its owner only) on the first call."""
        if self.secret_key:
            return self.secret_key
        path = self.directory / "secret_key"
        try:
            self.directory.mkdir(parents=True, exist_ok=True)
            if not path.exists():
                write_secret(path)
            key = path.read_text().strip()
        except OSError as error:
            raise SettingsError(
                "{path}: cannot be written ({reason}); choose another directory (--data or TOLMACH_DATA_DIR)",
                path=path,
                reason=reason(error),
            ) from error
        if len(key) < LEAST_SECRET:
            raise SettingsError(
                "{path}: empty or cut short, so no cookie would be safe; delete it, and a new one is made", path=path
            )
        return key


def write_secret(path: Path) -> None:
    """A new secret key, whole or not at all; the one of a process that was faster stays.

    Raises:
        OSError: it cannot be written.
    """
    staged = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        with os.fdopen(os.open(staged, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as out:
            out.write(secrets.token_hex(32))
            out.flush()
            os.fsync(out.fileno())
        with suppress(FileExistsError):
            os.link(staged, path)
    finally:
        staged.unlink(missing_ok=True)


def load_settings(environ: Mapping[str, str] | None = None, **given: Any) -> Settings:
    """Settings from the defaults, the file, the environment and ``given``, each over the one before.

    Raises:
        SettingsError: an unknown key in the file, or a value out of range; names where it stands.
        TolmachError: an unknown variable in the environment.
    """
    env = os.environ if environ is None else environ
    known = {f.name: f for f in fields(Settings)}
    check_variables(env, known, strict=True)
    values: dict[str, Any] = {}
    directory = given.get("data_dir") or env.get(PREFIX + "DATA_DIR", "")
    path = Path(env.get(PREFIX + "CONFIG") or Settings(data_dir=str(directory)).directory / "tolmach.toml")
    if path.is_file() or env.get(PREFIX + "CONFIG"):
        for name, value in read_file(path).items():
            if name not in known:
                raise unknown(f"{path}: ", name, known)
            values[name] = convert(known[name], value, f"{path}: {name}")
    if env.get("DATABASE_URL"):
        values["database_url"] = env["DATABASE_URL"]
    for name, one in known.items():
        if (text := env.get(PREFIX + name.upper())) is not None:
            values[name] = convert(one, text, PREFIX + name.upper())
    for name, value in given.items():
        if name not in known:
            raise unknown("", name, known)
        values[name] = convert(known[name], value, name)
    return replace(Settings(), **values)


def unknown(where: str, name: str, known: Iterable[str]) -> SettingsError:
    """The error for a setting that there is not; ``where`` it stands, with what is between it and the rest."""
    if meant := get_close_matches(name, known, 1):
        return SettingsError(
            "{where}unknown setting '{name}'; did you mean '{meant}'?", where=where, name=name, meant=meant[0]
        )
    return SettingsError("{where}unknown setting '{name}'; docs/settings.md lists them", where=where, name=name)


def check_rate(rate: str, where: str) -> None:
    """Raise ``SettingsError`` for a limit that cannot be understood."""
    from limits import parse_many

    try:
        parse_many(rate)
    except ValueError:
        raise SettingsError("{where}: '{rate}': write it as '120 per minute'", where=where, rate=rate) from None


def read_file(path: Path) -> dict[str, Any]:
    """The settings file's top-level keys."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(
            "{path}: cannot be read ({reason}); TOLMACH_CONFIG names the settings file",
            path=path,
            reason=reason(error),
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(
            "{path}: not TOML ({error}); write lines such as: port = 8000", path=path, error=error
        ) from error


def convert(one: Field[Any], value: Any, where: str) -> Any:
    """A value as the setting's type; text is read, range and choices are checked."""
    kind = {"str": str, "int": int, "float": float, "bool": bool}[str(one.type)]
    try:
        if kind is bool:
            words = {
                "1": True,
                "true": True,
                "yes": True,
                "on": True,
                "0": False,
                "false": False,
                "no": False,
                "off": False,
            }
            made: Any = value if isinstance(value, bool) else words[str(value).strip().lower()]
        elif isinstance(value, bool) and kind is not str:
            raise ValueError(value)
        else:
            made = kind(value)
    except (ValueError, KeyError, TypeError):
        wanted = {int: "a whole number", float: "a number", bool: "true or false", str: "text"}[kind]
        raise SettingsError("{where}: '{value}' is not {wanted}", where=where, value=value, wanted=wanted) from None
    if kind is float and made != made:
        raise SettingsError("{where}: '{value}' is not a number", where=where, value=value)
    choices, least = one.metadata["choices"], one.metadata["least"]
    if choices and made not in choices:
        allowed = ", ".join(map(repr, choices))
        raise SettingsError("{where}: '{value}' is not one of {allowed}", where=where, value=value, allowed=allowed)
    if least is not None and made < least:
        raise SettingsError("{where}: {value} is below {least}", where=where, value=value, least=least)
    if one.name == "port" and made > 65535:
        raise SettingsError("{where}: {value} is above 65535", where=where, value=value)
    if one.name == "rate_limit" and made:
        check_rate(made, where)
    return made
