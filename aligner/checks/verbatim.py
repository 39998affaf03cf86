"""What must pass through a translation untouched: addresses and e-mails; and how such things are compared."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence

from aligner.checks.pair import Check, Hit, Hits, Pair, Span

_URL = re.compile(r"(?:https?://|www\.)[^\s<>\"«»“”()]+", re.IGNORECASE)
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
_LANGUAGE = re.compile(r"/(?:ru|en)(?=/|$)")
#: Something found in a text: what it is compared by, what it is called in a message, and where it is.
Found = tuple[str, str, Span]


def urls_differ(pair: Pair) -> Hits:
    """Web addresses; the language part of a path may differ."""
    marks = ("://", "w.", "W.")  # as in www., whatever its case
    yield from compared(pair, marks, lambda text: found(_URL, text, address))


def emails_differ(pair: Pair) -> Hits:
    """E-mail addresses."""
    yield from compared(pair, ("@",), lambda text: found(_EMAIL, text, lambda one: one.rstrip(".").lower()))


def address(text: str) -> str:
    """A web address as it is compared: without the marks of the sentence, and the language in its path."""
    return _LANGUAGE.sub("", text.rstrip(".,;:!?…'").lower())


def found(pattern: re.Pattern[str], text: str, key: Callable[[str], str]) -> list[Found]:
    """The matches of a pattern."""
    made = []
    for match in pattern.finditer(text):
        said = key(match[0])
        made.append((said, said, match.span()))
    return made


def compared(pair: Pair, marks: Sequence[str], find: Callable[[str], list[Found]]) -> Hits:
    """What is found on one side oftener than on the other; every find holds one of ``marks``, most texts hold none."""
    if any(mark in text for text in (pair.source, pair.target) for mark in marks):
        yield from differing(find(pair.source), find(pair.target))


def differing(left: Sequence[Found], right: Sequence[Found]) -> Hits:
    """What one side has oftener than the other."""
    for mine, other, side in ((left, right, "target"), (right, left, "source")):
        missing = Counter(key for key, _, _ in mine) - Counter(key for key, _, _ in other)
        for key, text, span in mine:
            if missing[key]:
                missing[key] -= 1
                values = {"text": text, "side": side}
                yield Hit(values, source_span=span) if side == "target" else Hit(values, target_span=span)


URLS = Check(
    "urls-differ",
    "error",
    "Web addresses",
    {
        "target": "Address is not in the translation: {text}",
        "source": "Address is not in the source: {text}",
    },
    urls_differ,
    by="side",
)
EMAILS = Check(
    "emails-differ",
    "error",
    "E-mail addresses",
    {
        "target": "E-mail is not in the translation: {text}",
        "source": "E-mail is not in the source: {text}",
    },
    emails_differ,
    by="side",
)
