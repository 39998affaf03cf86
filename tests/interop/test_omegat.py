"""OmegaT translates a project from our TMX alone; its log, not its exit code, says whether the file was good."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from aligner.core.unit import Unit
from aligner.exports import ExportOptions, export_units

PROJECT = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<omegat><project version="1.0">
<source_dir>__DEFAULT__</source_dir><source_dir_excludes/><target_dir>__DEFAULT__</target_dir>
<tm_dir>__DEFAULT__</tm_dir><glossary_dir>__DEFAULT__</glossary_dir><glossary_file>__DEFAULT__</glossary_file>
<dictionary_dir>__DEFAULT__</dictionary_dir><source_lang>RU-RU</source_lang><target_lang>EN-US</target_lang>
<source_tok>org.omegat.tokenizer.LuceneRussianTokenizer</source_tok>
<target_tok>org.omegat.tokenizer.LuceneEnglishTokenizer</target_tok>
<sentence_seg>false</sentence_seg><support_default_translations>true</support_default_translations>
<remove_tags>false</remove_tags></project></omegat>
"""
UNITS = [
    Unit("Стороны обсудили торговлю & саммит.", "The parties discussed trade & the summit.", "ru", "en", origin="mt"),
    Unit('Он сказал: «Да», — и "ушёл" <тихо>.', 'He said "yes" and left <quietly>.', "ru", "en", status="confirmed"),
    Unit("Эмодзи 👩‍👩‍👧 и \u200fзнаки.", "Emoji 👩‍👩‍👧 and \u200fmarks.", "ru", "en", kind="1-2"),
    Unit("Простое предложение.", "A plain sentence.", "ru", "en", note="примечание", before="Эмодзи"),
]


def translate(jar: Path, folder: Path) -> str:
    for name in ("source", "target", "omegat", "tm/auto", "glossary", "dictionary"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / "omegat.project").write_text(PROJECT, encoding="utf-8")
    (folder / "source" / "text.txt").write_text("\n\n".join(u.source for u in UNITS) + "\n", encoding="utf-8")
    command = ["java", "-Djava.awt.headless=true", f"-Duser.home={folder}/home", "-jar", str(jar), str(folder)]
    command += ["--mode=console-translate", "--disable-project-locking", "--disable-location-save", "--quiet"]
    environment = {name: value for name, value in os.environ.items() if name != "DISPLAY"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=180, check=False)
    return done.stdout + done.stderr


@pytest.mark.parametrize(("source", "target"), [("", ""), ("ru-RU", "en-US")])
def test_every_segment_is_filled_from_our_tmx(omegat, tmp_path, source, target):
    (tmp_path / "tm" / "auto").mkdir(parents=True)
    export_units(
        UNITS, tmp_path / "tm" / "auto" / "ours.tmx", options=ExportOptions(source_tag=source, target_tag=target)
    )
    log = translate(omegat, tmp_path)
    assert "TF_TM_LOAD_ERROR" not in log, log
    text = (tmp_path / "target" / "text.txt").read_text(encoding="utf-8")
    assert [line for line in text.splitlines() if line] == [u.target for u in UNITS], log


def test_the_log_shows_a_broken_file(omegat, tmp_path):
    """The oracle itself is tried: it must not accept everything."""
    (tmp_path / "tm" / "auto").mkdir(parents=True)
    (tmp_path / "tm" / "auto" / "broken.tmx").write_text('<tmx version="1.4"><header><body>', encoding="utf-8")
    translate(omegat, tmp_path)
    text = tmp_path / "target" / "text.txt"
    assert not text.exists() or UNITS[0].target not in text.read_text(encoding="utf-8")
