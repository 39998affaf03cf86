"""Documents that LibreOffice and pandoc made come back translated, in their structure; LibreOffice opens them again."""

from __future__ import annotations

import re
import subprocess
import zipfile
from pathlib import Path

import pytest

from aligner.core.document import OUTSIDE, Document
from aligner.exports.translated import export_translated
from aligner.pipeline import bitext_from_translations
from aligner.readers import read_document
from aligner.segment import segment
from models.translation import Translation

#: What real documents have: bold and italics within words, links, nested lists, a table with joined cells, a footnote.
PAGE = """<!DOCTYPE html><html lang="ru"><head><meta charset="utf-8"><title>Отчёт</title></head><body>
<h1>Доклад о торговле</h1>
<p>Стороны об<b>суди</b>ли <i>во<b>про</b>сы</i> торговли. Они
<a href="https://example.org/a">договорились о работе</a>, и
<u>это</u> <b>важно</b>.</p>
<ol><li>Первый пункт списка.<ul><li>Вложенный <i>пункт</i> один.</li><li>Вложенный пункт два.<ol>
<li>Третий уровень.</li></ol></li></ul></li><li>Второй пункт списка.</li></ol>
<table border="1"><tr><th>Страна</th><th>Сумма</th></tr><tr><td>Россия получила деньги.</td><td>1 234,5</td></tr>
<tr><td colspan="2">Две клетки вместе. В них <b>два</b> предложения.</td></tr></table>
<p>Текст со сноской<a href="#fn1" class="sdfootnoteanc" name="fn1anc"><sup>1</sup></a> и ещё словами.</p>
<blockquote>Цитата стоит здесь.</blockquote><p>Строка первая.<br>Строка вторая.</p>
<p><span style="color:#ff0000">Красное слово</span> и обычное. <s>Зачёркнуто</s> тут.</p>
<div id="sdfootnote1"><p><a href="#fn1anc" name="fn1">1</a> Текст самой сноски.</p></div></body></html>"""
#: What a writer has in pandoc's Markdown.
RICH = """---
title: Книга примеров
lang: ru
---

# Глава первая {#one}

Абзац с **полужирным текстом**, *курсивом*, [ссылкой](#two) и `кодом`. В нём есть сноска.[^1] И ещё слова.

[^1]: Текст сноски.

1. Первый пункт списка.
2. Второй пункт со вложенным списком:
    - вложенный пункт о яблоках;

        продолжение вложенного пункта.

- [ ] несделанное дело

Термин *первый*
:   Определение термина.

| Город  | Примечание         |
|--------|--------------------|
| Москва | столица **страны** |

: Подпись под таблицей.

| Я помню чудное мгновенье:
|     Передо мной явилась ты.

> Цитата принадлежит [Пушкину](https://example.org/pushkin "Подсказка").

![Вид на море](pic.png)

Строка с переносом\\
внутри абзаца.

H~2~O и E = mc^2^ стоят в тексте; ~~зачёркнутое слово~~ тоже.

Формула $a^2 + b^2 = c^2$ стоит внутри предложения.

## Глава вторая {#two}

«Кавычки» и тире — на месте…
"""
LATIN = {letter: f"{'abvgdejziyklmnoprstufhc'[n % 23]}{'hx'[n // 23] if n > 22 else ''}"
         for n, letter in enumerate("абвгдежзийклмнопрстуфхцчшщъыьэюяё")}  # fmt: skip
LATIN |= {letter.upper(): text.capitalize() for letter, text in LATIN.items()}


def convert(command: str, path: Path, form: str, *more: str) -> Path:
    """The file as LibreOffice writes it in another format."""
    out = path.parent / "converted"
    profile = f"-env:UserInstallation={(path.parent / 'profile').as_uri()}"
    arguments = [command, "--headless", profile, *more, "--convert-to", form, "--outdir", str(out), str(path)]
    done = subprocess.run(arguments, capture_output=True, text=True, timeout=180, check=False)
    made = out / f"{path.stem}.{form.partition(':')[0]}"
    assert made.is_file(), done.stdout + done.stderr
    return made


def shape(document: Document) -> list[tuple[str, int]]:
    """Kind and level of every paragraph."""
    return [(paragraph.kind, paragraph.level) for paragraph in document.paragraphs]


@pytest.mark.parametrize("form", ["docx", "odt", "epub"])
def test_a_document_comes_back_translated(libreoffice, tmp_path, form):
    (tmp_path / "page.html").write_text(PAGE, encoding="utf-8")
    original = convert(libreoffice, tmp_path / "page.html", form, "--infilter=HTML (StarWriter)")
    source = segment(read_document(original))
    assert len(source.paragraphs) >= 17
    table = str.maketrans(LATIN)
    outputs = [Translation(s.text, s.text.translate(table), -0.1) for s in source.sentences]
    report = export_translated(bitext_from_translations(source, outputs), original, tmp_path / f"t.{form}")
    assert report.missing == 0
    after = read_document(tmp_path / f"t.{form}")
    assert shape(after) == shape(source)
    assert after.text.split() == source.text.translate(table).split()
    if form != "epub":  # which LibreOffice writes but does not read
        text = convert(libreoffice, tmp_path / f"t.{form}", "txt:Text (encoded):UTF8").read_text(encoding="utf-8-sig")
        shown = [s.text.translate(table) for p in source.paragraphs if p.kind not in OUTSIDE for s in p.sentences]
        # A note's number stands right behind its word.
        assert all(word in text for said in shown for word in re.findall(r"\w{3,}", said))
        assert not re.search("[а-яё]", text)


@pytest.mark.parametrize("form", ["epub2", "epub3", "docx", "odt", "html"])
def test_a_document_of_pandoc_comes_back_translated(pandoc, tmp_path, form):
    """Notes' texts stay as they are; nothing else does, contents, captions and titles included."""
    (tmp_path / "rich.md").write_text(RICH, encoding="utf-8")
    original = tmp_path / f"rich.{form[:4]}"
    command = [pandoc, "--standalone", "--toc", "--mathml", "--to", form, "--output", original.name, "rich.md"]
    subprocess.run(command, cwd=tmp_path, capture_output=True, timeout=60, check=True)
    source = segment(read_document(original))
    assert len(source.paragraphs) >= 23
    table = str.maketrans(LATIN)
    outputs = [Translation(s.text, s.text.translate(table), -0.1) for s in source.sentences]
    made = tmp_path / f"t.{form[:4]}"
    assert export_translated(bitext_from_translations(source, outputs), original, made).missing == 0
    after = read_document(made)
    assert shape(after) == shape(source)
    letters = "".join(filter(str.isalnum, source.text.translate(table)))
    assert "".join(filter(str.isalnum, after.text)) == letters
    parts = [made.read_bytes()]
    if zipfile.is_zipfile(made):
        with zipfile.ZipFile(made) as archive:
            parts = [archive.read(name) for name in archive.namelist() if name.endswith(("ml", "ncx", "opf"))]
    left = re.findall("(?<=>)[^<>]*[а-яё][^<>]*", "\n".join(part.decode("utf-8", "ignore") for part in parts))
    assert {text.strip() for text in left} <= {"Текст сноски.", "Сноски"}
