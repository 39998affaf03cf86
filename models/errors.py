"""The one error type a user may meet: a single line that says what is wrong and what to do."""

from __future__ import annotations

from models.messages import Message


class TolmachError(Exception):
    """A fault the user can do something about.

    The message is one line, begins with what was being worked on (a file, a model, an option) and ends
    with advice: ``TolmachError("{path}: no such file; check the name", path=path)``. The template is a literal, so
    that its translation can be looked up; see ``models.messages.Message`` for the values. Command line, service and
    batch runner show it in the user's language; none shows a traceback.
    """

    def __init__(self, template: str, /, **values: object) -> None:
        """Keep the message."""
        super().__init__(template)
        self.message = Message(template, **values)

    def __str__(self) -> str:
        """The message in English, for logs and programs."""
        return str(self.message)


class ModelError(TolmachError):
    """A model is missing, damaged, of the wrong kind, or cannot be loaded."""


def reason(error: OSError) -> Message:
    """What the operating system says is wrong: ``permission denied``."""
    return Message((error.strerror or str(error) or type(error).__name__).lower())
