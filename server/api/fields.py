"""Fields that the shapes of the API are made of: numbers in a range, texts up to a length, languages."""

from __future__ import annotations

from typing import Any

from apiflask.fields import Integer, String
from apiflask.validators import Length, Range, Regexp

from server.web.converters import LARGEST


def whole(about: str, least: int = 0, most: int = LARGEST, **more: Any) -> Integer:
    """A whole number in a range."""
    return Integer(validate=Range(min=least, max=most), metadata={"description": about}, **more)


def string(about: str, most: int | None = None, **more: Any) -> String:
    """Text, of at most so many characters."""
    if most:
        more["validate"] = Length(max=most)
    return String(metadata={"description": about}, **more)


def language_tag(about: str, **more: Any) -> String:
    """A language, as a tag of RFC 5646 without its rarities; it may be left empty."""
    form = Regexp(r"^(?:[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*)?(?!\n)$", error="Not a language tag, as ru, en or en-GB.")
    return String(metadata={"description": about}, validate=[Length(max=35), form], **more)
