"""What XLIFF and the dialects of Trados, memoQ and Phrase say of a translation: status, origin, memory match.

Sources: XLIFF 1.2, "state" and "state-qualifier"; XLIFF 2.1, "state" and "subState"; files of the three programs.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from aligner.core.bitext import Origin, Status
from aligner.core.unit import Unit
from aligner.imports.fields import percentage
from aligner.imports.xmlstream import Element

#: A target in one of these states is a copy of the source that waits for its translation.
UNTRANSLATED = ("new", "needs-translation", "initial")
#: What says that a person accepted the translation.
ACCEPTED = ("final", "signed-off", "reviewed")
_ORIGINS: dict[str, Origin] = {
    **dict.fromkeys(("leveraged-mt", "mt-suggestion", "mt", "amt", "nmt", "machine-trans", "machinetranslated"), "mt"),
    **dict.fromkeys(
        ("leveraged-tm", "tm-suggestion", "leveraged-repository", "exact-match", "fuzzy-match", "id-match", "tm",
         "memory", "document-match", "auto-propagated", "context", "pretranslated", "trans-memory"),
        "memory",
    ),
}  # fmt: skip
#: Qualifiers that are a match of so many per cent.
_MATCHES = {"exact-match": 100, "id-match": 101}


@dataclass(frozen=True, slots=True)
class Standing:
    """What a file says of a translation; ``untranslated`` means that it says that there is none."""

    status: Status = "draft"
    origin: Origin | None = None
    match: int | None = None
    untranslated: bool = False

    def of(self, unit: Unit) -> Unit:
        """The unit with it: a target that waits for its translation and is a copy of the source is none."""
        unit = replace(unit, status=self.status, origin=self.origin, match=self.match)
        if self.untranslated and self.status != "rejected" and unit.target.split() == unit.source.split():
            return replace(unit, target="", target_codes=(), origin=None, match=None)
        return unit


def said(element: Element, name: str) -> str:
    """An attribute in the namespace of a program, or with a prefix that nobody declared."""
    for key, value in element.attrib.items():
        if key.endswith(("}" + name, ":" + name)):
            return str(value)
    return ""


def of_target(unit: Element, target: Element | None) -> Standing:
    """By the attributes of ``trans-unit`` and ``target`` of XLIFF 1.2, and those of memoQ and Phrase."""
    state = target.get("state", "") if target is not None else ""
    qualifier = target.get("state-qualifier", "") if target is not None else ""
    accepted = state in ACCEPTED or (unit.get("approved") == "yes" and state not in UNTRANSLATED)
    status: Status = "confirmed" if accepted else "draft"
    status = "rejected" if qualifier.startswith("rejected-") else status
    found = Standing(status, _ORIGINS.get(qualifier), _MATCHES.get(qualifier), state in UNTRANSLATED)
    if stage := said(unit, "status"):
        found = _memoq(found, stage.lower(), percentage(said(unit, "percent")))
    if (confirmed := said(unit, "confirmed")) or said(unit, "trans-origin"):
        origin = _ORIGINS.get(said(unit, "trans-origin").lower())
        score = said(unit, "score")
        match = percentage(score if "." in score else "") if origin == "memory" else None
        done = confirmed not in ("", "0", "false")
        found = Standing("confirmed" if done else found.status, origin or found.origin, match or None)
    return found


def _memoq(found: Standing, stage: str, percent: int | None) -> Standing:
    status: Status = found.status
    if "confirmed" in stage or "proofread" in stage or "review" in stage:
        status = "confirmed"
    elif "rejected" in stage:
        status = "rejected"
    origin = _ORIGINS.get(stage) or ("memory" if percent else found.origin)
    match = percent if percent and origin == "memory" else found.match
    return Standing(status, origin, match, found.untranslated or stage == "notstarted")


def of_trados(segment: Element) -> Standing:
    """By a ``sdl:seg``: its confirmation level, origin and match."""
    level, origin = segment.get("conf", ""), segment.get("origin", "").lower()
    status: Status = "confirmed" if level.startswith("Approved") else "rejected" if "Reject" in level else "draft"
    found = _ORIGINS.get(origin)
    match = percentage(segment.get("percent", "")) if found == "memory" else None
    if match == 100 and segment.get("text-match") == "SourceAndTarget":
        match = 101
    return Standing(status, found, match, origin in ("source", "not-translated") and status == "draft")


def of_segment(segment: Element) -> Standing:
    """By the state of a ``segment`` of XLIFF 2 and what its ``subState`` adds, ours or another program's."""
    state, detail = segment.get("state", ""), segment.get("subState", "").lower().partition(":")[2]
    status: Status = "confirmed" if state in ACCEPTED else "draft"
    if "reject" in detail:
        status = "rejected"
    return Standing(status, _ORIGINS.get(detail), _MATCHES.get(detail), state == "initial" and status == "draft")
