"""The one function that carries inline codes to a translation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from aligner.carry.evidence import gather
from aligner.carry.lone import READING, lone
from aligner.carry.parts import is_part, part
from aligner.carry.spans import Place, Span, projected, verbatim
from aligner.carry.untranslated import Draft, kept
from aligner.carry.words import words_of
from aligner.core.bitext import Link
from aligner.core.code import Code, Content


def carry(source: Content, target: str, links: Sequence[Link], languages: tuple[str, str] = ("ru", "en")) -> Content:
    """The target with the source's codes: each once, spans in spans as in the source, none over another's border.

    ``links`` are word links in characters of the two texts (``aligner.align.links``, a model's cross-attention).
    Where the text of a code with ``keep`` is not in the target, it is put in; a code that stands alone and reads as
    something gets the spaces that it had, and replaces its ``equiv`` where the target says that. Otherwise the text
    stays as it is. A span whose text has no counterpart is empty, and stands where it would be.
    """
    return carried(source, target, links, languages, ())[0]


def placed(source: Content, target: str, links: Sequence[Link], languages: tuple[str, str]) -> Content:
    """The target with the source's codes, its text as it is, whatever the codes keep or read as."""
    own = {code.id: code for code in source.codes}
    plain = replace(source, codes=tuple(replace(code, keep=False, kind="note", equiv="") for code in source.codes))
    made, _ = carried(plain, target, links, languages, ())
    codes = (replace(c, keep=own[c.id].keep, kind=own[c.id].kind, equiv=own[c.id].equiv) for c in made.codes)
    return Content(made.text, tuple(codes))


def carried(
    source: Content, target: str, links: Sequence[Link], languages: tuple[str, str], marks: Sequence[int]
) -> tuple[Content, list[int]]:
    """The same, and where places of the target (``marks``, in characters) are after that."""
    if not source.codes:
        return Content(target), list(marks)
    draft = kept(source, target, links, languages, marks)
    place = Place(gather(words_of(source.text, languages[0]), words_of(draft.text, languages[1]), draft.links))
    tree = _Tree(source, place, draft)
    tree.spans(None, (0, len(draft.text)), range(len(place.evidence.source)))
    for number, code in enumerate(source.codes):
        if _is_lone(source.text, code) and number not in tree.found:
            around = tree.around(number)
            within = tree.found[around] if around is not None else (0, len(draft.text))
            at = lone(place, code, within, [(source.codes[n], span) for n, span in tree.found.items()])
            tree.found[number] = _space(draft.text, at) if code.start < code.end else (at, at)
    return _spaced(source, draft.text, tree.found, draft.marks)


def _is_lone(text: str, code: Code) -> bool:
    return not text[code.start : code.end].strip()


def _space(text: str, at: int) -> Span:
    """The space at a place, for a span over nothing else."""
    return (at, at + 1) if text[at : at + 1] == " " else (at, at)


class _Tree:
    """The source's spans by what is in what, and where each went, by its number among the codes."""

    def __init__(self, source: Content, place: Place, draft: Draft) -> None:
        self.source, self.place = source, place
        self.found: dict[int, Span] = dict(draft.placed)
        spans = [n for n, code in enumerate(source.codes) if not _is_lone(source.text, code)]
        spans.sort(key=lambda n: (source.codes[n].start, -source.codes[n].end, n))
        self.parents: dict[int, int | None] = {}
        stack: list[int] = []
        for n in spans:
            while stack and source.codes[stack[-1]].end < source.codes[n].end:
                stack.pop()
            self.parents[n] = stack[-1] if stack else None
            stack.append(n)

    def around(self, number: int) -> int | None:
        """The innermost span that a code which stands alone lies in, edges not counted."""
        at = self.source.codes[number].start
        codes = self.source.codes
        return next((n for n in reversed(self.parents) if codes[n].start < at < codes[n].end), None)

    def spans(self, parent: int | None, within: Span, outer: range) -> None:
        """Place what lies directly in a span, the surest first, then what is in that."""
        codes, source = self.source.codes, self.place.evidence.source
        mine = [n for n, above in self.parents.items() if above == parent]
        rest = [n for n in mine if n not in self.found]
        # What is kept has its place already, and with it whatever lies around it.
        taken = {n: [self.found[n]] if n in self.found else self._placed_in(n) for n in mine}
        for step in (self._sure, self._projected):
            for n in sorted(rest, key=self._order):
                self.place.taken = [span for other in mine if other != n for span in taken[other]]
                span = step(codes[n], within, outer)
                if span is not None:
                    low, high = min([span[0], *(a for a, _ in taken[n])]), max([span[1], *(b for _, b in taken[n])])
                    span = min(max(low, within[0]), within[1]), max(min(high, within[1]), within[0])
                    self.found[n] = _bare(self.place.evidence.target.text, *self.place.clipped(span))
                    taken[n] = [self.found[n]]
                    rest.remove(n)
        for n in mine:
            self.spans(n, self.found[n], source.within(codes[n].start, codes[n].end))

    def _placed_in(self, number: int) -> list[Span]:
        """Where codes are that have their place already and lie in a span."""
        found = []
        for child, above in self.parents.items():
            while above is not None and above != number:
                above = self.parents[above]
            if above == number and child in self.found:
                found.append(self.found[child])
        return found

    def _order(self, number: int) -> tuple[float, int]:
        """Those with the most linked words of their own first."""
        code, evidence = self.source.codes[number], self.place.evidence
        words = evidence.source.within(code.start, code.end)
        linked = sum(1 for i in words if evidence.forward[i])
        return -linked / max(1, len(words)), code.start

    def _sure(self, code: Code, within: Span, outer: range) -> Span | None:
        if is_part(self.source.text, code):
            return part(self.place, code, within)
        ours = self.place.evidence.source.within(code.start, code.end)
        return None if ours and ours == outer else verbatim(self.place, code, within)

    def _projected(self, code: Code, within: Span, outer: range) -> Span:
        return projected(self.place, code, within, outer)


def _bare(text: str, start: int, end: int) -> Span:
    """A span without white space at its edges."""
    said = text[start:end]
    return (start + len(said) - len(said.lstrip()), start + len(said.rstrip())) if said.strip() else (start, start)


def _spaced(source: Content, text: str, found: dict[int, Span], marks: Sequence[int]) -> tuple[Content, list[int]]:
    """The codes in order, with a space beside what reads as a word and had one; the marks moved."""
    before: dict[int, int] = {}  # by number of the code that stands alone: its place, where a space goes before it
    after: dict[int, int] = {}
    for number, code in enumerate(source.codes):
        if not code.alone or code.breaks or code.kind not in READING:
            continue
        at = found[number][0]
        if source.text[code.start - 1 : code.start].isspace() and at > 0 and not text[at - 1].isspace():
            before[number] = at
        follows = at < len(text) and not text[at].isspace() and text[at] not in ",.;:!?…)»”"
        if source.text[code.start : code.start + 1].isspace() and follows:
            after[number] = at

    def moved(number: int, at: int, ends: bool) -> int:
        by = sum(place < at for side in (before, after) for place in side.values())
        if number in before or not ends:
            by += sum(place == at and (n <= number or not source.codes[number].alone) for n, place in before.items())
            by += sum(place == at and (n < number or not source.codes[number].alone) for n, place in after.items())
        return at + by

    made = []
    for number, code in enumerate(source.codes):
        start, end = found[number]
        alone = start == end
        begin = moved(number, start, False)
        made.append((number, replace(code, start=begin, end=begin if alone else moved(number, end, True))))
    for at in sorted([*before.values(), *after.values()], reverse=True):
        text = text[:at] + " " + text[at:]
    made.sort(key=lambda pair: _rank(*pair))
    inserted = [*before.values(), *after.values()]
    moved_marks = [mark + sum(place < mark for place in inserted) for mark in marks]
    return Content(text, tuple(code for _, code in made)), moved_marks


def _rank(number: int, code: Code) -> tuple[int, int, int, int]:
    """The order of codes at one place: what stands alone before spans, the outer span before the inner."""
    return (code.start, 0, 0, number) if code.alone else (code.start, 1, -code.end, number)
