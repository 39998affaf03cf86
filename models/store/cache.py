"""Where models live on this machine, and how a folder is put there so that nobody ever sees half of it."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from models.errors import ModelError, reason
from models.files import replace_folder


def cache_dir() -> Path:
    """Folder for what can be made again (unpacked and converted models); ``TOLMACH_CACHE`` overrides."""
    if override := os.environ.get("TOLMACH_CACHE"):
        return Path(override).expanduser()
    import platformdirs

    return Path(platformdirs.user_cache_dir("tolmach", appauthor=False))


def data_dir() -> Path:
    """Folder for what cannot be made again (the user's own models and choices); ``TOLMACH_DATA`` overrides."""
    if override := os.environ.get("TOLMACH_DATA"):
        return Path(override).expanduser()
    import platformdirs

    return Path(platformdirs.user_data_dir("tolmach", appauthor=False))


def place_folder(target: Path, build: Callable[[Path], None], *, valid: Callable[[Path], bool]) -> Path:
    """Make ``target`` by calling ``build`` on a folder beside it, then renaming it into place.

    A lock file beside it lets one process build while others wait; an interrupted build leaves only a
    temporary folder, which the next builder removes. ``valid`` decides whether an existing folder is good;
    one that is not is replaced.

    Raises:
        ModelError: the disk is full or the folder cannot be written.
    """
    if valid(target):
        return target
    from filelock import FileLock

    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(str(target) + ".lock"):
            if valid(target):
                return target
            for stale in target.parent.glob(f".{target.name}.tmp-*"):
                shutil.rmtree(stale, ignore_errors=True)
            work = Path(tempfile.mkdtemp(prefix=f".{target.name}.tmp-", dir=target.parent))
            try:
                build(work)
                replace_folder(work, target)
            finally:
                shutil.rmtree(work, ignore_errors=True)
    except OSError as error:
        raise ModelError(
            "{target}: cannot be written ({reason}); free some space or set TOLMACH_CACHE to another folder",
            target=target,
            reason=reason(error),
        ) from error
    return target
