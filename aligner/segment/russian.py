"""Rules for Russian, over razdel."""

from __future__ import annotations

import re

from aligner.segment.abbreviations import RU_MAYBE_LAST, RU_NEVER_LAST, words
from aligner.segment.common import inside_quotation, list_head, punctuation_follows
from aligner.segment.rules import Rule
from aligner.segment.site import DASHES, Site

_OPENERS = words("в с к на он она оно они это по после до при но а и за из у о об так тогда здесь там потом затем")


def plain_end(site: Site) -> bool | None:
    """A word of four small letters or more, a full stop, a capital: by far the most common end."""
    word = site.word
    if (
        site.stop == "."
        and not site.close
        and len(word) > 3
        and word.islower()
        and site.first.isupper()
        and word not in RU_NEVER_LAST
        and word not in RU_MAYBE_LAST
    ):
        return True
    return None


def attribution(site: Site) -> bool | None:
    """``«…!» — сказал он``: a dash and a small letter go on with the sentence."""
    if site.first in DASHES and site.follow[:1].islower():
        return False
    return None


def small_letter(site: Site) -> bool | None:
    """No sentence of edited text begins with a small letter."""
    if site.follow[:1].islower() and site.first not in DASHES and not site.smile:
        return False
    return None


def closing_shortening(site: Site) -> bool | None:
    """``и т. д. Потом``, ``2010 г. В``: a shortening that ends a sentence, before a word that begins one."""
    if site.stop != "." or site.close:
        return None
    tail = site.left[-12:]
    if re.search(r"(?:и т\. ?[дп]|и др|и пр)$", tail) and site.follow[:1].isupper():
        return True
    if re.search(r"\d\s?гг?$", tail) and site.follow.lower() in _OPENERS and site.follow[:1].isupper():
        return True
    return None


RULES: list[Rule] = [
    plain_end,
    list_head,
    punctuation_follows,
    inside_quotation,
    attribution,
    small_letter,
    closing_shortening,
]
