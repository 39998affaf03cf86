"""Tolmach for Python: read, segment, translate, align, check, export. What is named here, and only that, is stable."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tolmach._packages import check_packages

__all__ = [
    "Alignment",
    "Bead",
    "Bitext",
    "Document",
    "ExportOptions",
    "ExportReport",
    "Finding",
    "Glossary",
    "Memory",
    "TolmachError",
    "Translator",
    "Unit",
    "__version__",
    "align",
    "check",
    "export",
    "load_translator",
    "open_memory",
    "read",
    "segment",
    "translate",
]

if TYPE_CHECKING:
    from aligner import __version__
    from aligner.align import Alignment
    from aligner.core.bitext import Bead, Bitext
    from aligner.core.document import Document
    from aligner.core.finding import Finding
    from aligner.core.unit import Unit
    from aligner.errors import TolmachError
    from aligner.exports.options import ExportOptions, ExportReport
    from aligner.memory import open_memory
    from aligner.memory.base import Memory
    from models.load import load_translator
    from models.translation import Translator
    from tolmach._api import Glossary, align, check, export, read, segment, translate

check_packages()


def __getattr__(name: str) -> Any:
    """Load the library when it is first used: the command line starts without it."""
    if name not in __all__:
        raise AttributeError(f"module 'tolmach' has no attribute '{name}'")
    from tolmach import _api

    return getattr(_api, name)


def __dir__() -> list[str]:
    """The names of the API."""
    return __all__
