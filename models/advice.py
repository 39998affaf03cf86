"""Commands in messages, spelt so that they work as printed where they are read."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import sys
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType

from models.errors import TolmachError

#: Set where messages go to the shell that started this process, to what was typed for ``tolmach`` there. It is in the
#: environment, so that the processes that read files for this one have it. Elsewhere the paths of this machine help
#: nobody: whoever reads a page of the service sits at another.
CALLED_AS = "TOLMACH_CALLED_AS"

_EXTRA = re.compile(r"""^([\w.-]++)(\[[^\]]*+\])?+[^;]*+;.*\bextra == ["']([\w-]+)["']""")


def for_a_shell() -> None:
    """From now on, spell commands for the shell that started this process."""
    os.environ[CALLED_AS] = _called_as()


def for_pages() -> None:
    """From now on, spell commands without the paths of this machine."""
    os.environ.pop(CALLED_AS, None)


def program() -> str:
    """What to type for ``tolmach``."""
    return os.environ.get(CALLED_AS, "tolmach")


def _called_as() -> str:
    """The bare name where the shell finds this installation by it, else the path of the command."""
    name = "tolmach"
    typed = Path(sys.argv[0])
    ours = typed if typed.name == name else Path(sys.executable).with_name(name)
    found = shutil.which(name)
    if not ours.exists() or (found is not None and Path(found).samefile(ours)):
        return name
    return shlex.quote(str(ours))


def install(*packages: str) -> str:
    """The command that installs packages for this Python."""
    if CALLED_AS not in os.environ:
        return shlex.join(["python", "-m", "pip", "install", *packages])
    if find_spec("pip") is None:
        # uv makes environments without pip.
        return shlex.join(["uv", "pip", "install", "--python", sys.executable, *packages])
    return shlex.join([sys.executable, "-m", "pip", "install", *packages])


def install_extra(extra: str) -> str:
    """The command that installs what an extra of Tolmach lacks here.

    It names the packages, for Tolmach itself may come from a file that is gone.
    """
    packages = lacking(extra) or wanted(extra)
    # Tolmach runs from a checkout without being installed.
    return install(*packages or [f"{Path(__file__).parents[1]}[{extra}]"])


def explained(error: BaseException) -> TolmachError | None:
    """The error to show in one line: our own, or for a module of an extra that is missing how to install it.

    None for anything else: that is a fault of the program, and its traceback helps.
    """
    if isinstance(error, TolmachError):
        return error
    if not isinstance(error, ModuleNotFoundError):
        return None
    module = (error.name or "").split(".")[0]
    extra = next((extra for extra in extras() if module in map(module_of, wanted(extra))), None)
    if extra is None:
        return None
    return TolmachError(
        "this needs the extra '{extra}'; install it with: {command}", extra=extra, command=install_extra(extra)
    )


def show_in_one_line(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """A ``sys.excepthook`` for commands outside ``tolmach``: a line for what the user can do something about."""
    told = explained(error)
    if told is None:
        sys.__excepthook__(kind, error, trace)
    else:
        sys.stderr.write(f"{told}\n")


def extras() -> list[str]:
    """The extras of Tolmach, as its package declares them."""
    from importlib.metadata import PackageNotFoundError, metadata

    try:
        return metadata("tolmach").get_all("Provides-Extra") or []
    except PackageNotFoundError:
        return []


def lacking(extra: str) -> list[str]:
    """Those packages of an extra that are not installed."""
    return [package for package in wanted(extra) if find_spec(module_of(package)) is None]


def wanted(extra: str) -> list[str]:
    """The packages of an extra."""
    from importlib.metadata import PackageNotFoundError, requires

    try:
        found = [_EXTRA.match(line) for line in requires("tolmach") or ()]
    except PackageNotFoundError:
        return []
    return [match[1] + (match[2] or "") for match in found if match and match[3] == extra]


def module_of(package: str) -> str:
    """The module that a package is imported by; the names of ours differ in nothing but the hyphens."""
    return package.split("[")[0].replace("-", "_")
