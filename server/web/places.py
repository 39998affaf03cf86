"""No answer shows where the service keeps its files: in messages, their folders are left out."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

import sqlalchemy as sa

from aligner.memory import is_url
from models.messages import Message
from server.settings import Settings


def without_places(message: Message | str, settings: Settings) -> Message:
    """A message with the names of the service's files, and without their folders, in whatever value they stand."""
    if isinstance(message, str):
        return Message(shortened(message, settings))
    values = {name: shown(value, settings) for name, value in message.values.items()}
    return Message(message.template, message.plural, **values)


def shown(value: str | int | float | Message, settings: Settings) -> str | int | float | Message:
    """The same for a value of a message."""
    if isinstance(value, Message):
        return without_places(value, settings)
    return shortened(value, settings) if isinstance(value, str) else value


def shortened(message: str, settings: Settings) -> str:
    """The same for a text."""
    if "/" not in message:
        return message
    message = re.sub(re.escape(tempfile.gettempdir()) + r"/tolmach-[^/\s]{1,64}/", "", message)
    for folder in folders(settings):
        # Only as a whole name: /data is no part of /database.
        message = re.sub(rf"(?<![\w.-]){re.escape(str(folder))}/", "", message)
        own = folder.name.replace("\\", r"\\")
        message = re.sub(rf"(?<![\w.-]){re.escape(str(folder))}(?![\w/-])", own, message)
    return message


def folders(settings: Settings) -> list[Path]:
    """Where the service's files are, the deepest first."""
    files = [settings.directory / "any"]
    if settings.memory and not is_url(settings.memory):
        files.append(Path(settings.memory))
    if settings.url.startswith("sqlite") and (name := sa.make_url(settings.url).database):
        files.append(Path(name))
    found = {made for file in files for made in (file.parent, file.parent.absolute(), file.parent.resolve())}
    return sorted((folder for folder in found if folder.name), key=lambda folder: -len(str(folder)))
