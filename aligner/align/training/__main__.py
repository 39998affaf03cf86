"""Train the scorer and, if asked, the lexicon: ``python -m aligner.align.training --gold DIR --pairs FILE``."""

from __future__ import annotations

import argparse
import hashlib
import lzma
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from aligner.align.goldfile import read_gold
from aligner.align.lexicon import word_keys
from aligner.align.prepare import Vectors, prepare, run_vectors
from aligner.align.scorer import PARAMETERS, Floats, Scorer
from aligner.align.training import lexicon
from aligner.align.training.documents import Made, Recipe, Unit, gold_units, in_order_of, make, read_units, unrelated
from aligner.align.training.fit import Batch, Example, fit, likely, make_example
from aligner.language import detect_language
from models.encoder import load_encoder

#: Texts without terms on their use: public domain, or free licences. Of the novels that alignment is tested on, none.
LEXICON_TAGS = ("lit_", "un", "tico19", "mlqe_pe", "smartool", "doc_react", "doc_rust", "doc_vue", "web_mozilla",
                "web_osguide", "doc_electron", "web_privacy", "udhr")  # fmt: skip
#: Documents that are learned from the other way round too.
BOTH_WAYS = ("tb", "lit_", "bible_M", "news13_1550", "news13_300")
TESTED = ("lit_tolstoy_wp", "lit_tolstoy_ak", "lit_turg_fathers")
LITERATURE = ("lit_dost", "lit_chekhov", "lit_gogol", "lit_gorky", "lit_turg_", "lit_turgenev", "lit_tolstoy_st",
              "lit_tolstoy_resur", "lit_sologub", "lit_pushkin", "lit_lerm")  # fmt: skip
SPEECH = ("lit_plays", "game_wesnoth", "game_cdda", "smartool")
PROSE = ("un", "tico19", "web_osguide", "web_mozilla", "doc_rust", "doc_react", "mlqe_pe", "xquad_p", "web_privacy")
BATCHES = 6
COVER = 7  # place of the document's cover among the features of skipped sentences
UNLIKELY = 4e-6  # candidates less probable under the first scorer are left out of the second fit


def main() -> None:
    """Read the arguments, make the documents, fit, save."""
    parser = argparse.ArgumentParser(prog="python -m aligner.align.training", description=__doc__)
    parser.add_argument(
        "--gold", type=Path, required=True, nargs="+", help="folders of gold documents (src.txt, tgt.txt, gold.txt)"
    )
    parser.add_argument("--pairs", type=Path, help="aligned sentences: tag, Russian, English (.tsv.xz)")
    parser.add_argument("--books", type=Path, help="folder with anna-karenina.ru.txt, whose order some pairs follow")
    parser.add_argument("--out", type=Path, required=True, help="the scorer, an .npz file")
    parser.add_argument("--lexicon", type=Path, help="learn the lexicon first, into this .npz file")
    parser.add_argument("--plain", action="store_true", help="train the scorer for language pairs without a lexicon")
    parser.add_argument("--tidy", action="store_true", help="no clauses cut off or left out, no page furniture")
    parser.add_argument("--cache", type=Path, help="folder that keeps vectors between runs")
    parser.add_argument("--hold", default="", help="comma-separated beginnings of names of documents to leave out")
    parser.add_argument("--hidden", type=int, default=16)
    parser.add_argument("--epochs", type=int, default=100)
    parser.add_argument("--decay", type=float, default=2e-3)
    parser.add_argument("--scorers", type=int, default=3, help="scorers from as many seeds, whose mean is saved")
    parser.add_argument(
        "--begin", type=Path, help="leave out what this scorer finds unlikely [default: one fitted first]"
    )
    parser.add_argument("--null-shift", type=float, default=0.0, help="added to skipped sentences' scores at the end")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    if options.lexicon:
        with lzma.open(options.pairs, "rt", encoding="utf-8") as file:
            rows = [line.rstrip("\n").split("\t") for line in file]
        good = [(r, e) for tag, r, e in rows if tag.startswith(LEXICON_TAGS) and not tag.startswith(TESTED)]
        lexicon.save(lexicon.learn(good), options.lexicon)
    held = tuple(name for name in options.hold.split(",") if name)
    gold = [made for folder in options.gold for made in read_gold_folder(folder)]
    gold = [made for made in gold if not (held and made.name.startswith(held))]
    # With a lexicon, shared words are worth more: texts of other languages would be underrated.
    if options.plain:
        gold = [_plain(made) for made in gold if not made.name.endswith("mixed")]
    else:
        gold = [made for made in gold if word_keys(*made.languages)]
    if options.begin:
        with np.load(options.begin) as arrays:
            begin = Scorer(**{name: arrays[name] for name in PARAMETERS})
    else:
        first = _batches([_example(made, options) for made in gold])
        begin = fit(first, hidden=8, epochs=25, rate=0.05, seed=options.seed)
    examples: list[Example] = []
    for made in [*gold, *made_documents(gold, options)]:
        made = _plain(made) if options.plain else made
        for swap in (False, True) if made.name.startswith(BOTH_WAYS) else (False,):
            examples.append(likely(_example(made, options, swap=swap), begin, UNLIKELY))
            e = examples[-1]
            print(
                e.name, e.band.sources, e.band.targets, len(e.steps), int(e.right.sum()), "missed", e.missed, flush=True
            )
    batches = _batches(examples)
    scorers = [
        fit(
            batches,
            hidden=options.hidden,
            epochs=options.epochs,
            rate=0.04,
            decay=options.decay,
            seed=options.seed + number,
            report=lambda line: print(line, flush=True),
        )
        for number in range(options.scorers)
    ]
    save(leaning(mean_of(scorers), options.null_shift), options.out)


