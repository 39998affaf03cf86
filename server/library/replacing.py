"""Find and replace in the translations of a bitext: how many places there are, and all of them as one step."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlalchemy.orm import Session

from models.errors import TolmachError
from server.db.tables import Bead, Bitext
from server.errors import BadRequestError
from server.library.bitexts import ordered
from server.library.history import Change, Snapshot, record, snapshot
from server.library.retyping import check_text, links_between, retyped_side
from server.library.sentences import text_of

#: Characters of one pair's translation (as the API takes it), and of all that one step changes.
LONGEST, MOST = 100_000, 10_000_000


@dataclass(frozen=True)
class Wanted:
    """What to look for, literally: in any case unless ``match_case``, within words too unless ``whole_words``."""

    find: str
    match_case: bool = False
    whole_words: bool = False

    def pattern(self) -> re.Pattern[str]:
        """As a pattern; blanks match any blanks.

        Raises:
            BadRequestError: there is nothing to look for.
        """
        if not self.find.strip():
            raise BadRequestError("nothing to look for: type a word")
        text = r"\s+".join(re.escape(word) for word in self.find.split())
        if self.whole_words:
            text = rf"(?<!\w){text}(?!\w)"
        return re.compile(text, 0 if self.match_case else re.IGNORECASE)


def with_places(session: Session, bitext: Bitext, wanted: Wanted) -> list[tuple[Bead, int]]:
    """The beads whose translation holds it, in order, and how often; rejected ones are left alone."""
    pattern = wanted.pattern()
    beads = session.scalars(ordered(bitext.id).where(Bead.status != "rejected"))
    counted = ((bead, len(pattern.findall(text_of(bead.target)))) for bead in beads)
    return [(bead, count) for bead, count in counted if count]


def count_places(session: Session, bitext: Bitext, wanted: Wanted) -> tuple[int, int]:
    """In how many pairs it stands, and how often in all."""
    found = with_places(session, bitext, wanted)
    return len(found), sum(count for _, count in found)


def replace_all(session: Session, bitext: Bitext, actor: str, wanted: Wanted, replacement: str) -> Change:
    """Replace it everywhere. What stood with a capital gets one, unless the case had to match.

    A pair that would be left without any text is not touched.

    Raises:
        BadRequestError: nothing to look for, or a text that no export could hold.
        TolmachError: a pair would become too long, or too much would change at once; nothing is changed.
    """
    check_text(replacement)
    pattern = wanted.pattern()

    def other(found: re.Match[str]) -> str:
        capital = found[0][0].isupper() and not wanted.match_case
        return replacement[:1].upper() + replacement[1:] if capital else replacement

    before: list[Snapshot] = []
    after: list[Snapshot] = []
    found = with_places(session, bitext, wanted)
    check_sizes([text_of(bead.target) for bead, _ in found], pattern, replacement)
    for bead, _ in found:
        old = text_of(bead.target)
        text = " ".join(pattern.sub(other, old).split())
        if text == old or not (text or bead.source):
            continue
        rows = retyped_side(session, bitext, bead, "target", text)
        new: Snapshot = {"target": rows, "links": links_between(bitext, bead.source, text)}
        if not rows and bead.status == "confirmed":
            new["status"] = "draft"
        before.append(snapshot(bead, list(new)))
        after.append({"id": bead.id} | new)
    return record(session, bitext, "replace", actor, before, after) if after else Change(None, [], [], None)


def check_sizes(texts: list[str], pattern: re.Pattern[str], replacement: str) -> None:
    """Refuse what would make texts too long, before any of them is made.

    Raises:
        TolmachError: that is so.
    """
    total = 0
    for text in texts:
        size = len(text) + sum(len(replacement) - len(found[0]) for found in pattern.finditer(text))
        if size > max(LONGEST, len(text)):
            raise TolmachError(
                "a pair would become {size} characters long, more than {most}; replace it by something shorter",
                size=size,
                most=LONGEST,
            )
        total += size
    if total > MOST:
        raise TolmachError(
            "{size} characters would change at once, more than {most}; look for something rarer", size=total, most=MOST
        )
