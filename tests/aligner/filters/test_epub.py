"""EPUB: everything in a book is translated in its place, and parts without a change stay to the byte."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from pseudo import pseudo_contents
from small_books import book2, book3, package, parts_of, soup_book, zipped

from aligner.core.code import Content
from aligner.errors import ReadError
from aligner.filters.epub import read, write
from aligner.filters.parsed import Source
from aligner.readers.limits import Limits

CYRILLIC = re.compile("[А-яЁё]+")
BOOKS = [book2, book3, soup_book]
SAMPLE = Path(__file__).parents[2] / "data/readers/pandoc.epub"


def source(data: bytes) -> Source:
    return Source(data, "a.epub", None, Limits())


def rows(data: bytes) -> list[tuple[str, int, str]]:
    return [(block.kind, block.level, block.text) for block in read(source(data)).blocks]


@pytest.mark.parametrize("data", [*(make() for make in BOOKS), SAMPLE.read_bytes()])
def test_what_is_not_translated_comes_back(data: bytes) -> None:
    own = {n: Content(block.text, block.codes) for n, block in enumerate(read(source(data)).blocks)}
    assert write(source(data), own, "en") == data
    assert write(source(data), {}, "en") == data


@pytest.mark.parametrize("data", [*(make() for make in BOOKS), SAMPLE.read_bytes()])
def test_nothing_stays_in_the_old_language(data: bytes) -> None:
    parsed = read(source(data))
    made = write(source(data), pseudo_contents(parsed), "en")
    before, after = parts_of(data), parts_of(made)
    assert list(before) == list(after)
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
    for name, part in after.items():
        if name.endswith((".xhtml", ".html", ".ncx", ".svg")):
            text = re.sub(r"(?:id|href|src)=([\"'])[^\"']*\1", "", part.decode())
            left = set(CYRILLIC.findall(text)) - {"Иван", "Петров"}
            assert not left, (name, left)
        elif not name.endswith(".opf"):
            assert part == before[name]
    again = read(source(made))
    assert [len(block.codes) for block in again.blocks] == [len(block.codes) for block in parsed.blocks]
    assert again.language == "en"


def test_epub_3() -> None:
    assert rows(book3()) == [
        ("heading", 1, "Первая"), ("body", 0, "Слово и дело.Да"),
        ("metadata", 0, "Глава"), ("metadata", 0, "Дом у реки"), ("note", 0, "Примечания"), ("note", 0, "Сноска."),
        ("contents", 0, "Глава"), ("contents", 1, "Оглавление"), ("contents", 1, "Первая"),
        ("metadata", 0, "Дом"), ("metadata", 0, "Крыша"),
        ("metadata", 0, "Тихий город"), ("metadata", 0, "Повесть о городе."),
    ]  # fmt: skip
    assert read(source(book3())).title == "Тихий город"


def test_epub_2() -> None:
    assert rows(book2()) == [
        ("heading", 2, "Первая"), ("body", 0, "Он сказал:\u00a0«Да». Нет"), ("body", 0, "Ещё"),
        ("metadata", 0, "Глава"),
        ("contents", 0, "Тихий город"), ("contents", 0, "Первая"),
        ("metadata", 0, "Тихий город"), ("metadata", 0, "Повесть о городе."),
    ]  # fmt: skip


def test_a_change_in_a_chapter_changes_the_language_and_nothing_else() -> None:
    data = book2()
    made = write(source(data), {2: Content("More")}, "en")
    before, after = parts_of(data), parts_of(made)
    assert [name for name in after if after[name] != before[name]] == ["OEBPS/content.opf", "OEBPS/ch1.xhtml"]
    assert after["OEBPS/content.opf"] == before["OEBPS/content.opf"].replace(b"ru-RU", b"en")
    assert after["OEBPS/ch1.xhtml"] == before["OEBPS/ch1.xhtml"].replace("Ещё".encode(), b"More").replace(
        b'"ru"', b'"en"'
    )


def test_tag_soup_is_read_and_written() -> None:
    data = soup_book()
    assert [row[2] for row in rows(data)][:2] == ["Первыйабзац \u00a0 жирный", "Второй"]
    made = parts_of(write(source(data), {0: Content("First"), 1: Content("Second")}, "en"))["OEBPS/ch1.html"].decode()
    assert "<p>First<br><b><p>Second <img src=x alt=Вид>" in made


def test_protected_books_are_refused() -> None:
    encryption = '<encryption><EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#aes128-cbc"/></encryption>'
    data = zipped({"META-INF/encryption.xml": encryption, "OEBPS/content.opf": package({}, "<spine/>")})
    with pytest.raises(ReadError, match="protected"):
        read(source(data))


EPUBCHECK = shutil.which("epubcheck")


@pytest.mark.slow
@pytest.mark.skipif(EPUBCHECK is None or shutil.which("java") is None, reason="needs epubcheck")
@pytest.mark.parametrize("data", [book2(), book3()])
def test_epubcheck_finds_nothing_new(data: bytes, tmp_path: Path) -> None:
    checker = ["java", "-jar", str(Path(str(EPUBCHECK)).resolve())]
    found = []
    for name, book in (("before", data), ("after", write(source(data), pseudo_contents(read(source(data))), "en"))):
        path = tmp_path / f"{name}.epub"
        path.write_bytes(book)
        done = subprocess.run([*checker, "-q", str(path)], capture_output=True, text=True, timeout=240, check=False)
        found.append(sorted(re.findall(r"(?:ERROR|FATAL|WARNING)\(([A-Z]+-\d+)\)", done.stdout + done.stderr)))
    # A warning of blanks in a name.
    assert found[1] == found[0] == ["PKG-010"] * (b"OEBPS/nav.xhtml" in data)
