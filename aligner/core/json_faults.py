"""Why a text is no JSON, in a line for people: Python's own words for two of the reasons are advice to programmers."""

from __future__ import annotations

import json
import sys

from models.messages import Message


def json_fault(error: ValueError | RecursionError) -> Message:
    """The reason, of what ``json.loads`` raised."""
    if isinstance(error, RecursionError):
        return Message("it is nested too deep")
    if isinstance(error, json.JSONDecodeError | UnicodeError):
        return Message("{error}", error=error)
    return Message("it holds a number of more than {digits} digits", digits=sys.get_int_max_str_digits())
