"""A small list of files with sizes and SHA-256 sums, written into each cached folder and checked from it."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

MANIFEST = "tolmach-files.json"


def sha256(path: Path) -> str:
    """Hex SHA-256 of a file, read in pieces."""
    digest = hashlib.sha256()
    with path.open("rb") as handle:
        while block := handle.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def write_manifest(folder: Path) -> None:
    """List every file of ``folder`` with its size and sum."""
    files = {
        file.name: {"size": file.stat().st_size, "sha256": sha256(file)}
        for file in sorted(folder.iterdir())
        if file.is_file() and file.name != MANIFEST
    }
    (folder / MANIFEST).write_text(json.dumps({"files": files}, indent=1), encoding="utf-8")


def faults(folder: Path, *, deep: bool = False) -> list[str]:
    """What is wrong with a listed folder: one phrase a file; empty when all is well.

    Sizes are compared, and with ``deep`` the sums too (reads every byte).
    """
    try:
        files = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["files"]
    except (OSError, ValueError, KeyError):
        return [f"{MANIFEST} is missing or damaged"]
    found = []
    for name, facts in files.items():
        file = folder / name
        if not file.is_file():
            found.append(f"{name} is missing")
        elif file.stat().st_size != facts["size"]:
            found.append(f"{name} has {file.stat().st_size} bytes, expected {facts['size']}")
        elif deep and sha256(file) != facts["sha256"]:
            found.append(f"{name} does not match its checksum")
    return found


def whole(folder: Path) -> bool:
    """Whether a cached folder is there with every file at its full size."""
    return folder.is_dir() and not faults(folder)
