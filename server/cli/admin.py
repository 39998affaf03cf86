"""``tolmach admin``: the service's keys, backups and clean-up."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from aligner.cli.language import localised
from models.messages import Message

if TYPE_CHECKING:
    from server.db.engine import Database
    from server.settings import Settings

DATA = "tolmach.data"


def _keep(context: click.Context, _option: click.Parameter, value: Path | None) -> None:
    """Remember the directory for whichever command runs."""
    if value is not None:
        context.meta[DATA] = value.resolve()


with_data = click.option(
    "--data",
    type=click.Path(path_type=Path, readable=False, file_okay=False),
    callback=_keep,
    expose_value=False,
    help="Directory of the database, as given to 'tolmach serve'.",
)


def _settings() -> Settings:
    """The service's settings; says which database they lead to, for it may not be the one that is meant."""
    from server.db.engine import place_of
    from server.settings import load_settings

    data = click.get_current_context().meta.get(DATA)
    settings = load_settings(data_dir=str(data)) if data else load_settings()
    click.echo(f"database: {place_of(settings)}", err=True)
    return settings


@contextmanager
def _database(settings: Settings) -> Iterator[Database]:
    """The service's database, which has to exist; closed at the end."""
    from server.db.migrate import open_database

    with open_database(settings, must_exist=True) as database:
        yield database


def _held(counts: Mapping[str, int]) -> str:
    """What a backup holds."""
    documents = localised(Message("{count} document", "{count} documents", count=counts["documents"]))
    return f"{documents}, {localised(Message('{count} pair', '{count} pairs', count=counts['beads']))}"


@click.group()
@with_data
def admin() -> None:
    """Look after the service: API keys, backup, restore, clean-up."""


@admin.command()
@click.argument("file", type=click.Path(path_type=Path, readable=False, dir_okay=False))
@click.option("--overwrite", is_flag=True, help="Replace an existing file.")
@with_data
def backup(file: Path, overwrite: bool) -> None:
    """Write everything the service holds into FILE (a zip); the service may run meanwhile."""
    from server.ops.backup import back_up, check_place

    settings = _settings()
    check_place(file, overwrite)
    counts = back_up(settings, file)
    click.echo(f"{file}: {_held(counts)}, {file.stat().st_size:,} bytes")


@admin.command()
@click.argument("file", type=click.Path(path_type=Path, readable=False, dir_okay=False, exists=True))
@click.option("--replace", is_flag=True, help="Delete what the service holds now.")
@with_data
def restore(file: Path, replace: bool) -> None:
    """Read a backup into the service's database, SQLite or PostgreSQL. Stop the service first."""
    from server.ops.restore import restore as read_back

    counts = read_back(_settings(), file, replace_all=replace)
    click.echo(f"{file}: {_held(counts)} restored")


@admin.command()
@with_data
def clean() -> None:
    """Delete now what is past its time; the workers do the same once a minute."""
    from server.ops.retention import sweep

    settings = _settings()
    with _database(settings) as database:
        counts = sweep(database, settings)
    click.echo(", ".join(f"{number} {name}" for name, number in counts.items()) + " deleted")


@admin.group()
@with_data
def keys() -> None:
    """API keys: add, list, revoke."""


@keys.command("add")
@click.argument("name")
@with_data
def add_key(name: str) -> None:
    """Make a key for NAME; it is shown once and kept nowhere."""
    from server.web.access import create_key

    with _database(_settings()) as database, database.write() as session:
        row, key = create_key(session, name)
    click.echo(f"{row.id}  {row.name}", err=True)
    click.echo(key)


@keys.command("list")
@with_data
def list_keys() -> None:
    """List the keys: id, name, last use."""
    from server.web.access import list_keys as rows_of

    with _database(_settings()) as database, database.read() as session:
        for row in rows_of(session):
            used = time.strftime("%Y-%m-%d", time.gmtime(row.last_used)) if row.last_used else "never"
            click.echo(f"{row.id}  {row.name}  last used {used}{'  revoked' if row.revoked else ''}")


@keys.command("revoke")
@click.argument("key_id")
@with_data
def revoke_key(key_id: str) -> None:
    """Make the key of this id invalid at once."""
    from server.web.access import revoke_key as revoke

    with _database(_settings()) as database, database.write() as session:
        click.echo(f"{revoke(session, key_id).name}: revoked")
