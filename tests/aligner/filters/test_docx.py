"""Word documents: paragraphs as blocks with codes, and written again around another text."""

from __future__ import annotations

import re

import pytest

from aligner.core.code import Content
from aligner.filters.docx import read, write
from tests.support.docx_files import box, content, docx, field, p, part, r, relations, russian, texts, translated

BOLD, ITALIC = "<w:b/>", "<w:i/>"
TAB, BREAK = "<w:r><w:tab/></w:r>", "<w:r><w:br/></w:r>"
DRAWING = '<w:r><w:drawing><wp:inline><wp:docPr id="1" name="Рис"/></wp:inline></w:drawing></w:r>'
CODE_STYLES = (
    '<w:style w:type="character" w:styleId="v"><w:name w:val="Verbatim Char"/></w:style>'
    '<w:style w:type="character" w:styleId="strong"><w:name w:val="Strong"/><w:rPr><w:b/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="src"><w:name w:val="Source Code"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="h"><w:name w:val="heading 1"/><w:rPr><w:b/></w:rPr></w:style>'
)


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        # Runs that look alike are one, whatever their revisions, languages and proofing.
        (r("Сло", '<w:lang w:val="ru-RU"/>') + "<w:proofErr/>" + r("во.", "<w:noProof/>"), "Слово."),
        (r("Пять ") + r("важных", BOLD) + r(" слов."), "Пять <bold>важных</bold> слов."),
        (r("Пять ") + r("важных ", BOLD) + r("слов."), "Пять <bold>важных</bold> слов."),
        (r("Всё жирное и ", BOLD) + r("ещё", BOLD), "Всё жирное и ещё"),
        (r("Очень длинный жирный текст, и в нём ", BOLD) + r("раз", BOLD + ITALIC) + r(".", BOLD),
         "Очень длинный жирный текст, и в нём <italic>раз</italic>."),
        (r("а ") + r("б ", BOLD) + r("в", BOLD + ITALIC) + r(" г", BOLD) + r(" и ещё"),
         "а <bold>б <italic>в</italic> г</bold> и ещё"),
        (r("один", BOLD) + r(" ") + r("два", BOLD) + r(" три четыре"), "<bold>один два</bold> три четыре"),
        (r("м") + r("2", '<w:vertAlign w:val="superscript"/>') + r(" и H")
         + r("2", '<w:vertAlign w:val="subscript"/>') + r("O"), "м<sup>2</sup> и H<sub>2</sub>O"),
        (r("обычный ") + r("сильный", '<w:rStyle w:val="strong"/>'), "обычный <bold>сильный</bold>"),
        (r("вызов ") + r("print()", '<w:rStyle w:val="v"/>') + r(" тут"), "вызов <code>print()</code> тут"),
        (r("чуть ") + r("уже", '<w:spacing w:val="-4"/><w:w w:val="97"/>'), "чуть уже"),
        (r("Кон") + "<w:r><w:softHyphen/></w:r>" + r("ституция"), "Конституция"),
        (r("Северо") + "<w:r><w:noBreakHyphen/></w:r>" + r("запад"), "Северо-запад"),
        (r("25") + '<w:r><w:sym w:font="Symbol" w:char="F0B0"/></w:r>' + r("С"), "25°С"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>' + r(" готово"), "{other}готово"),
        (r("до ") + DRAWING + r(" после"), "до {image} после"),
        (r("Скорость ") + "<m:oMath><m:r><m:t>v=5</m:t></m:r></m:oMath>" + r(" м/с"), "Скорость {other} м/с"),
        (r("явно") + r("тайна", "<w:vanish/>") + r("явно"), "явно{other}явно"),
        (r("тайна", "<w:vanish/>") + r("явно"), "явно"),
        # Tabs and line breaks.
        (r("1.") + TAB + r("Предмет договора"), "1.{tab!}Предмет договора"),
        (r("Директор ") + TAB + TAB + r(" И. И. Петров"), "Директор{tab!}{tab!}И. И. Петров"),
        (TAB + r("Красная строка"), "{tab}Красная строка"),
        (r("Стороны вместе ") + TAB + r("договорились"), "Стороны вместе {tab}договорились"),
        (r("Первая строка") + BREAK + r("Вторая строка"), "Первая строка{break!}Вторая строка"),
        (r("Длинная строка, которую разорвали") + BREAK + r("посреди предложения."),
         "Длинная строка, которую разорвали {break}посреди предложения."),
        (r("Стр") + '<w:r><w:br w:type="page"/></w:r>' + r("стр"), "Стр{break!}стр"),
        (r("Дата") + r("        ", '<w:u w:val="single"/>') + r("Подпись"), "Дата{other!}Подпись"),
        # Fields.
        (r("См. ") + field("REF _Ref1 \\h", r("рисунок 3")) + r(" ниже"), "См. <field>рисунок 3</field> ниже"),
        (r("Рисунок ") + field("SEQ Рисунок", r("1")) + r(" — Схема"), "Рисунок <field>1</field> — Схема"),
        (r("Дорогой ") + field("MERGEFIELD Имя", r("«Имя»")) + r("!"), "Дорогой <field>«Имя»</field>!"),
        ('<w:fldSimple w:instr=" PAGE "><w:r><w:t>4</w:t></w:r></w:fldSimple>' + r(" стр."), "<field>4</field> стр."),
        (r("На ") + field('HYPERLINK "http://e.org"', r("сайте"), r(" нашем", BOLD)) + r(" есть"),
         "На <link>сайте <bold>нашем</bold></link> есть"),
        (r("Если ") + field("IF " + field("PAGE", r("1")) + " = 1", r("первая страница")) + r("."),
         "Если <field>первая страница</field>."),
        # What wraps runs.
        ('<w:customXml w:element="x">' + r("Завод ") + "</w:customXml>" + r("тут"), "<other>Завод</other> тут"),
        ('<w:customXml w:element="x">' + r("Завод ") + r("выпустил") + "</w:customXml>", "Завод выпустил"),
        ('<w:smartTag w:element="x">' + r("Завод") + "</w:smartTag>" + r(" тут"), "Завод тут"),
        ('<w:dir w:val="rtl">' + r("Завод") + "</w:dir>" + r(" тут"), "<other>Завод</other> тут"),
        ("<w:sdt><w:sdtPr><w:tag/></w:sdtPr><w:sdtContent>" + r("поле") + "</w:sdtContent></w:sdt>" + r(" тут"),
         "<other>поле</other> тут"),
        ("<w:sdt><w:sdtPr><w14:checkbox/></w:sdtPr><w:sdtContent>" + r("☐") + "</w:sdtContent></w:sdt>" + r(" да"),
         "{field}да"),
        ('<w:hyperlink w:anchor="b">' + DRAWING + "</w:hyperlink>" + r(" вид"), "{image}вид"),
        # Marks of ranges: those around all of a paragraph need no code.
        ('<w:bookmarkStart w:id="1" w:name="a"/>' + r("Имя") + '<w:bookmarkEnd w:id="1"/>', "Имя"),
        (r("Рис. ") + '<w:bookmarkStart w:id="1" w:name="a"/>' + r("три") + '<w:bookmarkEnd w:id="1"/>' + r(" тут"),
         "Рис. <other>три</other> тут"),
        (r("до") + '<w:bookmarkEnd w:id="7"/>' + r(" после"), "до{other} после"),
        # Tracked changes.
        (r("Совет утвердил ") + '<w:del w:id="1"><w:r><w:delText>старый </w:delText></w:r></w:del><w:ins w:id="2">'
         + r("новый ") + "</w:ins>" + r("бюджет."), "Совет утвердил новый бюджет."),
        ("<w:r><w:t>\n  без\n </w:t></w:r>" + r(" строк") + "<w:r><w:t> и </w:t></w:r>" + r("с"), "без строк и с"),
    ],
)  # fmt: skip
def test_paragraph(inside: str, expected: str) -> None:
    source = docx(p(inside), styles=CODE_STYLES)
    assert texts(read(source)) == [("body", expected)]
    out = translated(source)
    said = part(out)
    # What was there once is there once.
    before = part(source.data)
    for mark in ("<w:tab/>", "<w:br", "<w:sym", "<w:drawing", "<m:oMath>", "w:fldCharType", "<w:instrText", "bookmark",
                 "<w:sdt>", "w:hyperlink", "fldSimple", "customXml", "<w:vanish/>"):  # fmt: skip
        kept = mark != "<w:sym" or "Wingdings" in before
        assert said.count(mark) == before.count(mark) * kept, mark
    left = [word for word in russian(out) if word.strip() not in ("Рис", "Рисунок", "Имя", "слово", "тайна")]
    assert not left


