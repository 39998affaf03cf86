"""Rules that hold in any language with full stops and capitals."""

from __future__ import annotations

import re
from collections.abc import Callable

from aligner.segment.site import DASHES, EMOJI, Rule, Site

_LIST_HEAD = re.compile(r"[\s*_#§•⁃·-]*\(?(?:\d{1,3}(?:\.\d{1,3})*|[IVXLC]{1,6}|[A-Za-zА-Яа-яё])[.)]+$")
_DOTS_AND_WORD = re.compile(r"\.{2,}[^\s.,;:!?)\]»”\"']")
_ONLY_EMOJI = re.compile(rf"[{EMOJI}#]")
_ONLY_REFERENCES = re.compile(r"(?:\[[\d\s,–-]{1,40}\]\s*)++$")
_CLOSING_TAIL = re.compile(r"[»”“\"'’)\]*_]*[.!?…]*(?:\s|$)")


def list_head(site: Site) -> bool | None:
    """``1.``, ``IV.``, ``а)`` at the beginning belong to what follows."""
    if site.start - site.begin <= 12 and _LIST_HEAD.match(site.head):
        return False
    return None


def inside_quotation(site: Site) -> bool | None:
    """A quotation or bracket inside a sentence is kept whole; one that is sentences by itself is not."""
    quotation = site.quotation
    if quotation is None:
        return None
    text = site.text
    if quotation.open > site.begin:
        return False
    # It began the sentence. Closed by a stop with nothing of the sentence after it, it stands alone.
    after = quotation.close + len("''" if quotation.mark == "``" else "x")
    tail = _CLOSING_TAIL.match(text, after, site.limit)
    stopped = text[quotation.close - 1] in ".!?…" or (tail is not None and any(c in ".!?…" for c in tail.group()))
    if tail is None or not stopped:
        return False
    following = text[tail.end() : tail.end() + 3].lstrip()
    if following[:1].islower() or (following[:1] in DASHES and following):
        return False
    return None


def bracketed_sentences(site: Site) -> bool | None:
    """``(Он ушёл. Дверь закрылась.) Стало тихо.``: a bracket around two sentences is not torn."""
    quotation = site.quotation
    if quotation is not None and quotation.mark in "([" and site.text[quotation.open + 1].isupper():
        return False
    return None


def no_capitals(whole_word: Callable[[str], bool]) -> Rule:
    """A rule for text without one capital: a stop ends a sentence there after any word that is no shortening."""

    def rule(site: Site) -> bool | None:
        if not site.lower_case or not site.first.isalpha() or site.close.strip(")"):
            return None
        if site.stop and site.stop[0] in "!?":
            return True
        return True if site.stop == "." and (site.word.isdigit() or whole_word(site.word)) else None

    return rule


def punctuation_follows(site: Site) -> bool | None:
    """A comma, a closing mark, a stop, a slash cannot begin a sentence."""
    first = site.first
    if first in ",;:)]»”!?/%=+" or site.right.startswith("''"):
        return False
    if first in ".…":
        # Dots before a word may begin a sentence; dots that stand alone are the end of the one before.
        return None if _DOTS_AND_WORD.match(site.right) else False
    if first in "`\"'" and re.match(r"[`\"']+(?:[.,;:!?)]|\s|$)", site.right):
        return False
    return None


def signs_only(site: Site) -> bool | None:
    """Emoji, hash tags and reference marks after the end still belong to it."""
    if _ONLY_EMOJI.match(site.first) or (
        site.first == "[" and _ONLY_REFERENCES.match(site.text, site.next, site.limit)
    ):
        return False
    return None


def dash_and_small_letter(site: Site) -> bool | None:
    """``«…!» — сказал он``: a dash and a small letter go on with the sentence."""
    if site.first in DASHES and site.follow[:1].islower():
        return False
    return None


def reference_mark(site: Site) -> bool | None:
    """``…until July.[6] An``: a mark after the stop shows that it was a full stop."""
    return True if site.ref and site.capital else None


def smiley(site: Site) -> bool | None:
    """A smiley or picture after words, then a capital; a picture before words is a list's mark."""
    if not site.smile or site.stop or not site.first.isupper():
        return None
    before = site.left.rstrip()[-1:]
    return before.isalpha() or before in '!?…»”")' if before else False


def closed_quotation(site: Site) -> bool | None:
    """A stop, then the closing mark, then a capital: ``…обуви.» Тем не менее``."""
    if site.close and site.stop[-1] in ".!?…" and site.follow[:1].isupper() and site.first not in DASHES:
        inner = site.close.strip("*_")
        if inner and (site.stop != "." or len(site.word) > 1):
            return True
    return None
