"""Small OpenDocument files made in a test."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from aligner.filters.opendocument.names import NAMESPACES

_DECLARED = " ".join(f'xmlns:{prefix}="{name}"' for prefix, name in NAMESPACES.items())
_MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">'
)


def odf(
    body: str, *, kind: str = "text", automatic: str = "", styles: str = "", masters: str = "", meta: str = "",
    more: Mapping[str, bytes] | None = None,
) -> bytes:  # fmt: skip
    """A file with this content; ``styles`` and ``masters`` go into styles.xml, ``more`` are other parts."""
    root = f'<office:%s {_DECLARED} office:version="1.3">%s</office:%s>'
    inside = f"<office:automatic-styles>{automatic}</office:automatic-styles>"
    inside += f"<office:body><office:{kind}>{body}</office:{kind}></office:body>"
    parts = {
        "content.xml": root % ("document-content", inside, "document-content"),
        "styles.xml": root
        % (
            "document-styles",
            f"<office:styles>{styles}</office:styles><office:master-styles>{masters}</office:master-styles>",
            "document-styles",
        ),
        "meta.xml": root % ("document-meta", f"<office:meta>{meta}</office:meta>", "document-meta"),
    }
    media = f"application/vnd.oasis.opendocument.{kind}"
    listed = "".join(
        f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="text/xml"/>' for name in parts
    )
    listed = f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{media}"/>{listed}'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(zipfile.ZipInfo("mimetype"), media)
        for name, text in parts.items():
            made.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>\n{text}')
        for name, data in (more or {}).items():
            made.writestr(name, data)
        made.writestr("META-INF/manifest.xml", f"{_MANIFEST}{listed}</manifest:manifest>")
    return out.getvalue()


def parts_of(data: bytes) -> dict[str, bytes]:
    """The parts of a zipped document."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
