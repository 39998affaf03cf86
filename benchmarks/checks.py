"""How often each check fires on good human translations (false alarms per 1000) and on planted faults (recall).

    python benchmarks/checks.py [--reverse] [FILE.ru FILE.en]…

With ``--reverse`` English is the source. Without files: the test sets in the optional data folder (TOLMACH_SHARED). A
fault of each kind is planted, by a fixed seed, in pairs on which the check is silent; recall is the share of them on
which it then speaks.
"""

from __future__ import annotations

import os
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

from aligner.checks import CHECKS, Checker
from aligner.core.code import Code
from aligner.core.unit import Unit

SHARED = Path(os.environ.get("TOLMACH_SHARED", Path(__file__).resolve().parents[2] / "shared"))
#: A spoilt target, or a spoilt pair.
Fault = Callable[[Unit, random.Random, list[Unit]], str | Unit | None]


def number_changed(unit: Unit, chance: random.Random, _: list[Unit]) -> str | None:
    found = list(re.finditer(r"\d", unit.target))
    if not found:
        return None
    at = chance.choice(found).start()
    digit = str((int(unit.target[at]) + chance.randint(1, 9)) % 10)
    return unit.target[:at] + digit + unit.target[at + 1 :]


SCALES = ("thousand", "million", "billion", "trillion")
RU_SCALES = ("тыс.", "млн", "млрд", "трлн")
UNITS = (("км", "km"), ("м", "m"), ("кг", "kg"), ("т", "t"), ("°C", "°C"), ("°F", "°F"), ("%", "%"),
         ("руб.", "roubles"), ("долл.", "dollars"), ("евро", "euros"), ("Вт", "W"), ("кВт", "kW"),
         ("МБ", "MB"), ("ГБ", "GB"))  # fmt: skip
PLACEHOLDERS = ("%@", "%lu", "%1$@", "%d", "%(name)s", "%1", "%n", "{0}", "{{ user }}", "<%= name %>", "${x}", "%{x}",
                "{n, plural, one {#} other {#}}")  # fmt: skip


def with_end(unit: Unit, russian: str, english: str) -> Unit:
    """The pair with something said at the ends of both."""
    if unit.source_language == "ru":
        return replace(unit, source=f"{unit.source} {russian}", target=f"{unit.target} {english}")
    return replace(unit, source=f"{unit.source} {english}", target=f"{unit.target} {russian}")


def scale_changed(unit: Unit, chance: random.Random, _: list[Unit]) -> Unit:
    one, two = chance.sample(range(4), 2)
    figure = chance.randint(11, 99) + chance.choice((0, 0.5))
    return with_end(unit, f"{figure:g} {RU_SCALES[one]}".replace(".5", ",5"), f"{figure:g} {SCALES[two]}")


def scale_lost(unit: Unit, chance: random.Random, _: list[Unit]) -> Unit:
    figure = chance.randint(211, 399)
    return with_end(unit, f"{figure} {chance.choice(RU_SCALES)}", str(figure))


def sign_lost(unit: Unit, chance: random.Random, _: list[Unit]) -> Unit:
    figure, minus = chance.randint(211, 399), chance.choice("-−–")
    return with_end(unit, f"{minus}{figure}", chance.choice((f"{figure}", f"+{figure}")))


def unit_changed(unit: Unit, chance: random.Random, _: list[Unit]) -> Unit:
    (russian, _en), (_ru, english) = chance.sample(UNITS, 2)
    figure = chance.randint(211, 399)
    return with_end(unit, f"{figure} {russian}", f"{figure} {english}")


def placeholder_lost(unit: Unit, chance: random.Random, _: list[Unit]) -> Unit:
    return replace(unit, source=f"{unit.source} {chance.choice(PLACEHOLDERS)}")


def coded(unit: Unit) -> Unit:
    """The pair with codes around both texts, and a span and a code that stands alone in each."""
    sides = []
    for text in (unit.source, unit.target):
        middle = text.find(" ") + 1
        end = text.find(" ", middle)
        sides.append((Code(0, len(text), 1, "italic"), Code(middle, max(end, middle + 1), 2, "link"),
                      Code(len(text), len(text), 3, "image")))  # fmt: skip
    return replace(unit, source_codes=sides[0], target_codes=sides[1])


