"""What goes through the pipe between a caller and its child: one request, then frames of bounded size.

A frame is a letter for its kind, the number of its bytes, and the bytes: a JSON value (``V``), plain bytes (``B``), an
error that a person may meet (``E``), a fault of the program (``F``), too little memory (``M``), the end (``Z``).
"""

from __future__ import annotations

import json
import struct
from importlib import import_module
from typing import Any

from aligner.errors import ReadError, TolmachError
from models.messages import Message

VALUE, BYTES, ERROR, FAULT, MEMORY, END = b"V", b"B", b"E", b"F", b"M", b"Z"
#: What a host is asked for: a child for two sockets; to load the readers' modules while there is nothing to do.
CALL, LOAD = b"c", b"l"
HEADER = struct.Struct(">cI")
#: Seconds between two looks at the clock.
TICK = 0.5
#: No frame is larger, whatever its header says.
LARGEST = 1 << 30


def frame(kind: bytes, data: bytes = b"") -> bytes:
    """One frame."""
    return HEADER.pack(kind, len(data)) + data


def to_json(value: Any) -> bytes:
    """A value as UTF-8 text; lone surrogates, which damaged files may hold, are let through."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def from_json(data: bytes) -> Any:
    """The inverse of ``to_json``."""
    return json.loads(data.decode("utf-8", "surrogatepass"))


def request(function: str, arguments: dict[str, Any], memory_bytes: int, seconds: float, size: int) -> bytes:
    """The first line of a request; ``size`` bytes of data follow it."""
    return to_json([function, arguments, memory_bytes, seconds, size]) + b"\n"


def described(error: TolmachError) -> bytes:
    """An error as JSON: its class and its message."""
    kind = type(error)
    return to_json([f"{kind.__module__}:{kind.__qualname__}", error.message.as_json()])


def error_from(data: bytes) -> TolmachError:
    """The inverse of ``described``; of a class that is not there, a ``ReadError`` with the same words."""
    name, stored = from_json(data)
    module, _, cls = name.partition(":")
    found = getattr(import_module(module), cls, None)
    message = Message.from_json(stored)
    made = found if isinstance(found, type) and issubclass(found, TolmachError) else ReadError
    error = made(message.template, **message.values)
    error.message = message
    return error
