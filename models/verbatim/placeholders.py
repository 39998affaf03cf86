"""Protected spans go to the model as short codes, and come back: each once, in its place, in the target's form.

A checkpoint that was trained with pieces of its own for this (``⟦0⟧``, see ``models.training.remap``) gets these, any
other codes of the kind that models copy (``F1``). One that the model drops is put in again near where it stood, one
that it doubles is taken out; both are flagged, so that a person looks at the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain, count

from models.translation import Link, Translation
from models.verbatim.spans import NOTE_MARK, protected

#: With a number behind it, the code that came through best of a dozen that were tried (F1).
CODE = "F"
CODES = re.compile(rf"(?<![A-Za-z0-9]){CODE}\d{{1,3}}(?!\d)|⟦\d⟧")
#: What a model makes of a code: a space in it, a small letter.
NEAR = re.compile(rf"(?<![A-Za-z0-9]){CODE}[ -]?(\d{{1,3}})(?!\d)|⟦ ?(\d) ?⟧", re.IGNORECASE)
_TWO_MARKS = re.compile(r"([,;])(?:\s?[,;]){1,3}(?=\s)")
_CLOSING = re.compile(r"[.!?…;:]{0,8}[»\"”’')\]]{0,8}$")


@dataclass(frozen=True, slots=True)
class Held:
    """One protected span: its code, how it stands in the source, what stands for it in the target."""

    code: str
    source: str
    target: str
    #: The letter or code that stood right after it, for which a space was put in.
    after: str = ""
    #: It stands at the end of the word before it, as the mark of a note does.
    glued: bool = False


def with_placeholders(text: str, *, foreign: bool = False, pieces: Sequence[str] = ()) -> tuple[str, list[Held]]:
    """The text as it goes to the model, and what its codes stand for, in order.

    ``pieces`` are the model's own placeholders; where a text has more spans than there are, the rest get other codes.
    With ``foreign``, words in letters that are neither Latin nor Cyrillic, and signs, get one, too: a model between
    these two has no pieces for them, and would leave them out, or say 5.2 for 5 ± 2.
    """
    spans = protected(text, foreign=foreign)
    if not spans:
        return text, []
    taken = set(CODES.findall(text))
    codes = (code for code in chain(pieces, (f"{CODE}{number}" for number in count(1))) if code not in taken)
    held: list[Held] = []
    parts: list[str] = []
    at = 0
    for span in spans:
        code = next(codes)
        before, after = text[max(0, span.start - 1) : span.start], text[span.end : span.end + 1]
        # A code may not run into the letters or the code beside it.
        if held and span.start == at:
            parts.append(" ")
            held[-1] = replace(held[-1], after=code)
            before = ""
        parts += (text[at : span.start], " " if before.isalnum() else "", code, " " if after.isalnum() else "")
        glued = span.rule == NOTE_MARK
        held.append(Held(code, text[span.start : span.end], span.form, after if after.isalnum() else "", glued))
        at = span.end
    parts.append(text[at:])
    return "".join(parts), held


def settled(found: Translation, held: Sequence[Held]) -> Translation:
    """The translation with every code in it once; ``restored`` among its flags where one had to be put in or out."""
    if not held or found.score is None:
        return found
    text = NEAR.sub(lambda match: f"{CODE}{match[1]}" if match[1] else f"⟦{match[2]}⟧", found.text)
    wanted = [one.code for one in held]
    if CODES.findall(text) == wanted and text == found.text:
        return found
    seen: set[str] = set()

    def once(match: re.Match[str]) -> str:
        code = match[0]
        if code in seen or code not in wanted:
            return "\0"
        seen.add(code)
        return code

    doubled = False
    while "\0" in (marked := CODES.sub(once, text)):
        # What runs into a code that goes may be one itself then: "F2F1".
        doubled = True
        text = re.sub(r" ?\0", "", re.sub(r"(?<=\w) ?\0+ ?(?=\w)", " ", marked))
        seen.clear()
    lost = [code for code in wanted if code not in seen]
    for code in lost:
        text = _put_in(code, text, found.source, wanted)
    if not lost and not doubled:
        return replace(found, text=text, links=found.links if len(text) == len(found.text) else ())
    text = _TWO_MARKS.sub(r"\1", text)
    flags = tuple(code for code in found.flags if code != "placeholder")
    # Characters have moved, so the links no longer fit.
    return replace(found, text=text, flags=(*flags, "restored"), links=())


def _put_in(code: str, text: str, source: str, order: Sequence[str]) -> str:
    """A lost code near where it stood: at the same end of the sentence, beside its neighbour, else by proportion."""
    place = _find(code, source)
    body = len(text) - len(_CLOSING.search(text)[0]) if _CLOSING.search(text) else len(text)  # type: ignore[index]
    if not source[:place].strip(' «"“('):
        return f"{code} {text}".strip()
    if not re.sub(r"[\s.!?…;:,»\"”’')\]]", "", source[place + len(code) :]):
        return f"{text[:body].rstrip()} {code}{text[body:]}"
    at = order.index(code)
    between = source[place + len(code) : _find(order[at + 1], source)] if at + 1 < len(order) else None
    if between is not None and not any(c.isalnum() for c in between) and (next_at := _find(order[at + 1], text)) >= 0:
        return f"{text[:next_at]}{code}{between or ' '}{text[next_at:]}"
    wanted = len(text) * place / max(1, len(source))
    ends = [match.start() for match in re.finditer(r"\s", text[:body])] or [body]
    best = min(ends, key=lambda end: abs(end - wanted))
    return f"{text[:best]} {code}{text[best:]}"


def _find(code: str, text: str) -> int:
    """Where a code stands in a text; -1 where it does not."""
    return next((match.start() for match in CODES.finditer(text) if match[0] == code), -1)


def put_back(found: Translation, source: str, held: Sequence[Held]) -> Translation:
    """The translation of the text with codes as one of the source itself."""
    if not held:
        return found
    text = found.text
    for one in held:
        # "ΔT" is one word in the translation, too.
        if one.after:
            text = text.replace(f"{one.code} {one.after}", f"{one.code}\0{one.after}")
        if one.glued:
            # Not at a number, which would become another, nor at an article.
            text = re.sub(rf"(?<=[^\W\d_]{{4}}) {re.escape(one.code)}", f"\0{one.code}", text)
    if text != found.text:
        found = replace(found, text=text, links=())
    forms, sources = {one.code: one.target for one in held}, {one.code: one.source for one in held}
    places = _shifts(found.source, sources, source), _shifts(found.text, forms)
    links: tuple[Link, ...] = tuple(
        (*(_moved(at, places[0]) for at in link[:2]), *(_moved(at, places[1]) for at in link[2:]))  # type: ignore[misc]
        for link in found.links
    )
    others = tuple(_filled(other, forms) for other in found.alternatives)
    return replace(found, source=source, text=_filled(found.text, forms), alternatives=others, links=links)


def _filled(text: str, forms: dict[str, str]) -> str:
    """The codes' own things in their place."""
    return CODES.sub(lambda match: forms.get(match[0], match[0]), text).replace("\0", "")


def _shifts(text: str, forms: dict[str, str], source: str | None = None) -> list[tuple[int, int]]:
    """Where each code ends, and by how much what it stands for is longer.

    Spaces that were put around codes in the source are not in ``source``, and shift what follows back.
    """
    found = []
    grown = 0
    for match in CODES.finditer(text):
        if (form := forms.get(match[0])) is None:
            continue
        more = len(form) - len(match[0])
        if source is not None:
            begin = match.start() + grown
            if source[begin : begin + len(form)] != form and source[begin - 1 : begin - 1 + len(form)] == form:
                more -= 1
            end = match.end() + grown + more
            if text[match.end() : match.end() + 1] == " " and source[end : end + 1] != " ":
                more -= 1
        found.append((match.end(), more))
        grown += more
    return found


def _moved(at: int, shifts: Sequence[tuple[int, int]]) -> int:
    """Where a place of the text is when the codes have been filled."""
    return max(0, at + sum(more for end, more in shifts if end <= at))