def code_spoilt(unit: Unit, chance: random.Random, _: list[Unit]) -> Unit:
    """A code lost, added or changed."""
    unit = coded(unit)
    codes, at = list(unit.target_codes), chance.randrange(3)
    kind = chance.choice(("lost", "added", "changed"))
    if kind == "lost":
        del codes[at]
    elif kind == "added":
        codes.append(replace(codes[at], id=chance.choice((4, codes[at].id))))
    else:
        codes[at] = replace(codes[at], kind="bold")
    return replace(unit, target_codes=tuple(codes))


def code_moved(unit: Unit, chance: random.Random, _: list[Unit]) -> Unit | None:
    """The link loses its text, or crosses the italics."""
    unit = coded(unit)
    outer, inner, image = unit.target_codes
    if inner.end + 2 >= outer.end:
        return None
    if chance.random() < 0.5:
        return replace(unit, target_codes=(outer, replace(inner, end=inner.start), image))
    return replace(unit, target_codes=(replace(outer, end=inner.end - 1), replace(inner, end=outer.end), image))


MONTHS = [f"{date(2000, month, 1):%B}" for month in range(1, 13)]


def month_changed(unit: Unit, chance: random.Random, _: list[Unit]) -> str | None:
    match = re.search(rf"\b(?:{'|'.join(MONTHS)})\b(?= \d|,)|(?<=\d )(?:{'|'.join(MONTHS)})\b", unit.target)
    if not match:
        return None
    return (
        unit.target[: match.start()] + chance.choice([m for m in MONTHS if m != match[0]]) + unit.target[match.end() :]
    )


def words(text: str) -> list[str]:
    return text.split(" ")


def name_dropped(unit: Unit, _chance: random.Random, _: list[Unit]) -> str | None:
    """A surname that the check can see in the source: its word in the target is replaced."""
    from aligner.checks.names import alike, person, skeleton
    from models.text.romanise import romanised

    if unit.source_language == "en":
        rows = words(unit.target)
        names = [skeleton(word.lower()) for word in re.findall(r"(?<=\s)[A-Z][a-z]{3,}", unit.source)]
        for n, word in enumerate(rows):
            lemma = person(re.sub(r"\W", "", word)) if n else None
            if lemma and any(alike(skeleton(romanised(lemma)), name) for name in names):
                rows[n] = "он"
                return " ".join(rows)
        return None
    for match in re.finditer(r"(?<=\s)[А-ЯЁ][а-яё]{3,}", unit.source):
        lemma = person(match[0])
        if lemma:
            rows = words(unit.target)
            hits = [
                n
                for n, w in enumerate(rows)
                if alike(skeleton(romanised(lemma)), skeleton(re.sub(r"\W", "", w.lower())))
            ]
            if hits:
                for n in hits:
                    rows[n] = "he"
                return " ".join(rows)
    return None


def cyrillic_word(unit: Unit, chance: random.Random, _: list[Unit]) -> str | None:
    rows, russian = words(unit.target), [w for w in words(unit.source) if re.fullmatch("[а-я]{3,}", w)]
    if not russian:
        return None
    rows[chance.randrange(len(rows))] = chance.choice(russian)
    return " ".join(rows)


def word_doubled(unit: Unit, chance: random.Random, _: list[Unit]) -> str | None:
    rows = words(unit.target)
    able = [n for n, w in enumerate(rows) if re.fullmatch("[a-z]{2,}", w)]
    if not able:
        return None
    at = chance.choice(able)
    return " ".join([*rows[:at], rows[at], *rows[at:]])


def phrase_looped(unit: Unit, chance: random.Random, _: list[Unit]) -> str | None:
    rows = words(unit.target)
    if len(rows) < 6:
        return None
    size, at = chance.randint(2, 5), chance.randrange(len(rows) - 5)
    return " ".join([*rows[: at + size], *rows[at : at + size] * 3, *rows[at + size :]])


