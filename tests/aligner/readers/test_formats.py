"""What each format's mark-up becomes: kinds, levels, order, and what is left out."""

from __future__ import annotations

import io
import zipfile

import pytest

from aligner.core.document import OUTSIDE
from aligner.readers import read_document


def rows(data: str | bytes, name: str) -> list[tuple[str, int, str]]:
    document = read_document(data.encode() if isinstance(data, str) else data, name=name)
    return [(one.kind, one.level, document.paragraph_text(one)) for one in document.paragraphs]


def running(data: str | bytes, name: str) -> list[tuple[str, int, str]]:
    """The rows of the running text."""
    return [row for row in rows(data, name) if row[0] not in OUTSIDE]


def zipped(entries: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return out.getvalue()


PROSE = (
    "Мост открыли утром, и первыми по нему прошли строители, которые работали здесь целых три года подряд без отдыха."
)
VERSE = "Река несёт свои огни,\nИ мост над ней, как птица, тих;\nМы здесь сегодня не одни,\nИ эхо делит нас двоих."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"Новый мост\n{PROSE}", [("heading", 1, "Новый мост"), ("body", 0, PROSE)]),
        (f"{PROSE}\n\nГлава 2\n\n{PROSE}", [("body", 0, PROSE), ("heading", 1, "Глава 2"), ("body", 0, PROSE)]),
        (f"{PROSE}\n\nIV\n\n{PROSE}", [("body", 0, PROSE), ("heading", 1, "IV"), ("body", 0, PROSE)]),
        (f"{PROSE}\n- хлеб;\n- соль.", [("body", 0, PROSE), ("list-item", 1, "- хлеб;"), ("list-item", 1, "- соль.")]),
        # A dash before a capital is someone speaking.
        (f"{PROSE}\n— Кто там?\n- Это я.", [("body", 0, PROSE), ("body", 0, "— Кто там?"), ("body", 0, "- Это я.")]),
        (f"{PROSE}\n\n{VERSE}", [("body", 0, PROSE), ("verse", 0, VERSE)]),
        ("Да.\r\n\r\n\u200bНет\u00ad.\ufeff\r", [("body", 0, "Да."), ("body", 0, "Нет.")]),
        ("И\u0306од и е\u0308ж.\u2028Второй.", [("body", 0, "Йод и ёж."), ("body", 0, "Второй.")]),
    ],
)
def test_txt(text: str, expected: list[tuple[str, int, str]]) -> None:
    assert rows(text, "x.txt") == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<h2>Имя</h2><p>Раз<b>два</b> три</p>", [("heading", 2, "Имя"), ("body", 0, "Раздва три")]),
        ("Голый <i>текст</i><p>и абзац", [("body", 0, "Голый текст"), ("body", 0, "и абзац")]),
        ("<ul><li>А<ol><li><p>Б</p></li></ol></li></ul>", [("list-item", 1, "А"), ("list-item", 2, "Б")]),
        ("<blockquote><p>Слова</p></blockquote>", [("quote", 0, "Слова")]),
        ("<figure><img alt='x'><figcaption>Вид</figcaption></figure>", [("caption", 0, "Вид")]),
        ("<table><tr><th>А</th><td><p>Б</p></td></tr></table>", [("table-cell", 0, "А"), ("table-cell", 0, "Б")]),
        ("<p>Одна<br>строка</p>", [("body", 0, "Одна строка")]),
        ("<p>Абзац<br><br>другой</p>", [("body", 0, "Абзац"), ("body", 0, "другой")]),
        ("<p>" + VERSE.replace("\n", "<br>") + "</p>", [("verse", 0, VERSE)]),
        ("<p class='poem'>Раз<br>два</p>", [("verse", 0, "Раз\nдва")]),
        (
            "<nav>меню</nav><script>x</script><p hidden>нет</p><p style='display:none'>нет</p><p>да</p>",
            [("body", 0, "да")],
        ),
        (
            "<figure><img><figcaption aria-hidden='true'>Вид</figcaption></figure><p aria-hidden='true'>нет</p>",
            [("caption", 0, "Вид")],
        ),
        ("<p>Слово<sup><a href='#n1'>1</a></sup> и H<sub>2</sub>O</p>", [("body", 0, "Слово и H2O")]),
        ("<p>a&nbsp;b &lt;c&gt; &mdash;</p>", [("body", 0, "a\u00a0b <c> —")]),
        ("<p>Слово.<!-- нет --> Ещё</p>", [("body", 0, "Слово. Ещё")]),
    ],
)
def test_html(body: str, expected: list[tuple[str, int, str]]) -> None:
    page = f"<!DOCTYPE html><html><head><title>Т</title><meta charset=utf-8></head><body>{body}</body></html>"
    assert running(page, "x") == expected


def test_html_preformatted_text_is_unwrapped() -> None:
    lines = (
        "Мост открыли утром, и первыми\nпо нему прошли строители, которые\nработали целых три года\nподряд без отдыха."
    )
    assert rows(f"<html><body><pre>{lines}</pre></body></html>", "x") == [("body", 0, lines.replace("\n", " "))]


