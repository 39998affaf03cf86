"""Pairs held out of tuning, and a model's scores on them: what says whether tuning has made it better."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from models.errors import ModelError
from models.finetune import Effort
from models.load import load_translator
from models.messages import Message
from models.scoring import Scores, score
from models.text.scripts import is_cyrillic, letters_of
from models.translation import Decoding

#: Fewer pairs than this teach nothing and leave nothing to measure on.
LEAST_PAIRS = 40
#: Share of the pairs held out for measuring, and the most that are.
HELD_OUT, MOST_HELD_OUT = 0.08, 400
#: The share of the time that one of the two measurements may take, and the pairs that it takes at least.
MEASURING, LEAST_MEASURED = 0.1, 40


Pair = tuple[str, str]


Watch = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Measured:
    """Scores on the first ``pairs`` held-out pairs, and the seconds it took."""

    scores: Scores
    pairs: int
    seconds: float

    @property
    def sum(self) -> float:
        """What is compared: BLEU and chrF2 together."""
        return self.scores.bleu + self.scores.chrf


def in_language(pairs: Sequence[Pair], languages: tuple[tuple[str, ...], str]) -> list[Pair]:
    """The pairs whose two sides are in the alphabets of the model's languages and differ.

    Raises:
        ModelError: these are fewer than half; it says where the sides are swapped.
    """
    sides = languages[0], languages[1:]
    good = [pair for pair in pairs if _fits(pair, sides)]
    if len(good) * 2 < len(pairs):
        turned = sum(_fits((target, source), sides) for source, target in pairs)
        swapped = turned * 2 > len(pairs)
        advice = Message("the sides are swapped") if swapped else Message("check the files and the model")
        raise ModelError(
            "{count} of {total} pairs: not '{source}' on the source side and '{target}' on the target side; {advice}",
            count=len(pairs) - len(good),
            total=len(pairs),
            source=", ".join(languages[0]),
            target=languages[1],
            advice=advice,
        )
    return good


def _fits(pair: Pair, languages: tuple[Sequence[str], Sequence[str]]) -> bool:
    """Whether each side is mostly in Cyrillic letters where its languages are, and mostly not where they are not."""
    if pair[0].strip() == pair[1].strip():
        return False
    for text, side in zip(pair, languages, strict=True):
        letters = letters_of(text)
        if not letters.all or (letters.cyrillic * 2 > letters.all) not in map(is_cyrillic, side):
            return False
    return True


def divide(pairs: Sequence[Pair]) -> tuple[list[Pair], list[Pair]]:
    """Pairs to learn from and pairs held out; the same pair always falls on the same side, repeats are dropped.

    Raises:
        ModelError: too few pairs.
    """
    clean = {" ".join(s.split()): " ".join(t.split()) for s, t in pairs if s.strip() and t.strip()}
    if len(clean) < LEAST_PAIRS:
        raise ModelError(
            "{count} different pairs: too few to tune on; {least} are needed, thousands help",
            count=len(clean),
            least=LEAST_PAIRS,
        )
    ranked = sorted(clean.items(), key=lambda pair: hashlib.sha256(pair[0].encode()).digest())
    count = min(MOST_HELD_OUT, max(10, int(len(ranked) * HELD_OUT)))
    held = set(ranked[:count])
    return [pair for pair in clean.items() if pair not in held], ranked[:count]


def measure(
    folder: Path,
    pairs: Sequence[Pair],
    *,
    seconds: float = 0.0,
    threads: int = 0,
    watch: Watch = lambda *_: None,
) -> Measured:
    """Scores of a model folder, int8, beam 4, no guards; on as many of the pairs as fit into ``seconds`` (0: all).

    At least ``LEAST_MEASURED`` pairs are taken. Loading and converting are outside the limit.
    """
    begun = time.monotonic()
    translator = load_translator(folder, threads=threads)
    limit = time.monotonic() + seconds
    outputs: list[str] = []
    while len(outputs) < len(pairs) and (len(outputs) < LEAST_MEASURED or not seconds or time.monotonic() < limit):
        watch("measuring", len(outputs), len(pairs))
        part = pairs[len(outputs) : len(outputs) + LEAST_MEASURED]
        made = translator.translate([source for source, _ in part], Decoding(beam=4, guards=False))
        outputs += [output.text for output in made]
    scores = score(outputs, [target for _, target in pairs[: len(outputs)]])
    return Measured(scores, len(outputs), time.monotonic() - begun)


def measured_before(work: Path, start: Path, held: list[Pair], effort: Effort, watch: Watch) -> Measured:
    """The start model's scores, measured once in a run's life."""
    file = work / "before.json"
    try:
        facts = json.loads(file.read_text(encoding="utf-8"))
        return Measured(Scores(**facts.pop("scores")), **facts)
    except (FileNotFoundError, ValueError, TypeError, KeyError):
        found = measure(start, held, seconds=MEASURING * effort.seconds, threads=effort.threads, watch=watch)
        file.write_text(json.dumps(asdict(found)), encoding="utf-8")
        return found


def shown(found: Measured) -> str:
    """Scores as a person reads them."""
    return (
        f"BLEU {found.scores.bleu:.2f}, chrF2 {found.scores.chrf:.2f} on {found.pairs} held-out pairs "
        f"({found.seconds:.0f} s)"
    )
