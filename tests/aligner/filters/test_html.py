"""HTML: blocks and codes of every kind of markup, and the same bytes again for whatever was not translated."""

from __future__ import annotations

import pytest
from html_pages import own, pseudo_page, start_tags, texts

from aligner.core.code import Code, Content
from aligner.filters.html import read, read_fragment, write, write_fragment
from aligner.filters.parsed import Source
from aligner.readers.limits import Limits


def source(data: str | bytes, encoding: str | None = None) -> Source:
    return Source(data.encode() if isinstance(data, str) else data, "a.html", encoding, Limits())


def translated(page: str, *new: str | None) -> str:
    """The page with the texts of its blocks replaced, codes at the same words by number of character."""
    blocks = read_fragment(page).blocks
    contents = {n: Content(text, blocks[n].codes) for n, text in enumerate(new) if text is not None}
    return write_fragment(page, contents, "en")


PAGES = [
    "",
    "Просто текст",
    "<p>Насос <a href=\"/a\">купить</a></p>",
    "<P CLASS=x\n title='а \"б\"'>Раз<BR>Два</P>",
    "<!DOCTYPE html>\r\n<html lang=ru>\r\n<head><title>А &amp; Б</title>\r\n<p>&laquo;Мир&raquo;\t&#1046;\r\n</html>",
    "<p>Незакрытый <b>жирный <i>и</b> курсив</i> <p>дальше",
    "<ul><li>А<li>Б <ul><li>В</ul><li>Г</ul>",
    "<table><tr><td>1<td>Два<tr><th>Три</table>",
    "<p>5 < 10 & 3 > 2 &lt; &unknown; &copy 2024</p>",
    "<script>if (a<b) x='<p>Нет</p>'</script><style>p>a{}</style><p>Да<!-- нет --> и <!-->ещё",
    "<p>до <![CDATA[ нет ]]> после <?php echo 'а' ?> конец</p>",
    "<textarea>Текст <b>не жирный</b></textarea><title>Имя <i></title>",
    "<p>обрыв <a href='x",
    "<p>обрыв <!-- x",
    "</p></div></b>текст</td></table>",
    "<a href=1>раз <a href=2>два</a> три</a>",
    "<div hidden>Скрыто</div><p style='display: none'>Нет<p aria-hidden=true>Да",
    "<select><option selected>Раз<option>Два</select><button>Жми <b>сюда</b></button>",
    "<svg viewBox='0 0 1 1'><text>Имя</text><style>a</style></svg><math><mi>х</mi><mtext>если</mtext></math>",
    "<ruby>漢<rp>(</rp><rt>кан</rt><rp>)</rp></ruby> слово",
    "<object data=x><p>Нет просмотра</p></object><noscript><p>Включите</p></noscript>",
    "<x-tag Name=1>своё</x-tag><o:p></o:p>\x00\ufeff",
]  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
def test_what_is_not_translated_comes_back_to_the_byte(page: str) -> None:
    for data in (page.encode(), page.encode("utf-16"), page.encode("cp1251", "xmlcharrefreplace")):
        read_again = source(data)
        assert write(read_again, {}, "en") == data
        assert write(read_again, own(read(read_again)), "en") == data