@pytest.mark.parametrize("declared", ["windows-1251", "utf-8", "no-such-set"])
def test_html_character_set(declared: str) -> None:
    page = f"<html><head><meta charset='{declared}'></head><body><p>{PROSE}</p></body></html>".encode("cp1251")
    document = read_document(page)
    assert (document.text, document.provenance.encoding) == (PROSE, "cp1251")


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def docx(body: str, styles: str = "") -> bytes:
    return zipped(
        {
            "[Content_Types].xml": "<Types/>",
            "word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>",
            "word/styles.xml": f"<w:styles {W}>{styles}</w:styles>",
        }
    )


def paragraph(inner: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{inner}</w:p>"


def run(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


BOXED = paragraph(run("В рамке"))
STYLES = (
    '<w:style w:type="paragraph" w:styleId="a1"><w:name w:val="Заголовок 2"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="base"><w:name w:val="heading 3"/>'
    '<w:pPr><w:outlineLvl w:val="2"/></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="mine"><w:name w:val="Моё"/><w:basedOn w:val="base"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="loop"><w:name w:val="loop"/><w:basedOn w:val="loop"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="toc"><w:name w:val="toc 1"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="li"><w:name w:val="List Paragraph"/>'
    '<w:pPr><w:numPr><w:ilvl w:val="1"/></w:numPr></w:pPr></w:style>'
)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (paragraph(run("Имя"), '<w:pStyle w:val="a1"/>'), [("heading", 2, "Имя")]),
        (paragraph(run("Имя"), '<w:pStyle w:val="mine"/>'), [("heading", 3, "Имя")]),
        (paragraph(run("Слово"), '<w:pStyle w:val="loop"/>'), [("body", 0, "Слово")]),
        (paragraph(run("Глава 1"), '<w:pStyle w:val="toc"/>') + paragraph(run("А")),
         [("body", 0, "А"), ("contents", 1, "Глава 1")]),
        (paragraph(run("А"), '<w:pStyle w:val="li"/>'), [("list-item", 2, "А")]),
        (paragraph(run("А"), '<w:pStyle w:val="li"/><w:numPr><w:numId w:val="0"/></w:numPr>'), [("body", 0, "А")]),
        # Deleted words are gone, inserted ones stand; codes of fields and note marks are no words.
        (
            paragraph(f"{run('Он ')}<w:del>{run('не ')}</w:del><w:ins>{run('давно ')}</w:ins>{run('ушёл')}"
                      "<w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:footnoteReference/></w:r>"),
            [("body", 0, "Он давно ушёл")],
        ),
        (paragraph("<w:r><w:rPr><w:vanish/></w:rPr><w:t>тайна</w:t></w:r>" + run("явь")), [("body", 0, "явь")]),
        (paragraph(run("а") + "<w:r><w:tab/></w:r><w:r><w:br/></w:r><w:r><w:noBreakHyphen/></w:r>" + run("б")),
         [("body", 0, "а -б")]),
        (f"<w:sdt><w:sdtContent>{paragraph(run('В поле'))}</w:sdtContent></w:sdt>", [("body", 0, "В поле")]),
        (f"<w:tbl><w:tr><w:tc>{paragraph(run('Ячейка'))}</w:tc></w:tr></w:tbl>", [("table-cell", 0, "Ячейка")]),
        # A text box follows the paragraph it is anchored in; its fallback is the same again.
        (
            paragraph(f"<w:r><AlternateContent><Choice><w:txbxContent>{BOXED}</w:txbxContent></Choice>"
                      f"<Fallback><w:pict><w:txbxContent>{BOXED}</w:txbxContent></w:pict></Fallback>"
                      f"</AlternateContent></w:r>{run('Якорь')}"),
            [("body", 0, "Якорь"), ("body", 0, "В рамке")],
        ),
    ],
)  # fmt: skip
def test_docx(body: str, expected: list[tuple[str, int, str]]) -> None:
    assert rows(docx(body, STYLES), "x.docx") == expected


def test_docx_as_python_docx_writes_it() -> None:
    import docx as python_docx

    made = python_docx.Document()
    made.core_properties.title = "Имя книги"
    made.add_heading("Раздел", 1)
    made.add_paragraph("Слова.")
    made.add_paragraph("пункт", style="List Bullet")
    made.add_paragraph("Цитата", style="Quote")
    out = io.BytesIO()
    made.save(out)
    assert rows(out.getvalue(), "x.docx") == [
        ("heading", 1, "Раздел"), ("body", 0, "Слова."), ("list-item", 1, "пункт"), ("quote", 0, "Цитата"),
        ("metadata", 0, "Имя книги"), ("metadata", 0, "generated by python-docx"),
    ]  # fmt: skip
    assert read_document(out.getvalue()).title == "Имя книги"


