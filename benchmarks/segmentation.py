"""Sentence boundaries against gold, beside razdel, nupunkt, pysbd, sentencex and syntok; errors by class; speed.

    python benchmarks/segmentation.py [--gold DIR] [--errors SET] [--speed FILE…] [--no-peers]

The gold is one sentence a line, a blank line between paragraphs: ``LANG/SET.txt`` with ``LANG/SET.raw.txt``, and spoilt
whole documents under ``pre/``. A boundary is an offset over non-white characters. In the first table only boundaries
inside paragraphs count (paragraph ends would be free points); in the second, of whole documents, every sentence end
counts and hyphens do not. Peers: ``pip install '.[bench]'``.
"""

from __future__ import annotations

import argparse
import difflib
import os
import re
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from aligner.core.document import document_from_paragraphs
from aligner.readers import read_document
from aligner.segment import segment

SHARED = Path(os.environ.get("TOLMACH_SHARED", Path(__file__).parents[2] / "shared"))
Splitter = Callable[[str], list[str]]
EDITED = {"ru": ("pud", "gsd", "taiga_edited"), "en": ("pud", "partut")}
_WHITE = re.compile(r"\s+")
_WHITE_AND_HYPHENS = re.compile(r"[\s\-\u00ad\u2010]+")


@dataclass
class Score:
    """Boundaries found, invented and missed, and where."""

    right: int = 0
    invented: int = 0
    missed: int = 0
    sentences: int = 0
    faults: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        wrong = self.invented + self.missed
        return 2 * self.right / (2 * self.right + wrong) if self.right + wrong else 1.0


def boundaries(sentences: Iterable[str], ignored: re.Pattern[str]) -> tuple[set[int], str]:
    """Offsets of the ends of sentences, the last one left out, and the text they are counted in."""
    ends, text = [], ""
    for sentence in sentences:
        bare = ignored.sub("", sentence)
        if bare:
            text += bare
            ends.append(len(text))
    return set(ends[:-1]), text


def add(score: Score, gold: Sequence[str], found: Sequence[str], ignored: re.Pattern[str] = _WHITE) -> None:
    """Count one paragraph or document."""
    expected, text = boundaries(gold, ignored)
    got, other = boundaries(found, ignored)
    if other != text:
        got = moved(got, other, text) - {len(text)}
    score.right += len(expected & got)
    score.invented += len(got - expected)
    score.missed += len(expected - got)
    score.sentences += len(gold)
    spaced = " ".join(gold)
    places = [at for at, char in enumerate(spaced) if not ignored.match(char)]
    for kind, which in (("invented", got - expected), ("missed", expected - got)):
        for at in sorted(which):
            place = places[at]
            score.faults.append((kind, spaced[max(0, place - 60) : place], spaced[place : place + 40]))


def moved(offsets: set[int], text: str, target: str) -> set[int]:
    """Offsets in a text carried over to another that differs in a few characters."""
    found = set()
    codes = difflib.SequenceMatcher(None, text, target, autojunk=False).get_opcodes()
    for offset in offsets:
        for _, start, end, other, other_end in codes:
            if start < offset <= end:
                found.add(other + min(offset - start, other_end - other))
                break
    return found


def load(path: Path) -> list[list[str]]:
    """Paragraphs of sentences."""
    return [block.split("\n") for block in path.read_text(encoding="utf-8").strip("\n").split("\n\n")]


def ours(language: str) -> Splitter:
    """Tolmach on one paragraph."""

    def split(text: str) -> list[str]:
        document = segment(document_from_paragraphs([("body", text)], language=language))
        return [one.text for one in document.sentences]

    return split


def peer(name: str, language: str) -> Splitter | None:
    """Another program on one paragraph; none where it does not know the language or is not installed."""
    try:
        if name == "razdel" and language == "ru":
            from razdel import sentenize

            return lambda text: [one.text for one in sentenize(text)]
        if name == "nupunkt" and language == "en":
            from nupunkt import sent_tokenize

            return lambda text: list(sent_tokenize(text))
        if name == "sentencex":
            from sentencex import segment as cut

            return lambda text: list(cut(language, text))
        if name == "pysbd":
            from pysbd import Segmenter

            return list_of(Segmenter(language=language, clean=False).segment)
        if name == "syntok" and language == "en":
            from syntok import segmenter

            return lambda text: [
                "".join(token.spacing + token.value for token in sentence)
                for paragraph in segmenter.analyze(text)
                for sentence in paragraph
            ]
    except ImportError:
        print(f"# {name} is not installed: pip install '.[bench]'")
    return None


def list_of(function: Callable[[str], Iterable[object]]) -> Splitter:
    """A splitter whose pieces may be objects."""
    return lambda text: [str(one) for one in function(text)]


CLASSES: list[tuple[str, str]] = [
    ("picture or smiley", r"[\U0001f000-\U0001faff\u2600-\u27bf]\s*$|[()]{2,}\s*$"),
    ("no stop at all", r"[^\s.!?…»”\"')\]]\s*$"),
    ("ellipsis", r"(?:\.\.\.?|…)[»”\"')\]]*\s*$"),
    ("quotation or bracket", r"[»”\"')\]]\s*$"),
    ("number or list head", r"(?:^|\s|\()(?:\d+|[IVXLC]+)[.)]\s*$"),
    ("initial or letter", r"(?:^|[\s(«])[^\W\d_]\.\s*$"),
    ("abbreviation", r"(?:^|[\s(«.])[^\W\d_]{2,5}\.\s*$"),
]


