"""Short texts are aligned in company: between sentences that are known to be each other's translations.

How much a pair of sentences stands out can only be told beside others. In a text of two sentences there are none: each
one's background would be its own partner and one other sentence, no link has neighbours that support it, and how
parallel the texts are is unknown. So a short text is put between two passages of a fixed parallel text on all kinds of
subjects, whose beads are held, and its own beads are taken out again. It is then judged as a stretch of a longer text
is, which is what the scorer learned from. That texts so short are translations at all, the company cannot know: the
similarity of their beads decides it, against that of their sides to the company.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray

from aligner.align.anchored import alone, moved
from aligner.align.marks import Marks
from aligner.align.prepare import run_vectors
from aligner.align.table import MOST
from aligner.core.bitext import Bead

if TYPE_CHECKING:
    from models.encoder import SentenceEncoder

#: Sentences on the longer side up to which a text is short.
SHORT = 6
PAIRS = (
    ("Прошлой осенью наш сосед продал старую лодку.", "Last autumn our neighbour sold his old boat."),
    ("Учёные нашли в пещере кости древнего медведя, которым не меньше сорока тысяч лет.",
     "In the cave, scientists found the bones of an ancient bear that are at least forty thousand years old."),
    ("Цена на пшеницу за неделю выросла на три процента.", "The price of wheat rose by three per cent in a week."),
    ("– Сколько стоит билет до вокзала?", "“How much is a ticket to the station?”"),
    ("Перед началом работы отключите прибор от сети и дайте ему остыть.",
     "Before you begin, unplug the device and let it cool down."),
    ("Она долго молчала, а потом засмеялась.", "She was silent for a long time, and then she laughed."),
    ("Комитет утвердил бюджет на будущий год, однако просил представить подробный доклад о расходах на строительство.",
     "The committee approved next year's budget but asked for a detailed report on the cost of the construction."),
    ("Врачи советуют больше ходить пешком.", "Doctors advise people to walk more."),
    ("Футболисты сыграли вничью.", "The football match ended in a draw."),
    ("Если файл не открывается, проверьте, хватает ли места на диске.",
     "If the file does not open, check whether there is enough space on the disk."),
    ("Море в тот день было спокойным, и до острова мы доплыли к полудню.",
     "The sea was calm that day, and we reached the island by noon."),
    ("Суд отклонил жалобу компании.", "The court dismissed the company's complaint."),
    ("Добавьте две ложки муки, щепотку соли и тщательно перемешайте.",
     "Add two spoonfuls of flour and a pinch of salt and mix thoroughly."),
    ("Композитор написал эту оперу за одну зиму, когда жил у своей сестры в деревне.",
     "The composer wrote this opera in a single winter, when he was living with his sister in the country."),
    ("Дождя не было с мая.", "It has not rained since May."),
    ("Мост откроют для движения только после проверки опор.",
     "The bridge will be opened to traffic only after its piers have been inspected."),
)  # fmt: skip
BEFORE = len(PAIRS) // 2
AFTER = len(PAIRS) - BEFORE
# The logistic function that tells translations from texts on one subject, by their beads' cosine above that of their
# sides to the company. Fitted by eye on runs of 1 to 5 sentences of six sets, beside runs from elsewhere in the same
# documents: of 144 true runs 3 lie below the even point, of the false ones nearly all.
SLOPE, EVEN = 24.0, 0.33

#: (source, target, their run vectors, languages, beads to keep, paragraph marks) -> beads.
Search = Callable[
    [
        Sequence[str],
        Sequence[str],
        tuple[NDArray[Any], NDArray[Any]],
        tuple[str, str],
        Sequence[Bead],
        tuple[Marks, Marks] | None,
    ],
    list[Bead],
]


def in_company(
    search: Search,
    source: Sequence[str],
    target: Sequence[str],
    vectors: tuple[NDArray[Any], NDArray[Any]],
    languages: tuple[str, str],
    kept: Sequence[Bead],
    marks: tuple[Marks, Marks] | None,
    encoder: SentenceEncoder,
) -> list[Bead]:
    """What ``search`` finds for a short text between the company's passages: the text's own beads, ``kept`` included.

    ``vectors`` are run vectors by ``encoder``, shape (MOST, sentences, dimensions).
    """
    russian, english = (tuple(column) for column in zip(*PAIRS, strict=True))
    company = (english, russian) if languages[0] == "en" or languages[1] == "ru" else (russian, english)
    n, m = len(source), len(target)
    known = [_pair(at, at) for at in range(BEFORE)], [_pair(n + at, m + at) for at in range(BEFORE, len(PAIRS))]
    others = [_vectors(side, cast(Hashable, encoder)) for side in company]
    found = search(
        [*company[0][:BEFORE], *source, *company[0][BEFORE:]],
        [*company[1][:BEFORE], *target, *company[1][BEFORE:]],
        (_joined(vectors[0], others[0]), _joined(vectors[1], others[1])),
        languages,
        [*known[0], *(moved(bead, BEFORE, BEFORE) for bead in kept), *known[1]],
        None if marks is None else (np.pad(marks[0], (BEFORE, AFTER)), np.pad(marks[1], (BEFORE, AFTER))),
    )
    beads = [moved(bead, -BEFORE, -BEFORE) for bead in found[BEFORE : len(found) - AFTER]]
    if any(not bead.is_null for bead in kept):
        return beads  # a person has said that the texts belong together
    sure = _related(beads, vectors, (others[0][0], others[1][0]))
    beads = [
        replace(bead, confidence=1 - sure * (1 - bead.confidence) if bead.is_null else sure * bead.confidence)
        for bead in doubted(beads)
    ]
    return beads if sure >= 0.5 else [part for bead in beads for part in alone(bead)]


def doubted(beads: Sequence[Bead]) -> list[Bead]:
    """The beads; at most as probable as not are those that leave a sentence over on each side of one place.

    The two may be partners: what the search found too unlike to consider speaks little against it, since a translation
    that was cut short is like nothing.
    """
    out: list[Bead] = []
    for even, group in groupby(beads, key=lambda bead: len(bead.source) == len(bead.target)):
        run = list(group)
        most = 0.5 if not even and len({len(bead.source) > len(bead.target) for bead in run}) == 2 else 1.0
        out += [replace(bead, confidence=min(bead.confidence, most)) for bead in run]
    return out


def _pair(i: int, j: int) -> Bead:
    return Bead(range(i, i + 1), range(j, j + 1), 1.0, "human")


@lru_cache(maxsize=4)
def _vectors(sentences: tuple[str, ...], encoder: Hashable) -> NDArray[Any]:
    """Run vectors of the company, as of two texts: no run goes over the place where they part."""
    made = cast("SentenceEncoder", encoder)
    return np.concatenate([run_vectors(part, made) for part in (sentences[:BEFORE], sentences[BEFORE:])], axis=1)


def _joined(vectors: NDArray[Any], company: NDArray[Any]) -> NDArray[Any]:
    """A text's run vectors between the company's; those of runs over a border are made of single sentences."""
    out = np.concatenate([company[:, :BEFORE], vectors, company[:, BEFORE:]], axis=1)
    single = out[0].astype(np.float32)
    for border in (BEFORE, BEFORE + vectors.shape[1]):
        for k in range(1, MOST):
            for end in range(border, min(border + k, out.shape[1])):
                total = single[max(0, end - k) : end + 1].sum(axis=0)
                out[k, end] = total / (np.linalg.norm(total) + 1e-9)
    return out


def _related(
    beads: Sequence[Bead],
    vectors: tuple[NDArray[Any], NDArray[Any]],
    company: tuple[NDArray[Any], NDArray[Any]],
) -> float:
    """The probability that two short texts are translations, by their beads' similarity; 1 if there are none.

    ``company`` holds its sentences' vectors, shape (sentences, dimensions), source side first.
    """
    above: list[float] = []
    for bead in beads:
        if bead.is_null or max(len(bead.source), len(bead.target)) > MOST:
            continue
        a = vectors[0][len(bead.source) - 1, bead.source.stop - 1].astype(np.float32)
        b = vectors[1][len(bead.target) - 1, bead.target.stop - 1].astype(np.float32)
        background = float(
            np.concatenate([company[1].astype(np.float32) @ a, company[0].astype(np.float32) @ b]).mean()
        )
        above.append(float(a @ b) - background)
    return 1 / (1 + math.exp(-SLOPE * (sum(above) / len(above) - EVEN))) if above else 1.0
