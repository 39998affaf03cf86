"""A translator that keeps to a glossary.

For each term found in a sentence, in this order: nothing, if its target is in the output already; the output words that
cross-attention links to the term are replaced, if they stand together and nothing else is lost by it; the sentence is
translated again with the target written in place of the term, since Marian models tend to copy words in the target's
alphabet, and then with a code in place of the term, which comes back once (``models.verbatim.placeholders``). Whole
words are written, in the number and the capitals of their place (``models.term_forms``). Where all fails the
translation is flagged ``term``. How often each step succeeds is in ``docs/translation.md``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from models.fallback.guards import flags, penalty
from models.glossary import WORD, Glossary, Match, places
from models.term_forms import begun, form_of, in_capitals, joined, plural, with_article, with_capitals, with_number
from models.translation import Decoding, Translation, Translator

WINDOW = 1024
#: Grows when terms are written otherwise than before: old translations are then made again.
VERSION = "3."
#: A second translation may be this much less sure (mean log-probability) before replacing words is preferred.
PRICE = 0.7
#: Words that a link to a term does not make part of it.
_FUNCTION = re.compile(
    "the|an?|of|in|on|at|by|for|to|from|with|and|or|as|is|are|was|were|be|been|has|have|had|its?|we|he|she|they|i|you|it|"
    "this|that|these|those|there|not|no|one|who|which|his|her|their|our|without|into|through|about|against|under|over|if|"
    "when|than",
    re.IGNORECASE,
)
_OBJECT = re.compile("you|it|me|us|him|them")
#: Stands for a term, with a number behind it: taken for a code, and so protected.
_CODE = "F"


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
                text = with_capitals(with_number(text, match, sentences[at]), match, sentences[at])
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
        wanted = {at: missing(done[at].text, matches[at]) for at in lacking}
        mixed = self.inner.translate([_asked(sentences[at], wanted[at]) for at in lacking], decoding)
        linked = self.inner.translate([sentences[at] for at in lacking], replace(decoding, links=True))
        by_links: dict[int, Translation] = {}
        for at, other, bare in zip(lacking, mixed, linked, strict=True):
            by_links[at] = replace(bare, text=replaced(bare, wanted[at]) or bare.text)
            offered = [by_links[at]] if self._is_clean(by_links[at], bare, wanted[at]) else []
            if not _is_worse(other, bare) and not _is_lone(other.text, sentences[at], wanted[at]):
                offered.append(_without_leftovers(other, wanted[at], bare))
            done[at] = _best(done[at], offered, matches[at])
        rest = [at for at in lacking if missing(done[at].text, matches[at])]
        coded = {at: with_codes(sentences[at], wanted[at]) for at in rest}
        wide = replace(decoding, beam=max(decoding.beam or 4, 4), alternatives=3)
        further = self.inner.translate([_asked(sentences[at], wanted[at]) for at in rest], wide)
        filled = self.inner.translate([coded[at][0] for at in rest], decoding)
        for at, other, with_code in zip(rest, further, filled, strict=True):
            made = replace(with_code, text=without_codes(with_code.text, coded[at][1], sentences[at]))
            others = [replace(other, text=text, links=()) for text in other.alternatives]
            offered = [one for one in (*others, made) if not _is_worse(one, done[at])]
            offered = [one for one in offered if not _is_lone(one.text, sentences[at], wanted[at])]
            done[at] = _best(done[at], [*offered, by_links[at]], matches[at])
            if missing(done[at].text, matches[at]):
                done[at] = replace(done[at], flags=(*done[at].flags, "term"))
        for at in lacking:
            text = done[at].text
            for match in wanted[at]:
                text = with_article(text, match, sentences[at], by_links[at].text)
            links = done[at].links if decoding.links and text == done[at].text else ()
            done[at] = replace(done[at], source=sentences[at], text=text, links=links)

    def _is_clean(self, by_links: Translation, bare: Translation, matches: Sequence[Match]) -> bool:
        """Were the words of each term one run of about as many, and is nothing else lost with them?"""
        for match in matches:
            runs = _runs(bare, match)
            words = WORD.findall(bare.text[slice(*runs[0])]) if len(runs) == 1 else []
            if not 1 <= len(words) <= len(WORD.findall(match.term.source)) + 1:
                return False
        if _is_lone(by_links.text, bare.source, matches):
            return False
        languages = self.source_languages[0], self.target_language
        return penalty(flags(bare.source, by_links.text, languages)) <= penalty(bare.flags)


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
    """Runs of whole output words linked to a term, with one at least that is linked to nothing else."""
    mine = [(c, d) for a, b, c, d in output.links if a < match.end and match.start < b]
    others = [(c, d) for a, b, c, d in output.links if not (a < match.end and match.start < b)]
    several = len(WORD.findall(match.term.source)) > 1
    runs: list[tuple[int, int]] = []
    sure: list[bool] = []
    for word in WORD.finditer(output.text):
        start, end = word.span()
        alone = not any(c < end and start < d for c, d in others)
        beside = bool(runs) and not WORD.search(output.text, runs[-1][1], start)
        # "Thank you" may be one term: an object joins the verb before it.
        function = _FUNCTION.fullmatch(word[0]) and not (beside and alone and _OBJECT.fullmatch(word[0]))
        if not any(c < end and start < d for c, d in mine) or function:
            continue
        # Of a term of several words, what stands beside a word of it and is linked to it belongs to it.
        if not alone and not several:
            continue
        if beside:
            runs[-1], sure[-1] = (runs[-1][0], end), sure[-1] or alone
        else:
            runs.append((start, end))
            sure.append(alone)
    return [run for run, alone in zip(runs, sure, strict=True) if alone]


def without_leftover(text: str, match: Match, linked: Translation) -> str:
    """An output without the words beside a term's target that another translation has for the term itself."""
    left = {word.lower() for run in _runs(linked, match) for word in WORD.findall(linked.text[slice(*run)])}
    target, several = match.term.target.lower(), len(WORD.findall(match.term.source)) > 1
    left -= set(WORD.findall(target))
    for start, end in reversed(places(match.term.target, text)):
        # The end of the target once more: "statement of work of work".
        tails = [target[at:] for at in (m.start() for m in re.finditer(r"\s", target))]
        if twice := next((tail for tail in tails if text[end:].lower().startswith(tail)), ""):
            text = text[:end] + text[end + len(twice) :]
        following, before = (
            re.match(r"\s+([^\W\d][\w'’-]*)", text[end:]),
            re.search(r"([^\W\d][\w'’-]*)\s+$", text[:start]),
        )
        if several and following and following[1].lower() in left:
            text = text[:end] + text[end + following.end() :]
        if several and before and before[1].lower() in left:
            text = text[: before.start()] + text[start:]
    return text


