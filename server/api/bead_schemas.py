"""The shapes of pairs in the API and of every change to them, as the OpenAPI description shows them."""

from __future__ import annotations

from typing import Any

from apiflask import Schema
from apiflask.fields import Boolean, Dict, Field, Float, Integer, List, Nested, String
from apiflask.validators import Length, OneOf, Range

from server.api.fields import string, whole


class SentenceOut(Schema):
    """A sentence within a bead."""

    text = String()
    paragraph = Integer()


class FindingOut(Schema):
    """What a check says of a bead. Spans are half-open, in characters of the bead's texts."""

    id = Integer()
    bead_id = Integer()
    code = String()
    severity = String()
    message = String()
    source_span = List(Integer(), allow_none=True)
    target_span = List(Integer(), allow_none=True)


class CodeOut(Schema):
    """An inline code: markup over the half-open span of a text (characters), standing alone where it is empty."""

    id = Integer(metadata={"description": "The same on both sides of a translation."})
    kind = string(
        "bold, italic, underline, link, sub, sup, code, image, note, break, tab, field, placeholder or other."
    )
    start = Integer()
    end = Integer()
    equiv = string("What a code that stands alone reads as.")
    href = string("A link's address.")
    data = List(String(), metadata={"description": "Native markup before and after the text, from TMX or XLIFF."})
    opens = Boolean(metadata={"description": "false in all pieces of a span that was cut, but the first."})
    closes = Boolean(metadata={"description": "false in all pieces of a span that was cut, but the last."})
    breaks = Boolean(metadata={"description": "A sentence ends here: a tab, a line break, a separator."})
    keep = Boolean(metadata={"description": "Its text is not translated."})


class CodeIn(Schema):
    """Where a code of the pair stands now."""

    id = whole("Id of a code that the pair has, on either side.", required=True)
    start = whole("First character in the text.", required=True)
    end = whole("Character after the last; the same for a code that stands alone.", required=True)


class BeadOut(Schema):
    """A pair."""

    id = Integer(
        allow_none=True, metadata={"description": "Stays through edits; null while the translation is under way."}
    )
    number = Integer(allow_none=True, metadata={"description": "Its place, from 1."})
    version = Integer(metadata={"description": "Send it back with a change; it grows with each."})
    kind = String()
    source = List(Nested(SentenceOut))
    target = List(Nested(SentenceOut))
    source_text = String()
    target_text = String()
    source_codes = List(Nested(CodeOut))
    target_codes = List(Nested(CodeOut))
    paragraph = Dict()
    confidence = Float()
    origin = String()
    score = Float(allow_none=True)
    status = string("draft, confirmed or rejected; waiting while it is not translated yet.")
    note = String()
    links = List(List(Integer()))
    findings = List(Nested(FindingOut))
    updated = String(allow_none=True)
    updated_by = String()


class BeadsIn(Schema):
    """Which beads of a bitext."""

    offset = whole("Beads to leave out.", load_default=0)
    limit = whole("Most beads to return.", 1, 1000, load_default=100)
    q = string("Words in either language, in any form.", 500, load_default="")
    status = String(validate=OneOf(("draft", "confirmed", "rejected")), load_default=None)
    below = Float(validate=Range(min=0, max=1), load_default=None, metadata={"description": "Confidence below this."})
    findings = Boolean(load_default=None, metadata={"description": "Only with, or only without findings."})
    code = string("Only with a finding of this code.", 100, load_default="")
    around = whole("Return the part of the list that holds this bead.", load_default=None)


class BeadsOut(Schema):
    """A page of beads."""

    beads = List(Nested(BeadOut))
    total = Integer()
    offset = Integer()
    revision = Integer()
    state = String()


class HistoryOut(Schema):
    """A page of changes, newest first."""

    edits = List(Nested(lambda: EditOut()))
    total = Integer()


