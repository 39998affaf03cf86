"""Moses pairs: a zip as OPUS has them, with two files of equal length named for their languages."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path

from aligner.core.unit import Unit
from aligner.errors import ReadError
from aligner.imports.report import ImportReport
from aligner.readers.archive import ZIP_FAULTS


def read_units(path: Path, report: ImportReport, source: str = "", target: str = "") -> Iterator[Unit]:
    """Units in the order of the lines.

    Raises:
        ReadError: no zip, not two text files in it, or of different lengths.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            names = [
                n for n in archive.namelist() if "." in n and not n.endswith((".ids", "README", "LICENSE", ".txt"))
            ]
            if len(names) != 2:
                raise ReadError(
                    "{name}: {count} files of text in it; a Moses zip has two", name=path.name, count=len(names)
                )
            tags = [name.rsplit(".", 1)[1] for name in names]
            if source and tags[1] == source:
                names.reverse()
                tags.reverse()
            ids = next((n for n in archive.namelist() if n == names[0].rsplit(".", 1)[0] + ".ids"), None)
            with archive.open(names[0]) as left, archive.open(names[1]) as right:
                idents = archive.open(ids) if ids else io.BytesIO()
                with idents:
                    rows = zip_longest(lines(left), lines(right))
                    for number, (one, two) in enumerate(rows, 1):
                        identity = idents.readline().decode("utf-8", "replace").rstrip("\r\n")
                        if one is None or two is None:
                            raise ReadError(
                                "{name}: the two files differ in length at line {number}", name=path.name, number=number
                            )
                        if not one and not two:
                            report.refuse(number, "both lines are empty")
                            continue
                        report.read += 1
                        yield Unit(one, two, source or tags[0], target or tags[1], id=identity.split("\t")[0])
    except ZIP_FAULTS as error:
        raise ReadError("{name}: not a Moses zip that can be read: {error}", name=path.name, error=error) from error


def lines(stream: io.BufferedIOBase | object) -> Iterator[str]:
    """Lines as UTF-8 text, ended by line feeds only."""
    assert hasattr(stream, "readline")
    while line := stream.readline():
        yield line.decode("utf-8").rstrip("\r\n")
