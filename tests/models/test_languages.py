"""The languages of a model: from its settings or its name, groups written out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from models.languages import languages_of

EAST, ROMANCE = ("ru", "uk", "be"), ("fr", "es", "it", "pt", "ro", "ca", "gl", "oc")


@pytest.mark.parametrize(
    ("facts", "name", "reads", "writes"),
    [
        ({"source_lang": "zle", "target_lang": "en"}, "x", EAST, "en"),
        ({"source_lang": "uk", "target_lang": "en"}, "x-de-fr", ("uk",), "en"),
        ({"source_lang": "deu", "target_lang": "eng"}, "x", ("de",), "en"),
        ({"source_lang": "cat_oci_spa", "target_lang": "en"}, "x", ("ca", "oc", "es"), "en"),
        ({"source_lang": "srp_Cyrl", "target_lang": "en"}, "x", ("sr",), "en"),
        ({"source_lang": "ceb", "target_lang": "en"}, "x", ("ceb",), "en"),
        ({"source_lang": "gmw", "target_lang": "en"}, "x", ("de", "nl", "af", "fy", "lb", "yi"), "en"),
        ({"source_lang": "zle", "target_lang": "zle"}, "x", ("uk", "be"), "ru"),
        ({"source_lang": "zle"}, "opus-mt-bg-en", ("bg",), "en"),
        ({}, "Helsinki-NLP/opus-mt-de-en", ("de",), "en"),
        ({}, "opus-mt-tc-big-zle-en", EAST, "en"),
        ({}, "Helsinki-NLP/opus-mt-ROMANCE-en", ROMANCE, "en"),
        ({}, "de-en", ("de",), "en"),
        ({}, "mine", ("ru",), "en"),
        ({}, "my-model", ("ru",), "en"),
    ],
)
def test_languages(facts: dict[str, str], name: str, reads: tuple[str, ...], writes: str, tmp_path: Path) -> None:
    (tmp_path / "tokenizer_config.json").write_text(json.dumps(facts))
    assert languages_of(tmp_path, name) == (reads, writes)