def test_fb2() -> None:
    book = (
        '<?xml version="1.0" encoding="UTF-8"?><FictionBook xmlns="http://www.gribuser.ru/xml/fictionbook/2.0" '
        'xmlns:l="http://www.w3.org/1999/xlink"><description><title-info><book-title>Книга</book-title><lang>ru</lang>'
        "</title-info></description><body><title><p>Книга</p></title><epigraph><p>Девиз</p><text-author>Автор"
        "</text-author></epigraph>"
        "<section><title><p>Глава</p><p>первая</p></title><p>Текст<a l:href='#n' type='note'>1</a>"
        "<emphasis>курсив</emphasis>.</p><subtitle>* * *</subtitle><poem><stanza><v>Раз,</v><v>два.</v></stanza></poem>"
        "<cite><p>Цитата</p></cite><section><title><p>Внутри</p></title><p>Ещё.</p></section></section></body>"
        "<body name='notes'><section><p>Примечание</p></section></body><binary id='x'>AAAA</binary></FictionBook>"
    )
    assert rows(book, "x.fb2") == [
        ("heading", 1, "Книга"), ("quote", 0, "Девиз"), ("quote", 0, "Автор"), ("heading", 1, "Глава первая"),
        ("body", 0, "Тексткурсив."), ("heading", 2, "* * *"), ("verse", 0, "Раз,\nдва."), ("quote", 0, "Цитата"),
        ("heading", 2, "Внутри"), ("body", 0, "Ещё."), ("metadata", 0, "Книга"), ("note", 0, "Примечание"),
    ]  # fmt: skip


def test_epub_follows_the_spine() -> None:
    page = "<html xmlns='http://www.w3.org/1999/xhtml'><head><title/></head><body><p>{}</p></body></html>"
    book = zipped(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": '<container>'
            '<rootfiles><rootfile full-path="OEBPS/x.opf"/></rootfiles></container>',
            "OEBPS/x.opf": "<package xmlns:dc='d'><metadata><dc:title>Имя</dc:title></metadata><manifest>"
            + "".join(f"<item id='{n}' href='{h}' media-type='application/xhtml+xml'/>" for n, h in
                      (("a", "a%20b.xhtml"), ("b", "../b.html"), ("c", "c.xhtml"), ("gone", "gone.xhtml")))
            + "<item id='nav' href='nav.xhtml' media-type='application/xhtml+xml' properties='nav'/></manifest>"
            "<spine><itemref idref='nav'/><itemref idref='b'/><itemref idref='gone'/><itemref idref='a'/>"
            "<itemref idref='c' linear='no'/></spine></package>",
            "OEBPS/a b.xhtml": page.format("Вторая"),
            "b.html": "<html><body><p>Первая &nbsp;<br>глава</body>",
            "OEBPS/c.xhtml": page.format("Вне чтения"),
            "OEBPS/nav.xhtml": page.format("Оглавление"),
        }
    )  # fmt: skip
    assert running(book, "x") == [("body", 0, "Первая глава"), ("body", 0, "Вторая")]
    assert read_document(book).title == "Имя"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Имя\n===\n\nРаз **два** `код` [три](http://x) ![нет](y).",
            [("heading", 1, "Имя"), ("body", 0, "Раз два код три ."), ("metadata", 0, "нет")],
        ),
        ("- А\n  - Б\n1. В", [("list-item", 1, "А"), ("list-item", 2, "Б"), ("list-item", 1, "В")]),
        ("> Слова\n> дальше", [("quote", 0, "Слова дальше")]),
        ("```\nкод\n```\nтекст", [("body", 0, "текст")]),
        ("| А | Б |\n|---|---|\n| В | Г |", [("table-cell", 0, one) for one in "АБВГ"]),
        ("Слово[^1].\n\n[^1]: Сноска.", [("body", 0, "Слово."), ("note", 0, "Сноска.")]),
        ("<div><p>Из HTML</p></div>", [("body", 0, "Из HTML")]),
        ("А\\\nБ  \nВ", [("verse", 0, "А\nБ\nВ")]),
        ("| А\n|   Б\n| В", [("verse", 0, "А\nБ\nВ")]),
        ("\\[А\\] 1\\. &laquo;Б&raquo; \\*", [("body", 0, "[А] 1. «Б» *")]),
    ],
)
def test_markdown(text: str, expected: list[tuple[str, int, str]]) -> None:
    assert rows(text, "x.md") == expected


@pytest.mark.parametrize(
    ("data", "name", "expected"),
    [
        ("1\n00:00:01,000 --> 00:00:02,000\nА.\n", "x", "srt"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\nА.\n", "x.txt", "vtt"),
        ("<?xml version='1.0'?><FictionBook><body><section><p>А</p></section></body></FictionBook>", "x.xml", "fb2"),
        ("<!-- x --><!doctype HTML><p>А", "x.txt", "html"),
        ("# А", "x.md", "md"),
        ("# А", "x.txt", "txt"),
    ],
)
def test_content_decides_before_the_name(data: str, name: str, expected: str) -> None:
    assert read_document(data.encode(), name=name).provenance.format == expected
