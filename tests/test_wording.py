"""The project's own words are those that a native engineer would write: some that crept in before stay out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
#: What is not written, and what is written instead.
WORDS = {
    r"anew": "again",
    r"mend(?:s|ed|ing)?": "fix",
    r"(?:brought|bring|brings|bringing) home": "import",
    r"parted by": "separated by",
    r"the like": "similar, such as",
    r"(?:its|and) kin": "similar",
}
PATTERN = re.compile(rf"\b(?:{'|'.join(WORDS)})\b", re.IGNORECASE)
#: Quotations and texts of others, and this list.
OTHERS = {"CHANGELOG.md", "test_wording.py"}
FILES = [
    path
    for folder in ("aligner", "models", "server", "tolmach", "docs", "tests", "benchmarks")
    for path in sorted((ROOT / folder).rglob("*"))
    if path.suffix in (".py", ".md", ".js", ".html", ".css")
    and not {"data", "embedded"} & set(path.relative_to(ROOT).parts)
] + sorted(ROOT.glob("*.md"))


def found(text: str) -> list[str]:
    """The words that should be others."""
    return [match[0] for match in PATTERN.finditer(text)]


def test_the_words_of_docs_help_messages_and_comments() -> None:
    faults = {
        str(path.relative_to(ROOT)): words
        for path in FILES
        if path.name not in OTHERS and (words := found(path.read_text(encoding="utf-8")))
    }
    assert faults == {}


@pytest.mark.parametrize("text", ["The run begins anew.", "numbers parted by spaces", "Brought home from OmegaT."])
def test_the_list_finds_what_it_names(text: str) -> None:
    assert found(text)


def test_words_that_only_look_alike() -> None:
    assert found("We recommend amending a renewed comment; the likelihood is kindly homed.") == []