def halved(unit: Unit, _chance: random.Random, _: list[Unit]) -> str | None:
    rows = words(unit.target)
    return " ".join(rows[: len(rows) // 3]) if len(rows) >= 15 else None


def others_target(unit: Unit, chance: random.Random, units: list[Unit]) -> str | None:
    return unit.target + " " + chance.choice(units).target + " " + chance.choice(units).target


def end_mark(unit: Unit, _chance: random.Random, _: list[Unit]) -> str | None:
    return re.sub(r"[.?!]$", lambda m: "?" if m[0] != "?" else ".", unit.target) if unit.target[-1:] in ".?!" else None


def bracket_lost(unit: Unit, _chance: random.Random, _: list[Unit]) -> str | None:
    return re.sub(r"[)\]]", "", unit.target, count=1) if re.search(r"\(\w[^)]*\w\w\)", unit.target) else None


def guillemets(unit: Unit, _chance: random.Random, _: list[Unit]) -> str | None:
    return re.sub(r'["“](.*?)["”]', r"«\1»", unit.target) if re.search(r'["“].*?["”]', unit.target) else None


def double_space(unit: Unit, _chance: random.Random, _: list[Unit]) -> str | None:
    return unit.target.replace(" ", "  ", 1) if " " in unit.target else None


def added(text: str) -> Fault:
    """A thing that must be kept, added to the source only."""
    return lambda unit, _chance, _: None if text in unit.source else unit.target


FAULTS: dict[str, list[Fault]] = {
    "empty": [lambda *_: " "],
    "same-as-source": [lambda unit, *_: unit.source],
    "numbers-differ": [number_changed, scale_changed, scale_lost, sign_lost],
    "units-differ": [unit_changed],
    "dates-differ": [month_changed],
    "number-sign": [lambda unit, *_: unit.target + " № 5"],
    "names-lost": [name_dropped],
    "cyrillic-left": [cyrillic_word],
    "repeated-words": [word_doubled],
    "repeated-phrases": [phrase_looped],
    "length-ratio": [halved, others_target],
    "sentence-count": [others_target],
    "end-punctuation": [end_mark],
    "brackets": [bracket_lost],
    "quotes": [guillemets],
    "spaces": [double_space],
    "urls-differ": [added("https://example.org/a?b=1")],
    "emails-differ": [added("a.b@example.org")],
    "tags-differ": [added("<b>"), code_spoilt],
    "tags-misplaced": [code_moved],
    "placeholders-differ": [placeholder_lost],
    "symbols-differ": [added("A/RES/70/1")],
}
ADDED = {
    "urls-differ": " https://example.org/a?b=1",
    "emails-differ": " a.b@example.org",
    "tags-differ": " <b>",
    "symbols-differ": " A/RES/70/1",
}


def pairs(one: Path, two: Path) -> list[Unit]:
    left, right = (path.read_text(encoding="utf-8").splitlines() for path in (one, two))
    return [Unit(a, b, "ru", "en") for a, b in zip(left, right, strict=True) if a.strip() and b.strip()]


def codes(checker: Checker, unit: Unit) -> set[str]:
    return {finding.code for finding in checker.findings(0, unit)}


def main() -> None:
    reverse = "--reverse" in sys.argv
    names = [Path(name) for name in sys.argv[1:] if name != "--reverse"]
    if names:
        sets = {one.stem: pairs(one, two) for one, two in zip(names[::2], names[1::2], strict=True)}
    else:
        folder = SHARED / "gold" / "translation"
        sets = {name: pairs(folder / f"{name}.ru", folder / f"{name}.en") for name in ("wmt18", "un")}
    if reverse:
        sets = {name: [Unit(u.target, u.source, "en", "ru") for u in units] for name, units in sets.items()}
    quiet = Checker(without=("inconsistent",))
    begun = time.process_time()
    fired = {name: Counter(code for unit in units for code in codes(quiet, unit)) for name, units in sets.items()}
    seconds = time.process_time() - begun
    total = sum(map(len, sets.values()))
    chance, everything = random.Random(7), [unit for units in sets.values() for unit in units]
    print(f"{total} pairs, {total / seconds:.0f} pairs a CPU second, all checks")
    print(f"{'check':22}" + "".join(f"{name:>12}" for name in sets) + f"{'planted':>10}{'recall':>9}")
    for code in CHECKS:
        planted = caught = 0
        alone = Checker(only=(code,)) if code in FAULTS else None
        sample = chance.sample(everything, min(600, len(everything))) if alone else []
        if code in ("dates-differ", "brackets", "names-lost", "quotes"):
            sample = everything
        for unit in sample:
            assert alone is not None
            for fault in FAULTS[code]:
                spoilt = fault(unit, chance, everything)
                if spoilt is None or (spoilt == unit.target and code not in ADDED) or codes(alone, unit):
                    continue
                planted += 1
                changed = spoilt
                if isinstance(spoilt, str):
                    changed = replace(unit, target=spoilt, source=unit.source + ADDED.get(code, ""))
                caught += code in codes(alone, changed)
        rates = "".join(f"{1000 * fired[name][code] / len(units):12.1f}" for name, units in sets.items())
        recall = f"{planted:10}{caught / planted:9.3f}" if planted else f"{'':10}{'':9}"
        print(f"{code:22}{rates}{recall}")


if __name__ == "__main__":
    main()
