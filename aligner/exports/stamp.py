"""A zip file with the export's own date on every member, so that equal bitexts give equal files."""

from __future__ import annotations

import shutil
import zipfile
from typing import IO, BinaryIO

from aligner.exports.options import ExportOptions


def stamped(made: IO[bytes], out: BinaryIO, options: ExportOptions) -> None:
    """The same zip with other dates, a member at a time."""
    stamp = max(options.created.timetuple()[:6], (1980, 1, 1, 0, 0, 0))
    with zipfile.ZipFile(made) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            info = zipfile.ZipInfo(name, stamp)
            info.compress_type = zipfile.ZIP_DEFLATED
            with before.open(name) as source, after.open(info, "w") as target:
                shutil.copyfileobj(source, target, 1 << 20)