MARK = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'


def hidden_field(*instruction: str) -> str:
    """A field without a result, its instruction in so many runs."""
    runs = "".join(f'<w:r><w:instrText xml:space="preserve">{one}</w:instrText></w:r>' for one in instruction)
    return MARK.format("begin") + runs + MARK.format("end")


@pytest.mark.parametrize(
    ("instruction", "expected", "english", "written"),
    [
        ([' XE "слово" '], "слово", "word", ' XE "word" '),
        ([' XE "', "сло", 'во" \\b '], "слово", 'the "word"', ' XE "the ”word”" \\b '),
        ([' XE "насос: центробежный" '], "насос{other!}центробежный", "pump|centrifugal", ' XE "pump: centrifugal" '),
        (['TC "Глава" \\f C'], "Глава", "Chapter", 'TC "Chapter" \\f C'),
        (["MACROBUTTON No [Имя сюда] "], "[Имя сюда]", "[Enter a name]", "MACROBUTTON No [Enter a name] "),
        ([' XE "12:5" '], "", "", ' XE "12:5" '),
        ([' REF слово "x" '], "", "", ' REF слово "x" '),
    ],
)  # fmt: skip
def test_texts_in_the_instructions_of_fields(instruction: list[str], expected: str, english: str, written: str) -> None:
    source = docx(p(r("Слово") + hidden_field(*instruction) + r(" тут")))
    parsed = read(source)
    found = texts(parsed)
    assert found[0] == ("body", "Слово{field} тут")
    assert found[1:] == ([("metadata", expected)] if expected else [])
    contents = {0: content(parsed, 0, "Here", (2, 2))}
    if expected:
        at = english.find("|")
        contents[1] = content(parsed, 1, english.replace("|", ""), *([(at, at)] if at >= 0 else []))
    said = part(write(source, contents, "en"))
    assert "".join(re.findall("<w:instrText[^>]*>([^<]*)<", said)) == written
    assert said.count("w:fldCharType") == 2


