"""What LibreTranslate does to a translation at last: its final mark and its capitals follow the source."""

from __future__ import annotations

MARKS = "!?.,;。"


def finish(source: str, translation: str) -> str:
    """The translation with the source's final mark, or none where it has none, and capitals as the source has them.

    A text in capitals stays one; one that begins with a small letter begins with a small letter, unless its first word
    is ``I`` or has a capital within (``iPhone``, ``NATO``). LibreTranslate lowers every letter of it then.
    """
    asked, made = source.strip(), translation.rstrip()
    blank = translation[len(made) :]
    if not asked or not made:
        return translation
    return capitals(asked, final_mark(asked, made)) + blank


def final_mark(source: str, made: str) -> str:
    """The last mark as the source has it; dots that are more than one are left alone."""
    wanted, has = source[-1], made[-1]
    if wanted == has or source.endswith(("..", "…")) or made.endswith(("..", "…")):
        return made
    bare = made[:-1].rstrip() if has in MARKS else made
    if wanted in MARKS:
        return bare + ("." if wanted == "。" else wanted) if bare else made
    return bare if bare and wanted.isalnum() and has in MARKS else made


def capitals(source: str, made: str) -> str:
    """The first letter, or all of them, as in the source."""
    letters = [c for c in source if c.isalpha()]
    if not letters:
        return made
    if len(letters) > 1 and all(c.isupper() for c in letters):
        return made.upper()
    at = next((n for n, c in enumerate(made) if c.isalpha()), None)
    # Behind a number or a placeholder ("1,200 roubles", "{0} of {1}", "%s is ready") no word begins the text.
    if at is None or any(c.isalnum() or c in "{}%$<>@#_\\/" for c in made[:at]):
        return made
    word = made[at:].split(maxsplit=1)[0]
    if letters[0].islower() and (
        word.rstrip(".,;:!?") in ("I", "I'm", "I'll", "I've", "I'd") or word[1:] != word[1:].lower()
    ):
        return made
    return made[:at] + (made[at].lower() if letters[0].islower() else made[at].upper()) + made[at + 1 :]
