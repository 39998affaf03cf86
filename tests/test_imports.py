"""The imports keep the table of docs/design.md: what each package may import, and no cycles between modules."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("models", "aligner", "server", "tolmach")


def modules() -> dict[str, Path]:
    """Every module of the packages, by its dotted name."""
    found = {}
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            parts = path.relative_to(ROOT).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imported(path: Path, known: set[str]) -> Iterator[str]:
    """The modules of ours that a file imports, at its top, in a function or for type checking."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            inner = [f"{node.module}.{alias.name}" for alias in node.names]
            names = [name if name in known else node.module for name in inner]
        else:
            continue
        yield from (name for name in names if name in known)


def graph() -> dict[str, set[str]]:
    """Module -> the modules that it imports."""
    found = modules()
    return {name: set(imported(path, set(found))) - {name} for name, path in found.items()}


def allowed() -> dict[str, set[str]]:
    """Package -> the packages that it may import, from the table of the design page."""
    page = (ROOT / "docs" / "design.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)/` \|.*\| ([^|]*) \|$", page, flags=re.MULTILINE)
    return {package: set(re.findall(r"`(\w+)`", may)) for package, may in rows if package in PACKAGES}


def test_the_design_page_names_every_package() -> None:
    assert set(allowed()) == set(PACKAGES)


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_imports_only_what_the_design_allows(package: str) -> None:
    may = allowed()[package] | {package}
    upwards = [
        f"{name} imports {other}"
        for name, others in graph().items()
        if name.partition(".")[0] == package
        for other in sorted(others)
        if other.partition(".")[0] not in may
    ]
    assert upwards == []


def test_no_modules_import_each_other_in_a_circle() -> None:
    try:
        TopologicalSorter(graph()).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


def test_a_cycle_and_an_upward_import_would_be_seen(tmp_path: Path) -> None:
    file = tmp_path / "one.py"
    file.write_text("def f():\n    from server import app\n    import models.load\n", encoding="utf-8")
    assert set(imported(file, {"server.app", "models.load"})) == {"server.app", "models.load"}
