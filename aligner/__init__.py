"""Tolmach: Russian documents as aligned Russian-English text (the library; see docs/design.md)."""

__version__ = "0.1.0"
