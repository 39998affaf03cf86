"""What must come through unchanged: addresses, document symbols, codes. Checked, and repaired from the source."""

from __future__ import annotations

import re
from collections import Counter
from difflib import SequenceMatcher

_URL = r"(?:https?://|www\.)[^\s<>«»\"“”]*[^\s<>«»\"“”.,;:!?)\]']"
_MAIL = r"(?<![\w.+-])[\w.+-]++@[\w-]++(?:\.[\w-]++)++"
_ENDINGS = "com|org|net|int|ru|su|info|gov|edu|io|eu|ua|by|kz|uk"
_DOMAIN = rf"(?<![\w.@/-])[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:{_ENDINGS})(?:/[\w./-]*\w)?(?!\w)"
#: United Nations and kindred document symbols: A/RES/71/256, S/2018/845, E/CN.4/Sub.2/2003/12/Rev.2.
_SYMBOL = r"(?<![\w/])[A-Z][A-Z.]{0,9}(?:/[A-Za-z0-9.()-]*[A-Za-z0-9)]){1,7}(?<=[\d)A-Z])"
_HANDLE = r"(?<![\w@])@[A-Za-z]\w+"
#: Latin letters and digits in one word: ISO-9001, Mi-8, F-16, COVID-19.
_CODE = r"(?<![\w/.,-])(?=[A-Za-z0-9-]*\d)(?=[A-Za-z0-9-]*[A-Za-z])[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*(?![\w/])"
KEPT = re.compile("|".join((_URL, _MAIL, _SYMBOL, _HANDLE, _DOMAIN, _CODE)))
#: How like an item a piece of output must be to be taken for it.
LIKENESS = 0.65


def items(source: str) -> list[str]:
    """Everything in a source that must come through, in order."""
    return [match[0] for match in KEPT.finditer(source)]


def restore(source: str, output: str) -> tuple[str, bool]:
    """The output with every item of the source in it, and whether any had to be placed by guess.

    An item that came through garbled ("A / RES / 71 / 256", another case) is put right where it stands; one that
    is gone altogether goes to the end, before the closing mark, in brackets unless it ended the source too.
    """
    guessed = False
    for item, count in Counter(items(source)).items():
        for _ in range(count - _occurrences(item, output)):
            where = _garbled(item, output)
            if where is not None:
                output = output[: where[0]] + item + output[where[1] :]
            else:
                output, guessed = _at_the_end(item, source, output), True
    return output, guessed


def _occurrences(item: str, output: str) -> int:
    """How often an item stands in the output as it is: no part of a longer symbol or number (but "F-16s" has F-16)."""
    after = r"(?!\w|/\w)" if "/" in item else r"(?!\d)"
    return len(re.findall(rf"(?<![\w/]){re.escape(item)}{after}", output))


def _garbled(item: str, output: str) -> tuple[int, int] | None:
    """The span of a garbled copy of an item in the output, if there is one good enough."""
    words = [match.span() for match in re.finditer(r"\S+", output)]
    best, found = LIKENESS, None
    wanted = item.casefold()
    for first in range(len(words)):
        for last in range(first, min(first + 12, len(words))):
            start, end = words[first][0], words[last][1]
            piece = output[start:end].rstrip(".,;:!?)]»\"'")
            squeezed = re.sub(r"\s", "", piece).casefold()
            if len(squeezed) > 2 * len(wanted) + 2:
                break
            matcher = SequenceMatcher(None, wanted, squeezed, autojunk=False)
            if matcher.real_quick_ratio() <= best or not _alike_in_kind(item, piece):
                continue
            if (likeness := matcher.ratio()) > best:
                best, found = likeness, (start, start + len(piece))
    return found


def _alike_in_kind(item: str, piece: str) -> bool:
    """A copy of a symbol has its strokes, a copy of an address its dots or @; a code has a digit."""
    for mark in "/@.":
        if mark in item:
            return mark in piece
    return any(c.isdigit() for c in piece) or not any(c.isdigit() for c in item)


def _at_the_end(item: str, source: str, output: str) -> str:
    """Put a lost item before the closing mark of the output."""
    body = output.rstrip()
    closing = re.search(r"[.!?…;:]*[»\"”')\]]*$", body)
    at = closing.start() if closing else len(body)
    last = re.sub(r"[\s.!?…;:»\"”')\]]+$", "", source).endswith(item)
    text = item if last else f"({item})"
    return f"{body[:at]} {text}{body[at:]}".lstrip()