class EditOut(Schema):
    """A change. ``before`` and ``after`` are left out of changes to very many beads."""

    id = Integer()
    revision = Integer()
    action = String()
    actor = String()
    state = string("done, undone, or dropped (undone, then overtaken by another change).")
    created = String()
    beads_before: Field[Any] = Field()
    beads_after: Field[Any] = Field()
    before = List(Dict(), allow_none=True)
    after = List(Dict(), allow_none=True)


class ChangedOut(Schema):
    """What a change led to."""

    edit = Nested(EditOut, allow_none=True)
    revision = Integer()
    beads = List(Nested(BeadOut), metadata={"description": "The beads that changed or came, in order."})
    changed = Integer(metadata={"description": "How many changed; of very many, `beads` holds none."})
    range = List(
        Integer(), allow_none=True, metadata={"description": "Numbers of the first and the last that changed."}
    )
    removed = List(Integer(), metadata={"description": "Ids of the beads that are gone."})
    after = Integer(allow_none=True, metadata={"description": "Id of the bead before the first of them."})
    total = Integer()
    undo = Dict()
    memory_waiting = Integer(
        metadata={
            "description": "Pairs that wait for the translation memory and are sent by themselves; absent if none."
        }
    )


class VersionIn(Schema):
    """The version of the bead that the caller saw."""

    version = whole("The bead's version; a conflict (409) if it has changed since.", 1, required=True)


class BeadIn(VersionIn):
    """New values for some of a bead's fields."""

    target_text = string("The translation; cut into sentences again.", 100_000)
    source_text = string("The source.", 100_000)
    target_codes = List(
        Nested(CodeIn),
        validate=Length(0, 10_000),
        metadata={"description": "All its codes. Without them, those that are there stay with their words."},
    )
    source_codes = List(Nested(CodeIn), validate=Length(0, 10_000), metadata={"description": "The same."})
    status = String(validate=OneOf(("draft", "confirmed", "rejected")))
    note = string("A remark.", 10_000)


class SplitIn(VersionIn):
    """Where to cut, in characters of the bead's texts; 0 or the length leaves a side empty in one half."""

    source_at = whole("Place in the source text.", required=True)
    target_at = whole("Place in the target text.", required=True)


class BeadVersionIn(Schema):
    """A bead as the caller saw it."""

    id = whole("Id.", 1, required=True)
    version = whole("Version.", 1, required=True)


class MergeIn(Schema):
    """Neighbours to join."""

    beads = List(Nested(BeadVersionIn), required=True, validate=Length(2, 100))


class MoveIn(VersionIn):
    """Move the first sentence of a side to the bead before, or the last to the bead after."""

    side = String(validate=OneOf(("source", "target")), required=True)
    direction = String(validate=OneOf(("up", "down")), required=True)


class InsertIn(Schema):
    """A new bead."""

    after = whole("Id of the bead before it; at the beginning when left out.", 1, load_default=None, allow_none=True)
    source_text = string("Source text.", 100_000, load_default="")
    target_text = string("Target text.", 100_000, load_default="")


class ConfirmIn(Schema):
    """Which drafts to confirm at once."""

    above = Float(required=True, validate=Range(min=0, max=1), metadata={"description": "Confidence from which on."})
    without_findings = Boolean(load_default=True, metadata={"description": "Leave out pairs with a finding."})


class PlacesIn(Schema):
    """What to look for in the translations."""

    find = string("The words, literally.", 1000, required=True)
    match_case = Boolean(load_default=False, metadata={"description": "Capitals as they stand."})
    whole_words = Boolean(load_default=False, metadata={"description": "Not within a longer word."})


class PlacesOut(Schema):
    """How often it stands there."""

    pairs = Integer()
    places = Integer()


class ReplaceIn(PlacesIn):
    """What to put in its place."""

    replace = string("The words to put there; nothing deletes what was found.", 1000, load_default="")


class RealignIn(Schema):
    """The part to align again; confirmed pairs within it stay where they are."""

    first = whole("Id of the first bead; from the beginning when left out.", 1, load_default=None, allow_none=True)
    last = whole(
        "Id of the last bead; when left out, up to the next confirmed one, and 400 at most.",
        1,
        load_default=None,
        allow_none=True,
    )
