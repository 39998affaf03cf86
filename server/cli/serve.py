"""``tolmach serve``: the web service on this machine."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click


@click.command()
@click.option("--host", help="Address to listen on [default: 127.0.0.1].")
@click.option("--port", type=click.IntRange(0, 65535), help="Port to listen on [default: 8000].")
@click.option(
    "--data", type=click.Path(path_type=Path, readable=False, file_okay=False), help="Directory of the database."
)
@click.option("--workers", type=click.IntRange(0, 64), help="Background workers [default: 1].")
@click.option("--web", is_flag=True, help="Only the web server; run 'tolmach worker' elsewhere.")
def serve(host: str | None, port: int | None, data: Path | None, workers: int | None, web: bool) -> None:
    """Serve the library, the reader and the API; by default with a worker, on http://127.0.0.1:8000.

    Everything else is a setting: see docs/settings.md.
    """
    from models.environment import PREFIX
    from server.serving.web import claim_address
    from server.settings import load_settings

    given = {"host": host, "port": port, "data_dir": data and data.resolve(), "workers": workers}
    for name, value in given.items():
        if value is not None:
            os.environ[PREFIX + name.upper()] = str(value)
    settings = load_settings()
    claim_address(settings)
    if web:
        from models import advice
        from server.serving.web import run_web

        advice.for_pages()
        run_web(settings)
        return
    from server.serving.supervise import Supervisor

    address = f"http://{settings.host}:{settings.port}"
    line = f"Tolmach: {address}   data: {settings.directory}   (Ctrl-C stops)"
    sys.exit(Supervisor(settings).run(ready=lambda: click.echo(line, err=True)))
