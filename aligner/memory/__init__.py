"""The translation memory: what was translated once need not be translated again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from aligner.errors import TolmachError

if TYPE_CHECKING:
    from aligner.memory.base import Memory

__all__ = ["default_path", "is_url", "open_memory"]


def default_path() -> Path:
    """The user's own memory."""
    from platformdirs import user_data_path

    return user_data_path("tolmach") / "memory.sqlite3"


def is_url(where: Path | str) -> bool:
    """Is this the URL of a database, not the name of a file?"""
    return "://" in str(where)


def open_memory(where: Path | str | None = None, *, must_exist: bool = False, wait: float | None = None) -> Memory:
    """A memory by file name, ``sqlite:///`` or ``postgresql://`` URL; the user's own by default; made if there is none.

    ``wait`` is how many seconds another writer is waited for; by default, as long as the kind of memory does.

    Raises:
        TolmachError: it cannot be opened, does not exist though it must, or the URL is not of a supported kind.
    """
    name = str(where or default_path())
    scheme, _, rest = name.partition("://") if is_url(name) else ("", "", "")
    # SQLAlchemy's way of naming a driver is understood, so that the service's own URL will do.
    if scheme.partition("+")[0] in ("postgresql", "postgres"):
        from aligner.memory.postgres import PostgresMemory

        return PostgresMemory(f"postgresql://{rest}", must_exist=must_exist, wait=wait or 0.0)
    if scheme and scheme != "sqlite":
        raise TolmachError(
            "{scheme}: translation memories are SQLite files or in PostgreSQL; name a file or a URL", scheme=scheme
        )
    from aligner.memory.sqlite import SqliteMemory

    path = rest.removeprefix("/") if scheme else name
    if must_exist and path != ":memory:" and not Path(path).is_file():
        raise TolmachError("{path}: no such translation memory; 'tolmach memory add' makes one", path=path)
    if must_exist and path != ":memory:" and not Path(path).stat().st_size:
        raise TolmachError("{path}: an empty file, no translation memory; 'tolmach memory add' makes one", path=path)
    return SqliteMemory(path) if wait is None else SqliteMemory(path, wait)