@pytest.mark.parametrize("page", PAGES)
def test_every_tag_is_there_once_in_the_translation(page: str) -> None:
    made = pseudo_page(page)
    # Elements that overlap are written one after the other.
    assert start_tags(made) == start_tags(page) or (
        "<b>жирный <i>и</b>" in page and start_tags(made) > start_tags(page)
    )
    assert not any("Ѐ" <= c <= "ӿ" for text in (*texts(made), *texts(made, outside=True)) for c in text)


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("<h2>Имя</h2><p>Раз<b>два</b> три</p>", [("heading", 2, "Имя"), ("body", 0, "Раздва три")]),
        ("Голый <i>текст</i><p>и абзац", [("body", 0, "Голый текст"), ("body", 0, "и абзац")]),
        ("<ul><li>А<ol><li><p>Б</p></li></ol></li></ul>", [("list-item", 1, "А"), ("list-item", 2, "Б")]),
        ("<dl><dt>А<dd>Б</dl>", [("list-item", 1, "А"), ("list-item", 1, "Б")]),
        ("<blockquote><p>Слова</p></blockquote>", [("quote", 0, "Слова")]),
        ("<figure><img src=x><figcaption>Вид</figcaption></figure>", [("caption", 0, "Вид")]),
        ("<table><tr><th>А</th><td><p>Б</p></td></tr></table>", [("table-cell", 0, "А"), ("table-cell", 0, "Б")]),
        ("<details><summary>Имя</summary>Текст</details>", [("body", 0, "Имя"), ("body", 0, "Текст")]),
        ("<p>Абзац<br><br>другой</p>", [("body", 0, "Абзац"), ("body", 0, "другой")]),
        ("<p class='poem'>Раз<br>два</p>", [("verse", 0, "Раздва")]),
        ("<p>a&nbsp;b &lt;c&gt; &mdash;</p>", [("body", 0, "a\u00a0b <c> —")]),
        ("<p>Слово.<!-- нет --> Ещё</p>", [("body", 0, "Слово. Ещё")]),
        ("<p>&nbsp;</p><p> </p><p>&emsp;Да&nbsp;</p>", [("body", 0, "Да")]),
        ("<nav><a>Раз</a></nav><p>Да", [("body", 0, "Да"), ("contents", 0, "Раз")]),
        (
            "<p hidden>нет</p><p>да</p><p style='display:none'>нет",
            [("body", 0, "да"), ("metadata", 0, "нет"), ("metadata", 0, "нет")],
        ),
        ("<p>Да<div class=footnotes><p>Сноска</div>", [("body", 0, "Да"), ("note", 0, "Сноска")]),
        ("<title>Имя</title><meta name=description content=Опись><p>Да",
         [("body", 0, "Да"), ("metadata", 0, "Имя"), ("metadata", 0, "Опись")]),
        ("<form><label>Имя <input placeholder='Иван'></label></form><p>Да и нет.",
         [("body", 0, "Да и нет."), ("metadata", 0, "Иван"), ("metadata", 0, "Имя")]),
        ("<form><h1>Имя</h1><p>Вся страница.</p></form>", [("heading", 1, "Имя"), ("body", 0, "Вся страница.")]),
        ("<p>Вид: <img alt='дом' title='Дом'>",
         [("body", 0, "Вид:"), ("metadata", 0, "дом"), ("metadata", 0, "Дом")]),
        ("<pre class='language-py'>x = 1</pre><pre>f(x) {a;}</pre><div translate=no>Нет</div><p>Да",
         [("body", 0, "Да")]),
        ("<p><code>имя</code></p><p><kbd>А</kbd>, <kbd>Б</kbd></p><p>Да", [("body", 0, "Да")]),
    ],
)  # fmt: skip
def test_kinds_and_levels(page: str, expected: list[tuple[str, int, str]]) -> None:
    assert [(block.kind, block.level, block.text) for block in read_fragment(page).blocks] == expected


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("<p>Иван Петров<br>Главный инженер<br>\n Отдел снабжения</p>",
         ["Иван Петров|Главный инженер|Отдел снабжения"]),
        ("<td>понедельник<br>вторник<br>среда</td>", ["понедельник|вторник|среда"]),
        ("<p>Договор вступает в силу с момента<br>его подписания сторонами.",
         ["Договор вступает в силу с момента ~его подписания сторонами."]),
        ("<p><a href=x>Читать дальше</a> | <a href=y>Назад</a></p>", ["Читать дальше|Назад"]),
        ("<p><a>Главная</a>&nbsp;&raquo;&nbsp;<a>Насосы</a> › Новый", ["Главная|Насосы|Новый"]),
        ("<p><a>Раз</a> <a>Два</a>\n<a>Три</a></p>", ["Раз|Два|Три"]),
        ("<p>Далее | Назад</p>", ["Далее|Назад"]),
        ("<p><a>Главная</a> / <a>Каталог</a> / Насосы</p>", ["Главная|Каталог|Насосы"]),
        ("<p>Смотрите <a>раздел</a> / <a>главу</a>.</p>", ["Смотрите раздел / главу."]),
        ("<p>5 · 10 и <b>кг</b>/<b>м</b>, «<a>Мир</a>» сказал <a>он</a></p>", ["5 · 10 и кг/м, «Мир» сказал он"]),
        ("<pre>Имя   Город\nИван\tМосква</pre>", ["Имя|Город|Иван|Москва"]),
    ],
)  # fmt: skip
def test_lines_and_menus_break(page: str, expected: list[str]) -> None:
    assert texts(page) == expected


