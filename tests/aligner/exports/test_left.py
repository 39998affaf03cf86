"""What a translated document still says in Russian is found wherever a viewer shows it, and nothing else is."""

from __future__ import annotations

import io
import re
import zipfile

import pytest

from aligner.core.bitext import Bead, Bitext
from aligner.core.document import Provenance, document_from_sentences
from aligner.exports.left import left_message
from aligner.exports.translated import write_translated

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
TEXT = "Насос подаёт воду."
LEFT = "Осторожно, горячо."


def bitext(form: str, target: str = "The pump supplies water.", source: str = TEXT, language: str = "en") -> Bitext:
    """One sentence and its translation."""
    sides = [
        document_from_sentences([("body", [text])], language=tag, provenance=Provenance(f"a.{form}", form))
        for tag, text in (("ru", source), (language, target))
    ]
    return Bitext(sides[0], sides[1], (Bead(range(1), range(1), 1.0, "mt"),))


def packed(**parts: str) -> bytes:
    """A zip of parts; ``__`` in a name stands for a slash, ``_`` for a full stop, unless it has one already."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name if "." in name else name.replace("__", "/").replace("_", "."), text)
    return out.getvalue()


def word(body: str, **parts: str) -> bytes:
    return packed(word__document_xml=f"<w:document {W}><w:body>{body}</w:body></w:document>", **parts)


def run(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


def part(kind: str, inner: str) -> str:
    return f"<w:{kind} {W}>{inner}</w:{kind}>"


def left(data: bytes, form: str, made: Bitext | None = None) -> list[tuple[str, str]]:
    """(where, text) of what is left after translating, by the same call as everywhere."""
    report = write_translated(made or bitext(form), data, io.BytesIO(), form)
    return [(one.where, one.text) for one in report.left]


P = f"<w:p>{run(TEXT)}</w:p>"
BOX = f"<w:p>{run(TEXT)}<w:r><w:pict><w:txbxContent><w:p>{run(LEFT)}</w:p></w:txbxContent></w:pict></w:r></w:p>"
POINT = f"<c:pt><c:v>{LEFT}</c:v></c:pt>"
CHART = f'<c:chartSpace xmlns:c="urn:c"><c:cat><c:strCache>{POINT}</c:strCache></c:cat></c:chartSpace>'
EMBEDDED = '<w:altChunk r:id="a" xmlns:r="r"/>'


def related(kind: str, target: str) -> dict[str, str]:
    """The main part's relation to another part."""
    relation = f'<Relationship Id="a" Type="http://x/{kind}" Target="{target}"/>'
    return {"word/_rels/document.xml.rels": f"<Relationships>{relation}</Relationships>"}


@pytest.mark.parametrize(
    ("data", "where"),
    [
        (word(P + f"<w:p><w:customXml>{run(LEFT)}</w:customXml></w:p>"), "paragraph {number}"),
        (word(P.replace("</w:p>", "") + BOX.removeprefix(f"<w:p>{run(TEXT)}")), "paragraph {number}"),
        (
            word(P, word__header1_xml=part("hdr", f"<w:p>{run(LEFT)}</w:p>"), **related("header", "header1.xml")),
            "header or footer",
        ),
        (
            word(P, word__footer2_xml=part("ftr", f"<w:p>{run(LEFT)}</w:p>"), **related("footer", "footer2.xml")),
            "header or footer",
        ),
        (
            word(P, word__notes_xml=part("footnotes", f"<w:p>{run(LEFT)}</w:p>"), **related("footnotes", "notes.xml")),
            "footnote",
        ),
        (word(P, word__charts__chart1_xml=CHART, **related("chart", "charts/chart1.xml")), "title or description"),
        (
            word(P + EMBEDDED, word__more_htm=f"<html><p>{LEFT}</p></html>", **related("aFChunk", "more.htm")),
            "paragraph {number}",
        ),
    ],
)
def test_word(data: bytes, where: str) -> None:
    assert left(data, "docx") == [(where, LEFT)]


def test_what_word_does_not_show_is_not_looked_at() -> None:
    deleted = f"<w:p><w:del><w:r><w:delText>{LEFT}</w:delText></w:r></w:del><w:moveFrom>{run(LEFT)}</w:moveFrom></w:p>"
    field = "<w:p><w:r><w:instrText>TOC Оглавление</w:instrText></w:r></w:p>"
    styles = part("styles", f"<w:t>{LEFT}</w:t>")
    comments = part("comments", f"<w:comment><w:p>{run(LEFT)}</w:p></w:comment>")
    data = word(P + deleted + field, word__styles_xml=styles, word__comments_xml=comments)
    assert left(data, "docx") == []


SPACES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:draw="urn:d" xmlns:number="urn:n"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:style="urn:s"'
)


def open_document(body: str, styles: str = "") -> bytes:
    text = f"<office:body><office:text>{body}</office:text></office:body>"
    content = f"<office:document-content {SPACES}>{text}</office:document-content>"
    return packed(content_xml=content, styles_xml=f"<office:document-styles {SPACES}>{styles}</office:document-styles>")


