"""The environment variables that Tolmach reads, and what is done about one that it does not know."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from models.errors import TolmachError

PREFIX = "TOLMACH_"
#: Variables beside the settings of the service; docs/settings.md lists them.
VARIABLES = (
    "TOLMACH_CACHE",
    "TOLMACH_PROGRAM_SECONDS",
    "TOLMACH_CONFIG",
    "TOLMACH_DATA",
    "TOLMACH_MEMORY",
    "TOLMACH_MODEL",
)
#: What our own processes tell each other, what compose.yaml is told, and what the tests and benchmarks read.
OTHERS = (
    *("TOLMACH_CALLED_AS", "TOLMACH_SUPERVISED", "TOLMACH_DB_PASSWORD"),
    *("TOLMACH_SHARED", "TOLMACH_FUZZ", "TOLMACH_AXE", "TOLMACH_TEST_MARK"),
    *("TOLMACH_LONG_TESTS", "TOLMACH_BATCH_FILES", "TOLMACH_BATCH_KILLS"),
)


def strange(name: str) -> bool:
    """Whether a variable has our prefix and no meaning outside the service's settings."""
    return name.startswith(PREFIX) and name not in VARIABLES and name not in OTHERS


def check_variables(environ: Mapping[str, str], settings: Iterable[str], *, strict: bool) -> None:
    """Refuse a variable that looks like ours but is not; ``settings`` are the names of the service's settings.

    Not ``strict``, only one that can be taken for a misspelt variable is refused.

    Raises:
        TolmachError: naming the variable, and the one that may be meant.
    """
    from difflib import get_close_matches

    known = {*VARIABLES, *(PREFIX + name.upper() for name in settings)}
    for name in environ:
        if not strange(name) or name in known:
            continue
        if meant := get_close_matches(name, known, 1, 0.85):
            raise TolmachError("{name}: unknown variable; did you mean {meant}?", name=name, meant=meant[0])
        if strict:
            raise TolmachError(
                "{name}: unknown variable; unset it, or see docs/settings.md for the right name", name=name
            )