def mean_of(scorers: list[Scorer]) -> Scorer:
    """The scorer that gives the mean of these scorers' log-potentials; all were fitted on the same features."""
    first = scorers[0]
    if any((s.centre != first.centre).any() or (s.width != first.width).any() for s in scorers):
        raise ValueError("scorers of different features have no mean")
    columns = {name: [getattr(scorer, name) for scorer in scorers] for name in PARAMETERS}
    made: dict[str, Floats] = {name: np.asarray(np.mean(columns[name], axis=0), np.float32) for name in PARAMETERS}
    for name in ("hidden", "hidden_bias", "out"):
        made[name] = np.concatenate(columns[name], axis=-1)
    made["out"] = made["out"] / np.float32(len(scorers))
    return Scorer(**made)


def leaning(scorer: Scorer, shift: float) -> Scorer:
    """The scorer with its liking for skipped sentences shifted, in full where 60 % of the sentences have sure links."""
    null = scorer.null.copy()
    # The feature of the whole document's cover runs from -0.5 to 0.5.
    null[COVER] += shift
    null[0] += shift / 2
    return replace(scorer, null=null)


def read_gold_folder(folder: Path) -> list[Made]:
    """All gold documents of a folder."""
    made = []
    for place in sorted(folder.iterdir()):
        if (place / "gold.txt").exists() and not place.name.startswith("long"):
            source, target = (
                (place / name).read_text(encoding="utf-8").removesuffix("\n").split("\n")
                for name in ("src.txt", "tgt.txt")
            )
            languages = detect_language(" ".join(source)), detect_language(" ".join(target))
            made.append(Made(place.name, source, target, read_gold(place / "gold.txt"), languages))
    return made


