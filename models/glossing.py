"""A translator that keeps to a glossary.

For each term found in a sentence, in this order: nothing, if its target is in the output already; the sentence is
translated again with the target written in place of the term, since Marian models tend to copy words in the
target's alphabet; failing that, the output words that cross-attention links to the term are replaced. Where all
fails the translation is flagged ``term``. How often each step succeeds is in ``docs/translation.md``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from models.glossary import Glossary, Match
from models.guards import badness
from models.translation import Decoding, Translation, Translator

WINDOW = 1024
#: A second translation may be this much less sure (mean log-probability) before replacing words is preferred.
PRICE = 0.7


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
        return f"{self.inner.fingerprint}-{self.glossary.fingerprint[:12]}"

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
        if not lacking:
            return done
        mixed = [substituted(sentences[at], missing(done[at].text, matches[at])) for at in lacking]
        with_links = replace(decoding, links=True)
        second = self.inner.translate(mixed, decoding)
        linked = self.inner.translate([sentences[at] for at in lacking], with_links)
        for at, other, first in zip(lacking, second, linked, strict=True):
            done[at] = _best(sentences[at], matches[at], done[at], other, first, keep_links=decoding.links)
        return done


def missing(output: str, matches: Sequence[Match]) -> list[Match]:
    """Matches of which the output has no translation; a term that stands twice is wanted once at least."""
    return [match for match in matches if not match.term.is_translated(output)]


def substituted(source: str, matches: Sequence[Match]) -> str:
    """The source with the targets in place of the terms."""
    for match in sorted(matches, key=lambda m: -m.start):
        source = source[: match.start] + match.term.target + source[match.end :]
    return source


def replaced(output: Translation, match: Match) -> str | None:
    """The output with the words linked to a term replaced by its target, or None where no words are linked."""
    spans = sorted((c, d) for a, b, c, d in output.links if a < match.end and match.start < b)
    if not spans:
        return None
    # Of the linked words take the longest run without another word between.
    runs: list[list[int]] = []
    for start, end in spans:
        if runs and not re.search(r"\w", output.text[runs[-1][1] : start]):
            runs[-1][1] = end
        else:
            runs.append([start, end])
    start, end = max(runs, key=lambda run: run[1] - run[0])
    target = match.term.target
    before = output.text[:start]
    if target.lower().startswith("the ") and re.search(r"\bthe\s+$", before, re.IGNORECASE):
        target = target[4:]
    if not before.strip() and output.text[:1].isupper():
        target = target[0].upper() + target[1:]
    return before + target + output.text[end:]


def _best(
    source: str, matches: list[Match], first: Translation, second: Translation, linked: Translation, *, keep_links: bool
) -> Translation:
    """The candidate that keeps the most terms without being much worse otherwise."""
    lacking = missing(first.text, matches)
    worse = (first.score or 0.0) - (second.score or 0.0) > PRICE or badness(second.flags) > badness(first.flags)
    candidates = [] if worse else [replace(second, source=source, links=())]
    by_links = linked
    for match in lacking:
        text = replaced(by_links, match)
        if text is not None:
            # Characters move with each replacement, so links are used once and then only for what stands before.
            moved = len(text) - len(by_links.text)
            cut = next((i for i, (x, y) in enumerate(zip(text, by_links.text, strict=False)) if x != y), len(text))
            kept = tuple(
                (a, b, c if d <= cut else c + moved, d if d <= cut else d + moved) for a, b, c, d in by_links.links
            )
            by_links = replace(by_links, text=text, links=kept)
    candidates.append(by_links)
    best = min(candidates, key=lambda found: len(missing(found.text, matches)))
    left = missing(best.text, matches)
    if len(left) >= len(lacking):
        best = first
    flags = (*best.flags, "term") if left and "term" not in best.flags else best.flags
    return replace(best, flags=flags, links=first.links if keep_links and best is first else ())
