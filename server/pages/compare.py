"""Two translations of one text, stretch by stretch, with what differs marked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from apiflask import APIBlueprint
from flask import render_template, request
from flask.typing import ResponseReturnValue

from aligner.core.worddiff import MOST, WORD, differences
from server.db.tables import Bead
from server.errors import BadRequestError
from server.library import beads, bitexts
from server.library.sentences import text_of
from server.pages import rows
from server.pages.library import origin
from server.service import service
from server.web.converters import asked

bp = APIBlueprint("pages_compare", __name__, enable_openapi=False)

#: Stretches on one page.
PAGE = 200
#: Pairs of words that are compared on a whole page: the work grows with them. Beyond that, and beyond ``MOST`` in one
#: stretch, texts that differ are marked as a whole, but for what both begin and end with.
MOST_A_PAGE = 1_000_000

#: A text in runs: does it differ from the other, and the run.
Runs = list[tuple[bool, str]]


@dataclass(frozen=True)
class Stretch:
    """A piece of the source that both translations cut at the same places, with both translations of it."""

    number: int
    source: str
    left: str
    right: str
    left_bead: int
    right_bead: int

    @property
    def same(self) -> bool:
        """Do both say the same?"""
        return self.left == self.right


@bp.get("/compare/<left>/<right>")
def compare(left: str, right: str) -> ResponseReturnValue:
    """The page. ``?show=different`` leaves out what is equal; ``?part=`` is the page, from 0."""
    different, part = request.args.get("show") == "different", asked("part") or 0
    with service().database.read() as session:
        one, other = bitexts.get_ready(session, left), bitexts.get_ready(session, right)
        if one.document.sha256 != other.document.sha256:
            raise BadRequestError("these are translations of two different texts; choose two of the same text")
        sides = [[bead for _, bead, _ in beads.find_beads(session, b, limit=1_000_000).rows] for b in (one, other)]
        found = list(stretches(*sides))
        shown = [stretch for stretch in found if not (different and stretch.same)]
        here = shown[part * PAGE : (part + 1) * PAGE]
        return render_template(
            "compare.html",
            document=one.document,
            bitexts=(one, other),
            names=(origin(one), origin(other)),
            stretches=list(all_marked(here)),
            total=len(found),
            unequal=sum(not stretch.same for stretch in found),
            different=different,
            part=part,
            parts=max(1, -(-len(shown) // PAGE)),
            directions=[rows.direction(tag) for tag in (one.source_language, one.target_language)],
        )


def stretches(left: Sequence[Bead], right: Sequence[Bead]) -> Iterator[Stretch]:
    """Beads of both sides, joined until both have come to the same place in the source.

    Places are counted in characters without spaces, so it does not matter where each was cut into sentences.
    """
    iterators = iter(left), iter(right)
    number = 0
    while True:
        groups: tuple[list[Bead], list[Bead]] = ([], [])
        lengths = [0, 0]
        for at in (0, 1):
            if (bead := next(iterators[at], None)) is not None:
                groups[at].append(bead)
                lengths[at] += weight(bead)
        while lengths[0] != lengths[1]:
            at = 0 if lengths[0] < lengths[1] else 1
            if (bead := next(iterators[at], None)) is None:
                break
            groups[at].append(bead)
            lengths[at] += weight(bead)
        if not groups[0] and not groups[1]:
            return
        number += 1
        texts = [" ".join(filter(None, (text_of(bead.target) for bead in group))) for group in groups]
        source = " ".join(filter(None, (text_of(bead.source) for bead in groups[0] or groups[1])))
        ids = [group[0].id if group else 0 for group in groups]
        yield Stretch(number, source, texts[0], texts[1], ids[0], ids[1])


def weight(bead: Bead) -> int:
    """Length of a bead's source without spaces."""
    return len("".join(text_of(bead.source).split()))


def all_marked(shown: Sequence[Stretch]) -> Iterator[tuple[Stretch, Runs, Runs]]:
    """Each stretch with both texts as runs, within what may be compared on one page."""
    left = MOST_A_PAGE
    for stretch in shown:
        work = len(WORD.findall(stretch.left)) * len(WORD.findall(stretch.right))
        whole = work > min(MOST, left)
        yield stretch, *marked(stretch.left, stretch.right, whole=whole)
        left -= 0 if whole else work


def marked(left: str, right: str, *, whole: bool = False) -> tuple[Runs, Runs]:
    """Both texts as (differs, text) runs, compared word by word; joined, the runs are the texts.

    ``whole`` compares the ends alone.
    """
    words = WORD.findall(left), WORD.findall(right)
    runs: tuple[Runs, Runs] = ([], [])
    for kind, a, b, c, d in differences(*words, whole=whole):
        for side, part in ((0, words[0][a:b]), (1, words[1][c:d])):
            if part:
                runs[side].append((kind != "equal", "".join(part)))
    return runs