def test_run_formatting_is_written_around_the_right_words() -> None:
    source = docx(p(r("Пять ", ITALIC), r("важных", ITALIC + BOLD), r(" слов.", ITALIC)))
    parsed = read(source)
    out = part(write(source, {0: content(parsed, 0, "Five words of importance", (14, 24))}, "en"))
    assert out.count("<w:i/>") == 2
    assert '<w:rPr><w:i/><w:b/></w:rPr><w:t xml:space="preserve">importance</w:t>' in out


def test_a_span_in_two_pieces_is_two_links_but_one_form_field() -> None:
    link = '<w:hyperlink r:id="rId1" w:history="1">' + r("сайт") + "</w:hyperlink>"
    source = docx(
        p(link, r(" тут "), field("FORMTEXT", r("Иван"))),
        {"word/_rels/document.xml.rels": relations(("hyperlink", "https://e.org"))},
    )
    parsed = read(source)
    assert parsed.blocks[0].codes[0].href == "https://e.org"
    one, two = parsed.blocks[0].codes
    codes = (one, two, one.moved(14), two.moved(14))
    out = part(write(source, {0: Content("site abcdIvan site abcdIvan", codes)}, "en"))
    assert out.count("<w:hyperlink ") == 2
    assert out.count("FORMTEXT") == 1


