"""Translate with care: shape the sentence, run the model, look at the output, try again where it is bad.

The order for each sentence: what a person does not see goes (``normalisation``); what is not language gives way
to short codes until the end (``spans``, ``placeholders``); lines with nothing to translate come through; ALL-CAPS
headings are lowered and raised again; lines of a word or two are also tried in small letters; over-long input is cut
at clauses.
Where a guard fires, the sentence goes through a wider search that may not repeat itself, then clause by clause; the
least bad of the candidates is kept, its numbers are put right from the source (``numbers``), and what is still wrong
with it stands in ``Translation.flags``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from models.fallback.guards import flags, penalty
from models.preprocessing.capitals import is_heading, is_word_in_capitals, lowered
from models.preprocessing.clauses import clauses, cuts, join
from models.preprocessing.normalisation import back, normalised
from models.preprocessing.untranslatable import is_data, nothing_to_translate
from models.text.scripts import is_cyrillic
from models.translation import Decoding, Link, Translation
from models.verbatim.numbers import figures_alone, with_right_numbers
from models.verbatim.placeholders import CODES, put_back, settled, with_placeholders
from models.verbatim.spans import is_blank, is_label

#: Longer input is cut at clauses (source pieces). Marian models are trained on sentences up to about 100 tokens.
LONGEST = 160
#: Parts aimed at when it is cut, and when a bad output is tried clause by clause.
PART, SMALL_PART = 100, 24

#: Translates sentences as they are: one ``Translation`` each, in order.
Run = Callable[[Sequence[str], Decoding], list[Translation]]


@dataclass(frozen=True, slots=True)
class Plan:
    """How one sentence goes to the model: in these parts, lowered or not."""

    parts: tuple[str, ...]
    heading: bool = False
    #: The line's capital is no part of it: it goes to the model in small letters, and comes back with one.
    small: bool = False


def translate_guarded(
    sentences: Sequence[str],
    decoding: Decoding,
    run: Run,
    measure: Callable[[str], int],
    languages: tuple[str, str],
    placeholders: Sequence[str] = (),
) -> list[Translation]:
    """One translation for each sentence, in order.

    ``measure`` counts a text's source pieces; ``placeholders`` are pieces that the model was trained to copy.
    """
    foreign = is_cyrillic(languages[0]) and not is_cyrillic(languages[1])
    plain = [normalised(sentence) if foreign else (sentence, None) for sentence in sentences]
    shaped = [with_placeholders(text, foreign=foreign, pieces=placeholders) for text, _ in plain]
    places = [
        cuts(text, *([one.code for one in held if holds(one.source)] for holds in (is_label, is_blank)))
        for text, held in shaped
    ]
    done = _guarded([text for text, _ in shaped], places, decoding, run, measure, languages)
    return [
        back(put_back(settled(made, held), text, held), sentence, places)
        for made, sentence, (text, places), (_, held) in zip(done, sentences, plain, shaped, strict=True)
    ]


def _guarded(
    sentences: Sequence[str],
    places: Sequence[Sequence[int]],
    decoding: Decoding,
    run: Run,
    measure: Callable[[str], int],
    languages: tuple[str, str],
) -> list[Translation]:
    """The same for sentences in which nothing is too long for a word, to be cut at ``places``."""
    plans = [plan(sentence, measure, languages, at) for sentence, at in zip(sentences, places, strict=True)]
    small_lines = {at: other for at, whole in enumerate(plans) if (other := _in_small_letters(whole)) is not None}
    lines, tried = list(small_lines), list(small_lines.values())
    made = _attempt([*sentences, *(sentences[at] for at in lines)], [*plans, *tried], decoding, run, languages)
    best = made[: len(sentences)]
    for at, found in zip(lines, made[len(sentences) :], strict=True):
        # Of one word or two the capitals may be the line's own: a cell, a button, a day of the week.
        if (-penalty(found.flags), found.score or 0.0) > (-penalty(best[at].flags), best[at].score or 0.0):
            best[at] = found
    for again, small in ((_careful(decoding), False), (_careful(decoding), True)):
        bad = [at for at, found in enumerate(best) if penalty(found.flags)]
        if small:
            cut = {at: _smaller(plans[at], measure) for at in bad}
            bad = [at for at in bad if len(cut[at].parts) > len(plans[at].parts)]
            tried = [cut[at] for at in bad]
        else:
            tried = [plans[at] for at in bad]
        for at, found in zip(bad, _attempt([sentences[at] for at in bad], tried, again, run, languages), strict=True):
            if penalty(found.flags) < penalty(best[at].flags):
                best[at] = found
    return [_finish(found, languages) for found in best]


def translate_bare(
    sentences: Sequence[str], decoding: Decoding, run: Run, measure: Callable[[str], int], most: int
) -> list[Translation]:
    """The model's first output as it stands; only what the model cannot take in one piece is cut."""
    plans = [
        Plan(tuple(clauses(text, most, measure)) if measure(text) > most else (text,) if text.strip() else ())
        for text in sentences
    ]
    return _attempt(sentences, plans, decoding, run, None)


