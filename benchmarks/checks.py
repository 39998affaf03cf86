"""How often each check fires on good human translations (false alarms per 1000) and on planted faults (recall).

    python benchmarks/checks.py [FILE.ru FILE.en]…

Without arguments: the test sets in the optional data folder (TOLMACH_SHARED). A fault of each kind is planted, by
a fixed seed, in pairs on which the check is silent; recall is the share of them on which it then speaks.
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
from aligner.core.unit import Unit

SHARED = Path(os.environ.get("TOLMACH_SHARED", Path(__file__).resolve().parents[2] / "shared"))
Fault = Callable[[Unit, random.Random, list[Unit]], str | None]


def number_changed(unit: Unit, chance: random.Random, _: list[Unit]) -> str | None:
    found = list(re.finditer(r"\d", unit.target))
    if not found:
        return None
    at = chance.choice(found).start()
    digit = str((int(unit.target[at]) + chance.randint(1, 9)) % 10)
    return unit.target[:at] + digit + unit.target[at + 1 :]


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
    """A surname or Latin name that the check can see in the source: its word in the target is replaced."""
    from aligner.checks.names import alike, person, skeleton
    from models.text.romanise import romanised

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
    "numbers-differ": [number_changed],
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
    "tags-differ": [added("<b>")],
    "placeholders-differ": [added("{name}")],
    "symbols-differ": [added("A/RES/70/1")],
}
ADDED = {
    "urls-differ": " https://example.org/a?b=1",
    "emails-differ": " a.b@example.org",
    "tags-differ": " <b>",
    "placeholders-differ": " {name}",
    "symbols-differ": " A/RES/70/1",
}


def pairs(one: Path, two: Path) -> list[Unit]:
    left, right = (path.read_text(encoding="utf-8").splitlines() for path in (one, two))
    return [Unit(a, b, "ru", "en") for a, b in zip(left, right, strict=True) if a.strip() and b.strip()]


def codes(checker: Checker, unit: Unit) -> set[str]:
    return {finding.code for finding in checker.findings(0, unit)}


def main() -> None:
    names = [Path(name) for name in sys.argv[1:]]
    if names:
        sets = {one.stem: pairs(one, two) for one, two in zip(names[::2], names[1::2], strict=True)}
    else:
        folder = SHARED / "gold" / "translation"
        sets = {name: pairs(folder / f"{name}.ru", folder / f"{name}.en") for name in ("wmt18", "un")}
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
                changed = replace(unit, target=spoilt, source=unit.source + ADDED.get(code, ""))
                caught += code in codes(alone, changed)
        rates = "".join(f"{1000 * fired[name][code] / len(units):12.1f}" for name, units in sets.items())
        recall = f"{planted:10}{caught / planted:9.3f}" if planted else f"{'':10}{'':9}"
        print(f"{code:22}{rates}{recall}")


if __name__ == "__main__":
    main()
