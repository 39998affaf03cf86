"""Tolmach's packages have common names: one line where another ``models``, ``aligner`` or ``server`` hides ours."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path

PACKAGES = ("models", "aligner", "server")
ROOT = Path(__file__).resolve().parent.parent


def check_packages() -> None:
    """Make sure that the packages that will be imported are those beside this one.

    Raises:
        ImportError: another package or module of such a name comes first on the import path. Where the command line
            was started, which has no use for a traceback, the program ends with the same line.
    """
    for name in PACKAGES:
        found = _origin(name)
        if found == ROOT / name / "__init__.py":
            continue
        line = (
            f"Tolmach's package '{name}' is hidden by {found}: rename that one, start Python in another folder, "
            "or install Tolmach into an environment of its own"
            if found
            else f"Tolmach's package '{name}' is missing beside {ROOT / 'tolmach'}: install Tolmach again"
        )
        if _is_command():
            sys.exit(f"tolmach: {line}")
        raise ImportError(line, name=name)


def _origin(name: str) -> Path | None:
    """The file, or for a package without one the folder, that a top-level name stands for or would stand for."""
    module = sys.modules.get(name)
    spec = module.__spec__ if module is not None else find_spec(name)
    if spec is None:
        return None
    if spec.origin:
        return Path(spec.origin).resolve()
    return next((Path(folder).resolve() for folder in spec.submodule_search_locations or ()), None)


def _is_command() -> bool:
    """Was this process started as ``tolmach`` or ``python -m tolmach``?"""
    if not sys.argv:
        return False
    return Path(sys.argv[0]).stem == "tolmach" or sys.orig_argv[-len(sys.argv) - 1 :][:2] == ["-m", "tolmach"]
