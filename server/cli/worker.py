"""``tolmach worker``: a background worker of the web service."""

from __future__ import annotations

import os
from pathlib import Path

import click


@click.command()
@click.option(
    "--data", type=click.Path(path_type=Path, readable=False, file_okay=False), help="Directory of the database."
)
def worker(data: Path | None) -> None:
    """Translate and align the documents that wait, until stopped.

    Several workers, on several machines, may share one PostgreSQL database (DATABASE_URL).
    """
    from models import advice
    from server.db.migrate import open_database
    from server.jobs.worker import Worker
    from server.ops.logs import set_up_logs
    from server.settings import load_settings

    os.umask(0o077)
    settings = load_settings(data_dir=str(data)) if data else load_settings()
    advice.for_pages()
    set_up_logs(settings)
    Worker(open_database(settings), settings).run()
