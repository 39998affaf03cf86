"""A translator that keeps to a glossary.

For each term found in a sentence, in this order: nothing, if its target is in the output already; the sentence is
translated again with the target written in place of the term, since Marian models tend to copy words in the
target's alphabet; failing that, the output words that cross-attention links to the term are replaced. Whole words are
written, in the number and the capitals of their place (``models.term_forms``). Where all
fails the translation is flagged ``term``. How often each step succeeds is in ``docs/translation.md``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from models.glossary import WORD, Glossary, Match, places
from models.guards import badness
from models.term_forms import begun, form_of, in_capitals, joined, with_article, with_capitals
from models.translation import Decoding, Translation, Translator

WINDOW = 1024
#: Grows when terms are written otherwise than before: old translations are then made again.
VERSION = "2."
#: A second translation may be this much less sure (mean log-probability) before replacing words is preferred.
PRICE = 0.7
#: Words that a link to a term does not make part of it.
_FUNCTION = re.compile(
    "the|an?|of|in|on|at|by|for|to|from|with|and|or|as|is|are|was|were|be|been|has|have|had|its", re.IGNORECASE
)


@dataclass(frozen=True)
class GlossaryTranslator:
    """A ``Translator`` over another one."""

    inner: Translator
    glossary: Glossary

    @property
    def name(self) -> str:
        """The inner model's name."""
        return self.inner.name

    @property
    def fingerprint(self) -> str:
        """The inner fingerprint and the glossary's."""
        return f"{self.inner.fingerprint}-{VERSION}{self.glossary.fingerprint[:12]}"

    @property
    def source_languages(self) -> tuple[str, ...]:
        """The inner model's."""
        return self.inner.source_languages

    @property
    def target_language(self) -> str:
        """The inner model's."""
        return self.inner.target_language

    def translate(self, sentences: Sequence[str], decoding: Decoding | None = None) -> list[Translation]:
        """See ``Translator.translate``."""
        return list(self.stream(sentences, decoding))

    def stream(self, sentences: Iterable[str], decoding: Decoding | None = None) -> Iterator[Translation]:
        """See ``Translator.stream``."""
        settings = decoding or Decoding()
        source = iter(sentences)
        while window := list(islice(source, WINDOW)):
            yield from self._window(window, settings)

    def _window(self, sentences: list[str], decoding: Decoding) -> list[Translation]:
        """Translate a window; sentences without terms take no second way."""
        matches = {at: found for at, text in enumerate(sentences) if (found := self.glossary.find(text))}
        done = self.inner.translate(sentences, decoding)
        lacking = [at for at, found in matches.items() if missing(done[at].text, found)]
        if lacking:
            self._kept(sentences, matches, lacking, done, decoding)
        for at, found in matches.items():
            text = done[at].text
            for match in found:
                text = with_capitals(text, match, sentences[at])
            if in_capitals(sentences[at]):
                text = text.upper()
            done[at] = replace(done[at], text=text)
        return done

    def _kept(
        self,
        sentences: list[str],
        matches: dict[int, list[Match]],
        lacking: list[int],
        done: list[Translation],
        decoding: Decoding,
    ) -> None:
        """Put better translations of the sentences that lack a term into ``done``."""
        mixed = [_asked(sentences[at], missing(done[at].text, matches[at])) for at in lacking]
        with_links = replace(decoding, links=True)
        second = self.inner.translate(mixed, decoding)
        linked = self.inner.translate([sentences[at] for at in lacking], with_links)
        for at, other, first in zip(lacking, second, linked, strict=True):
            done[at] = _best(sentences[at], matches[at], done[at], other, first, keep_links=decoding.links)


def missing(output: str, matches: Sequence[Match]) -> list[Match]:
    """Matches of which the output has no translation; a term that stands twice is wanted once at least."""
    return [match for match in matches if not match.term.is_translated(output)]


def _asked(source: str, matches: Sequence[Match]) -> str:
    """What the model is asked instead of a sentence; one in capitals in small letters, which models know better."""
    text = substituted(source, matches)
    return text[:1] + text[1:].lower() if in_capitals(source) else text


