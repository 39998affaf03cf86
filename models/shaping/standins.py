"""Long addresses, data, formulas, signs, words in other alphabets: a short code goes to the model in their place.

A model spells an address out piece by piece, gets it wrong, loses what stands behind it, and takes seconds; letters it
has no pieces for it leaves out. The code is of the kind that models copy, and is replaced in the output; where one is
lost, ``kept.restore`` puts it back like any other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from models.translation import Link, Translation

#: From this many characters on.
LONG = 40
#: With a number behind it, the code that came through best of a dozen that were tried (F1).
CODE = "F"
_EDGE = r"\s«»\"“”„()\[\]{}<>"
_LONG = re.compile(
    rf"(?<![^{_EDGE}])(?:"
    rf"(?:https?://|ftp://|www\.)[^\s«»\"“”<>]{{{LONG - 8},}}(?<![.,;:!?)\]'])"
    # A formula of TeX: its signs mean nothing to a model.
    r"|\$\$(?=[^$\n]{0,300}[\\^_{}=])[^$\n]{1,300}\$\$(?!\d)"
    r"|\$(?=[^$\n]{0,300}[\\^_{}=])[^\s$](?:[^$\n]{0,300}[^\s$])?\$(?!\d)"
    rf"|(?=[A-Za-z0-9+/=_%.,&?#:;~@$!*'|\\-]*[A-Za-z0-9]{{3}})[A-Za-z0-9+/=_%.,&?#:;~@$!*'|\\-]{{{LONG},}}(?<![.,;:!?'])(?![^\W\d_])"
    r")"
)


#: Letters that are neither Latin nor Cyrillic, with the signs that belong to them: Greek, then Armenian to Vedic, then
#: the rest of Greek, then Glagolitic to Ethiopic, the scripts of East Asia, and the forms of Hebrew and Arabic.
_OTHER = "\u0370-\u03ff\u0530-\u1c7f\u1c90-\u1cff\u1f00-\u1fff\u2c00-\u2c5f\u2c80-\u2ddf\u2e80-\ua63f\ua6a0-\ua6ff"
_OTHER += "\ua800-\uab2f\uabc0-\ufaff\ufb13-\ufdff\ufe70-\ufefc\U00020000-\U0003ffff"
#: Signs: of money but $ and £, of arithmetic, sections, rights, notes, fractions, arrows, shapes, pictures. Not №, °
#: and the raised 2 of m², which models know or which do no harm.
_SIGN = (
    "\u00a2\u00a4-\u00a9\u00ac\u00ae\u00b1\u00b5\u00b6\u00bc-\u00be\u00d7\u00f7\u2020\u2021\u2030-\u2033\u203b\u2044"
)
_SIGN += "\u20a0-\u20cf\u2100-\u2115\u2117-\u215f\u2190-\u23ff\u2460-\u2bff\U0001f000-\U0001faff"
#: Figures at a sign go with it: a code may not run into them. Entered at their beginning only, so the time is linear.
_BEFORE, _AFTER = r"(?:(?<![\d.,])\d++(?:[.,]\d++)*+)?", r"\d*+(?:[.,]\d++)*+"
#: 5 ± 2, 3 × 4 and ≥ 10: the figures belong to the sign, a space between them or not.
_FIGURES = r"\d++(?:[.,]\d++)*+"
_SAID = rf"(?<![\d.,]){_FIGURES} ?[±×÷] ?{_FIGURES}|[±≤≥≈] ?{_FIGURES}"
_FOREIGN = re.compile(
    f"{_SAID}|(?:[{_OTHER}]++(?:[\\s\u200c-\u200f]++[{_OTHER}]++)*+|{_BEFORE}[{_SIGN}][{_SIGN}\ufe0f\u200d\u20e3]*+){_AFTER}"
    # A power: 10⁶.
    r"|(?<!\d)\d++[⁰¹²³⁴-⁹⁻]++"
)


def with_standins(text: str, *, foreign: bool = False) -> tuple[str, list[tuple[str, str]]]:
    """The text as it goes to the model, and each code in it with what it stands for.

    With ``foreign``, words in letters that are neither Latin nor Cyrillic, and signs, get one, too: a model between
    these two has no pieces for them, and would leave them out, or say 5.2 for 5 ± 2.
    """
    foreign = foreign and _FOREIGN.search(text) is not None
    if len(text) < LONG and "$" not in text and not foreign:
        return text, []
    codes: dict[str, str] = {}
    taken = set(re.findall(rf"{CODE}\d+", text))
    number = 0

    def code(match: re.Match[str]) -> str:
        nonlocal number
        if match[0] not in codes:
            number += 1
            while f"{CODE}{number}" in taken:
                number += 1
            codes[match[0]] = f"{CODE}{number}"
        return codes[match[0]]

    shaped = _LONG.sub(code, text)
    shaped = _FOREIGN.sub(code, shaped) if foreign else shaped
    return shaped, [(short, long) for long, short in codes.items()]


def put_back(found: Translation, source: str, kept: Sequence[tuple[str, str]]) -> Translation:
    """The translation of the text with stand-ins as one of the source itself."""
    if not kept:
        return found
    grown = _growths(found.source, kept), _growths(found.text, kept)
    links: tuple[Link, ...] = tuple(
        (*(_moved(at, grown[0]) for at in link[:2]), *(_moved(at, grown[1]) for at in link[2:]))  # type: ignore[misc]
        for link in found.links
    )
    others = tuple(_filled(other, kept) for other in found.alternatives)
    return replace(found, source=source, text=_filled(found.text, kept), alternatives=others, links=links)


def pointed(kept: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """The same with decimal points for commas in what is figures with signs, as English has them."""
    return [(code, _COMMA.sub(".", long) if _MEASURE.fullmatch(long) else long) for code, long in kept]


_MEASURE = re.compile(rf"[\d., ]*[{_SIGN}][\d., {_SIGN}]*")
_COMMA = re.compile(r"(?<=\d),(?=\d)")
_CODES = re.compile(rf"{CODE}\d+")


def _filled(text: str, kept: Sequence[tuple[str, str]]) -> str:
    """The codes' own things in their place."""
    whole = dict(kept)
    return _CODES.sub(lambda match: whole.get(match[0], match[0]), text)


def _growths(text: str, kept: Sequence[tuple[str, str]]) -> list[tuple[int, int]]:
    """Where each code ends, and by how much what it stands for is longer."""
    whole = dict(kept)
    return [(m.end(), len(whole[m[0]]) - len(m[0])) for m in _CODES.finditer(text) if m[0] in whole]


def _moved(at: int, grown: Sequence[tuple[int, int]]) -> int:
    """Where a place of the text is when the codes have been filled."""
    return at + sum(more for end, more in grown if end <= at)
