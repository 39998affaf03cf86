"""Documents translated into their own format, on the command line: formatting by word links, nothing left untold."""

from __future__ import annotations

from pathlib import Path

import pytest
from commands import tolmach
from lxml import html

from aligner.cli.options import decoding_of
from aligner.core.serial import bitext_from_json

PAGE = "<html lang='ru'><body><p>В среду <b>министр</b> встретился с послом.</p></body></html>"


def linked(text: str, links: tuple[tuple[int, int, int, int], ...], start: int, end: int) -> str:
    """The words of a translation that the links tie to this stretch of its source."""
    spans = [(c, d) for a, b, c, d in links if a < end and start < b]
    return text[min(c for c, _ in spans) : max(d for _, d in spans)]


def test_formatting_goes_where_the_word_links_say(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(PAGE, encoding="utf-8")
    done = tolmach("translate", str(page), "-o", str(tmp_path / "out"), "--to", "document,json")
    assert done.code == 0, done.err
    bitext = bitext_from_json((tmp_path / "out" / "page.ru-en.json").read_text(encoding="utf-8"))
    (bead,) = bitext.beads
    assert bead.links
    source, target = bitext.source_text(bead), bitext.target_text(bead)
    at = source.index("министр")
    (bold,) = html.parse(str(tmp_path / "out" / "page.ru-en.html")).iter("b")
    # With its article or without.
    assert bold.text
    assert linked(target, bead.links, at, at + len("министр")).endswith(bold.text)


@pytest.mark.parametrize(
    ("formats", "links"), [(("document",), True), (("tmx", "json"), True), (("tmx", "html"), False)]
)
def test_word_links_are_made_only_for_formats_that_use_them(formats: tuple[str, ...], links: bool) -> None:
    assert decoding_of({"beam": 1, "length_penalty": None}, formats).links is links


def test_what_is_not_translated_is_named_and_ends_in_1(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(PAGE.replace("<p>", "<iframe srcdoc='Карта сайта'></iframe><p>"), encoding="utf-8")
    done = tolmach("translate", str(page), "-o", str(tmp_path / "out"), "--to", "document,json", "--beam", "1")
    assert done.code == 1
    assert (tmp_path / "out" / "page.ru-en.html").exists()
    assert any("1 passage is not translated" in line and "«Карта сайта»" in line for line in done.error_lines)
    converted = tolmach(
        "convert", str(tmp_path / "out" / "page.ru-en.json"), str(tmp_path / "b.html"), "--original", str(page)
    )
    assert converted.code == 1
    assert "«Карта сайта»" in converted.err
    whole = tmp_path / "whole.html"
    whole.write_text(PAGE, encoding="utf-8")
    assert tolmach("translate", str(whole), "-o", str(tmp_path / "o2"), "--to", "document", "--beam", "1").code == 0