def test_codes_that_a_translation_lacks_stand_at_its_end() -> None:
    source = docx(p(r("до "), DRAWING, r(" после "), field("PAGE", r("3")), r("!")))
    out = part(write(source, {0: Content("Text")}, "en"))
    assert out.index("Text") < out.index("<w:drawing") < out.index("PAGE") < out.index(">3<") < out.index('"end"')


def test_codes_that_nobody_knows_are_left_out_and_doubles_written_once() -> None:
    source = docx(p(r("до "), DRAWING, r(" после")))
    code = read(source).blocks[0].codes[0]
    strange = Content("Text", (code, code, code.__class__(1, 3, 99, "bold")))
    assert part(write(source, {0: strange}, "en")).count("<w:drawing") == 1


def test_white_space_at_a_break_is_neither_doubled_nor_lost() -> None:
    source = docx(p(r("Длинная строка, которую разорвали "), BREAK, r("посреди предложения.")))
    parsed = read(source)
    assert parsed.blocks[0].text == "Длинная строка, которую разорвали посреди предложения."
    out = part(write(source, {0: content(parsed, 0, "A long line torn apart here", (17, 17))}, "en"))
    assert '>A long line torn </w:t></w:r><w:r><w:br/></w:r><w:r><w:rPr/><w:t xml:space="preserve">apart' in out


def test_what_xml_cannot_hold_is_left_out_of_a_translation() -> None:
    source = docx(p(r("Слово")))
    assert ">a b</w:t>" in part(write(source, {0: Content("a\x00 \x0bb")}, "en"))


@pytest.mark.parametrize(
    ("properties", "expected"),
    [("", []), ('<w:pStyle w:val="src"/>', None), ('<w:pStyle w:val="h"/>', "heading")],
)
def test_styles_of_paragraphs(properties: str, expected: object) -> None:
    parsed = read(docx(p(r("print(1); x = [2]"), properties=properties), styles=CODE_STYLES))
    assert [block.kind for block in parsed.blocks] == ([] if expected is None else [expected or "body"])


def test_a_paragraph_of_code_alone_stays() -> None:
    assert not read(docx(p(r("ls -l", '<w:rStyle w:val="v"/>')), styles=CODE_STYLES)).blocks


def test_a_link_over_two_paragraphs() -> None:
    begin, end = field('HYPERLINK "https://e.org/"', "|").split("|")
    source = docx(p(r("Читайте "), begin, r("отчёт")) + p(r("о работе"), end, r(" тут")))
    parsed = read(source)
    assert texts(parsed) == [("body", "Читайте <link>отчёт</link>"), ("body", "<link>о работе</link> тут")]
    assert all(block.codes[0].href == "https://e.org/" for block in parsed.blocks)
    out = part(translated(source))
    assert out.count("fldChar ") == 3
    assert out.index("HYPERLINK") < out.index('"end"')


def test_a_text_box_in_a_paragraph_is_a_block_written_in_both_places() -> None:
    held = p(r("Осторожно, "), r("горячая", BOLD), r(" вода."))
    source = docx(p(r("Станок стоит."), box(held)))
    parsed = read(source)
    assert texts(parsed) == [("body", "Станок стоит.{image}"), ("body", "Осторожно, <bold>горячая</bold> вода.")]
    out = translated(source)
    assert not russian(out)
    assert part(out).count(">⟪xxxxxxxxx, <") == 2
    assert part(out).count("<w:b/>") == 2


def test_a_fallback_that_says_something_else_is_a_block_of_its_own() -> None:
    source = docx(p(r("Станок."), box(p(r("Новое")), fallback=p(r("Старое")))))
    assert texts(read(source)) == [("body", "Станок.{image}"), ("body", "Новое"), ("metadata", "Старое")]
    assert not russian(translated(source))