def substituted(source: str, matches: Sequence[Match]) -> str:
    """The source with the targets in place of the terms, in the plural and with a capital where the terms are so."""
    made = source
    for match in sorted(matches, key=lambda m: -m.start):
        form = begun(source[: match.start], form_of(match, source), source)
        made = made[: match.start] + form + made[match.end :]
    return made


def replaced(output: Translation, matches: Sequence[Match]) -> str | None:
    """The output with the words linked to the terms replaced by their targets; None where no words are linked.

    Whole words are replaced; articles and prepositions before them stay. Other words that are linked to a term alone
    go, so that nothing is left of it beside its target.
    """
    edits: list[tuple[int, int, str]] = []
    for match in matches:
        runs = _runs(output, match)
        if not runs:
            continue
        place = max(runs, key=lambda run: (run[1] - run[0], -run[0]))
        others = [(*run, "") for run in runs if run != place]
        edits += [(*place, form_of(match, output.source)), *others]
    text, limit, done = output.text, len(output.text) + 1, 0
    for start, end, form in sorted(edits, reverse=True):
        if end > limit:
            continue  # linked to two terms
        limit, done = start, done + bool(form)
        before, after = text[:start], text[end:]
        text = joined(before, form, after, output.source) if form else before.rstrip() + after
    return text if done else None


def _runs(output: Translation, match: Match) -> list[tuple[int, int]]:
    """Runs of whole output words linked to a term and, but for the first such word, to nothing else."""
    mine = [(c, d) for a, b, c, d in output.links if a < match.end and match.start < b]
    others = [(c, d) for a, b, c, d in output.links if not (a < match.end and match.start < b)]
    runs: list[tuple[int, int]] = []
    for word in WORD.finditer(output.text):
        start, end = word.span()
        if not any(c < end and start < d for c, d in mine) or _FUNCTION.fullmatch(word[0]):
            continue
        if any(c < end and start < d for c, d in others):
            continue
        if runs and not WORD.search(output.text, runs[-1][1], start):
            runs[-1] = (runs[-1][0], end)
        else:
            runs.append((start, end))
    return runs


def without_leftover(text: str, match: Match, linked: Translation) -> str:
    """An output without the words beside a term's target that another translation has for the term itself."""
    if len(WORD.findall(match.term.source)) < 2:
        return text
    left = {word.lower() for run in _runs(linked, match) for word in WORD.findall(linked.text[slice(*run)])}
    left -= {word.lower() for word in WORD.findall(match.term.target)}
    for start, end in reversed(places(match.term.target, text)):
        following, before = re.match(r"\s+([\w'’-]+)", text[end:]), re.search(r"([\w'’-]+)\s+$", text[:start])
        if following and following[1].lower() in left:
            text = text[:end] + text[end + following.end() :]
        if before and before[1].lower() in left:
            text = text[: before.start()] + text[start:]
    return text


def _best(
    source: str, matches: list[Match], first: Translation, second: Translation, linked: Translation, *, keep_links: bool
) -> Translation:
    """The candidate that keeps the most terms without being much worse otherwise."""
    lacking = missing(first.text, matches)
    by_links = replace(linked, text=replaced(linked, lacking) or linked.text)
    mixed = second.text
    for match in lacking:
        mixed = with_article(without_leftover(mixed, match, linked), match, by_links.text)
    worse = (first.score or 0.0) - (second.score or 0.0) > PRICE or badness(second.flags) > badness(first.flags)
    candidates = [] if worse else [replace(second, source=source, text=mixed, links=())]
    candidates.append(by_links)
    best = min(candidates, key=lambda found: len(missing(found.text, matches)))
    left = missing(best.text, matches)
    if len(left) >= len(lacking):
        best = first
    flags = (*best.flags, "term") if left and "term" not in best.flags else best.flags
    return replace(best, flags=flags, links=first.links if keep_links and best is first else ())
