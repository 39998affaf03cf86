"""Which columns of a table hold what: by its header, or else by what stands in them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from aligner.exports.rows import COLUMNS
from models.text.scripts import letters_of

#: Header words that name a column, beside our own.
ALIASES = {
    "source": ("source", "src", "source text", "original", "term", "источник", "исходный текст", "оригинал", "термин"),
    "target": ("target", "tgt", "trg", "target text", "translation", "translations", "перевод", "переводы"),
    "note": ("note", "notes", "comment", "примечание", "комментарий"),
    "confidence": ("confidence", "score", "уверенность"),
}
#: Languages as headings.
NAMES = {
    "русский": "ru",
    "английский": "en",
    "украинский": "uk",
    "russian": "ru",
    "english": "en",
    "ukrainian": "uk",
}
_TAG = re.compile(r"[a-z]{2}([-_][a-z]{2})?")
#: A key of a program's text (``btn.ok``, ``MSG_12``, ``/a/b``): no blank, and in most of them a mark that no word has.
_KEY = re.compile(r"[!-~]++")
_MARKED = re.compile(r"[0-9_.:/#\[\]]|[a-z][A-Z]")
#: The share of a column's cells that must be filled for it to be a side of the pairs.
_FILLED = 0.5


def header(cells: Sequence[str]) -> dict[str, int]:
    """Column numbers by name, if the row is a header with a source and a target; else empty.

    A language tag or name as a heading will do: ``ru`` and ``en``.
    """
    found: dict[str, int] = {}
    words = [cell.strip().lower() for cell in cells]
    for at, word in enumerate(words):
        if word in COLUMNS:
            found.setdefault(word, at)
    for name, aliases in ALIASES.items():
        for at, word in enumerate(words):
            if word in aliases and at not in found.values():
                found.setdefault(name, at)
    tags = [at for at, word in enumerate(words) if word in NAMES or (_TAG.fullmatch(word) and word not in ("id", "no"))]
    if len(tags) > 2:
        tags = [at for at in tags if tag_of(words[at])[:2] in ("ru", "en")]
    if len(tags) == 2 and "source" not in found and "target" not in found:
        found["source"], found["target"] = tags
    return found if "source" in found and "target" in found else {}


def without_header(cells: Sequence[str]) -> dict[str, int]:
    """Which columns hold the pair where no header says so: the first two, or those behind a number."""
    numbered = len(cells) > 2 and re.fullmatch(r"\s*\d+[.)]?\s*", cells[0]) and not cells[1].strip().isdigit()
    return {"source": 1, "target": 2} if numbered else {"source": 0, "target": 1}


def tag_of(heading: str) -> str:
    """The language that a heading names; empty where it names none."""
    word = heading.strip().lower()
    if word in NAMES:
        return NAMES[word]
    return heading.strip().replace("_", "-") if _TAG.fullmatch(word) else ""


def columns_of(rows: Sequence[Sequence[str]], source: str = "", target: str = "") -> tuple[int, int] | None:
    """The columns of the two texts in a table without a header; None where that is not plain.

    Numbers, keys and columns that are mostly empty are none of them. If more than two are left, they are those of the
    languages that are asked for, or the first two where the first is Cyrillic, which no key is, and the second is not.
    """
    rows = [cells for cells in rows if any(cells)]
    widths = Counter(map(len, rows))
    width = widths.most_common(1)[0][0] if widths else 0
    if width < 3:
        return 0, 1
    sides: list[tuple[int, str]] = []
    for at in range(width):
        cells = [cell.strip() for row in rows if len(row) > at and (cell := row[at]).strip()]
        if len(cells) >= _FILLED * len(rows) and not _is_key(cells):
            found = Counter(language for cell in cells if (language := script_language(cell)) != "und").most_common(1)
            sides.append((at, found[0][0] if found else "und"))
    if len(sides) < 2:
        return None
    if len(sides) > 2:
        wanted = [tag.split("-")[0].lower() for tag in (source, target)]
        asked = [[at for at, language in sides if language == tag] for tag in wanted]
        if all(len(found) == 1 for found in asked) and wanted[0] != wanted[1]:
            return asked[0][0], asked[1][0]
        if sides[0][1] != "ru" or sides[1][1] == "ru":
            return None
    return sides[0][0], sides[1][0]


def _is_key(cells: Sequence[str]) -> bool:
    """Are the cells of a column keys or numbers rather than text?"""
    marked = sum(1 for cell in cells if _MARKED.search(cell))
    return all(map(_KEY.fullmatch, cells)) and marked * 2 >= len(cells)


def script_language(text: str) -> str:
    """``ru`` for mostly Cyrillic letters, ``en`` for mostly Latin, else ``und``."""
    letters = letters_of(text[:200])
    if max(letters.cyrillic, letters.latin) * 2 <= letters.all:
        return "und"
    return "ru" if letters.cyrillic > letters.latin else "en"
