"""The tree keeps its own promises: first lines, links that lead somewhere, documented commands and rooms."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest

from aligner.cli import COMMANDS

ROOT = Path(__file__).parents[1]


def tracked(*patterns: str) -> list[Path]:
    """Files under version control that match; all files where this is no checkout (an unpacked archive)."""
    listed = subprocess.run(["git", "ls-files", *patterns], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        return [path for pattern in patterns for path in ROOT.rglob(pattern) if ".venv" not in path.parts]
    return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).exists()]


def test_every_module_says_what_it_is_for() -> None:
    silent = []
    for path in tracked("*.py"):
        text = path.read_text(encoding="utf-8")
        if text.strip() and not (ast.get_docstring(ast.parse(text)) or "").strip():
            silent.append(str(path.relative_to(ROOT)))
    assert silent == []


def test_no_file_has_outgrown_one_idea() -> None:
    """Code, tests and benchmarks, the page's scripts, styles and templates: 350 lines are the most a file may have."""
    long = {
        str(path.relative_to(ROOT)): count
        for path in tracked("*.py", "*.js", "*.css", "*.html")
        if (count := len(path.read_text(encoding="utf-8").splitlines())) > 350
    }
    assert long == {}


@pytest.mark.parametrize("page", tracked("*.md"), ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    targets = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text)
    missing = [t for t in targets if "://" not in t and not t.startswith("mailto:") and not (page.parent / t).exists()]
    assert missing == []


def test_nobody_is_told_to_install_from_pypi() -> None:
    told = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in tracked("*.md", "*.py", "*.po", "*.yaml", "*.service", "Makefile", "Dockerfile")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(r"pip[x3]? install ['\"]?tolmach\b(?!/)", line)
    ]
    assert told == []


def test_torch_comes_from_the_index_of_cpu_builds_unless_told_otherwise() -> None:
    def installs(*settings: str) -> list[str]:
        made = subprocess.run(
            ["make", "-n", "-B", ".venv/.dev", *settings], cwd=ROOT, capture_output=True, text=True, check=True
        )
        return [line for line in made.stdout.replace("\\\n", "").splitlines() if "torch==" in line]

    (usual,) = installs()
    assert "--extra-index-url https://download.pytorch.org/whl/cpu " in usual
    assert "--no-deps" in usual
    assert "index" not in installs("TORCH_INDEX=")[0]
    assert "--extra-index-url https://example.org/torch " in installs("TORCH_INDEX=https://example.org/torch")[0]


def test_every_command_is_documented() -> None:
    pages = "\n".join(path.read_text(encoding="utf-8") for path in tracked("README.md", "docs/*.md"))
    assert [name for name in COMMANDS if f"tolmach {name}" not in pages] == []


def test_the_design_names_every_room() -> None:
    rooms = {path.parent.name for path in tracked("aligner/*/__init__.py") if path.parent.parent.name == "aligner"}
    text = (ROOT / "docs" / "design.md").read_text(encoding="utf-8")
    assert sorted(room for room in rooms if f"`{room}/`" not in text) == []
