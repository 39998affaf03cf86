"""Rules that hold in any language with full stops and capitals."""

from __future__ import annotations

import re

from aligner.segment.site import Site

_LIST_HEAD = re.compile(r"[\s*_#§]*\(?(?:\d{1,3}(?:\.\d{1,3})*|[IVXLC]{1,6}|[A-Za-zА-Яа-яё])[.)]+$")


def list_head(site: Site) -> bool | None:
    """``1.``, ``IV.``, ``а)`` at the beginning belong to what follows."""
    if site.start - site.begin <= 12 and _LIST_HEAD.match(site.head):
        return False
    return None


def inside_quotation(site: Site) -> bool | None:
    """A quotation or bracket in a sentence is kept whole."""
    return False if site.inside else None


def punctuation_follows(site: Site) -> bool | None:
    """A comma, a closing mark, a stop cannot begin a sentence."""
    return False if site.first in ",;:)]»”!?" or (site.first == "." and not site.right.startswith("..")) else None
