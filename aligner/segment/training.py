"""Makes the tables of ``aligner.segment.chances`` from text with one sentence (or a few) a line.

    python -m aligner.segment.training --language ru --out aligner/segment/chances.ru.tsv.xz FILE… [--leave-out FILE…]

Files are plain text (``.xz`` too) or tables of which ``--column`` is taken. The ends of lines are ends of sentences;
whether a stop inside a line is one, nobody says, since lines may hold several sentences and whoever cut the lines
erred. It is estimated: expectation maximisation (Dempster et al. 1977) over the mixture of what begins lines and what
follows a capital-less stretch, a mixing weight for each token before the stop.
"""

from __future__ import annotations

import argparse
import lzma
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from random import Random

from aligner.segment.chances import keys_before, kind_after, token_before, token_kind

_STOP = re.compile(r"(?<=[^\W_])\.\s+(?=[^\s])")
_FIRST = re.compile(r"[^\w]{0,4}([^\W_]+(?:[-'’][^\W_]+)*)")
_ROUNDS = 12
#: How many sightings a kind's average is worth against a token's, and a word's kind against the word's.
_STRENGTH, _WORD_STRENGTH, _GROUP_STRENGTH = 4.0, 4.0, 20.0
_LEAST = 4
#: No witness may say more than this (log likelihood ratio): text of another kind than was learnt from differs.
_CLIP = 3.0

#: Three keys of what stands before, its kind, the kind and the word of what follows.
Site = tuple[str, str, str, str, str, str]


def lines_of(paths: Sequence[Path], column: int, skip: frozenset[str], left_out: frozenset[str]) -> Iterator[str]:
    """Lines of text; of a table's (``.tsv``) lines one column, unless the first is skipped."""
    for path in paths:
        data = path.read_bytes()
        for line in (lzma.decompress(data) if path.suffix == ".xz" else data).decode("utf-8").splitlines():
            cells = line.split("\t")
            if len(cells) > 1 and (len(cells) <= column or cells[0].split("_")[0] in skip):
                continue
            text = cells[column if len(cells) > 1 else 0].strip()
            if text and "".join(text.split()) not in left_out:
                yield text


def site_of(left: str, right: str, common: frozenset[str]) -> Site:
    """Keys of what stands before a stop, then kind and word of what stands after."""
    token, previous = token_before(left)
    match = _FIRST.match(right)
    follow = match.group(1) if match else ""
    kind = token_kind(token)
    return (*keys_before(token, previous, kind), kind, kind_after(right[0], follow, right, common), follow)


class Counts:
    """What was seen: ends of lines and stops inside them by their sites, words at beginnings and inside."""

    def __init__(self, lines: Sequence[str], common: frozenset[str], seed: int = 1) -> None:
        self.common = common
        self.ends: Counter[Site] = Counter()
        self.inner: Counter[Site] = Counter()
        self.begin: Counter[str] = Counter()
        self.middle: Counter[str] = Counter()
        heads: list[str] = []
        tails: list[str] = []
        for line in lines:
            head = _FIRST.match(line)
            if head and head.group(1)[0].isupper():
                self.begin[head.group(1)] += 1
            for stop in _STOP.finditer(line):
                self.inner[site_of(line[: stop.start()], line[stop.end() :][:60], common)] += 1
            words = line.split()
            for before, word in pairwise(words):
                if before[-1].isalpha() and before.islower() and word[0].isupper():
                    found = _FIRST.match(word)
                    if found:
                        self.middle[found.group(1)] += 1
            if line[-1] == "." and len(line) > 2 and (line[-2].isalnum()):
                tails.append(line[-61:-1])
            heads.append(line[:60])
        Random(seed).shuffle(heads)
        for tail, beginning in zip(tails, heads, strict=False):
            self.ends[site_of(tail, beginning, common)] += 1


