"""Which way a text can be worked on: its language is looked at before anything is queued, and again once it is read."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from aligner.errors import TolmachError
from aligner.language import CYRILLIC, UNKNOWN
from server.errors import BadRequestError
from server.library.documents import PAIRED, Incoming, suffix

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
    if language or suffix(source.name) in PAIRED:
        return
    first = language_of(source)
    second = target_language or (language_of(translation) if translation else "")
    try:
        if translation is not None:
            check_order(source.name, first, translation.name, second)
        else:
            check_model(models, source.name, first, model)
    except TolmachError as error:
        raise BadRequestError("{reason}", reason=error, details={"languages": [first, second]}) from error


def language_of(incoming: Incoming) -> str:
    """The language of a file; ``und`` where it cannot be read, or not in a moment."""
    from aligner.pipeline import document_language
    from aligner.readers.limits import Limits

    try:
        limits = replace(Limits.from_environment(), seconds=GLANCE_SECONDS)
        return document_language(incoming.data, name=incoming.name, limits=limits)
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


def check_model(models: Models, name: str, language: str, model: str) -> None:
    """Refuse a text that the model cannot translate: it would come out as it went in.

    Languages near to Russian are not refused, for what looks Bulgarian may be an old Russian text.

    Raises:
        TolmachError: that is so.
    """
    if language == UNKNOWN or language in CYRILLIC:
        return
    translator = models.translator(model)
    if language == translator.source_language:
        return
    if language == "en":
        raise TolmachError(
            "{name}: the text looks English, and {model} translates into English only; send its translation with it "
            "to align the two, or say language=ru if it is Russian after all",
            name=name,
            model=translator.name,
        )
    raise TolmachError(
        "{name}: the text does not look Russian, and {model} translates from Russian only; send its translation with "
        "it to align the two, or say language=ru if it is Russian after all",
        name=name,
        model=translator.name,
    )
