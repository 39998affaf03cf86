"""What a schema says of a field that does not fit, as a message that has its Russian form.

Marshmallow answers with a text whose limits are filled in. The limits are taken out again: only numbers and our own
choices stand in such a text, never a value of the caller's.
"""

from __future__ import annotations

import re

from models.messages import Message

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_CHOICES = "Must be one of: {choices}."
#: Its texts, each number replaced by a place.
KNOWN = frozenset((
    "Field may not be null.",
    "Invalid input type.",
    "Invalid type.",
    "Length must be between {first} and {second}.",
    "Longer than maximum length {first}.",
    "Missing data for required field.",
    "Must be greater than or equal to {first} and less than or equal to {second}.",
    "Not a language tag, as ru, en or en-GB.",
    "Not a valid boolean.",
    "Not a valid file.",
    "Not a valid integer.",
    "Not a valid list.",
    "Not a valid mapping type.",
    "Not a valid number.",
    "Not a valid string.",
    "Number too large.",
    "Special numeric values (nan or infinity) are not permitted.",
    "Unknown field.",
))  # fmt: skip


def fault_of_field(path: str, text: str) -> Message:
    """``limit: Not a valid integer.`` of a field's path and marshmallow's text."""
    reason = reason_of(text)
    return Message("{field}: {reason}", field=path, reason=reason) if path else reason


def reason_of(text: str) -> Message:
    """The text as a template and its limits; a text that is not known stays as it is."""
    start, end = _CHOICES.split("{choices}")
    if text.startswith(start) and text.endswith(end):
        return Message(_CHOICES, choices=text[len(start) : -len(end)])
    places = ("first", "second")
    numbers = dict(zip(places, _NUMBER.findall(text), strict=False))
    left = iter(places)
    template = _NUMBER.sub(lambda _: f"{{{next(left, 'more')}}}", text)
    return Message(template, **numbers) if template in KNOWN else Message("{text}", text=text)
