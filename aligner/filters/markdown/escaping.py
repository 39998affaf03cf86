"""Text put into Markdown so that nothing in it becomes markup: what would is escaped, and only that."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from typing import Any

_BACKSLASH = re.compile(r"\\(?=[!-/:-@\[-`{-~]|$)")
_ENTITY = re.compile(r"&(?=(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)")
_TAG = re.compile(r"<(?=[A-Za-z/!?])")
_BRACKET = re.compile(r"[\[\]]")
_TILDES = re.compile(r"~(?=~)|~(?=[^\s~]{1,60}~)")
_RAISED = re.compile(r"\^(?=[^\s^]{1,60}\^|\[)")
_DOLLAR = re.compile(r"\$(?=(?![\s$])[^$\n]{0,1000}[^\s$\\]\$(?!\d)|\$)")
_EQUALS = re.compile(r"=(?==)")
_EMOJI = re.compile(r":(?=[a-z0-9_+-]{2,40}:)")
_FLANKING = re.compile(r"(?<!\s)[*]|[*](?!\s)|(?<!\w)_(?!\s)|(?<!\s)_(?!\w)")
#: What would begin a block, were it the first thing in a line; the group stands before the character to escape.
_AT_LINE_START = re.compile(
    r"(\d{1,9})[.)](?=\s|$)|()(?:#{1,6}(?=\s|$)|>|[-+*](?=\s|$)|[-_*=]{2,}\s*$|(?:[-_*]\s*){3,}$|`{3}|~{3}|:{3}|!!!(?=\s)"
    r"|\?\?\?|===(?=\s)|\||:(?=\s)|\$\$|\[[^\]]{1,999}\]:)"
)


class Escaper:
    """Puts pieces of text and markup together; ``references`` are the names of the document's link definitions."""

    def __init__(self, references: Container[str], name: Any) -> None:
        """``name`` brings a label into the form in which names are compared."""
        self._references = references
        self._name = name

    def joined(self, pieces: Sequence[tuple[str, str, object]], *, cell: bool, first: bool) -> str:
        """The pieces as Markdown: ``raw`` as it is, ``text`` and ``link`` (text inside a link) escaped.

        Args:
            pieces: what it is, the text, anything.
            cell: in a table's cell, where a bar is escaped everywhere.
            first: the pieces begin a line, where more is markup.
        """
        whole = "".join(text for kind, text, _ in pieces if kind in ("text", "link"))
        stars = {c: whole.count(c) + any(c in text for kind, text, _ in pieces if kind == "open") for c in "*_"}
        made: list[str] = []
        at_start = first
        for number, (kind, text, _) in enumerate(pieces):
            if kind in ("text", "link"):
                before = made[-1][-1:] if made and made[-1] else "\n"
                following = pieces[number + 1][1][:2] if number + 1 < len(pieces) else "\n"
                text = self._escaped(text, kind == "link", stars, before, following)
                if at_start:
                    text = _at_line_start(text)
            if cell:
                text = re.sub(r"(?<!\\)\|", r"\\|", text)
            if text:
                at_start = text.endswith("\x01")
            made.append(text)
        return "".join(made)

    def _escaped(self, text: str, link: bool, stars: dict[str, int], before: str, following: str) -> str:
        if text.isalnum():
            return text
        if "\\" in text:
            text = _BACKSLASH.sub(r"\\\\", text)
        text = text.replace("`", "\\`")
        if "*" in text or "_" in text:
            text = _flanking_escaped(text, stars, before, following)
        if "[" in text or "]" in text:
            text = _BRACKET.sub(r"\\\g<0>", text) if link else self._without_links(text, following)
        if "<" in text:
            text = _TAG.sub(r"\\<", text)
        if "&" in text:
            text = _ENTITY.sub(r"\\&", text)
        if "~" in text:
            text = _TILDES.sub(r"\\~", text)
        if "^" in text:
            text = _RAISED.sub(r"\\^", text)
        if "$" in text:
            text = _DOLLAR.sub(r"\\$", text)
        if "==" in text:
            text = _EQUALS.sub(r"\\=", text)
        if ":" in text:
            text = _EMOJI.sub(r"\\:", text)
        if text.endswith("!") and following.startswith("[") and following != "[^":
            text = text[:-1] + "\\!"
        return text

    def _without_links(self, text: str, following: str) -> str:
        """Brackets that would begin a link, a footnote's mark or a definition are escaped."""
        framed = text + following[:1]
        escaped: set[int] = set()
        stack: list[int] = []
        for match in _BRACKET.finditer(text):
            at = match.start()
            if match[0] == "[":
                stack.append(at)
                escaped |= {at} if framed.startswith("^", at + 1) else set()
            elif framed[at + 1 : at + 2] in ("(", "[", ":"):
                escaped.update(stack)
                stack.clear()
            elif stack:
                begin = stack.pop()
                if at - begin < 1_000 and self._name(text[begin + 1 : at]) in self._references:
                    escaped.add(begin)
        return "".join(f"\\{c}" if at in escaped else c for at, c in enumerate(text)) if escaped else text


def _flanking_escaped(text: str, stars: dict[str, int], before: str, following: str) -> str:
    """Stars and underscores that could begin or end emphasis, where there is another that they could pair with."""
    parts: list[str] = []
    at = 0
    framed = before + text + following
    for match in _FLANKING.finditer(framed, 1, len(framed) - 1):
        if stars[match[0]] > 1:
            parts += (framed[max(1, at) : match.start()], "\\")
            at = match.start()
    parts.append(framed[max(1, at) : len(framed) - 1])
    return "".join(parts)


def _at_line_start(text: str) -> str:
    bare = text.lstrip()
    match = _AT_LINE_START.match(bare)
    if match is None:
        return text
    place = len(text) - len(bare) + len(match[1] or "")
    return f"{text[:place]}\\{text[place:]}"
