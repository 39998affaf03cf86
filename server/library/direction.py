"""Which way a text can be worked on: its language is looked at before anything is queued, and again once it is read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from aligner.errors import TolmachError
from aligner.formats import by_extension
from aligner.language import UNKNOWN
from server.errors import BadRequestError
from server.library.documents import PAIRED, Incoming

if TYPE_CHECKING:
    from server.translation.models import Models

#: Seconds that looking at a file may take before it is queued unlooked at; the job looks again when it has read it.
GLANCE_SECONDS = 5.0


def check_upload(
    models: Models, source: Incoming, translation: Incoming | None, *, model: str, language: str, target_language: str
) -> None:
    """Refuse an upload that would be worked on in the wrong direction; a caller who names the languages is believed.

    Raises:
        BadRequestError: in one line, with what to do; its ``details`` hold the languages found.
    """
    if language or by_extension(source.name, PAIRED):
        return
    reads = () if translation else models.languages(model)[0]
    first = language_of(source, reads)
    second = target_language or (language_of(translation) if translation else "")
    try:
        if translation is not None:
            check_order(source.name, first, translation.name, second)
        else:
            check_model(source.name, first, reads)
    except TolmachError as error:
        raise BadRequestError("{reason}", reason=error, details={"languages": [first, second]}) from error


def language_of(incoming: Incoming, reads: Sequence[str] = ()) -> str:
    """The language of a file, ``reads`` being those of the model; ``und`` where it cannot be read in a moment."""
    from aligner.pipeline import document_language
    from aligner.readers.limits import Limits

    try:
        limits = replace(Limits.from_environment(), seconds=GLANCE_SECONDS)
        return document_language(incoming.data, name=incoming.name, limits=limits, expected=reads)
    except TolmachError:
        return UNKNOWN  # the job reads it again, and says what is wrong with it


def check_order(name: str, language: str, other: str, other_language: str) -> None:
    """Refuse an English text with a Russian one as its translation.

    Raises:
        TolmachError: that is so.
    """
    if (language, other_language) == ("en", "ru"):
        raise TolmachError(
            "{name} looks English and {other} Russian: send them the other way round, or name their languages to keep "
            "this order (language=en, target_language=ru)",
            name=name,
            other=other,
        )


def check_model(name: str, language: str, reads: Sequence[str]) -> None:
    """Refuse a text that a model of these languages cannot translate: it would come out as it went in.

    Raises:
        TolmachError: that is so.
    """
    from aligner.pipeline import language_problem

    if problem := language_problem(name, language, reads):
        raise TolmachError(
            "{problem}; send its translation with it to align the two, or say language={language} if the text is in "
            "that language after all",
            problem=problem,
            language=reads[0],
        )
