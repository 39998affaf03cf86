"""Rules for English, over nupunkt."""

from __future__ import annotations

import re

from aligner.repair.words import words
from aligner.segment.chances import chances, learnt
from aligner.segment.common import (
    bracketed_sentences,
    closed_quotation,
    dash_and_small_letter,
    inside_quotation,
    list_head,
    no_capitals,
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
    "ext apt para paras art arts no nos p pp vol vols fig figs sec secs chap ch ed eds cf approx ca rs op cit doc n° "
    "eq eqs tab"
)
_MAYBE = (
    _TITLES
    | _REFERENCE
    | words(
        "inc ltd corp co jr sr etc al vs est dept univ assn bros llc plc gmbh ave blvd rd hwy ft min max avg "
        "jan feb mar apr jun jul aug sept sep oct nov dec mon tue tues wed thu thur thurs fri sat sun "
        "ala ariz ark cal calif colo conn del fla ga ill ind kan ky la mass md mich minn miss mo mont neb nev okla ore "
        "pa penn tenn tex va vt wash wis wyo intl natl govt viz incl esp resp trans orig abbr "
        "ext apt assoc dist supp misc illus int ext tel app rev repr ann bull proc phil hist soc inst lib sci res sess "
        "cong"
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
    if re.fullmatch(
        r"(?:[A-Za-z]\.)+[A-Za-z]|(?:Ph|LL|Ed|D|M|B)\.(?:D|B|M|Sc|Phil|Ed|Eng|Com)|[IVXLC]+|\d+(?:[.,:]\d+)*", token
    ):
        if site.follow.lower() in _OPENERS and not (site.follow in ("I", "A") and re.match(r"[IA]\.", site.right)):
            return True
        if re.fullmatch(r"U\.S|U\.K|U\.N|D\.C", token):
            return chances("en").of(site) > _STATE_ODDS
    if len(token) == 1 and token.isupper() and site.follow in _SURE:
        return True
    return None


_SURE = frozenset(w.capitalize() for w in words("the this that these those he she it they we his her its their in did"))


#: Log odds that are asked of a state's letters to be no part of a name (U.S. Army).
_STATE_ODDS = 2.0


def shortening_before_opener(site: Site) -> bool | None:
    """``Apple Inc. The``, ``and so on, etc. In``: these may end a sentence, and do before such words."""
    if site.stop == "." and not site.close and site.word.lower() in _ENDING and site.first.isupper():
        return True if site.follow in _SURE or chances("en").of(site) > _ENDING_ODDS else None
    return None


_ENDING_ODDS = 0.0
_ENDING = words("inc ltd corp co jr sr etc al llc plc st ave blvd rd assn dept bros a.m p.m")


def lower_case_name(site: Site) -> bool | None:
    """``…requests. nginx uses``, ``…phone. iPhone prices``: some names are written so where a sentence begins, too."""
    if site.stop == "." and not site.close and LOWER_NAME.match(site.right) and _whole_word(site.word):
        return True
    return None


#: What is written with a capital inside, and programs and commands whose names nobody capitalises.
LOWER_NAME = re.compile(
    r"(?:[a-z]{1,2}[A-Z]\w*+|macOS|(?:nginx|npm|npx|pip|git|curl|wget|bash|zsh|ssh|vim|tmux|systemd|systemctl|grep|awk|sed"
    r"|gcc|make|cmake|rsync|sudo|pandas|numpy|pytest|webpack|memcached|etcd|kubectl|cron|adidas)\b)"
)


def _whole_word(word: str) -> bool:
    """A word that is no shortening."""
    lowered = word.lower()
    return lowered not in _MAYBE and (lowered in _SHORT_WORDS or (len(word) > 2 and bool(_VOWEL.search(lowered))))


def label(site: Site) -> bool | None:
    """``points A and B. Find``, ``vitamin D. Winter``, ``so did I. Nobody``: a letter that is no initial."""
    if site.stop != "." or site.close or len(site.word) != 1 or not site.first.isupper():
        return None
    left = site.left
    labelled = _LABELLED.search(left[-40:])
    if labelled or (site.word.isupper() and left[-3:-2].isdigit()):
        return True if chances("en").of(site) > (_LABEL_ODDS if labelled else 0.0) else None
    return True if site.word == "I" and _PRONOUN.search(left[-24:]) and not _INITIALS.match(site.right) else None


_LABELLED = re.compile(
    r"\b(?:points?|plan|vitamin|hepatitis|influenza|virus|gate|appendi(?:x|ces)|annex|exhibit|schedule|class|type|groups?"
    r"|sections?|parts?|tables?|figures?|grade|room|block|building|terminal|line|level|category|zone|sector|option|answer"
    r"|choice|team|side|platform|stage|phase|column|row|variant|version|model|form|unit|series|list|War|Act|size|square|axis"
    r"|planes?|angles?|vertex|node|state|event|case|drug|cell|item)s?"
    r"\s(?:[A-Z](?:,|,?\s(?:and|or|to|from|through))\s(?:[a-z]{4,9}\s)?){0,4}(?:\d{1,3}\s?)?[A-Z]$",
    re.IGNORECASE,
)
_PRONOUN = re.compile(
    r"\b(?:am|is|was|did|do|does|have|had|has|can|could|will|would|should|may|might|must|than|as|and|nor|not) I$"
)
_INITIALS = re.compile(r"[A-Z]\.")
_LABEL_ODDS = -4.0


def time_of_day(site: Site) -> bool | None:
    """``He left at 6 P.M. Mr. Smith stayed.``, but ``At 5 a.m. Mr. Smith left.``: a time alone is no sentence."""
    if site.stop != "." or site.close or not _TIME.search(site.left[-6:]) or not site.first.isupper():
        return None
    if _TIME_ALONE.fullmatch(site.head):
        return False
    return True if site.follow.lower() in _TITLES else None


_TIME = re.compile(r"[ap]\.?\s?m$", re.IGNORECASE)
_TIME_ALONE = re.compile(
    r"(?:At|By|Until|Till|From|Around|About|Since|Before|After|On)\s.{1,24}?[ap]\.\s?m\.", re.IGNORECASE
)


def never_alone(site: Site) -> bool | None:
    """``P.S. Write soon``, ``i.e. Rome``: what is never the end."""
    return False if site.stop == "." and not site.close and site.token.lower() in _NEVER_ALONE else None


_NEVER_ALONE = words("p.s p.p.s i.e e.g vs viz cf n.b")


def small_letter(site: Site) -> bool | None:
    """A small letter goes on with the sentence."""
    if site.follow[:1].islower() and site.first not in DASHES and not site.smile:
        return False
    return None


RULES: list[Rule] = [
    inside_quotation,
    bracketed_sentences,
    plain_end,
    list_head,
    punctuation_follows,
    signs_only,
    dash_and_small_letter,
    no_capitals(_whole_word),
    lower_case_name,
    small_letter,
    reference_mark,
    smiley,
    closed_quotation,
    exclamation,
    title,
    reference,
    time_of_day,
    never_alone,
    label,
    opener_after_letters,
    shortening_before_opener,
    learnt("en"),
]