def estimate(counts: Counts, words: Mapping[str, float]) -> tuple[dict[str, float], dict[str, float]]:
    """Log odds of each key before a stop, and log likelihood ratios of each kind of what follows (by the kind before
    it): expectation maximisation, with ``words``' ratios known."""
    kinds = sorted({site[4] for site in [*counts.ends, *counts.inner]})
    # What follows an end is known from the ends of lines; what follows other stops is estimated.
    after_end: Counter[str] = Counter()
    known: Counter[str] = Counter()
    inner: Counter[str] = Counter()
    for site, n in counts.ends.items():
        after_end[site[4]] += n
        known.update(dict.fromkeys(site[:3], n))
    for site, n in counts.inner.items():
        inner.update(dict.fromkeys(site[:3], n))
    end_share = {kind: (after_end[kind] + 1) / (after_end.total() + len(kinds)) for kind in kinds}
    prior = {key: math.log((known[key] + 0.5) / (inner[key] + 0.5)) for key in known + inner}
    ratio: dict[str, float] = {}
    for _ in range(_ROUNDS):
        ended: defaultdict[str, float] = defaultdict(float, known)
        inside: defaultdict[str, float] = defaultdict(float)
        for site, n in counts.inner.items():
            exact, _token, _kind, group, after, follow = site
            odds = prior[exact] + ratio.get(group + after, 0.0) + words.get(follow, 0.0)
            share = 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))
            for key in site[:3]:
                ended[key] += n * share
            for key in (group + after, after, group, ""):
                inside[key] += n * (1 - share)
        for group in {site[3] for site in counts.inner}:
            for kind in kinds:
                average = (inside[kind] + 1) / (inside[""] + len(kinds))
                share = (inside[group + kind] + _GROUP_STRENGTH * average) / (inside[group] + _GROUP_STRENGTH)
                ratio[group + kind] = max(-_CLIP, min(_CLIP, math.log(end_share[kind] / share)))
        for exact, token, kind in {site[:3] for site in [*counts.ends, *counts.inner]}:
            rate = 0.5
            for key, strength in ((kind, 2.0), (token, _STRENGTH), (exact, _STRENGTH)):
                rate = (ended[key] + strength * rate) / (known[key] + inner[key] + strength)
                prior[key] = math.log(rate / (1 - rate + 1e-9))
    return prior, ratio


def table(counts: Counts) -> list[tuple[str, str, float]]:
    """(side, key, log odds) of all keys that say something of their own."""
    words = _words(counts)
    prior, ratio = estimate(counts, words)
    sizes: Counter[str] = Counter()
    for site, n in (counts.ends + counts.inner).items():
        sizes.update(dict.fromkeys(site[:3], n))
    rows = {(">", key, value) for key, value in ratio.items()}
    rows |= {(">", word, value) for word, value in words.items() if abs(value) > 0.4}
    for exact, token, kind, group in {site[:4] for site in [*counts.ends, *counts.inner]}:
        rows.add(("<", kind, prior[kind]))
        for key, base in ((token, kind), (exact, token)):
            if group not in "xn" and sizes[key] >= _LEAST and abs(prior[key] - prior[base]) > 0.5 and prior[key] < 4:
                rows.add(("<", key, prior[key]))
    return sorted(rows)


def _words(counts: Counts) -> dict[str, float]:
    """How much oftener than others of its kind a word with a capital begins a sentence, as a log ratio."""
    begin: Counter[str] = Counter()
    middle: Counter[str] = Counter()
    seen = {word for word in counts.begin + counts.middle if word[0].isupper()}
    kinds = {word: kind_after(word[0], word, word + " ", counts.common) for word in seen}
    for word, kind in kinds.items():
        begin[kind] += counts.begin[word]
        middle[kind] += counts.middle[word]
    found = {}
    for word, kind in kinds.items():
        b, m = counts.begin[word], counts.middle[word]
        if b + m < 2 * _LEAST:
            continue
        share = (begin[kind] + 1) / (begin[kind] + middle[kind] + 2)
        odds = (b + _WORD_STRENGTH * share) / (m + _WORD_STRENGTH * (1 - share))
        found[word] = max(-_CLIP, min(_CLIP, math.log(odds) - math.log(share / (1 - share))))
    return found


def common_words(lines: Iterable[str]) -> frozenset[str]:
    """Words that stand in lower case at least eight times, and oftener than inside a sentence with a capital."""
    lower: Counter[str] = Counter()
    capital: Counter[str] = Counter()
    for line in lines:
        for word in line.split()[1:]:
            bare = word.strip(".,;:!?\"'()")
            if bare.isalpha():
                (lower if bare.islower() else capital)[bare.lower()] += 1
    return frozenset(word for word, n in lower.items() if n >= 2 * _LEAST and n > capital[word])


def main() -> None:
    """Read, count, estimate, write."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("files", type=Path, nargs="+")
    options.add_argument("--language", required=True, choices=("ru", "en"))
    options.add_argument("--column", type=int, default=1, help="of tables, counted from 0 (default: %(default)s)")
    options.add_argument("--skip", default="", help="first cells of rows to leave out, up to _ (ui,game)")
    options.add_argument("--leave-out", type=Path, nargs="*", default=[], help="files whose lines are not learnt from")
    options.add_argument("--out", type=Path, required=True)
    given = options.parse_args()
    left_out = frozenset(
        "".join(line.split()) for path in given.leave_out for line in path.read_text(encoding="utf-8").splitlines()
    )
    lines = list(lines_of(given.files, given.column, frozenset(given.skip.split(",")), left_out))
    common = common_words(lines) if given.language == "en" else frozenset()
    rows = table(Counts(lines, common))
    text = "".join(f"{side}\t{key}\t{value:.1f}\n" for side, key, value in rows)
    text += f"=\t{' '.join(sorted(common))}\t0\n"
    given.out.write_bytes(lzma.compress(text.encode()))
    print(f"{given.out}: {len(rows)} rows, {given.out.stat().st_size} bytes")


if __name__ == "__main__":
    main()
