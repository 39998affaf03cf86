"""A file's bytes with what the user asked for: where all reading begins, and the only place that loads a file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from aligner.errors import ReadError
from aligner.readers.limits import Limits
from models.errors import reason
from models.messages import Message


@dataclass(frozen=True, slots=True)
class Source:
    """A file's bytes with the name to use in messages and what the user asked for."""

    data: bytes
    name: str
    encoding: str | None
    limits: Limits


def document_bytes(source: Path | str | bytes, name: str, limits: Limits) -> tuple[bytes, str]:
    """A document's bytes, and the name to use in messages: a path's own, if there is no other.

    Raises:
        ReadError: the file is missing, cannot be read, or is too big.
    """
    if not isinstance(source, bytes):
        return _load(Path(source), limits), name or Path(source).name
    name = name or "input"
    _check_size(len(source), name, limits)
    return source, name


def _load(path: Path, limits: Limits) -> bytes:
    """A file's bytes, never more than the limit."""
    try:
        if path.is_dir():
            raise ReadError("{path}: this is a folder; give a file, or use 'tolmach batch' for a folder", path=path)
        with path.open("rb") as stream:
            data = stream.read(limits.file_bytes + 1)
    except FileNotFoundError as error:
        raise ReadError("{path}: no such file; check the name", path=path) from error
    except PermissionError as error:
        raise ReadError("{path}: no permission to read it; check its access rights", path=path) from error
    except (OSError, ValueError) as error:
        raise ReadError(
            "{path}: cannot be read ({reason}); check the file", path=path, reason=_reason(error)
        ) from error
    _check_size(len(data), str(path), limits)
    return data


def _reason(error: OSError | ValueError) -> Message:
    return reason(error) if isinstance(error, OSError) else Message(str(error))


def _check_size(size: int, name: str, limits: Limits) -> None:
    if size > limits.file_bytes:
        raise ReadError(
            "{name}: larger than the limit of {most} MB; split it or raise the limit file_bytes",
            name=name,
            most=round(limits.file_bytes / 1e6),
        )
