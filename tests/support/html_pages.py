"""Pages and pieces of pages read and written as strings, for the tests of the HTML filter."""

from __future__ import annotations

from collections import Counter

from pseudo import pseudo_contents

from aligner.core.code import Content
from aligner.core.document import OUTSIDE
from aligner.filters.html import read_fragment, write_fragment
from aligner.filters.html.tokens import TAG, tokens
from aligner.filters.parsed import Parsed


def own(parsed: Parsed) -> dict[int, Content]:
    """The contents that the blocks have already."""
    return {number: Content(block.text, block.codes) for number, block in enumerate(parsed.blocks)}


def texts(page: str, *, outside: bool = False) -> list[str]:
    """The texts of blocks, `|` where a code ends a sentence, `~` where a line ends within one."""
    found = []
    for block in read_fragment(page).blocks:
        if (block.kind in OUTSIDE) == outside:
            text = block.text
            for code in reversed(block.codes):
                if code.breaks:
                    text = f"{text[: code.start]}|{text[code.start :]}"
                elif code.kind == "break":
                    text = f"{text[: code.start]}~{text[code.start :]}"
            found.append(text)
    return found


def pseudo_page(page: str) -> str:
    """The page in pseudo-translation."""
    return write_fragment(page, pseudo_contents(read_fragment(page)), "en")


def start_tags(page: str) -> Counter[str]:
    """How often each start tag is there; those that the translation changes are not counted."""
    return Counter(
        tag.raw for kind, _, _, tag in tokens(page.replace('"', "'"), False)
        if kind == TAG and tag is not None and not tag.closing and tag.name != "html" and not tag.texts
    )  # fmt: skip
