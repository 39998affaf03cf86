"""The translation memory: what was translated once need not be translated again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from aligner.errors import TolmachError

if TYPE_CHECKING:
    from aligner.memory.sqlite import Memory

__all__ = ["default_path", "open_memory"]


def default_path() -> Path:
    """The user's own memory."""
    from platformdirs import user_data_path

    return user_data_path("tolmach") / "memory.sqlite3"


def open_memory(where: Path | str | None = None) -> Memory:
    """A memory by file name or ``sqlite:///`` URL; the user's own by default.

    Raises:
        TolmachError: it cannot be opened, or the URL is of a kind that is not supported.
    """
    from aligner.memory.sqlite import Memory

    name = str(where or default_path())
    scheme, _, rest = name.partition("://")
    if rest and scheme != "sqlite":
        raise TolmachError(f"{scheme}: translation memories are SQLite files; name a file or sqlite:///path")
    return Memory(rest.removeprefix("/") if rest else name)
