"""FictionBook: the whole book comes back translated, in its structure and its character set."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pseudo
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from pseudo import own_contents, pseudo_contents, shape

from aligner.core.code import Code, Content
from aligner.errors import ReadError
from aligner.filters.fb2 import read, write
from aligner.filters.parsed import Parsed, Source
from aligner.readers.limits import Limits

DATA = Path(__file__).parents[2] / "data" / "readers"
INFO = (
    "<title-info><author><last-name>Чехов</last-name></author><book-title>Книга</book-title><annotation><p>О чём "
    "книга.</p></annotation><keywords>море, лето</keywords><lang>ru</lang><sequence name='Наше море'/></title-info>"
)


def source(data: bytes | str, name: str = "a.fb2") -> Source:
    return Source(data if isinstance(data, bytes) else data.encode(), name, None, Limits())


def book(body: str, notes: str = "", declared: str = '<?xml version="1.0" encoding="UTF-8"?>') -> str:
    notes = notes and f"<body name='notes'>{notes}</body>"
    return (
        f'{declared}\n<FictionBook xmlns="http://www.gribuser.ru/xml/fictionbook/2.0" '
        f'xmlns:l="http://www.w3.org/1999/xlink"><description>{INFO}</description><body>{body}</body>{notes}'
        '<binary id="x" content-type="image/png">AAAA</binary></FictionBook>'
    )


def rows(parsed: Parsed) -> list[tuple[str, int, str]]:
    return [(block.kind, block.level, block.text) for block in parsed.blocks]


def body_of(data: bytes) -> str:
    return data.decode().split("<body>")[1].split("</body>")[0]


EVERYTHING = """<title><p>Книга</p></title><epigraph><p>Девиз</p><text-author>Автор</text-author></epigraph>
<section><title><p>Глава</p><p>первая</p></title><image l:href="#x" alt="Вид на море" title="Море"/>
<p>Текст<a l:href="#n1" type="note">[1]</a> и <emphasis>кур<strong>сив</strong></emphasis>, м<sup>2</sup>,
<a l:href="https://a.ru">ссылка</a>.</p><empty-line/><subtitle>* * *</subtitle>
<poem><title><p>Стихи</p></title><stanza><v>Раз,</v><v>два,</v></stanza><stanza><v>три.</v></stanza>
<text-author>Поэт</text-author><date>1899 год</date></poem><cite><p>Цитата</p></cite>
<table><tr><th>Год</th><td>Длина</td></tr></table><p>• пункт</p>
<section><title><p>Внутри</p></title><p>Ещё <code>x = 1</code>.</p></section></section>"""
NOTES = '<title><p>Примечания</p></title><section id="n1"><title><p>1</p></title><p>Сноска.</p></section>'


def test_everything_in_the_book_is_a_block() -> None:
    parsed = read(source(book(EVERYTHING, NOTES)))
    assert (parsed.title, parsed.language, parsed.encoding) == ("Книга", "ru", "utf-8")
    assert rows(parsed) == [
        ("heading", 1, "Книга"),
        ("quote", 0, "Девиз"),
        ("quote", 0, "Автор"),
        ("heading", 1, "Главапервая"),
        ("body", 0, "Текст и курсив, м2, ссылка."),
        ("heading", 2, "* * *"),
        ("heading", 1, "Стихи"),
        ("verse", 0, "Раз,два,"),
        ("verse", 0, "три."),
        ("body", 0, "Поэт"),
        ("body", 0, "1899 год"),
        ("quote", 0, "Цитата"),
        ("table-cell", 0, "Год"),
        ("table-cell", 0, "Длина"),
        ("list-item", 1, "пункт"),
        ("heading", 2, "Внутри"),
        ("body", 0, "Ещё x = 1."),
        ("metadata", 0, "Книга"),
        ("metadata", 0, "О чём книга."),
        ("metadata", 0, "море, лето"),
        ("metadata", 0, "Наше море"),
        ("metadata", 0, "Вид на море"),
        ("metadata", 0, "Море"),
        ("note", 1, "Примечания"),
        ("note", 1, "1"),
        ("note", 0, "Сноска."),
    ]
    codes = {block.text: block.codes for block in parsed.blocks}
    assert [(c.start, c.end, c.kind) for c in codes["Главапервая"]] == [(5, 5, "break")]
    assert [(c.start, c.end, c.kind, c.equiv) for c in codes["Текст и курсив, м2, ссылка."]] == [
        (5, 5, "note", "[1]"),
        (8, 14, "italic", ""),
        (11, 14, "bold", ""),
        (17, 18, "sup", ""),
        (20, 26, "link", ""),
    ]
    assert [c.keep for c in codes["Ещё x = 1."]] == [True]


def test_nothing_stays_in_the_old_language() -> None:
    given = source(book(EVERYTHING, NOTES))
    written = write(given, pseudo_contents(read(given)), "en")
    assert set(re.findall("[А-Яа-яё]+", written.decode())) == {"Чехов"}
    trees = [etree.fromstring(one) for one in (given.data, written)]
    counts = [[re.sub(".*}", "", one.tag) for one in tree.iter()] for tree in trees]
    counts[0].insert(counts[0].index("lang") + 1, "src-lang")
    assert counts[1] == counts[0]
    assert "<lang>en</lang><src-lang>ru</src-lang>" in written.decode()
    assert '<binary id="x" content-type="image/png">AAAA</binary>' in written.decode()


def test_verse_and_titles_keep_their_lines() -> None:
    given = source(book("<section><poem><stanza><v>Раз, <emphasis>два,</emphasis></v><v><emphasis>три</emphasis>.</v>"
                        "</stanza></poem></section>"))  # fmt: skip
    (block, *_) = read(given).blocks
    assert block.text == "Раз, два,три."
    italic, end, second = block.codes
    content = Content("One, two,\nthree.", (_at(italic, 5, 9), _at(end, 9, 9), _at(second, 10, 15)))
    assert body_of(write(given, {0: content}, "en")) == (
        "<section><poem><stanza><v>One, <emphasis>two,</emphasis></v><v><emphasis>three</emphasis>.</v></stanza></poem>"
        "</section>"
    )
    # A span over the border is cut there; a border that is not said is the last.
    crossing = Content("One, two, three.", (_at(italic, 5, 15), _at(end, 9, 9)))
    assert "<v>One, <emphasis>two,</emphasis></v><v><emphasis>three</emphasis>.<emphasis/></v>" in body_of(
        write(given, {0: crossing}, "en")
    )
    assert "<v>One.<emphasis/></v><v><emphasis/></v>" in body_of(write(given, {0: Content("One.")}, "en"))


def _at(code: Code, start: int, end: int) -> Code:
    return Code(start, end, code.id, code.kind)


@pytest.mark.parametrize("name", ["pandoc.fb2", "zipped.fb2.zip"])
def test_files_of_real_programs(name: str) -> None:
    given = source((DATA / name).read_bytes(), name)
    parsed = read(given)
    assert write(given, own_contents(parsed), "en") == given.data
    written = write(given, pseudo_contents(parsed), "en")
    again = read(source(written, name))
    kinds = [[(b.kind, b.level) for b in one.blocks if not b.text.startswith("•")] for one in (parsed, again)]
    assert len(kinds[0]) == len(kinds[1])
    assert not any(re.search("[А-Яа-я]", block.text) for block in again.blocks)


def test_the_character_set_stays() -> None:
    text = book("<section><p>Цена — 5 руб.</p></section>", declared='<?xml version="1.0" encoding="windows-1251"?>')
    given = source(text.encode("cp1251"))
    written = write(given, {0: Content("Price — 5 ¥ 語")}, "en")
    assert written.startswith(b'<?xml version="1.0" encoding="windows-1251"?>\n<FictionBook')
    assert "<p>Price — 5 &#165; &#35486;</p>" in written.decode("cp1251")
    assert read(source(written)).blocks[0].text == "Price — 5 ¥ 語"


def test_a_wrong_declaration_is_corrected() -> None:
    text = book(
        "<section><p>Добрый день, это письмо.</p></section>", declared="<?xml version='1.0' encoding='koi8-u'?>"
    )
    given = source("\ufeff" + text.replace("\n", "\r\n"))
    written = write(given, {0: Content("Good day.")}, "en")
    assert written.startswith(b"\xef\xbb\xbf<?xml version='1.0' encoding='utf-8'?>\r\n")
    assert read(source(written)).blocks[0].text == "Good day."


def test_the_zip_keeps_its_other_files() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("book.fb2", book("<section><p>Раз.</p></section>"))
        made.writestr("readme.txt", "о книге")
    given = source(out.getvalue(), "a.fb2.zip")
    written = write(given, {0: Content("One.")}, "en")
    with zipfile.ZipFile(io.BytesIO(written)) as archive:
        assert archive.namelist() == ["book.fb2", "readme.txt"]
        assert archive.read("readme.txt").decode() == "о книге"
        assert "<p>One.</p>" in archive.read("book.fb2").decode()


def test_text_in_the_wrong_place_is_translated_too() -> None:
    given = source(book("<section>Раз <p>два<p>три</p></p> четыре</section>"))
    parsed = read(given)
    assert [text for kind, _, text in rows(parsed) if kind != "metadata"] == ["Раз", "два", "три", "четыре"]
    written = body_of(write(given, pseudo_contents(parsed), "en"))
    assert not re.search("[А-Яа-я]", written)
    assert written.startswith("<section>⟪xxx xx⟫ <p>⟪xxx xx⟫<p>⟪xxx xx⟫</p></p> ⟪xxxxxx xx⟫</section>")


def test_no_book() -> None:
    with pytest.raises(ReadError, match="not a FictionBook"):
        read(source("<html><p>а</p></html>"))


INLINE = st.recursive(
    st.sampled_from(["слово ", "Два", " ", '<a l:href="#n" type="note">1</a>', '<image l:href="#x"/>']),
    lambda inside: st.builds(
        lambda tag, parts: f"<{tag}>{''.join(parts)}</{tag.split()[0]}>",
        st.sampled_from(["emphasis", "strong", "sup", 'a l:href="https://a.ru"', 'style name="s"']),
        st.lists(inside, max_size=4),
    ),
    max_leaves=10,
)


@settings(deadline=None)
@given(st.lists(st.lists(INLINE, min_size=1, max_size=4), min_size=1, max_size=4))
def test_any_nesting_comes_back(lines: list[list[str]]) -> None:
    verse = "".join(f"<v>{''.join(parts)}</v>" for parts in lines)
    prose = "".join(f"<p>{''.join(parts)}</p>" for parts in lines)
    given = source(book(f"<section><poem><stanza>{verse}</stanza></poem>{prose}</section>"))
    parsed = read(given)
    assert write(given, own_contents(parsed), "en") == given.data
    translated = pseudo_contents(parsed)
    written = write(given, translated, "en")
    trees = [etree.fromstring(one) for one in (given.data, written)]
    before, after = (pseudo.letters(tree, ["p"], alone=["a|#n|note"]) for tree in trees)
    assert after == before
    again = read(source(written))
    assert [shape(Content(b.text, b.codes)) for b in again.blocks] == [shape(translated[n]) for n in translated]
