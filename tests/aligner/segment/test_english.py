"""English sentence ends: a bar stands where a sentence ends."""

from __future__ import annotations

from pathlib import Path

import pytest

from aligner.core.document import document_from_paragraphs
from aligner.segment import segment

CASES = [
    "He left. | She stayed.",
    "Who is there? | Nobody! | How strange.",
    "Mr. Tumysh (Kazakhstan): We thank Dr. Smith and Sen. Warren. | They came early.",
    "The resolution 2254 (2015). | It was adopted.",
    "See para. 5 of document S/2018/845, annex I. | It was adopted on 17 Sept. 2018.",
    "See fig. 3 and art. IV of the treaty. | Then decide.",
    "He works at Yahoo! Inc. in Sunnyvale. | She works at Google.",
    '"We will not go. We will stay," he said. | Nobody moved.',
    "“You are late.” | He laughed.",
    "“Stop!” cried the guard. | Nobody did.",
    "He arrived at 6 p.m. | The doors were shut.",
    "The U.S. Senator spoke for the U.S. | The others listened.",
    "It was sold by Acme Corp. in May. | The price was 4.5 million.",
    "They met on Jan. 5 in St. Petersburg. | It was cold.",
    "He stayed until July 1805.[6] | An undistinguished student, he left.",
    "Was he right? [6] [7] | Nobody knows.",
    "We make a good team, you and I. | Did you see it?",
    "1. The first item.",
    "J. R. R. Tolkien wrote it. | Everyone read it.",
    "The list (see above. It is long.) was lost. | We wrote another.",
    "Wait ... and see.",
    "And this gossip? ... | They were silent.",
    "“And this gossip? ...” he asked. | They were silent.",
    "Fruit, e.g. apples, i.e. food, vs. drinks etc. were sold.",
]


CASES += (Path(__file__).parents[2] / "data/segment/en.txt").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("marked", CASES)
def test_ends(marked: str) -> None:
    expected = marked.split(" | ")
    document = segment(document_from_paragraphs([("body", marked.replace(" | ", " "))], language="en"))
    assert [sentence.text for sentence in document.sentences] == expected
