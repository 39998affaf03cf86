"""File names: from outside without folder or control characters, not too long; to outside in any alphabet."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote

from models.text.romanise import romanised

#: Bytes of a name; file systems take 255.
LONGEST = 240


def safe_name(name: str | None) -> str:
    """The last part of a path, of any system, in printable characters; ``file`` where nothing is left."""
    # Browsers write these three so in a form.
    name = (name or "").replace("%22", '"').replace("%0D", "").replace("%0A", "")
    last = re.split(r"[/\\]", name)[-1]
    last = "".join(c for c in unicodedata.normalize("NFC", last) if unicodedata.category(c)[0] != "C")
    last = last.strip(" .")
    if len(last.encode()) > LONGEST:
        stem, dot, extension = last.rpartition(".") if "." in last[-20:] else (last, "", "")
        end = (dot + extension).encode()
        last = (stem.encode()[: LONGEST - len(end)] + end).decode(errors="ignore")
    return last or "file"


def attachment(name: str) -> str:
    """``Content-Disposition`` of a file to be kept under this name, also for a program that reads ASCII alone."""
    plain = re.sub(r'[^ -~]|["\\%]', "_", latin(name))
    exact = "" if plain == name else f"; filename*=UTF-8''{quote(name, safe='')}"
    return f'attachment; filename="{plain}"{exact}'


def latin(name: str) -> str:
    """A name with Russian letters in Latin and accents left out."""
    return "".join(c for c in unicodedata.normalize("NFKD", romanised(name)) if not unicodedata.combining(c))
