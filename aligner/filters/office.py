"""RTF and old Word documents: LibreOffice makes them .docx to be read, and makes the translation what they were."""

from __future__ import annotations

import hashlib
from functools import lru_cache

from aligner.errors import ReadError
from aligner.filters.programs import Watch, folder, program, run
from aligner.readers.limits import Limits

#: Format -> the name of LibreOffice's own filter that writes it.
WRITERS = {"rtf": "Rich Text Format", "doc": "MS Word 97", "docx": "MS Word 2007 XML"}


def converted(data: bytes, name: str, before: str, after: str, limits: Limits, watch: Watch | None = None) -> bytes:
    """A document in another format; ``before`` and ``after`` are keys of ``WRITERS``.

    The same bytes give the same document: what was converted last is kept, for a document is read, and later written.

    Raises:
        ReadError: LibreOffice is not installed, or cannot open the file (damaged, or with a password).
        LimitError: it takes longer than ``program_seconds``.
    """
    command = program("soffice", "libreoffice")
    if command is None:
        raise ReadError(
            "{name}: {format} is read with LibreOffice, which is not installed here; install it (Debian: "
            "libreoffice-writer), or save the document as .docx",
            name=name,
            format=before.upper() if before == "rtf" else "." + before,
        )
    key = f"{after}:{hashlib.sha256(data).hexdigest()}"
    if (kept := _last().get(key)) is not None:
        return kept
    with folder() as made:
        source, target = made / f"document.{before}", made / "out" / f"document.{after}"
        source.write_bytes(data)
        # A profile of its own: a second LibreOffice on the same one would hand its work to the first and end.
        options = [f"-env:UserInstallation={(made / 'profile').as_uri()}", "--headless", "--norestore", "--nolockcheck"]
        options += ["--convert-to", f"{after}:{WRITERS[after]}", "--outdir", str(target.parent), str(source)]
        _, said = run([command, *options], name=name, seconds=limits.program_seconds, watch=watch)
        if not target.exists():
            reason = said.splitlines()[-1][:200] if said else ""
            raise ReadError(
                "{name}: LibreOffice cannot open it ({reason}); is it damaged, or has it a password?",
                name=name,
                reason=reason,
            )
        result = target.read_bytes()
    if after == "docx":
        _last().clear()
        _last()[key] = result
    return result


@lru_cache(maxsize=1)
def _last() -> dict[str, bytes]:
    """The document that was converted last, by what it was made from."""
    return {}