def test_menus_keep_their_separators() -> None:
    page = "<p><a href='x'>Читать дальше</a> | <a href='y'>Назад</a></p>"
    (block,) = read_fragment(page).blocks
    first, mark, second = block.codes
    content = Content("Read onBack", (
        Code(0, 7, first.id, "link"), Code(7, 7, mark.id, "break", breaks=True), Code(7, 11, second.id, "link"),
    ))  # fmt: skip
    assert write_fragment(page, {0: content}) == "<p><a href='x'>Read on</a> | <a href='y'>Back</a></p>"


def test_codes_that_the_translation_lost_stand_at_its_end() -> None:
    page = "<p>Насос <a href='/a'>купить</a> <img src=x>сейчас <i>1</i></p>"
    assert write_fragment(page, {0: Content("Buy")}) == "<p>Buy<a href='/a'></a><img src=x><i></i></p>"


def test_an_element_around_all_of_a_block_stays_around_it() -> None:
    page = "<li><a href=x>Насос</a></li>"
    (block,) = read_fragment(page).blocks
    content = Content("The pump", (Code(4, 8, block.codes[0].id, "link"),))
    assert write_fragment(page, {0: content}) == "<li><a href=x>The pump</a></li>"


def test_kept_text_is_not_lost() -> None:
    page = "<p>Нажмите <kbd>Enter</kbd> сейчас</p>"
    assert write_fragment(page, {0: Content("Press now")}) == "<p>Press now<kbd>Enter</kbd></p>"


def test_kept_text_comes_back_with_its_markup() -> None:
    page = "<p>Компания <span translate=no>Завод &laquo;<b>Свет</b>&raquo;</span> открылась.</p>"
    (block,) = read_fragment(page).blocks
    (code,) = block.codes
    assert (code.keep, block.text[code.start : code.end]) == (True, "Завод «Свет»")
    content = Content("Завод «Свет» has opened.", (Code(0, 12, code.id, keep=True),))
    assert write_fragment(page, {0: content}) == (
        "<p><span translate=no>Завод &laquo;<b>Свет</b>&raquo;</span> has opened.</p>"
    )


@pytest.mark.parametrize(
    ("page", "kind", "equiv"),
    [
        ("<p>Слово<sup><a href='#n1'>1</a></sup>.", "note", "1"),
        ("<p>Слово <a href='#n'>[12]</a>.", "note", "[12]"),
        ("<p>Слово<a epub:type='noteref' href='#n'>*</a>.", "note", "*"),
        ("<p>Слово <math><mi>x</mi></math>.", "other", ""),
        ("<p>Слово <img src=x>.", "image", "[image]"),
        ("<p>Слово <input name=x>.", "field", ""),
    ],
)
def test_what_stands_alone(page: str, kind: str, equiv: str) -> None:
    (block,) = read_fragment(page).blocks
    (code,) = block.codes
    assert (block.text.replace(" .", "."), code.kind, code.equiv, code.alone) == ("Слово.", kind, equiv, True)
    assert start_tags(pseudo_page(page)) == start_tags(page)


def test_an_exponent_is_no_note() -> None:
    (block,) = read_fragment("<p>3&nbsp;м<sup>2</sup>, H<sub>2</sub>O и <u>да</u>").blocks
    assert [(block.text[c.start : c.end], c.kind) for c in block.codes] == [
        ("2", "sup"),
        ("2", "sub"),
        ("да", "underline"),
    ]


def test_blocks_within_a_line_are_their_own() -> None:
    page = (
        "<p title='Да'>Нажмите <button title='Нет'>Пуск <img alt='Вид' src=x></button> и "
        "<select><option>Раз</select>.</p>"
    )
    assert pseudo_page(page) == (
        "<p title='⟪xx xx⟫'>⟪xxxxxxx <button title='⟪xxx xx⟫'>⟪xxxx xx⟫ <img alt='⟪xxx xx⟫' src=x></button> x "
        "<select><option>⟪xxx xx⟫</select>. xx⟫</p>"
    )


