"""The shapes of the API but for pairs, as its OpenAPI description shows them; inputs are checked against them."""

from __future__ import annotations

from apiflask import Schema
from apiflask.fields import Boolean, Dict, File, Float, Integer, List, Nested, String
from apiflask.validators import Length, OneOf

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
