"""Rules for English, over nupunkt."""

from __future__ import annotations

import re

from aligner.repair.words import words
from aligner.segment.common import (
    closed_quotation,
    dash_and_small_letter,
    inside_quotation,
    list_head,
    punctuation_follows,
    reference_mark,
    signs_only,
    smiley,
)
from aligner.segment.site import DASHES, Rule, Site

_TITLES = words(
    "mr mrs ms dr prof sen gov rep gen col capt lt sgt maj rev hon messrs st mt adm cmdr pres fr mme mlle brig cpl supt"
)
_REFERENCE = words(
    "para paras art arts no nos p pp vol vols fig figs sec secs chap ch ed eds cf approx ca rs op cit doc n° eq eqs tab"
)
_MAYBE = (
    _TITLES
    | _REFERENCE
    | words(
        "inc ltd corp co jr sr etc al vs est dept univ assn bros llc plc gmbh ave blvd rd hwy ft min max avg "
        "jan feb mar apr jun jul aug sept sep oct nov dec mon tue tues wed thu thur thurs fri sat sun "
        "ala ariz ark cal calif colo conn del fla ga ill ind kan ky la mass md mich minn miss mo mont neb nev okla ore "
        "pa penn tenn tex va vt wash wis wyo intl natl govt viz incl esp resp trans orig abbr "
        "assoc dist supp misc illus int ext tel app rev repr ann bull proc phil hist soc inst lib sci res sess cong"
    )
)
#: Words that begin sentences and are no part of a name.
_OPENERS = words(
    "a the this that these those he she it they we you i his her its their our my your in on at for from with by after "
    "before when while if as although though there here however but and or so then today yesterday meanwhile since "
    "what who how why where which no not yes now such some many most all both each every other another one also still "
    "only even just because until once during under over between despite did does do is are was were has have had can"
)
_MARKS = frozenset(("Inc", "Ltd", "Corp", "LLC", "Co"))


def plain_end(site: Site) -> bool | None:
    """A word that is no shortening, a full stop, a capital."""
    word = site.word
    if site.stop != "." or site.close or not site.capital:
        return None
    if word.islower():
        if len(word) > 2:
            return None if word in _MAYBE or (len(word) == 3 and not _VOWEL.search(word)) else True
        return True if word in _SHORT_WORDS else None
    # A name: shortenings with a capital are shorter than this.
    return True if len(word) > 5 and word[1:].islower() and word.lower() not in _MAYBE else None


def shortenings() -> frozenset[str]:
    """All that may stand before a full stop that ends nothing."""
    return _MAYBE


_VOWEL = re.compile("[aeiouy]")
_SHORT_WORDS = words("it me he we us of in on to up so do go am is as at by my be if or an ox")


def exclamation(site: Site) -> bool | None:
    """A question or exclamation after a word, then a capital; ``Yahoo! Inc.`` is a name."""
    if site.stop and site.stop[-1] in "!?" and not site.close and site.word and site.capital:
        return site.follow not in _MARKS
    return None


def title(site: Site) -> bool | None:
    """``Sen. X``, ``Mr. Tumysh``: a title belongs to its name."""
    if site.stop == "." and not site.close and site.word[:1].isupper() and site.word.lower() in _TITLES:
        return None if site.follow.lower() in _OPENERS else False
    return None


def reference(site: Site) -> bool | None:
    """``para. 5``, ``art. IV``: a reference belongs to its number; ``said no. The`` is none."""
    if site.stop != "." or site.close or site.word.lower() not in _REFERENCE:
        return None
    if re.match(r"[\d(]|[IVXLC]+\b", site.right) and not re.match(r"I\s", site.right):
        return False
    return True if site.follow.lower() in _OPENERS else None


def opener_after_letters(site: Site) -> bool | None:
    """``annex I. It``, ``6 p.m. He``, ``the U.S. The``: single letters do end sentences before such words."""
    if site.stop != "." or site.close or not site.first.isupper():
        return None
    token = site.token.lstrip("([\"“'")
    if re.fullmatch(r"(?:[A-Za-z]\.)+[A-Za-z]|[IVXLC]+|\d+(?:[.,:]\d+)*", token):
        if site.follow.lower() in _OPENERS and not (site.follow in ("I", "A") and re.match(r"[IA]\.", site.right)):
            return True
        if re.fullmatch(r"U\.S|U\.K|U\.N|D\.C", token):
            return False
    if len(token) == 1 and token.isupper() and site.follow in _SURE:
        return True
    return None


_SURE = frozenset(w.capitalize() for w in words("the this that these those he she it they we his her its their in did"))


def shortening_before_opener(site: Site) -> bool | None:
    """``Apple Inc. The``, ``and so on, etc. In``: these may end a sentence, and do before such words."""
    if site.stop == "." and not site.close and site.word.lower() in _ENDING and site.follow in _SURE:
        return True
    return None


_ENDING = words("inc ltd corp co jr sr etc al llc plc ave blvd rd assn dept bros a.m p.m")


def small_letter(site: Site) -> bool | None:
    """A small letter goes on with the sentence."""
    if site.follow[:1].islower() and site.first not in DASHES and not site.smile:
        return False
    return None


RULES: list[Rule] = [
    inside_quotation,
    plain_end,
    list_head,
    punctuation_follows,
    signs_only,
    dash_and_small_letter,
    small_letter,
    reference_mark,
    smiley,
    closed_quotation,
    exclamation,
    title,
    reference,
    opener_after_letters,
    shortening_before_opener,
]
