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


def open_memory(where: Path | str | None = None, *, must_exist: bool = False) -> Memory:
    """A memory by file name or ``sqlite:///`` URL; the user's own by default; made where there is none.

    Raises:
        TolmachError: it cannot be opened, does not exist though it must, or the URL is not of a supported kind.
    """
    from aligner.memory.sqlite import Memory

    name = str(where or default_path())
    scheme, _, rest = name.partition("://")
    if rest and scheme != "sqlite":
        raise TolmachError(f"{scheme}: translation memories are SQLite files; name a file or sqlite:///path")
    path = rest.removeprefix("/") if rest else name
    if must_exist and path != ":memory:" and not Path(path).is_file():
        raise TolmachError(f"{path}: no such translation memory; 'tolmach memory add' makes one")
    return Memory(path)
