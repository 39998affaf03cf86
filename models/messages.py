"""A message as a template and its values: what errors, notes and summaries are made of.

It is raised, stored and logged as a template with named places, ``{path}: no such file``, and the values for them. It
is translated by looking its template up in a catalogue and filling the values in, so that nothing is ever matched
against a value.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from models import catalogue

_PLACE = re.compile(r"\{(\w+)\}")
#: Languages that do not write a decimal point.
_DECIMAL = {"ru": ","}


class Message:
    """A template with its values; ``str()`` gives it in English, ``localised`` in another language.

    Values are texts, numbers and other messages, which are translated with the whole; anything else becomes its
    ``str()``. A template without values is never formatted, so it may contain braces. ``plural`` is the template for
    another number of things than one; the number is the value ``count``.
    """

    __slots__ = ("plural", "template", "values")

    def __init__(self, template: str, plural: str = "", /, **values: object) -> None:
        """Make a message."""
        self.template = template
        self.plural = plural
        self.values: dict[str, str | int | float | Message] = {name: plain(value) for name, value in values.items()}

    def __str__(self) -> str:
        """The message in English."""
        return self.localised("en")

    def __repr__(self) -> str:
        """For the log and for tests."""
        return f"Message({self.template!r}, {self.plural!r}, **{self.values!r})"

    def __eq__(self, other: object) -> bool:
        """Same template, same values."""
        return isinstance(other, Message) and self.as_json() == other.as_json()

    def __hash__(self) -> int:
        """Of the template alone."""
        return hash(self.template)

    def localised(self, language: str) -> str:
        """The message in a language; in English where that has no translation."""
        template = catalogue.translated(self.template, language)
        if self.plural:
            template = catalogue.plural_form(self.template, self.plural, self.values["count"], language)
        if not self.values:
            return template
        return _PLACE.sub(lambda place: self._shown(place[1], language, place[0]), template)

    def _shown(self, name: str, language: str, place: str) -> str:
        """The value for a place; the place itself where there is none."""
        value = self.values.get(name, place)
        if isinstance(value, Message):
            return value.localised(language)
        if isinstance(value, float):
            return f"{value:g}".replace(".", _DECIMAL.get(language, "."))
        return str(value)

    def as_json(self) -> dict[str, Any]:
        """The message as it is stored and sent between processes."""
        values = {name: value.as_json() if isinstance(value, Message) else value for name, value in self.values.items()}
        return {"template": self.template, "values": values} | ({"plural": self.plural} if self.plural else {})

    @classmethod
    def from_json(cls, stored: str | Mapping[str, Any]) -> Message:
        """A stored message; a plain text stays as it is in every language."""
        if isinstance(stored, str):
            return cls(stored)
        values = {
            name: cls.from_json(value) if isinstance(value, Mapping) else value
            for name, value in stored["values"].items()
        }
        return cls(stored["template"], stored.get("plural", ""), **values)


def plain(value: object) -> str | int | float | Message:
    """A value as a message keeps it."""
    if isinstance(value, Message) or (isinstance(value, str | int | float) and not isinstance(value, bool)):
        return value
    return message if isinstance(message := getattr(value, "message", None), Message) else str(value)
