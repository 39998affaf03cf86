"""Marks at the edges of a span or before a code that stands alone: in or out, as in the source."""

from __future__ import annotations

from itertools import takewhile

_OPENING = tuple("«“„‘([{<¿¡\"'")
#: What opens a speech where others use quotation marks.
_DIALOGUE = tuple("–—―")
_CLASSES = (
    ("opening", _OPENING),
    ("closing", "»”’)]}>\"'"),
    ("stop", ".,;:!?…"),
    ("dash", "-–—―"),
)
_MONEY = "$€£¥₽"
_SIGNS = "%‰°№§#+−±*" + _MONEY


def wider(text: str, start: int, end: int, said: str, bounds: tuple[int, int]) -> tuple[int, int]:
    """The span ``[start, end)`` of the target with the marks around it that ``said``, the source's span, has.

    Never beyond ``bounds``.
    """
    said = said.strip()
    opening = "".join(takewhile(lambda c: not c.isalnum(), said))
    closing = "".join(takewhile(lambda c: not c.isalnum(), said[::-1]))
    if opening[:1] in _DIALOGUE:
        opening += "“"
    start = leftwards(text, start, opening, bounds[0], said)
    if opening and text[start : start + 1] in _OPENING:
        closing += "”"
    return start, rightwards(text, end, closing, bounds[1], said)


def rightwards(text: str, at: int, marks: str, stop: int, said: str = "") -> int:
    """Over the marks behind ``at``, up to the last one of a kind with any of ``marks``, or a sign in ``said``."""
    return at + _over(text[at:stop], marks, said, "+#№§")


def leftwards(text: str, at: int, marks: str, stop: int, said: str = "") -> int:
    """The same before ``at``."""
    return at - _over(text[stop:at][::-1], marks, said, _SIGNS.translate(str.maketrans("", "", "№§")))


def _over(text: str, marks: str, said: str, near: str) -> int:
    """How many characters; white space only before a dash, or before a sign that may stand apart (not in ``near``)."""
    wanted = _kinds(marks)
    reached = 0
    for place, mark in enumerate(text):
        if mark.isalnum() or mark == "_":
            break
        if mark.isspace():
            following = text[place + 1 : place + 2]
            if "dash" not in wanted and not (_sign(following, said) and following not in near):
                break
        elif (_kinds(mark) & wanted) or _sign(mark, said):
            reached = place + 1
    return reached


def _kinds(marks: str) -> set[str]:
    found = {name for name, members in _CLASSES for mark in marks if mark in members}
    return found | {
        mark for mark in marks if not any(mark in members for _, members in _CLASSES) and not mark.isspace()
    }


def _sign(mark: str, said: str) -> bool:
    """A sign that the source's span has too; one of money goes with any number of it."""
    return (
        mark != ""
        and mark in _SIGNS
        and (mark in said or (mark in _MONEY and any(c.isdigit() for c in said) and _money(said)))
    )


def _money(said: str) -> bool:
    return any(c.isalpha() for c in said) or any(c in _MONEY for c in said)