def class_of(left: str) -> str:
    """What a fault is about, by what stands before the place."""
    return next((name for name, pattern in CLASSES if re.search(pattern, left)), "other")


def paragraphs_table(gold: Path, names: Sequence[str], show: str) -> None:
    """The first table and the classes of our faults."""
    for language in ("ru", "en"):
        splitters = {"tolmach": ours(language)}
        splitters.update({name: one for name in names if (one := peer(name, language)) is not None})
        sets = sorted(path.name[: -len(".raw.txt")] for path in (gold / language).glob("*.raw.txt"))
        print(
            f"\n{language}, boundaries inside paragraphs, F1\n{'set':16}" + "".join(f"{name:>11}" for name in splitters)
        )
        faults: dict[str, Counter[str]] = {"edited": Counter(), "all": Counter()}
        totals = {"edited": 0, "all": 0}
        pooled = {name: Score() for name in splitters}
        for one in sets:
            expected, raw = load(gold / language / f"{one}.txt"), load(gold / language / f"{one}.raw.txt")
            line = f"{one:16}"
            for name, split in splitters.items():
                score = Score()
                for sentences, text in zip(expected, raw, strict=True):
                    add(score, sentences, split("\n".join(text)))
                line += f"{score.f1:11.4f}"
                if one in EDITED[language]:
                    pooled[name].right += score.right
                    pooled[name].invented += score.invented
                    pooled[name].missed += score.missed
                if name == "tolmach":
                    for group in ("all", "edited") if one in EDITED[language] else ("all",):
                        faults[group].update(class_of(left) for _, left, _ in score.faults)
                        totals[group] += score.sentences
                    if show == f"{language}/{one}":
                        for kind, left, right in score.faults:
                            print(f"   {kind:9}{left}¦{right}")
            print(line, flush=True)
        print(f"{'edited, pooled':16}" + "".join(f"{pooled[name].f1:11.4f}" for name in splitters))
        for group, counted in faults.items():
            listed = ", ".join(f"{name} {1000 * n / totals[group]:.1f}" for name, n in counted.most_common())
            print(f"# errors per 1000 sentences, {group} sets ({totals[group]} sentences): {listed or 'none'}")


def documents_table(gold: Path) -> None:
    """Spoilt documents, read whole from their files."""
    print("\nwhole documents, every sentence end, F1")
    for raw in sorted((gold / "pre").glob("*.raw.txt")):
        document = segment(read_document(raw))
        score = Score()
        name = raw.name[: -len(".raw.txt")]
        expected = [sentence for paragraph in load(raw.with_name(f"{name}.txt")) for sentence in paragraph]
        add(score, expected, [one.text for one in document.sentences], _WHITE_AND_HYPHENS)
        print(f"{name:30}{score.f1:8.4f}  invented {score.invented}, missed {score.missed}")


def speed_table(files: Sequence[Path], names: Sequence[str]) -> None:
    """Megabytes of file a second of processor time: ours from the bytes, the peers on paragraphs ready-made."""
    print("\nMB/s of one process (ours: character set, repair, paragraphs, sentences)")
    for path in files:
        data = path.read_bytes()
        document = segment(read_document(data[: len(data) // 50]))
        start = time.process_time()
        document = segment(read_document(data))
        line = f"{path.name:24}{len(data) / 1e6:6.1f} MB  tolmach {len(data) / 1e6 / (time.process_time() - start):.1f}"
        paragraphs = [document.paragraph_text(one) for one in document.paragraphs]
        for name in names:
            split = peer(name, document.language)
            if split is None:
                continue
            sample = paragraphs[: max(1, len(paragraphs) // (20 if name in ("pysbd", "syntok") else 2))]
            start = time.process_time()
            for text in sample:
                split(text)
            size = sum(len(text.encode()) for text in sample)
            line += f", {name} {size / 1e6 / max(1e-9, time.process_time() - start):.1f}"
        print(line, flush=True)


def main() -> None:
    """Print the tables."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--gold", type=Path, default=SHARED / "gold" / "segmentation")
    options.add_argument("--errors", default="", metavar="LANG/SET", help="print our faults in this set")
    options.add_argument("--speed", type=Path, nargs="*", help="text files to time (and nothing else)")
    options.add_argument("--no-peers", action="store_true")
    given = options.parse_args()
    names = [] if given.no_peers else ["razdel", "nupunkt", "sentencex", "pysbd", "syntok"]
    if given.speed is not None:
        speed_table(given.speed or sorted((SHARED / "books").glob("war-and-peace.*.txt")), names)
        return
    if not given.gold.is_dir():
        raise SystemExit(f"{given.gold}: the gold is not here; give --gold or set TOLMACH_SHARED")
    paragraphs_table(given.gold, names, given.errors)
    documents_table(given.gold)


if __name__ == "__main__":
    main()
