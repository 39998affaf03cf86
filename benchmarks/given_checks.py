"""The four checks that depend on what they are given: a glossary, repetitions, the model's and the aligner's doubts.

    python benchmarks/given_checks.py [glossary] [inconsistent] [low-confidence] [low-score]

On the test sets in the optional data folder (TOLMACH_SHARED). For each: how often it fires on good pairs, per 1000, and
how many of the faults it finds (recall).

glossary        terms of diplomacy and news with their usual translations; a fault: the translation taken out
inconsistent    a set as one file, 600 pairs again at its end, as they were (good) or with a word changed (fault); and
                the same against a memory that holds the set as confirmed
low-confidence  documents aligned again; good: beads of the gold standard, faults: beads that are not in it
low-score       the embedded model's translations; good: the better half by sentence chrF2, faults: the worst tenth
"""

from __future__ import annotations

import os
import random
import re
import sys
from dataclasses import replace
from pathlib import Path

from aligner.checks import Checker
from aligner.core.unit import Unit
from models.glossary import Glossary, Term

SHARED = Path(os.environ.get("TOLMACH_SHARED", Path(__file__).resolve().parents[2] / "shared"))
TERMS = """
Генеральная Ассамблея=General Assembly; Совет Безопасности=Security Council; Генеральный секретарь=Secretary-General
Организация Объединённых Наций=United Nations|UN; резолюция=resolution; государство-член=Member State|State Member
права человека=human rights; устойчивое развитие=sustainable development; гражданское общество=civil society
Секретариат=Secretariat; рабочая группа=working group; доклад=report; бюджет=budget; мандат=mandate
повестка дня=agenda; двухгодичный период=biennium; миротворческий=peacekeeping; изменение климата=climate change
международное право=international law; вооружённый конфликт=armed conflict; беженец=refugee; санкция=sanction
президент=president; правительство=government; парламент=parliament; полиция=police; суд=court; выборы=election
премьер-министр=prime minister|premier; министр=minister|secretary; университет=university; больница=hospital
компания=company|firm|business|corporation; миллион=million; процент=percent|per cent|percentage|rate|%
""".replace("\n", ";")


def sets() -> dict[str, list[Unit]]:
    folder, made = SHARED / "gold" / "translation", {}
    for name in ("wmt18", "un"):
        sides = [(folder / f"{name}.{tag}").read_text(encoding="utf-8").splitlines() for tag in ("ru", "en")]
        made[name] = [Unit(a, b, "ru", "en") for a, b in zip(*sides, strict=True) if a.strip() and b.strip()]
    return made


def said(name: str, alarms: int, good: int, found: int, faults: int) -> None:
    print(
        f"{name:34} {1000 * alarms / good:7.1f} per 1000 of {good:5}   recall {found / faults:.3f} of {faults}",
        flush=True,
    )


def glossary() -> None:
    pairs = [term.split("=") for term in TERMS.split(";") if "=" in term]
    checker = Checker(only=("glossary",), glossary=Glossary(Term(a.strip(), tuple(b.split("|"))) for a, b in pairs))
    chosen = checker.glossary
    assert chosen is not None
    for name, units in sets().items():
        uses = [(unit, term) for unit in units for term in (match.term for match in chosen.find(unit.source))]
        fired = sum(bool(checker.findings(0, unit)) for unit in units)
        planted = caught = 0
        for unit, term in uses:
            if checker.findings(0, unit):
                continue
            changed = unit.target
            for wanted in term.targets:
                words = r"[\s-]+".join(rf"{re.escape(word)}\w*" for word in re.findall(r"\w+", wanted))
                changed = re.sub(rf"\b{words}", "thing", changed, flags=re.IGNORECASE) if words else changed
            if changed != unit.target:
                planted += 1
                caught += bool(checker.findings(0, replace(unit, target=changed)))
        said(f"glossary, {name}, {len(uses)} uses", fired, len(units), caught, planted)


def inconsistent() -> None:
    chance = random.Random(7)
    for name, units in sets().items():
        again = chance.sample(units, min(600, len(units) // 2))
        spoilt = []
        for unit in again:
            words = unit.target.split(" ")
            words[chance.randrange(len(words))] = "something"
            spoilt.append(replace(unit, target=" ".join(words)))

        def fired(units: list[Unit], checker: Checker) -> int:
            return sum(bool(checker.findings(number, unit)) for number, unit in enumerate(units))

        once = fired(units, Checker(only=("inconsistent",)))
        same = fired(units + again, Checker(only=("inconsistent",)))
        other = fired(units + spoilt, Checker(only=("inconsistent",)))
        said(f"inconsistent, {name}", same, len(units) + len(again), other - once, len(spoilt))

        from aligner.memory import open_memory

        with open_memory(":memory:") as memory:
            memory.add(replace(unit, status="confirmed") for unit in units)
            checker = Checker(only=("inconsistent",), memory=memory)
            alarms = fired(again, checker)
            checker = Checker(only=("inconsistent",), memory=memory)
            said(f"inconsistent, {name}, memory", alarms, len(again), fired(spoilt, checker), len(spoilt))


def low_confidence(longest: int = 300) -> None:
    from aligner.align.aligning import align_sentences
    from aligner.align.goldfile import read_gold

    checker = Checker(only=("low-confidence",))
    alarms = good = found = faults = 0
    for folder in sorted((SHARED / "gold" / "alignment" / "test").iterdir()):
        sides = [
            (folder / f"{n}.txt").read_text(encoding="utf-8").removesuffix("\n").split("\n") for n in ("src", "tgt")
        ]
        if max(map(len, sides)) > longest or folder.name.startswith("nonpar"):
            continue
        gold = set(read_gold(folder / "gold.txt"))
        for bead in align_sentences(*sides, languages=("ru", "en")):
            if not bead.source or not bead.target:
                continue
            fires = bool(checker.findings(0, Unit("а", "a", "ru", "en", confidence=bead.confidence)))
            if (tuple(bead.source), tuple(bead.target)) in gold:
                good, alarms = good + 1, alarms + fires
            else:
                faults, found = faults + 1, found + fires
    said(f"low-confidence, to {longest} sentences", alarms, good, found, faults)


def low_score(count: int = 200) -> None:
    from sacrebleu.metrics import CHRF

    from models.load import load_translator

    checker, metric, model = Checker(only=("low-score",)), CHRF(), load_translator()
    for name, units in sets().items():
        units = random.Random(7).sample(units, count)
        outputs = list(model.stream([unit.source for unit in units]))
        rows = [
            (
                metric.sentence_score(output.text, [unit.target]).score,
                replace(unit, target=output.text, score=output.score, confidence=output.confidence, origin="mt"),
            )
            for unit, output in zip(units, outputs, strict=True)
        ]
        rows.sort(key=lambda row: row[0])
        fires = [bool(checker.findings(0, unit)) for _, unit in rows]
        bad = count // 10
        said(f"low-score, {name}", sum(fires[count // 2 :]), count - count // 2, sum(fires[:bad]), bad)


ALL = {"glossary": glossary, "inconsistent": inconsistent, "low-confidence": low_confidence, "low-score": low_score}

if __name__ == "__main__":
    for wanted in sys.argv[1:] or ALL:
        ALL[wanted]()