def test_an_id_stands_once() -> None:
    page = "<p><b id='x'>Один два</b> три <i>ещё</i></p>"
    (block,) = read_fragment(page).blocks
    bold, italic = block.codes
    content = Content("One two three", (Code(0, 7, bold.id, "bold"), Code(4, 13, italic.id, "italic"),
                                        Code(8, 13, bold.id, "bold", opens=False)))  # fmt: skip
    made = write_fragment(page, {0: content})
    assert made.count("id='x'") == 1
    assert made.count("<b") == made.count("</b>")


def test_text_is_escaped_and_attributes_are_quoted() -> None:
    page = "<p title=Да class='x'>Раз</p><p title='a \"Да\"'>Два"
    assert translated(page, "1 < 2 & 3 > 2", "x", 'A "b"', "It's") == (
        "<p title=\"A &quot;b&quot;\" class='x'>1 &lt; 2 &amp; 3 > 2</p><p title='It&#39;s'>x"
    )


def test_a_fragment_stays_one_and_the_language_is_set_where_there_was_one() -> None:
    assert translated("<p>Раз</p>", "One") == "<p>One</p>"
    page = '<html lang="ru-RU" xml:lang=\'ru-RU\'><p lang="ru-RU">Раз<p lang=de>Eins<p><span lang=ru-RU>Два</span>'
    assert translated(page, "One", None, "Two!") == (
        '<html lang="en" xml:lang=\'en\'><p lang="en">One<p lang=de>Eins<p><span lang="en">Two!</span>'
    )


def test_character_set_of_the_page_is_kept() -> None:
    page = "<meta charset=windows-1251><p>Добрый день, это письмо.</p>"
    data = source(page.encode("cp1251"))
    assert read(data).encoding == "cp1251"
    made = write(data, {0: Content("A → b — c")}, "en")
    assert made == "<meta charset=windows-1251><p>A &#8594; b — c</p>".encode("cp1251")


@pytest.mark.parametrize("declared", ["windows-1251", "koi8-r", "iso-8859-1", "utf-8", "no-such-set", "utf-16"])
@pytest.mark.parametrize("real", ["utf-8", "cp1251", "koi8-r"])
def test_a_declaration_that_the_bytes_contradict(declared: str, real: str) -> None:
    page = f"<html><head><meta charset='{declared}'></head><body><p>Добрый день, это письмо.</p></body></html>"
    assert [block.text for block in read(source(page.encode(real))).blocks] == ["Добрый день, это письмо."]


def test_bytes_that_are_no_text_come_back() -> None:
    data = "<meta charset=utf-8><p>Один</p><p>".encode() + b"\xff\xfe" + "Два слова и ещё слова</p>".encode()
    made = write(source(data), {0: Content("One")}, "en")
    assert made == data.replace("Один".encode(), b"One")


XHTML = (
    '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html [<!ENTITY firm "Завод">]>\n'
    '<html xmlns="http://www.w3.org/1999/xhtml" lang="ru" xml:lang="ru"><head><title/></head>'
    '<body><p/><a id="x"/><p>Раз&nbsp;<![CDATA[<два>]]> &firm; <i/>три<br/>Да</p>'
    "<script>//<![CDATA[\nа\n//]]></script></body></html>"
)


def test_xhtml_stays_well_formed() -> None:
    from lxml import etree

    parsed = read_fragment(XHTML)
    assert texts(XHTML) == ["Раз\u00a0<два> три|Да"]
    assert write_fragment(XHTML, own(parsed), "en") == XHTML
    made = pseudo_page(XHTML)
    root = etree.fromstring(made.encode(), etree.XMLParser(resolve_entities=False))
    assert root.get("lang") == "en"
    for markup in ("<p/>", '<a id="x"/>', "<i/>", "&firm;", "&lt;xxx>", "<br/>"):
        assert markup in made


def test_what_only_looks_like_xhtml_is_read_as_html() -> None:
    page = '<html xmlns="http://www.w3.org/1999/xhtml"><p>Раз<br>Два<p>Три &nbsp;четыре'
    assert texts(page) == ["Раз|Два", "Три \u00a0четыре"]


def test_a_page_in_a_frame_is_said() -> None:
    parsed = read_fragment("<iframe srcdoc='&lt;p>Привет'></iframe>")
    assert [(one.number, one.text) for one in parsed.untranslated] == [(1, "Привет")]
