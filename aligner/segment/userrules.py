r"""Rules of the user's own: extra abbreviations, places that break, places that do not.

The file is plain text in UTF-8, a rule a line, ``#`` begins a remark; ``|`` marks the place, with a regular
expression before it and one after it (either may be left out); the first rule that fits a place decides::

    abbreviation Мин. Обрнауки гл.спец.
    join  \bМФК | \d
    break ;  |  [а-яё]\)

An SRX 2.0 file can stand in its place. Rules are trusted as programs are: a pathological expression is slow.
"""

from __future__ import annotations

import re
from pathlib import Path

from aligner.errors import ReadError
from aligner.segment.placerules import PlaceRule, Rules, compiled, place_rule

_MAX_BYTES = 8 * 1024 * 1024
_MAX_RULES = 20_000


def load_rules(path: Path) -> Rules:
    """A file of rules, the project's own kind or SRX 2.0, told apart by content.

    Raises:
        ReadError: missing, unreadable, or a line of it is not a rule.
    """
    try:
        with path.open("rb") as stream:
            data = stream.read(_MAX_BYTES + 1)
    except OSError as error:
        raise ReadError(
            "{path}: the rules cannot be read ({reason}); check the name",
            path=path,
            reason=(error.strerror or "error").lower(),
        ) from error
    if len(data) > _MAX_BYTES:
        raise ReadError(
            "{path}: a file of rules larger than {most} MB; shorten it", path=path, most=_MAX_BYTES // 1024**2
        )
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        from aligner.segment.srx import parse_srx

        return parse_srx(data, str(path))
    if path.suffix.lower() == ".srx":
        raise ReadError("{path}: an SRX file without a rule; give another, or a text file of rules", path=path)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ReadError("{path}: the rules are not UTF-8 text; save them as UTF-8", path=path) from error
    return parse_rules(text, str(path))


def parse_rules(text: str, name: str = "rules") -> Rules:
    """Rules from their text.

    Raises:
        ReadError: a line is not a rule; the message has its number.
    """
    rules: list[PlaceRule] = []
    for number, line in enumerate(text.splitlines(), 1):
        bare = line.strip()
        if not bare or bare.startswith("#"):
            continue
        word, _, rest = bare.partition(" ")
        try:
            if word in ("abbreviation", "abbreviations"):
                rules.extend(_abbreviation(one) for one in rest.split())
            elif word in ("join", "break"):
                rules.append(_place(word == "break", rest))
            else:
                raise ReadError(
                    "{name}, line {number}: begins with {word}; use abbreviation, join or break",
                    name=name,
                    number=number,
                    word=repr(word),
                )
        except ValueError as error:
            raise ReadError("{name}, line {number}: {error}", name=name, number=number, error=error) from error
        if len(rules) > _MAX_RULES:
            raise ReadError("{name}: more than {most} rules; shorten it", name=name, most=_MAX_RULES)
    return Rules(tuple(rules), name)


def _abbreviation(word: str) -> PlaceRule:
    """No break after this shortening, whatever follows."""
    bare = word.rstrip(".")
    if not bare:
        raise ValueError("an abbreviation without letters; write the word")
    return PlaceRule(False, compiled(rf"(?<!\w){re.escape(bare)}\.(?=\s)", ignore_case=True))


def _place(breaks: bool, rest: str) -> PlaceRule:
    left, bar, right = rest.partition("|")
    if "\\|" in rest or not bar:
        # A bar inside an expression is escaped; the bare one marks the place.
        pieces = re.split(r"(?<!\\)\|", rest)
        if len(pieces) != 2:
            raise ValueError("mark the place with one |, e.g. join  стр\\. | \\d")
        left, right = pieces
    elif "|" in right:
        raise ValueError("more than one |; write \\| inside an expression, or several rules")
    return place_rule(breaks, left.strip(), right.strip(), gap=True)
