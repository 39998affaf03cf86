"""The language of the command line: that of the locale, where there is a catalogue for it, else English."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cache

from models import catalogue
from models.errors import TolmachError
from models.messages import Message

#: The variables of a locale, the weightiest first, as gettext reads them.
VARIABLES = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")


def language_of(environment: Mapping[str, str]) -> str:
    """``ru`` for ``LANG=ru_RU.UTF-8``; ``LANGUAGE`` may list several, and the first that we speak is taken."""
    given = next((value for name in VARIABLES if (value := environment.get(name))), "")
    spoken = catalogue.languages()
    for name in given.split(":"):
        language = name.split(".")[0].split("@")[0].replace("-", "_").split("_")[0].lower()
        if language in spoken or language in ("c", "posix"):
            return language if language in spoken else "en"
    return "en"


@cache
def language() -> str:
    """The language of this process's messages."""
    return language_of(os.environ)


def localised(message: Message | TolmachError | str) -> str:
    """A message in the language of the locale; what is plain text already stays as it is."""
    if isinstance(message, str):
        return message
    return (message.message if isinstance(message, TolmachError) else message).localised(language())
