"""How a run begins: its directory and its lock, its settings against those of an earlier start, and starting over."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from aligner.batch.errors import BatchError
from aligner.batch.items import Item
from aligner.batch.naming import MERGED, RUN_FOLDER
from aligner.batch.outputs import remove_output
from aligner.batch.remote import is_url
from aligner.batch.settings import Settings, changes, settings_from_json, settings_to_json
from aligner.exports.atomic import replacing
from aligner.exports.options import now
from aligner.formats import DOCUMENTS
from models.errors import reason


def make_run(run: Path) -> None:
    try:
        run.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BatchError(
            "{run}: cannot be made ({reason}); choose another --out or --run-dir", run=run, reason=reason(error)
        ) from error


@contextmanager
def only_run(directory: Path) -> Iterator[None]:
    """Hold the directory's lock: one run at a time. The system drops it when its holder dies, however it dies.

    Raises:
        BatchError: another process holds it.
    """
    from filelock import FileLock, Timeout

    lock = FileLock(str(directory / "lock"))
    owner = directory / "owner"
    try:
        lock.acquire(timeout=0)
    except Timeout:
        who = owner.read_text().strip() if owner.exists() else ""
        raise BatchError(
            "{directory}: this run is already going on (process {process}); wait for it or stop it first",
            directory=directory,
            process=who if who.isdigit() else "?",
        ) from None
    try:
        owner.write_text(f"{os.getpid()}\n")
        yield
    finally:
        owner.unlink(missing_ok=True)
        lock.release()
        if not any(path.name != "lock" for path in directory.iterdir()):
            (directory / "lock").unlink()
            directory.rmdir()


def agreed(settings: Settings, run: Path, *, redo: bool) -> Settings:
    """The settings with the date of the run's first start; with ``redo`` what the run has made is removed first.

    Raises:
        BatchError: they differ from what the run was started with.
    """
    path = run / "settings.json"
    if path.exists() and redo:
        _forget(run, settings)
    if path.exists():
        before = settings_from_json(path.read_text())
        if differing := changes(before, settings):
            raise BatchError(
                "{run}: this run was started with other settings ({differing}); give the same ones, choose "
                "another --out, or add --redo to start over",
                run=run,
                differing="; ".join(differing),
            )
        return replace(settings, created=before.created)
    return settings


def own_format_possible(items: Iterable[Item], settings: Settings) -> None:
    """Is one of these documents at least a file, which can be written again, where that is asked for?

    Raises:
        BatchError: all are rows of tables: the run would end without what it was started for.
    """
    if "document" in settings.formats and all(item.source.row >= 0 for item in items):
        raise BatchError(
            "--to document: none of these documents can be written in its own format; that is done for {known}; "
            "choose other formats",
            known=", ".join(DOCUMENTS),
        )


def keep(settings: Settings, run: Path) -> None:
    """Write the settings of a new run down, once its plan stands."""
    path = run / "settings.json"
    if not path.exists():
        with replacing(path) as out:
            out.write(settings_to_json(settings).encode())


def is_new(out: str, run: Path) -> bool:
    """Is there no run yet?

    Raises:
        BatchError: there is none, and the output folder holds something else.
    """
    if (run / "settings.json").exists():
        return False
    if is_url(out) or not Path(out).is_dir():
        return True
    own = (run.name, f".{RUN_FOLDER}-stage") if run.parent == Path(out) else (f".{RUN_FOLDER}-stage",)
    if any(entry.name not in own for entry in os.scandir(out)):
        raise BatchError("{out}: is not empty and holds no batch run; choose a new or empty folder with --out", out=out)
    return True


@contextmanager
def removed_if_futile(run: Path, new: bool) -> Iterator[None]:
    """A new run that could not even be planned leaves no run directory behind."""
    try:
        yield
    except BatchError:
        if new and not (run / "settings.json").exists():
            for path in (*run.glob("plan.sqlite*"), run / "journal.jsonl", run / "spool", run / "pairs.json"):
                path.unlink(missing_ok=True)
            for folder in (run / "stage", run):
                with contextlib.suppress(OSError):
                    folder.rmdir()
        raise


def _forget(run: Path, settings: Settings) -> None:
    """Remove a run's outputs and everything it knows."""
    from aligner.batch.journal import entries

    before = settings_from_json_or(run / "settings.json", settings)
    for _, entry in entries(run / "journal.jsonl"):
        for name in entry.get("files", []):
            remove_output(before.out, name)
    if not is_url(before.out):
        for format_name in before.merge_formats if before.merge else ():
            for left in Path(before.out).rglob(f"{MERGED}.{format_name}"):
                left.unlink()
    keep = {"lock", "owner"}
    # The settings go last: as long as they are there, a crash here is seen as an old run.
    names = sorted(
        (p for p in run.iterdir() if p.name not in keep and p.is_file()), key=lambda p: p.name == "settings.json"
    )
    for path in names:
        path.unlink()


def settings_from_json_or(path: Path, default: Settings) -> Settings:
    """The settings in a file, or these where it cannot be read."""
    try:
        return settings_from_json(path.read_text())
    except (OSError, BatchError):
        return default


def first_date() -> str:
    """The date of a new run's outputs (see ``aligner.exports.options.now``)."""
    return now().isoformat()
