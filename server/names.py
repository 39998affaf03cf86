"""File names from outside: no folder, no control characters, not too long."""

from __future__ import annotations

import re
import unicodedata


def safe_name(name: str | None) -> str:
    """The last part of a path, of any system, in printable characters; ``file`` where nothing is left."""
    last = re.split(r"[/\\]", name or "")[-1]
    last = "".join(c for c in unicodedata.normalize("NFC", last) if unicodedata.category(c)[0] != "C")
    last = last.strip(" .")
    if len(last) > 180:
        stem, dot, extension = last.rpartition(".")
        last = (stem or extension)[: 180 - len(extension)] + dot + extension[:20] if dot else last[:180]
    return last or "file"
