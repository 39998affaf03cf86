"""Paragraphs in another language than their document: told only where the evidence is clear, and cheaply."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from aligner.core.document import Document
from aligner.language import CYRILLIC, UNKNOWN, WORD, WORDS_OF, alphabet_of, detect_language
from models.messages import Message
from models.text.scripts import is_cyrillic, letters_of

#: A paragraph of fewer words is in its document's language; in a script without spaces, of fewer letters.
FEWEST_WORDS, FEWEST_LETTERS = 4, 10
#: Different words that belong to the other language alone, and their least share of all words.
_DIFFERENT, _SHARE = 2, 0.2
#: What may be quoted in another language than the text around it.
_QUOTED = re.compile("«[^«»]*»|[“„][^“”„]*[“”]")
#: Longer texts are judged by their beginning.
_SAMPLE = 2_000
_HARD_SIGN = "ъ"
#: Languages that one message names.
NAMED = 4


def foreign_language(text: str, home: Sequence[str]) -> str:
    """The language of a text that is clearly in none of the languages ``home``; empty where it may be in one of them.

    Names and single words of another language inside a text are no evidence, nor is a text of a few words.
    """
    text = text[:_SAMPLE]
    around = _QUOTED.sub(" ", text)
    text = around if len(WORD.findall(around)) >= FEWEST_WORDS else text
    words = [word.lower() for word in WORD.findall(text)]
    # Russian before 1918 has і, ѣ and ъ at the ends of words; it is Russian all the same.
    if "ѣ" in text.lower() or any(word.endswith(_HARD_SIGN) for word in words):
        return ""
    found = detect_language(text, home)
    if found == UNKNOWN or found in home:
        return ""
    cyrillic, latin, letters = letters_of(text)
    if found not in WORDS_OF and found not in CYRILLIC:
        # A script of its own settles it.
        return found if letters >= FEWEST_LETTERS and (cyrillic + latin) * 2 < letters else ""
    if len(words) < FEWEST_WORDS or (found not in CYRILLIC and cyrillic * 10 > letters):
        return ""
    theirs = [word for word in words if _belongs(word, [found], home)]
    ours = [word for word in words if _belongs(word, home, [found])]
    # In a script that none of the text's own languages is written in, one common word tells which language it is.
    least = (1, 0.0) if cyrillic == 0 and all(map(is_cyrillic, home)) else (_DIFFERENT, _SHARE)
    enough = len(set(theirs)) >= least[0] and len(theirs) >= least[1] * len(words)
    return found if enough and len(ours) * 2 <= len(theirs) else ""


def _belongs(word: str, languages: Sequence[str], others: Sequence[str]) -> bool:
    """Is a word common in one of these languages, or does it have a letter of theirs, that none of the others has?"""
    common = any(word in WORDS_OF.get(one, ()) for one in languages)
    if common and not any(word in WORDS_OF.get(one, ()) for one in others):
        return True
    # A Bulgarian vowel, which Russian has only between a prefix and a root.
    if "bg" in languages and "ъ" in word[1:-1] and not any(f"ъ{vowel}" in word for vowel in "еёюя"):
        return True
    own = frozenset().union(*map(alphabet_of, languages)) - frozenset().union(*map(alphabet_of, others))
    return not own.isdisjoint(word)


def foreign_sentences(document: Document, reads: Sequence[str]) -> list[str]:
    """For each sentence the language of its paragraph where that is another than the document's and none of ``reads``.

    Empty strings are for all other sentences. What most of the document is in counts as its language beside the one
    that the document names: a user may have named it, to have a text translated all the same.
    """
    if len(document.paragraphs) < 2:
        return [""] * len(document.sentences)
    home = [document.language.split("-")[0], *reads]
    home.append(detect_language(document.text, home))
    found: list[str] = []
    for paragraph in document.paragraphs:
        if paragraph.sentences:
            found += [foreign_language(document.paragraph_text(paragraph), home)] * len(paragraph.sentences)
    return found


def foreign_note(document: Document, reads: Sequence[str]) -> Message | None:
    """A line for the user on what ``foreign_sentences`` found; None where that is nothing.

    A title or description of the file, which nobody sees on the page, is not worth a line.
    """
    kinds = (paragraph.kind for paragraph in document.paragraphs for _ in paragraph.sentences)
    found = zip(kinds, foreign_sentences(document, reads), strict=True)
    named = document.provenance.name or Message("the document")
    return foreign_message(named, (language for kind, language in found if language and kind != "metadata"))


def foreign_message(name: str | Message, languages: Iterable[str]) -> Message | None:
    """That these sentences, each given by its language, stay as they are; None where there are none."""
    counts = Counter(languages)
    if not counts:
        return None
    return Message(
        "{name}: {count} sentence is in another language ({languages}) and left as it is",
        "{name}: {count} sentences are in another language ({languages}) and left as they are",
        name=name,
        count=counts.total(),
        languages=", ".join(language for language, _ in counts.most_common(NAMED)),
    )
