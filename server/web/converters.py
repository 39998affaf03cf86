"""Numbers and names in addresses: nothing that a database cannot hold gets as far as the database."""

from __future__ import annotations

from typing import Any

from apiflask import APIFlask
from flask import request
from werkzeug.routing import IntegerConverter, Map, UnicodeConverter, ValidationError

#: The largest number of a pair, a place in a list or an id.
LARGEST = 2**31 - 1


class Whole(IntegerConverter):
    """``<int:…>`` of an address; with a number beyond the largest it is no address of ours (404)."""

    def __init__(self, map: Map, *args: Any, **options: Any) -> None:
        """The largest number is the one difference."""
        super().__init__(map, *args, **{"max": LARGEST, **options})


class Name(UnicodeConverter):
    """``<…>`` of an address; with a null character it is no address of ours (404), for PostgreSQL takes none."""

    def to_python(self, value: str) -> str:
        """The value as it is."""
        if "\x00" in value:
            raise ValidationError
        return value


def init_app(app: APIFlask) -> None:
    """Use them for all addresses; to be called before the blueprints come."""
    app.url_map.converters |= {"int": Whole, "default": Name, "string": Name}


def asked(name: str) -> int | None:
    """A number of the address's query: within 0 and the largest; None where there is none."""
    number = request.args.get(name, type=int)
    return None if number is None else max(0, min(number, LARGEST))
