"""The one error type a user may meet: a single line that says what is wrong and what to do."""

from __future__ import annotations


class TolmachError(Exception):
    """A fault the user can do something about.

    The message is one line, begins with what was being worked on (a file, a model, an option) and ends
    with advice. Command line, service and batch runner print it as it stands; none shows a traceback.
    """


class ModelError(TolmachError):
    """A model is missing, damaged, of the wrong kind, or cannot be loaded."""