def _without_leftovers(mixed: Translation, matches: Sequence[Match], linked: Translation) -> Translation:
    """``without_leftover`` of every match; what was moved by it has no links any more."""
    text = mixed.text
    for match in matches:
        text = without_leftover(text, match, linked)
    return replace(mixed, text=text, links=())


def with_codes(source: str, matches: Sequence[Match]) -> tuple[str, dict[str, Match]]:
    """The source with a code in place of each term, and what each stands for."""
    text = source[:1] + source[1:].lower() if in_capitals(source) else source
    codes: dict[str, Match] = {}
    number = 70
    for match in sorted(matches, key=lambda m: -m.start):
        number += 1
        while f"{_CODE}{number}" in source:
            number += 1
        codes[f"{_CODE}{number}"] = match
        text = f"{text[: match.start]}{_CODE}{number}{text[match.end :]}"
    return text, codes


def without_codes(text: str, codes: dict[str, Match], source: str) -> str:
    """An output with the terms' translations in place of their codes."""
    for code, match in codes.items():
        before, found, after = text.partition(code)
        if found:
            text = joined(before, form_of(match, source), after, source)
    return text


def _is_worse(other: Translation, first: Translation) -> bool:
    """Is a second translation much less sure, or are there more faults in it?"""
    return (first.score or 0.0) - (other.score or 0.0) > PRICE or penalty(other.flags) > penalty(first.flags)


def _is_lone(text: str, source: str, matches: Sequence[Match]) -> bool:
    """Has an output nothing but the terms, though the source says more?"""
    terms = {
        word.lower() for match in matches for word in WORD.findall(f"{match.term.target} {plural(match.term.target)}")
    }
    rest = source
    for match in sorted(matches, key=lambda m: -m.start):
        rest = rest[: match.start] + rest[match.end :]
    more = [word for word in WORD.findall(text) if word.lower() not in terms and not _FUNCTION.fullmatch(word)]
    return not more and any(len(word) > 3 for word in WORD.findall(rest))


def _best(first: Translation, offered: Sequence[Translation], matches: Sequence[Match]) -> Translation:
    """The earliest of the translations that keep the most terms; ``first`` unless one keeps more than it does."""
    best = min(offered, key=lambda found: len(missing(found.text, matches)), default=first)
    return best if len(missing(best.text, matches)) < len(missing(first.text, matches)) else first
