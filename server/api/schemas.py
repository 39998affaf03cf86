"""The shapes of the API, as its OpenAPI description shows them; inputs are checked against them."""

from __future__ import annotations

from typing import Any

from apiflask import Schema
from apiflask.fields import Boolean, Dict, Field, File, Float, Integer, List, Nested, String
from apiflask.validators import Length, OneOf, Range

from server.api.fields import language_tag, string, whole
from server.jobs.queue import ALLOWANCE
from server.library.documents import SORTS


class ErrorOut(Schema):
    """The one shape of an error, whatever its status."""

    ok = Boolean(required=True)
    error = string("What is wrong and what to do, one line.", required=True)
    status = whole("The HTTP status.", required=True)
    details = Dict(
        data_key="fields",
        metadata={"description": "Faults by place and field, where the request did not fit its schema."},
    )


class PageIn(Schema):
    """Which part of a list."""

    offset = whole("Items to leave out.", load_default=0)
    limit = whole("Most items to return.", 1, 500, load_default=50)


class ProgressOut(Schema):
    """How far a job is."""

    stage = string("reading, translating, aligning, storing or checking.")
    done = whole("Sentences done in this stage.")
    total = whole("Sentences in this stage.")
    rate = Float(allow_none=True, metadata={"description": "Sentences a second since this run of the stage began."})
    seconds_left = Float(allow_none=True, metadata={"description": "For this stage, at that rate."})


class JobOut(Schema):
    """A job."""

    id = String()
    kind = string("translate, align, open or check.")
    bitext_id = String()
    state = string("queued, running, cancelling, done, failed or cancelled.")
    priority = String()
    progress = Nested(ProgressOut)
    error = string("Why it failed.", allow_none=True)
    lost = whole("Times a worker died with it.")
    created = String()
    started = String(allow_none=True)
    finished = String(allow_none=True)


class BitextOut(Schema):
    """A document and one translation of it."""

    id = String()
    document_id = String()
    kind = string("translate (by a model), align (with a translation that was given) or open (a file of pairs).")
    state = string("waiting, working, ready or failed.")
    model = String()
    settings = Dict()
    source_language = String()
    target_language = String()
    source_title = String()
    target_title = String()
    notes = List(String())
    revision = whole("Grows with every change of its beads.")
    created = String()
    updated = String()
    job = Nested(JobOut)
    statistics = Dict()
    undo = Dict(metadata={"description": "Changes that the caller can undo and redo."})


class DocumentOut(Schema):
    """A document of the library."""

    id = String()
    title = String()
    name = String()
    language = String()
    format = String()
    encoding = String()
    bytes = Integer()
    sentences = Integer()
    characters = Integer()
    created = String()
    deleted = String(allow_none=True)
    bitexts = List(Nested(BitextOut))


class AddedOut(Schema):
    """What an upload led to."""

    document = Nested(DocumentOut)
    bitext = Nested(BitextOut)
    job = Nested(JobOut)
    reused = Boolean(metadata={"description": "The same file with the same settings was there already."})


class DocumentsOut(Schema):
    """A page of documents."""

    documents = List(Nested(DocumentOut))
    total = Integer()


class JobsOut(Schema):
    """A page of jobs."""

    jobs = List(Nested(JobOut))
    total = Integer()


class DocumentsIn(PageIn):
    """Which documents."""

    q = string("Words of the title or of the text, in either language and any form.", 500, load_default="")
    sort = String(validate=OneOf(SORTS), load_default="newest")
    deleted = Boolean(load_default=False, metadata={"description": "Those in the trash instead."})


class JobsIn(PageIn):
    """Which jobs."""

    state = String(validate=OneOf(("active", "queued", "running", "done", "failed", "cancelled")), load_default=None)
    bitext_id = String(load_default=None)


class ChoicesIn(Schema):
    """How to work on a document."""

    title = string("Title; found in the document when left out.", 500, load_default="")
    model = string("Model, see /models; the service's own when left out.", 200, load_default="")
    beam = whole("Beam size.", 1, 32, load_default=None)
    language = language_tag("Language of the source; found when left out.", load_default="")
    target_language = language_tag("Language of the translation given; found when left out.", load_default="")
    priority = String(
        validate=OneOf(("", *ALLOWANCE)), load_default="", metadata={"description": "By size when left out."}
    )
    again = Boolean(load_default=False, metadata={"description": "Do the work even where its result is stored."})


class UploadIn(ChoicesIn):
    """A document as files."""

    file = File(  # type: ignore[no-untyped-call]
        metadata={"description": "The source document."}
    )
    translation = File(  # type: ignore[no-untyped-call]
        metadata={"description": "Its translation, to be aligned with it."}
    )
    text = string("The source as text, instead of a file.")
    translation_text = string("The translation as text.")


class PasteIn(ChoicesIn):
    """A document as text."""

    text = string("The source.", required=True)
    translation_text = string("Its translation, to be aligned with it.")
    name = string("A file name to remember it by.", 200, load_default="")


class TitleIn(Schema):
    """A new title."""

    title = string("The title.", 500, required=True)


class AgainIn(Schema):
    """Another translation of the same document."""

    model = string("Model, see /models.", 200, load_default="")
    beam = whole("Beam size.", 1, 32, load_default=None)


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

    target_text = string("The translation; cut into sentences anew.", 100_000)
    source_text = string("The source.", 100_000)
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


class TextsIn(Schema):
    """Texts to translate."""

    texts = List(String(validate=Length(max=100_000)), required=True, validate=Length(1, 1000))
    model = string("Model, see /models.", 200, load_default="")
    beam = whole("Beam size.", 1, 32, load_default=None)
    alternatives = whole("Alternatives for each sentence.", 0, 20, load_default=0)


class PairIn(Schema):
    """Two texts."""

    source = string("Source.", 100_000, required=True)
    target = string("Target.", 100_000, required=True)
