"""How a command of the recipe ends: a fault of the user's is one line on standard error, and exit code 1."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from models.errors import TolmachError

Arguments = ParamSpec("Arguments")


def command(main: Callable[Arguments, int]) -> Callable[Arguments, int]:
    """The ``main`` of a ``python -m`` command, without the exceptions that a person can do something about."""

    @wraps(main)
    def run(*args: Arguments.args, **kwargs: Arguments.kwargs) -> int:
        try:
            return main(*args, **kwargs)
        except (TolmachError, FileNotFoundError) as fault:
            print(fault, file=sys.stderr)
            return 1

    return run
