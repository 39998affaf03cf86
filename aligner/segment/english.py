"""Rules for English, over nupunkt."""

from __future__ import annotations

import re

from aligner.segment.abbreviations import words
from aligner.segment.common import inside_quotation, list_head, punctuation_follows
from aligner.segment.rules import Rule
from aligner.segment.site import DASHES, Site

_TITLES = words("mr mrs ms dr prof sen gov rep gen col capt lt sgt maj rev hon messrs st mt adm cmdr pres")
_REFERENCE = words("para paras art arts no nos p pp vol vols fig figs sec secs chap ed eds cf approx ca")
_MAYBE = (
    _TITLES
    | _REFERENCE
    | words(
        "inc ltd corp co jr sr etc al vs est dept univ assn bros "
        "jan feb mar apr jun jul aug sept sep oct nov dec mon tue wed thu fri sat sun"
    )
)


def plain_end(site: Site) -> bool | None:
    """A word of four small letters or more, a full stop, a capital."""
    word = site.word
    if (
        site.stop == "."
        and not site.close
        and len(word) > 3
        and word.isalpha()
        and word.islower()
        and site.first.isupper()
        and word not in _MAYBE
    ):
        return True
    return None


def title(site: Site) -> bool | None:
    """``Sen. X``, ``Mr. Tumysh``: a title belongs to its name."""
    if site.stop == "." and not site.close and site.word.lower() in _TITLES and site.word[:1].isupper():
        return False
    return None


def reference(site: Site) -> bool | None:
    """``para. 5``, ``art. IV``: a reference belongs to its number."""
    if site.stop == "." and not site.close and site.word.lower() in _REFERENCE and re.match(r"[\dIVX(]", site.right):
        return False
    return None


def small_letter(site: Site) -> bool | None:
    """A small letter goes on with the sentence, except after an ellipsis."""
    if site.follow[:1].islower() and site.first not in DASHES and site.stop != "..." and not site.smile:
        return False
    return None


RULES: list[Rule] = [plain_end, list_head, punctuation_follows, inside_quotation, title, reference, small_letter]
