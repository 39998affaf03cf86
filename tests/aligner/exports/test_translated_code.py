"""Program code in a document: left out when it is read, and as it was in the translated document."""

from __future__ import annotations

import io

import docx
import pytest
from lxml import html as html_parser

from aligner.core.bitext import Bead, Bitext
from aligner.core.document import document_from_sentences
from aligner.exports.translated import write_translated
from aligner.readers import read_document
from aligner.segment import segment

CODE = "# Хорошо.\ngit commit -m 'Правка'"


def own(data: bytes, name: str) -> tuple[list[str], bytes]:
    """The sentences of a document, and the document with ``[…]`` for each of them."""
    source = segment(read_document(data, name=name))
    texts = [sentence.text for sentence in source.sentences]
    rows = [(p.kind, [f"[{len(s.text)}]" for s in p.sentences]) for p in source.paragraphs]
    beads = tuple(Bead(range(n, n + 1), range(n, n + 1), 1.0, "mt") for n in range(len(texts)))
    out = io.BytesIO()
    bitext = Bitext(source, document_from_sentences(rows, language="en"), beads)
    write_translated(bitext, data, out, source.provenance.format)
    return texts, out.getvalue()


@pytest.mark.parametrize(
    "block",
    [
        f"<pre><code>{CODE}</code></pre>",
        f'<pre class="sourceCode bash">{CODE}</pre>',
        f'<div class="highlight"><pre><code class="language-sh">{CODE}</code></pre></div>',
        f'<pre translate="no">{CODE}</pre>',
        f'<p class="notranslate">{CODE}</p>',
        f"<p><code>{CODE}</code></p>",
        "<pre>for (int i = 0; i &lt; n; i++) { a[i] = b[i]; } // цикл</pre>",
        "<table><tr><td><kbd>Ввод</kbd></td></tr></table>",
    ],
)
def test_blocks_of_a_page(block: str) -> None:
    page = f"<html><body><ul><li>Хорошо.{block}Он пришёл.</li></ul></body></html>"
    texts, made = own(page.encode(), "a.html")
    assert texts == ["Хорошо.", "Он пришёл."]
    item = html_parser.document_fromstring(made.decode()).find(".//li")
    assert item.text == "[7]"
    assert html_parser.tostring(item, encoding="unicode").endswith("[10]</li>")
    before = html_parser.fragment_fromstring(block)
    after = item[0]
    assert (after.tag, after.text_content(), dict(after.attrib)) == (
        before.tag, before.text_content(), dict(before.attrib)
    )  # fmt: skip


def test_what_is_no_code_is_read() -> None:
    page = (
        "<html><body><pre>Здравствуй, дорогой друг (и ты, Анна)!\n\nЖду ответа; пиши.</pre>"
        "<p>Команда <code>git log</code> покажет их.</p><p><code>git log</code>: список.</p></body></html>"
    )
    texts, _ = own(page.encode(), "a.html")
    assert texts == [
        "Здравствуй, дорогой друг (и ты, Анна)!", "Жду ответа; пиши.", "Команда git log покажет их.", "git log: список."
    ]  # fmt: skip


def test_markdown() -> None:
    text = f"Хорошо.\n\n```sh\n{CODE}\n```\n\n`git commit`\n\n<pre><code>{CODE}</code></pre>\n\nОн `git` пришёл.\n"
    texts, made = own(text.encode(), "a.md")
    assert texts == ["Хорошо.", "Он git пришёл."]
    assert made.decode().startswith(text.replace("Хорошо.\n\n```", "[7]\n\n```").split("Он `git`")[0])


def test_word_styles() -> None:
    document = docx.Document()
    for name, text in (
        ("Source Code", CODE), ("Листинг программы", CODE), ("Подпись листинга", "Листинг первый."),
        ("HTML Preformatted", "x = f(a[1]);"), ("HTML Preformatted", "Здравствуй (дорогой) друг."),
    ):  # fmt: skip
        if name not in document.styles:
            document.styles.add_style(name, 1)
        document.add_paragraph(text, style=name)
    document.add_paragraph("Хорошо.")
    document.core_properties.comments = ""
    data = io.BytesIO()
    document.save(data)
    texts, made = own(data.getvalue(), "a.docx")
    assert texts == ["Листинг первый.", "Здравствуй (дорогой) друг.", "Хорошо."]
    after = [paragraph.text for paragraph in docx.Document(io.BytesIO(made)).paragraphs]
    assert after == [CODE, CODE, "[15]", "x = f(a[1]);", "[26]", "[7]"]


def test_a_book() -> None:
    book = (
        '<?xml version="1.0"?><FictionBook xmlns="http://www.gribuser.ru/xml/fictionbook/2.0"><body><section>'
        f"<p>Хорошо.</p><p><code>{CODE}</code></p><p>Он <code>git</code> пришёл.</p></section></body></FictionBook>"
    )
    document = segment(read_document(book.encode(), name="a.fb2"))
    assert [sentence.text for sentence in document.sentences] == ["Хорошо.", "Он git пришёл."]


def translated(text: str, said: str, links: tuple[tuple[int, int, int, int], ...] = ()) -> str:
    """A Markdown paragraph of one sentence, translated so."""
    source = segment(read_document(text.encode(), name="a.md", format="md"))
    assert len(source.sentences) == 1
    target = document_from_sentences([("body", [said])], language="en")
    out = io.BytesIO()
    bead = Bead(range(1), range(1), 1.0, "mt", links=links)
    write_translated(Bitext(source, target, (bead,)), text.encode(), out, "md")
    return out.getvalue().decode()


def test_formulas_and_bare_addresses_in_markdown() -> None:
    text = "Формула $\\int_0^1 x_{1}$ и <https://x.org/a_b?c=1> и цена 5$ или 6$."
    said = "Here is https://x.org/a_b?c=1 and $\\int_0^1 x_{1}$, a price of 5$ or 6$."
    expected = "Here is <https://x.org/a_b?c=1> and $\\int_0^1 x_{1}$, a price of 5$ or 6$."
    assert translated(text, said) == expected


def test_a_full_stop_is_no_part_of_a_link() -> None:
    text = "См. [большую ссылку](http://x.org)."
    assert translated(text, "See the large link.", ((4, 18, 8, 18),)) == "See the [large link](http://x.org)."
    assert translated("[Вся ссылка.](http://x.org)", "The whole link.") == "[The whole link.](http://x.org)"
