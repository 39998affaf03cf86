"""Russian morphology: one dictionary in a process, whoever asks; words that are not Russian pass."""

from __future__ import annotations

import subprocess
import sys

from models.text.morphology import is_known, lemma, lemmas, parses

EVERYBODY = """
import gc
from aligner.checks.names import person
from aligner.memory.words import forms
from aligner.repair.hyphens import Joiner
from aligner.segment import sentence_spans
from models.glossary import Glossary, Term
from server.library.words import base_form

person("Лаврова"), forms("столами"), base_form("столами", "ru"), Glossary([Term("стол", ("table",))]).find("столами")
Joiner("").join(["само-", "лёт"]), sentence_spans("Это было в 2010 г. Население росло.", 0, 35, "ru")
from pymorphy3 import MorphAnalyzer
print(sum(isinstance(one, MorphAnalyzer) for one in gc.get_objects()))
"""


def test_one_dictionary_serves_the_whole_process() -> None:
    done = subprocess.run([sys.executable, "-c", EVERYBODY], capture_output=True, text=True, check=True)
    assert done.stdout == "1\n"


def test_lemmas() -> None:
    assert lemma("ёлками") == "елка"
    assert lemmas("стали") == {"стать", "сталь"}
    assert is_known("Столами")
    assert not is_known("брындахин")


def test_what_is_not_russian_is_left_as_it_is() -> None:
    for word in ("table", "а\u0378б", "їжак", "", "12", "а\u0301"):
        assert parses(word) == []
        assert lemma(word) == word
        assert lemmas(word) == {word}
        assert not is_known(word)