def made_documents(gold: list[Made], options: argparse.Namespace) -> Iterator[Made]:
    """Documents of all kinds, each with its own seed."""
    pairs, books = options.pairs, options.books
    recipes, again = (_tidy(RECIPES), _tidy(AGAIN)) if options.tidy else (RECIPES, AGAIN)
    numbered = [(number, recipe) for number, recipe in enumerate(recipes) if not (options.plain and recipe.shift)]
    foreign: list[Unit] = []
    if pairs:
        units = read_units(pairs, (*LITERATURE, *SPEECH, *PROSE, "lit_tolstoy_ak"))
        prose, speech, literature = (
            [unit for tag in sorted(units) if tag.startswith(tags) for unit in units[tag]]
            for tags in (PROSE, SPEECH, LITERATURE)
        )
        # Neighbours in the file are of one source but far apart: fewer look-alikes than in a real text.
        for name, kind, size in (("prose", prose, 160), ("speech", speech, 220), ("literature", literature, 220)):
            step = len(kind) // 6
            foreign = kind[step // 2 : step // 2 + 2000 : 5]
            for number, recipe in numbered:
                part = kind[number * step : number * step + size]
                yield make(f"{name}{number}", part, recipe, number, foreign=foreign)
            yield unrelated(f"unrelated_{name}", kind[-size:], kind[: len(kind) // 2][-size + 30 :])
            half = make(f"half_{name}", kind[2 * step - 80 : 2 * step], Recipe(merge=0.04), 7)
            tail = unrelated("", kind[3 * step - 90 : 3 * step], kind[4 * step - 70 : 4 * step])
            yield Made(half.name, half.source + tail.source, half.target + tail.target, half.gold, half.languages)
        if books:
            text = (books / "anna-karenina.ru.txt").read_text(encoding="utf-8")
            novel = list(in_order_of(text, units["lit_tolstoy_ak"]))
            # The beginning, where a test passage for development lies, is left out.
            for number, recipe in numbered:
                at = 1500 + number * 1100
                yield make(f"novel{number}", novel[at : at + 300], recipe, number, foreign=foreign)
            yield unrelated("unrelated_novel", novel[900:1150], novel[-220:])
            yield unrelated("unrelated_chapter", novel[900:1000], novel[1010:1100])
    for made in [] if options.plain else gold:
        if made.name.startswith(("tb", "lit", "bible", "tatoeba", "news13_0")):
            rows = gold_units(made.source, made.target, made.gold)
            for number, recipe in enumerate(again):
                name = f"{made.name}+{number}"
                yield make(name, rows, recipe, number, foreign=foreign, languages=made.languages)


RECIPES = (
    Recipe(split=0.03, trim=0.05),
    Recipe(drop=0.05, merge=0.05, shift=0.03, split=0.06, trim=0.1),
    Recipe(drop=0.15, merge=0.02, litter=0.02),
    Recipe(drop=0.04, insert=0.05, merge=0.08, shift=0.04, split=0.06, trim=0.1),
    Recipe(drop=0.1, insert=0.03, merge=0.15, shift=0.05, litter=0.02),
    Recipe(drop=0.02, merge=0.12, shift=0.06, split=0.2, trim=0.15, litter=0.01),
)
AGAIN = (  # what is done to gold documents, which count a second and a third time so
    Recipe(drop=0.06, insert=0.02, merge=0.08, shift=0.03),
    Recipe(drop=0.02, insert=0.05, merge=0.15, shift=0.05),
    Recipe(drop=0.02, merge=0.06, shift=0.03, split=0.12, trim=0.1, litter=0.02),
)


def _tidy(recipes: tuple[Recipe, ...]) -> tuple[Recipe, ...]:
    """All but the last, which is for the rest, without what is done inside units and between them."""
    return tuple(replace(recipe, split=0.0, trim=0.0, litter=0.0) for recipe in recipes[:-1])


def _plain(made: Made) -> Made:
    """The document as if its languages were unknown."""
    return replace(made, languages=("und", "und"))


def weight(name: str) -> float:
    """How much a document counts: real translations with sentences split and joined count more than made ones."""
    return 3.0 if name in ("tb_dev", "lit_ak") else 1.0


def save(scorer: Scorer, path: Path) -> None:
    """Write the parameters."""
    np.savez_compressed(path, **{name: getattr(scorer, name) for name in PARAMETERS})


def _example(made: Made, options: argparse.Namespace, *, swap: bool = False) -> Example:
    name, sides, languages, gold = made.name, (made.source, made.target), made.languages, made.gold
    if swap:
        name, sides, languages = name + "~", sides[::-1], languages[::-1]
        gold = [(b, a) for a, b in gold]
    ready = prepare(*sides, _vectors(sides[0], options.cache), _vectors(sides[1], options.cache), languages)
    return make_example(name, ready, gold, weight(made.name))


def _vectors(sentences: list[str], cache: Path | None) -> Vectors:
    if cache is None:
        return run_vectors(sentences, load_encoder())
    cache.mkdir(parents=True, exist_ok=True)
    path = cache / (hashlib.sha256("\n".join(sentences).encode()).hexdigest()[:24] + ".npy")
    if path.exists():
        return np.asarray(np.load(path))
    vectors = run_vectors(sentences, load_encoder())
    np.save(path, vectors)
    return vectors


def _batches(examples: list[Example]) -> list[Batch]:
    """Examples of like size side by side would share an epoch's steps badly: deal them out by size instead."""
    ordered = sorted(examples, key=lambda e: -e.band.sources)
    return [Batch(ordered[number::BATCHES]) for number in range(min(BATCHES, len(ordered)))]


if __name__ == "__main__":
    main()
