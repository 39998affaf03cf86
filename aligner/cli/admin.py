"""``tolmach admin``: the service's keys, backups and clean-up."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from server.db.engine import Database


@click.group()
def admin() -> None:
    """Look after the service: API keys, backup, restore, clean-up."""


@admin.command()
@click.argument("file", type=click.Path(path_type=Path, readable=False, dir_okay=False))
@click.option("--overwrite", is_flag=True, help="Replace an existing file.")
def backup(file: Path, overwrite: bool) -> None:
    """Write everything the service holds into FILE (a zip); the service may run meanwhile."""
    from server.ops.backup import back_up, check_place
    from server.settings import load_settings

    check_place(file, overwrite)
    counts = back_up(load_settings(), file)
    click.echo(f"{file}: {counts['documents']} documents, {counts['beads']} pairs, {file.stat().st_size:,} bytes")


@admin.command()
@click.argument("file", type=click.Path(path_type=Path, readable=False, dir_okay=False, exists=True))
@click.option("--replace", is_flag=True, help="Delete what the service holds now.")
def restore(file: Path, replace: bool) -> None:
    """Read a backup into the service's database, SQLite or PostgreSQL. Stop the service first."""
    from server.ops.restore import restore as read_back
    from server.settings import load_settings

    counts = read_back(load_settings(), file, replace_all=replace)
    click.echo(f"{file}: {counts['documents']} documents, {counts['beads']} pairs restored")


@contextmanager
def _database() -> Iterator[Database]:
    """The service's database, closed at the end."""
    from server.db.engine import open_database
    from server.settings import load_settings

    database = open_database(load_settings())
    try:
        yield database
    finally:
        database.dispose()


@admin.command()
def clean() -> None:
    """Delete now what is past its time; the workers do the same once a minute."""
    from server.ops.retention import sweep
    from server.settings import load_settings

    with _database() as database:
        counts = sweep(database, load_settings())
    click.echo(", ".join(f"{number} {name}" for name, number in counts.items()) + " deleted")


@admin.group()
def keys() -> None:
    """API keys: add, list, revoke."""


@keys.command("add")
@click.argument("name")
def add_key(name: str) -> None:
    """Make a key for NAME; it is shown once and kept nowhere."""
    from server.access import create_key

    with _database() as database, database.write() as session:
        row, key = create_key(session, name)
    click.echo(f"{row.id}  {row.name}", err=True)
    click.echo(key)


@keys.command("list")
def list_keys() -> None:
    """List the keys: id, name, last use."""
    from server.access import list_keys as rows_of

    with _database() as database, database.read() as session:
        for row in rows_of(session):
            used = time.strftime("%Y-%m-%d", time.gmtime(row.last_used)) if row.last_used else "never"
            click.echo(f"{row.id}  {row.name}  last used {used}{'  revoked' if row.revoked else ''}")


@keys.command("revoke")
@click.argument("key_id")
def revoke_key(key_id: str) -> None:
    """Make the key of this id invalid at once."""
    from server.access import revoke_key as revoke

    with _database() as database, database.write() as session:
        click.echo(f"{revoke(session, key_id).name}: revoked")
