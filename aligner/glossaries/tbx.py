"""TermBase eXchange, version 2 (martif, ISO 30042:2008) and 3 (tbx, ISO 30042:2019, in either style)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from aligner.imports.report import ImportReport
from aligner.imports.xmlstream import XML_LANG, Element, elements, local
from models.glossary import WORD, Term

if TYPE_CHECKING:
    from aligner.glossaries import Languages

_ENTRIES = ("conceptEntry", "termEntry")
_LANGUAGES = ("langSec", "langSet")
#: What says of a term whether it is to be used: the type of a ``termNote``, in style DCT an element's own name.
_STATUS = ("administrativeStatus", "normativeAuthorization")
#: Beginnings of its values: terms to write before others, and terms to write never.
_BEST, _NEVER = ("preferred", "standardized"), ("deprecated", "superseded", "obsolete", "rejected")


def read_tbx(path: Path, languages: Languages) -> Iterator[Term]:
    """Each source term of each entry with the target terms, preferred ones first.

    Deprecated target terms are left out; deprecated source terms are kept, since a text may have them.

    Raises:
        ReadError: not well-formed (the line is named).
    """
    sources, target = languages
    for _, entry in elements(path, _ENTRIES, ImportReport(), len(_ENTRIES), events=("end",)):
        found: dict[str, list[tuple[int, str]]] = {}
        for section in entry:
            if local(section) in _LANGUAGES:
                tag = section.get(XML_LANG) or section.get("lang") or ""
                found.setdefault(tag.replace("_", "-").split("-")[0].lower(), []).extend(_terms(section))
        targets = [text for rank, text in sorted(found.get(target, ()), key=lambda pair: pair[0]) if rank < 2]
        if targets:
            ours = [text for language in sources for _, text in found.get(language, ())]
            yield from (Term(text, tuple(dict.fromkeys(targets))) for text in ours if WORD.search(text))


def _terms(section: Element) -> Iterator[tuple[int, str]]:
    """The terms of a language, each with its rank: 0 preferred, 1 any other, 2 not to be used."""
    for group in section:
        for term in group.iter("{*}term"):
            text = " ".join("".join(term.itertext()).split())
            if text:
                yield _rank(group), text


def _rank(group: Element) -> int:
    """What is said of the term in this group (``tig``, ``ntig``, ``termSec``)."""
    for one in group.iter():
        if (one.get("type") or local(one)) in _STATUS:
            value = (one.text or "").strip().lower()
            if value.startswith(_BEST):
                return 0
            if value.startswith(_NEVER):
                return 2
    return 1