@pytest.mark.parametrize(
    ("body", "styles", "where"),
    [
        (
            f"<text:p>{TEXT}<draw:frame><draw:text-box><text:p>{LEFT}</text:p></draw:text-box></draw:frame></text:p>",
            "",
            "paragraph {number}",
        ),
        (
            f"<text:p>{TEXT}<text:note><text:note-body><text:p>{LEFT}</text:p></text:note-body></text:note></text:p>",
            "",
            "footnote",
        ),
        (f"<text:p>{TEXT}</text:p>", f"<style:header><text:p>{LEFT}</text:p></style:header>", "header or footer"),
    ],
)
def test_open_document(body: str, styles: str, where: str) -> None:
    assert left(open_document(body, styles), "odt") == [(where, LEFT)]


def test_formats_of_dates_are_no_text_of_a_document() -> None:
    styles = "<number:date-style><number:text>года месяца</number:text></number:date-style>"
    assert left(open_document(f"<text:p>{TEXT}</text:p>", styles), "odt") == []


@pytest.mark.parametrize(
    ("page", "found"),
    [
        (f"<title>{LEFT}</title>", [("title or description", LEFT)]),
        (f"<nav><a href=x>{LEFT}</a></nav>", [("table of contents", LEFT)]),
        (f"<select><option>{LEFT}</option></select>", [("title or description", LEFT)]),
        (f"<p translate=no>{LEFT}</p>", []),
        (f"<p><span class='x notranslate'>{LEFT}</span></p>", []),
        ("<p><code>печать(слово)</code></p>", []),
        ("<script>var слово = 'Осторожно'</script><style>/* Осторожно */</style><!-- Осторожно -->", []),
        (f"<p style='display:none'>{LEFT}</p>", [("title or description", LEFT)]),
    ],
)
def test_web_pages(page: str, found: list[tuple[str, str]]) -> None:
    assert left(f"<html lang=ru><body><p>{TEXT}</p>{page}</body></html>".encode(), "html") == found


def test_markdown_and_captions() -> None:
    data = f"{TEXT}\n\n<div>\n{LEFT}\n</div>\n\n```\nкод на русском\n```\n\nЕщё `код здесь`\n".encode()
    assert left(data, "md") == [("paragraph {number}", LEFT), ("paragraph {number}", "Ещё код здесь")]
    captions = f"1\n00:00:01,000 --> 00:00:02,000\n{TEXT}\n\n2\n00:00:03,000 --> 00:00:04,000\n{LEFT}\n"
    assert left(captions.encode(), "srt") == [("paragraph {number}", LEFT)]


def test_russian_words_of_the_translation_itself_are_not_left() -> None:
    made = bitext("html", "The pump of the firm «Заря» supplies water.")
    assert left(f"<p>{TEXT}</p><p>«Заря»</p>".encode(), "html", made) == []


def test_a_sentence_without_a_translation_is_left() -> None:
    source = document_from_sentences(
        [("body", [TEXT]), ("body", [LEFT])], language="ru", provenance=Provenance("a", "html")
    )
    target = document_from_sentences([("body", ["The pump supplies water."])], language="en")
    made = Bitext(source, target, (Bead(range(1), range(1), 1.0, "mt"), Bead(range(1, 2), range(1, 1), 0.0, "mt")))
    assert left(f"<p>{TEXT}</p><p>{LEFT}</p>".encode(), "html", made) == [("paragraph {number}", LEFT)]


def test_in_one_script_paragraphs_not_put_back_are_left() -> None:
    rows = [("body", ["Die Pumpe läuft."]), ("body", ["Vorsicht, heiß."])]
    source = document_from_sentences(rows, language="de", provenance=Provenance("a", "html"))
    target = document_from_sentences([("body", ["The pump runs."]), ("body", ["Careful, hot."])], language="en")
    made = Bitext(source, target, tuple(Bead(range(n, n + 1), range(n, n + 1), 1.0, "mt") for n in range(2)))
    assert left(b"<p>Die Pumpe l\xc3\xa4uft.</p>", "html", made) == [("paragraph {number}", "Vorsicht, heiß.")]


def test_the_message_names_the_first_and_counts_the_rest() -> None:
    page = "".join(f"<nav>\n{word} слово</nav>" for word in ("Первое", "Второе", "Третье", "Четвёртое", "Пятое"))
    report = write_translated(bitext("html"), f"<p>{TEXT}</p>{page}".encode(), io.BytesIO(), "html")
    said = str(left_message("a.html", report.left))
    assert re.match(
        r"a\.html: 5 passages are not translated and stay as they were: table of contents «Первое слово»; ", said
    )
    assert said.endswith("«Третье слово»; and 2 more")
    assert "5 фрагментов не переведены" in left_message("a.html", report.left).localised("ru")
