"""What must pass through a translation untouched: addresses, e-mails, tags, placeholders."""

from __future__ import annotations

import re
from collections import Counter

from aligner.checks.pair import Check, Hit, Hits, Pair

_URL = re.compile(r"(?:https?://|www\.)[^\s<>\"«»“”()]+", re.IGNORECASE)
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
_TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9:-]*(?:\s[^<>]{0,200})?/?>")
_PLACEHOLDER = re.compile(
    r"%(?:\(\w+\)|\d+\$)?[-+#0]?\d*(?:\.\d+)?[sdifuxXc](?![\w%])|\$?\{[\w.:-]{0,64}\}|%\w{1,64}%|&(?:[a-z]{2,8}|#\d{2,6});"
)


def urls_differ(pair: Pair) -> Hits:
    """Web addresses; the language part of a path may differ."""
    marks = ("://", "w.", "W.")  # as in www., whatever its case
    yield from _compare(
        pair, marks, _URL, lambda text: re.sub(r"/(?:ru|en)(?=/|$)", "", text.rstrip(".,;:!?…'").lower())
    )


def emails_differ(pair: Pair) -> Hits:
    """E-mail addresses."""
    yield from _compare(pair, ("@",), _EMAIL, lambda text: text.rstrip(".").lower())


def tags_differ(pair: Pair) -> Hits:
    """Mark-up: the same tags as often on both sides."""
    yield from _compare(pair, ("<",), _TAG, lambda text: re.sub(r"\s+", " ", text))


def placeholders_differ(pair: Pair) -> Hits:
    """``{name}``, ``%s``, ``${x}``, ``&nbsp;``."""
    yield from _compare(pair, ("%", "{", "&"), _PLACEHOLDER, str)


def _compare(pair: Pair, marks: tuple[str, ...], pattern: re.Pattern[str], key: object) -> Hits:
    assert callable(key)
    # Every match holds one of the marks, most texts hold none.
    if not any(mark in text for text in (pair.source, pair.target) for mark in marks):
        return
    left = [(key(m[0]), m.span()) for m in pattern.finditer(pair.source)]
    right = [(key(m[0]), m.span()) for m in pattern.finditer(pair.target)]
    for mine, other, side in ((left, right, "target"), (right, left, "source")):
        missing = Counter(text for text, _ in mine) - Counter(text for text, _ in other)
        for text, span in mine:
            if missing[text]:
                missing[text] -= 1
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
TAGS = Check(
    "tags-differ",
    "error",
    "Tags",
    {
        "target": "Tag is not in the translation: {text}",
        "source": "Tag is not in the source: {text}",
    },
    tags_differ,
    by="side",
)
PLACEHOLDERS = Check(
    "placeholders-differ",
    "error",
    "Placeholders",
    {
        "target": "Placeholder is not in the translation: {text}",
        "source": "Placeholder is not in the source: {text}",
    },
    placeholders_differ,
    by="side",
)