def plan(sentence: str, measure: Callable[[str], int], languages: tuple[str, str], places: Sequence[int] = ()) -> Plan:
    """Decide how a sentence goes to the model, cut at ``places``; no parts where it comes through as it is."""
    if nothing_to_translate(sentence, languages):
        return Plan(())
    heading = is_heading(sentence)
    text = lowered(sentence) if heading else sentence
    parts = [text[a:b] for a, b in pairwise((0, *places, len(text)))]
    return Plan(
        tuple(one for part in parts for one in (clauses(part, PART, measure) if measure(part) > LONGEST else (part,))),
        heading,
    )


def _in_small_letters(whole: Plan) -> Plan | None:
    """The other way in which a line of at most three words may be meant; None where there is no doubt.

    That is a line with one capital, at its beginning, that does not end as a sentence, or one of short words in
    capitals that the dictionary knows as words and not as abbreviations.
    """
    text = whole.parts[0].strip() if len(whole.parts) == 1 else ""
    if not text or len(text.split()) > 3 or any(map(str.isdigit, text)):
        return None
    if text[0].isupper() and text[1:] == text[1:].lower() and text[-1] not in ".!?…:;":
        return replace(whole, parts=(begun_small(whole.parts[0]),), small=True)
    if not whole.heading and is_word_in_capitals(text):
        return replace(whole, parts=(whole.parts[0].lower(),), heading=True)
    return None


def begun_small(text: str) -> str:
    """A text with its first letter small."""
    return text[:1].lower() + text[1:]


def _careful(decoding: Decoding) -> Decoding:
    """The search for a second try: at least beam 4, no four pieces twice, repetition dear."""
    beam = max(decoding.beam or 4, 4)
    return replace(decoding, beam=beam, no_repeat_ngram=4, repetition_penalty=1.1)


def _smaller(whole: Plan, measure: Callable[[str], int]) -> Plan:
    """The same sentence in smaller parts."""
    return replace(whole, parts=tuple(part for text in whole.parts for part in clauses(text, SMALL_PART, measure)))


def _attempt(
    sentences: Sequence[str], plans: Sequence[Plan], decoding: Decoding, run: Run, languages: tuple[str, str] | None
) -> list[Translation]:
    """Run all parts of all plans at once, put each sentence together, and look at it (where languages are given)."""
    pending = iter(run([part for whole in plans for part in whole.parts if not _is_silent(part)], decoding))
    found = []
    for sentence, whole in zip(sentences, plans, strict=True):
        if not whole.parts:
            # Data may have words around it: that they were not translated is said.
            said = flags(sentence, sentence, languages) if languages and is_data(sentence) else ()
            english = languages is not None and is_cyrillic(languages[0]) and languages[1] == "en"
            found.append(Translation(sentence, figures_alone(sentence) if english else sentence, flags=said))
            continue
        made = _assembled(
            sentence, whole, [_as_it_is(part) if _is_silent(part) else next(pending) for part in whole.parts]
        )
        found.append(replace(made, flags=flags(sentence, made.text, languages)) if languages else made)
    return found


def _is_silent(part: str) -> bool:
    """Is there nothing to translate in a part: a letter of a list, a code?"""
    return not any(map(str.isalpha, CODES.sub("", part))) and CODES.search(part) is not None


def _as_it_is(part: str) -> Translation:
    return Translation(part, part.strip())


def _assembled(sentence: str, whole: Plan, outputs: list[Translation]) -> Translation:
    """One translation from those of the parts."""
    if len(outputs) == 1 and not whole.heading:
        if whole.small:
            others = tuple(other[:1].upper() + other[1:] for other in outputs[0].alternatives)
            text = outputs[0].text[:1].upper() + outputs[0].text[1:]
            return replace(outputs[0], source=sentence, text=text, alternatives=others)
        return replace(outputs[0], source=sentence)
    texts = [output.text for output in outputs]
    text = join(list(whole.parts), texts) if len(texts) > 1 else texts[0]
    others = outputs[0].alternatives if len(outputs) == 1 else ()
    links: tuple[Link, ...] = outputs[0].links if len(outputs) == 1 else _moved(whole.parts, outputs, text)
    if whole.heading:
        text, others = text.upper(), tuple(other.upper() for other in others)
    sizes = [max(1, len(part)) for part in texts]
    score = sum((o.score or 0.0) * size for o, size in zip(outputs, sizes, strict=True)) / sum(sizes)
    return Translation(sentence, text, score, others, links)


def _moved(parts: tuple[str, ...], outputs: list[Translation], text: str) -> tuple[Link, ...]:
    """Links of the parts, moved to where the parts stand in the whole; a part that was changed in joining loses its."""
    moved: list[Link] = []
    source_at = target_at = 0
    for part, output in zip(parts, outputs, strict=True):
        bare = output.text.rstrip(" .,;:—–-")
        place = text.lower().find(bare.lower(), target_at) if bare else -1
        if place >= 0:
            moved += [
                (a + source_at, b + source_at, c + place, d + place) for a, b, c, d in output.links if d <= len(bare)
            ]
            target_at = place + len(bare)
        source_at += len(part)
    return tuple(moved)


def _finish(found: Translation, languages: tuple[str, str]) -> Translation:
    """Put its numbers right."""
    if found.score is None or languages[1] != "en":
        return found
    text = with_right_numbers(found.source, found.text)
    if text == found.text:
        return found
    left = flags(found.source, text, languages)
    codes = tuple(code for code in found.flags if code not in ("numbers", "unrelated") or code in left)
    # Characters have moved, so the links no longer fit.
    return replace(found, text=text, flags=codes, links=found.links if len(text) == len(found.text) else ())
