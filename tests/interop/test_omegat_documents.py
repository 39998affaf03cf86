"""OmegaT works on our documents: on the original with our project, on our XLIFF with its codes; the file comes back."""

from __future__ import annotations

import os
import re
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from aligner.convert import import_edits
from aligner.core.bitext import Bead, Bitext
from aligner.core.document import Document, document_from_sentences
from aligner.exports import ExportOptions, export_bitext
from aligner.filters import parse
from aligner.filters.parsed import Parsed, Source
from aligner.pipeline import load_document
from aligner.readers.limits import Limits

SAMPLES = Path(__file__).parents[1] / "data" / "readers"


def run(jar: Path, project: Path, *options: str) -> str:
    """OmegaT without a screen; its log says what its exit code does not."""
    command = ["java", "-Djava.awt.headless=true", f"-Duser.home={project}/home", "-jar", str(jar), str(project)]
    command += [*options, "--disable-project-locking", "--disable-location-save", "--quiet"]
    environment = {name: value for name, value in os.environ.items() if name != "DISPLAY"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=180, check=False)
    assert "TF_TM_LOAD_ERROR" not in done.stdout, done.stdout
    return done.stdout + done.stderr


def marked(source: Document) -> Bitext:
    """Each sentence with a mark before it, its codes kept: a translation that shows what was taken over."""
    from aligner.repair.tidy import edited

    contents = iter(source.sentence_contents())
    rows = []
    for paragraph in source.paragraphs:
        sentences = [edited(next(contents), [(0, 0, "EN ")]) for _ in paragraph.sentences]
        whole = [  # what goes on from the sentence before begins at the very beginning
            replace(one, codes=tuple(c if c.opens else replace(c, start=0) for c in one.codes)) for one in sentences
        ]
        rows.append((paragraph.kind, whole, paragraph.level))
    beads = tuple(Bead(range(n, n + 1), range(n, n + 1), 0.9, "mt") for n, _ in enumerate(source.sentences))
    return Bitext(source, document_from_sentences(rows, language="en"), beads)


def project_of(bitext: Bitext, folder: Path) -> Path:
    export_bitext(bitext, folder / "x.omegat.zip")
    with zipfile.ZipFile(folder / "x.omegat.zip") as archive:
        archive.extractall(folder / "project")
    return folder / "project"


def test_every_segment_of_a_document_is_found_in_our_project(omegat, tmp_path):
    """Plain text with all that makes sentences hard to find."""
    paragraphs = [
        "Он приехал в 9 ч. утра на ул. Ленина. Его ждали (см. рис. 4. Это схема.) Дальше шли пешком!",
        "«Пора?» — спросил он. В 2024 г. Москва росла, т. е. строилась. Проф. А. Лосев сказал: да…",
        "Потом д. 5. Письмо подписал Б. Ж. Носов. Ответа не было.",
    ]
    (tmp_path / "a.txt").write_text("\n\n".join(paragraphs) + "\n", encoding="utf-8")
    bitext = marked(load_document(tmp_path / "a.txt", language="ru"))
    project = project_of(bitext, tmp_path)
    (project / "source" / "a.txt").write_bytes((tmp_path / "a.txt").read_bytes())
    log = run(omegat, project, "--mode=console-translate")
    text = (project / "target" / "a.txt").read_text(encoding="utf-8")
    assert " ".join(text.split()) == " ".join(sentence.text for sentence in bitext.target.sentences), log


def parsed(path: Path) -> Parsed:
    return parse(Source(path.read_bytes(), path.name, None, Limits()), path.suffix[1:])


@pytest.mark.parametrize("name", ["libreoffice.docx", "pandoc.odt", "libreoffice.html", "sample.md", "sample.pptx"])
def test_a_document_goes_through_omegat_as_xliff_and_keeps_every_code(omegat, tmp_path, name):
    original = SAMPLES / name
    bitext = marked(load_document(original, language="ru"))
    export_bitext(bitext, tmp_path / "base.json")
    project = project_of(bitext, tmp_path)
    (project / "tm" / "auto" / "tolmach.tmx").unlink()
    export_bitext(bitext, project / "source" / "x.xlf", "xliff", ExportOptions(include_nulls=True))
    # What OmegaT itself says are the segments, translated: that is what a translator's memory holds.
    run(omegat, project, "--mode=console-createpseudotranslatetmx", f"--pseudotranslatetmx={tmp_path}/own.tmx",
        "--pseudotranslatetype=equal")  # fmt: skip
    own = (tmp_path / "own.tmx").read_text(encoding="utf-8")
    memory = re.sub(r"(</tuv>\s*<tuv [^>]*>\s*<seg>)(.*?EN )", r"\1\2edited ", own, flags=re.DOTALL)
    assert memory.count("EN edited ") >= len(bitext.beads) * 0.7
    (project / "tm" / "auto" / "own.tmx").write_text(memory, encoding="utf-8")
    log = run(omegat, project, "--mode=console-translate")
    edited_file = project / "target" / "x.xlf"
    assert "EN edited " in edited_file.read_text(encoding="utf-8"), log
    target = tmp_path / f"new{original.suffix}"
    applied, _ = import_edits(tmp_path / "base.json", edited_file, target, original=original)
    assert not applied.conflicts
    assert len(applied.changed) >= len(bitext.beads) * 0.7
    direct = tmp_path / f"direct{original.suffix}"
    from aligner.exports.translated import export_translated

    export_translated(bitext, original, direct)
    before, after = parsed(direct), parsed(target)
    assert [sorted(code.kind for code in block.codes) for block in after.blocks] == [
        sorted(code.kind for code in block.codes) for block in before.blocks
    ]
    assert sum(block.text.count("EN edited ") for block in after.blocks) >= len(bitext.beads) * 0.7
