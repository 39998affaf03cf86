"""Tolmach: Russian documents as aligned Russian-English text (the library; see docs/design.md)."""

from models import catalogue

__version__ = "0.1.0"

catalogue.add("aligner")
