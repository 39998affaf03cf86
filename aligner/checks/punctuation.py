"""Marks: the end of a sentence, brackets, quotation marks, spaces."""

from __future__ import annotations

import re

from aligner.checks.pair import Hit, Hits, Pair

_CLOSING = "\"'»”’“)]} \u00a0*_"
_ENDS = {".": ".", "!": "!", "?": "?", "…": "…", ":": ":", ";": ";", ",": ","}
_BRACKETS = {"(": ")", "[": "]", "{": "}"}
_BRACKET = re.compile(r"[()\[\]{}]")
_QUOTES = re.compile('["«»„“”]')
_ENUMERATION = re.compile(r"(?<![(\w])(?:\d{1,3}|[A-Za-zА-Яа-яivxIVX]{1,4})\)")
_SMILEY = re.compile(r"[:;=]-?[()]+|\){2,}|\({2,}")


def end_punctuation(pair: Pair) -> Hits:
    """The last marks say different things: a question became a statement, a full stop is missing."""
    source, target = end_mark(pair.source), end_mark(pair.target)
    if source == target or not pair.source.strip() or not pair.target.strip():
        return
    questions = "?" in (source, target)
    bare = "" in (source, target) and ({source, target} & set(".!?"))
    if questions or bare:
        at = len(pair.target.rstrip())
        yield Hit({"source": source or "∅", "target": target or "∅"}, target_span=(max(0, at - 1), at))


def end_mark(text: str) -> str:
    """The mark that ends a text, quotation marks and brackets set aside; empty if a letter or figure does."""
    text = text.rstrip(_CLOSING)
    if text.endswith(("...", "…")):
        return "…"
    if text.endswith(("?!", "!?")):
        return "?"
    if not text or text[-1] in "。！？":
        return {"。": ".", "！": "!", "？": "?"}.get(text[-1:], "")
    return _ENDS.get(text[-1], "")


def brackets(pair: Pair) -> Hits:
    """A bracket without its partner in the target, when the source has all of its own."""
    if not _BRACKET.search(pair.source) and not _BRACKET.search(pair.target):
        return
    loose = unpaired(pair.target)
    if loose is not None and unpaired(pair.source) is None:
        yield Hit({"bracket": pair.target[loose]}, target_span=(loose, loose + 1))
        return
    for opening in _BRACKETS:
        source, target = pair.source.count(opening), pair.target.count(opening)
        if (source == 0) != (target == 0) and abs(source - target) >= 2:
            yield Hit({"bracket": opening + _BRACKETS[opening]})


def unpaired(text: str) -> int | None:
    """Where the first bracket without a partner stands; the brackets of ``1)`` and of smileys do not count."""
    ignored = {m.end() - 1 for m in _ENUMERATION.finditer(text)} | {
        at for m in _SMILEY.finditer(text) for at in range(*m.span())
    }
    open_at: list[int] = []
    for at, mark in enumerate(text):
        if mark in _BRACKETS:
            if at not in ignored:
                open_at.append(at)
        elif mark in _BRACKETS.values():
            if open_at and _BRACKETS[text[open_at[-1]]] == mark:
                open_at.pop()
            elif at not in ignored:
                return at
    return open_at[0] if open_at else None


def quotes(pair: Pair) -> Hits:
    """Russian quotation marks left in English, or a quotation that is not closed though the source's is."""
    if pair.target_language == "en":
        for match in re.finditer("[«»„]", pair.target):
            yield Hit({"mark": match[0]}, target_span=match.span())
            return
    if balanced(pair.source) and not balanced(pair.target):
        # English quotations run over several sentences where Russian has dashes or none: the mark that opens or
        # closes such a passage stands at an end of the pair, and no mark at all in the source.
        inner = pair.target.strip()[1:-1].rstrip(".,!?…")
        if _QUOTES.search(pair.source) or _QUOTES.search(inner):
            yield Hit({"mark": '"'})


def balanced(text: str) -> bool:
    """Are the quotation marks all closed? The straight ones by their even number; inches are not told apart."""
    return text.count("«") == text.count("»") and text.count('"') % 2 == 0 and _curly(text)


def _curly(text: str) -> bool:
    opened, closed = text.count("“") + text.count("„"), text.count("”")
    return opened == closed or (closed == 0 and text.count("„") * 2 == opened)


def spaces(pair: Pair) -> Hits:
    """Double spaces, a space before a mark, spaces at the ends that the source does not have."""
    text = pair.target
    if not text.strip():
        return
    for match in re.finditer(r"(?<=\S)[ \u00a0]{2,}(?=\S)", text):
        yield Hit({"kind": "double"}, target_span=match.span())
    if pair.target_language in ("en", "ru"):
        for match in re.finditer(r"(?<=\w)[ \u00a0]+(?=[,;:!?](?:\s|$)|\.(?:\s|$))", text):
            yield Hit({"kind": "before-mark"}, target_span=match.span())
    if text[0].isspace() and not pair.source[:1].isspace():
        yield Hit({"kind": "leading"}, target_span=(0, len(text) - len(text.lstrip())))
    if text[-1].isspace() and not pair.source[-1:].isspace():
        yield Hit({"kind": "trailing"}, target_span=(len(text.rstrip()), len(text)))
