"""A zipped document written again with some of its parts changed; all others, their order and dates stay."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from aligner.filters.parsed import Source
from aligner.readers.archive import Archive


def repacked(source: Source, parts: Mapping[str, bytes]) -> bytes:
    """The package with these parts in place of its own; the very same bytes if there are none.

    A part called ``mimetype`` is the first and not compressed, as OpenDocument and EPUB want it.
    """
    if not parts:
        return source.data
    archive = Archive(source.data, source.name, source.limits)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(source.data)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        after.comment = before.comment
        for info in sorted(before.infolist(), key=lambda one: one.filename != "mimetype"):
            fresh = zipfile.ZipInfo(info.filename, info.date_time)
            fresh.compress_type = zipfile.ZIP_STORED if info.filename == "mimetype" else info.compress_type
            fresh.external_attr, fresh.create_system = info.external_attr, info.create_system
            if info.is_dir():
                after.writestr(fresh, b"")
            else:
                changed = parts.get(info.filename)
                after.writestr(fresh, archive.read(info.filename) if changed is None else changed)
    return out.getvalue()