def test_a_text_box_in_another_is_one_block_in_all_four_places() -> None:
    source = docx(p(r("Абзац") + box(p(r("Снаружи") + box(p(r("Внутри")))))))
    assert [text for _, text in texts(read(source))] == ["Абзац{image}", "Снаружи{image}", "Внутри"]
    said = part(translated(source))
    assert said.count("⟪xxxxxx xx⟫") == 4
    assert not russian(translated(source))


def test_vml_alone_and_boxes_in_cells() -> None:
    held = f"<w:txbxContent>{p(r('Рамка'))}</w:txbxContent>"
    vml = f"<w:r><w:pict><v:shape><v:textbox>{held}</v:textbox></v:shape></w:pict></w:r>"
    source = docx(f"<w:tbl><w:tr><w:tc>{p(r('Ячейка'), vml)}</w:tc></w:tr></w:tbl>")
    assert [block.kind for block in read(source).blocks] == ["table-cell", "table-cell"]
    assert not russian(translated(source))


def test_ruby_is_text_and_what_stands_above_it_a_note() -> None:
    ruby = f"<w:r><w:ruby><w:rt>{r('ху')}</w:rt><w:rubyBase>{r('Книга')}</w:rubyBase></w:ruby></w:r>"
    source = docx(p(ruby, r(" лежит")))
    assert texts(read(source)) == [("body", "<other>Книга</other> лежит"), ("note", "ху")]
    out = translated(source)
    assert not russian(out)
    assert part(out).count("<w:rubyBase>") == 1


def test_a_control_bound_to_data_is_unbound_when_it_is_translated() -> None:
    properties = '<w:sdtPr><w:dataBinding w:xpath="/x"/><w:tag w:val="t"/></w:sdtPr>'
    bound = f"<w:sdt>{properties}<w:sdtContent>{{}}</w:sdtContent></w:sdt>"
    source = docx(p(bound.format(r("поле")), r(" тут")) + bound.format(p(r("Абзац"))))
    out = part(translated(source))
    assert "dataBinding" not in out
    assert out.count('<w:tag w:val="t"/>') == 2


def test_tracked_changes_are_accepted_where_something_is_written() -> None:
    mark = '<w:rPr><w:del w:id="9"/></w:rPr>'
    moved = '<w:moveFrom w:id="3">' + r("вчера ") + "</w:moveFrom>"
    row = f'<w:tr><w:trPr><w:del w:id="5"/></w:trPr><w:tc>{p("<w:del>" + r("нет") + "</w:del>")}</w:tc></w:tr>'
    source = docx(
        p(r("Первый абзац"), properties=mark) + p(r(" продолжается."))
        + p(r("Комиссия "), moved, r("решила "), '<w:moveTo w:id="4">' + r("вчера") + "</w:moveTo>", r("."))
        + p('<w:del w:id="6">' + r("Удалено.") + "</w:del>", properties=mark) + p(r("Осталось."))
        + f"<w:tbl><w:tr><w:tc>{p(r('да'))}</w:tc></w:tr>{row}</w:tbl>"
    )  # fmt: skip
    assert [text for _, text in texts(read(source))] == [
        "Первый абзац продолжается.", "Комиссия решила вчера.", "Осталось.", "да",
    ]  # fmt: skip
    out = translated(source)
    assert not russian(out)
    said = part(out)
    assert not any(mark in said for mark in ("<w:del", "<w:ins", "<w:move"))
    assert said.count("<w:p>") == 4
    assert said.count("<w:tr>") == 1


def test_the_language_of_runs_and_of_the_document_follows() -> None:
    styles = '<w:docDefaults><w:rPrDefault><w:rPr><w:lang w:val="ru-RU"/></w:rPr></w:rPrDefault></w:docDefaults>'
    source = docx(p(r("Слово", '<w:b/><w:lang w:val="ru-RU"/>')), styles=styles)
    out = translated(source)
    assert 'w:lang w:val="en"' in part(out)
    assert 'w:lang w:val="en"' in part(out, "word/styles.xml")
