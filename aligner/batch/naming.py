"""Names of outputs: the input's tree mirrored, no two alike on any file system, none longer than one allows."""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from collections.abc import Iterator
from pathlib import PurePosixPath

from aligner.batch.items import Item

#: The stem ``merged`` belongs to merged outputs, the folder to the run.
MERGED, RUN_FOLDER = "merged", "tolmach-run"
#: Bytes left of a name's 255 for extensions such as ``.ru-en.xliff``.
_ROOM = 215
_LANGUAGE = re.compile(r"\.(?:ru|en)$")


def stem_of(relative: str, *, keep_extension: bool = False) -> str:
    """``sub/a.ru.txt`` → ``sub/a``; a dot file keeps its name. The folder part stays as it is."""
    path = PurePosixPath(relative)
    name = path.name if keep_extension else _LANGUAGE.sub("", path.stem)
    return str(path.with_name(name)) if name not in ("", ".", "..") else str(path)


def safe_part(text: str) -> str:
    """One path component from any text (a row's id, a title): no separators, no control characters, no dots first."""
    text = "".join("-" if c in '/\\:*?"<>|' or not c.isprintable() else c for c in text).strip(" .")
    return text[:120] or "text"


def fitted(stem: str) -> str:
    """Every component short enough for the file system; a cut one ends in eight digits of its hash."""
    return "/".join(_fit(part) for part in stem.split("/"))


def _fit(part: str) -> str:
    raw = os.fsencode(part)
    if len(raw) <= _ROOM:
        return part
    digest = hashlib.sha256(raw).hexdigest()[:8]
    cut = raw[: _ROOM - 9]
    while cut and (cut[-1] & 0xC0) == 0x80:
        cut = cut[:-1]
    if cut and cut[-1] >= 0xC0:
        cut = cut[:-1]
    return f"{os.fsdecode(cut)}~{digest}"


def folded(stem: str) -> str:
    """What two names share that some file system would take for one; plain ASCII."""
    return ascii(unicodedata.normalize("NFC", stem).casefold())


def alternatives(item: Item) -> Iterator[str]:
    """The names to try, best first: the stem, with the input's extension, then with a number."""
    first = fitted(item.stem)
    reserved = first.split("/")[-1].casefold() == MERGED or first.split("/")[0].casefold() == RUN_FOLDER
    if not reserved:
        yield first
    suffix = PurePosixPath(item.source.path).suffix if item.source.row < 0 else ""
    second = first
    if suffix and not first.endswith(suffix):
        second = fitted(item.stem + suffix)
        if first.split("/")[0].casefold() != RUN_FOLDER:
            yield second
    if first.split("/")[0].casefold() == RUN_FOLDER:
        second = f"_{second}"
        yield second
    for number in range(2, 1_000_000):
        yield f"{second}-{number}"


def output_name(stem: str, source_language: str, target_language: str, extension: str) -> str:
    """``sub/a.ru-en.tmx``, as ``tolmach translate`` names its files."""
    return f"{stem}.{source_language}-{target_language}.{extension.lstrip('.')}"
