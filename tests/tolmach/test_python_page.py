"""docs/python.md: every example runs, and prints what the page says, where it says so."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import docx
import pytest

from aligner.samples import ARTICLE, TRANSLATION

PAGE = Path(__file__).parents[2] / "docs" / "python.md"
EXAMPLES = re.findall(r"```python\n(.*?)```\n(?:\n```text\n(.*?)```)?", PAGE.read_text(encoding="utf-8"), re.DOTALL)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files that the examples name."""
    folder = tmp_path_factory.mktemp("python")
    for name in ("article.txt", "book.ru.txt"):
        shutil.copy(ARTICLE, folder / name)
    shutil.copy(TRANSLATION, folder / "book.en.txt")
    document = docx.Document()
    document.add_paragraph("Министр прибыл в Москву. Его встретил посол.")
    document.save(str(folder / "article.docx"))
    (folder / "terms.tsv").write_text("Казахстан\tKazakhstan\nледник\tglacier\n", encoding="utf-8")
    (folder / "edited.tmx").write_text(
        '<tmx version="1.4"><header srclang="ru"/><body><tu><tuv xml:lang="ru"><seg>Мост закрыт 15 дней.</seg></tuv>'
        '<tuv xml:lang="en"><seg>The bridge was closed for 14 days.</seg></tuv></tu></body></tmx>',
        encoding="utf-8",
    )
    return folder


@pytest.mark.parametrize(("code", "expected"), EXAMPLES, ids=range(len(EXAMPLES)))
def test_an_example(
    code: str, expected: str, files: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(files)
    exec(compile(code, "docs/python.md", "exec"), {"__name__": "__main__"})
    if expected:
        assert capsys.readouterr().out == expected


def test_the_examples_use_every_function() -> None:
    code = "\n".join(code for code, _ in EXAMPLES)
    assert len(EXAMPLES) >= 10
    for name in (
        "read",
        "segment",
        "translate",
        "align",
        "check",
        "export",
        "load_translator",
        "open_memory",
        "Glossary",
    ):
        assert f"tolmach.{name}" in code
