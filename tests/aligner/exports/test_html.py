"""The page: nothing from outside, every sentence once on its side, marks that can be trusted."""

from __future__ import annotations

import base64
import hashlib
import io
import re
from dataclasses import replace

from lxml import html as parser

from aligner.core.bitext import Bead, Bitext
from aligner.core.document import document_from_paragraphs
from aligner.core.finding import Finding
from aligner.exports import write_bitext
from aligner.segment import segment


def page(bitext, options):
    out = io.BytesIO()
    write_bitext(bitext, out, "html", options)
    text = out.getvalue().decode("utf-8")
    return parser.document_fromstring(text.encode("utf-8"), parser=parser.HTMLParser(encoding="utf-8")), text


def test_every_sentence_stands_once_in_its_column_and_language(bitext, options):
    root, _ = page(bitext, options)
    for name, document in (("src", bitext.source), ("tgt", bitext.target)):
        cells = root.xpath(f"//div[@class='{name}']")
        assert {cell.get("lang") for cell in cells} == {document.language}
        spans = [span.text for cell in cells for span in cell.xpath(".//span[@data-b]")]
        assert spans == [sentence.text for sentence in document.sentences]


def test_partners_share_a_number_and_anchors_are_unique(bitext, options):
    root, _ = page(bitext, options)
    numbers = {n: len(root.xpath(f"//*[@data-b='{n}']")) for n in range(1, 6)}
    assert numbers == {1: 2, 2: 3, 3: 2, 4: 2, 5: 1}
    ids = root.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert "s2" in ids
    assert "t2" in ids


def test_paragraphs_and_kinds_are_kept(bitext, options):
    root, _ = page(bitext, options)
    rows = root.xpath("//div[starts-with(@class, 'row')]")
    assert [row.get("class") for row in rows] == ["row heading", "row body", "row list-item", "row body"]
    assert [e.text_content().strip() for e in root.xpath("//h2")] == ["О встрече", "On the Meeting"]


def test_a_list_item_has_a_bullet_unless_it_brings_a_mark_of_its_own(options):
    items = ["Ель", "2019 год", "«Ёлка»", "1. Сосна", "– Пихта"]
    made = document_from_paragraphs([("list-item", item) for item in items], language="ru")
    made = segment(made)
    root, _ = page(
        Bitext(made, made, tuple(Bead(range(n, n + 1), range(n, n + 1), 1.0, "mt") for n in range(5))), options
    )
    assert [e.text_content().strip() for e in root.xpath("//div[@class='src']/p[contains(@class, 'bullet')]")] == items[
        :3
    ]


def test_doubtful_pairs_and_nulls_are_marked(bitext, options):
    root, _ = page(bitext, options)
    low = root.xpath("//span[contains(@class, 'low') and @data-b]")
    assert {span.get("data-b") for span in low} == {"3"}
    assert low[0].get("title") == "uncertain pair: confidence 30%; спорно"
    null = root.xpath("//span[contains(@class, 'null') and @data-b]")
    assert [span.text for span in null] == ["Подробности будут позже."]
    assert len(root.xpath("//span[@class='gap']")) == 1


def test_findings_are_shown_on_the_target(bitext, options):
    finding = Finding(1, "numbers-differ", "warning", 'Number 5 is "missing"')
    root, _ = page(bitext, replace(options, findings=(finding,)))
    found = root.xpath("//span[contains(@class, 'found')]")
    assert {span.get("title") for span in found} == {'Number 5 is "missing"'}


def test_nothing_is_fetched_and_only_our_own_script_may_run(bitext, hostile, options):
    for one in (bitext, hostile):
        root, text = page(one, options)
        assert not re.search(r"""(?:src|href|action)\s*=|@import|url\(""", re.sub(r">[^<]*<", "><", text))
        assert len(root.xpath("//script")) == 1
        assert len(root.xpath("//style")) == 1
        policy = root.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
        for tag in ("script", "style"):
            body = re.search(rf"<{tag}>(.*?)</{tag}>", text, re.DOTALL)[1]
            assert base64.b64encode(hashlib.sha256(body.encode()).digest()).decode() in policy
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy


def test_a_filter_leaves_pairs_out_of_both_columns(bitext, options):
    root, _ = page(bitext, replace(options, min_confidence=0.9))
    assert {span.get("data-b") for span in root.xpath("//*[@data-b]")} == {"1", "4"}


def test_right_to_left_text_is_set_so(bitext, options):
    root, _ = page(replace(bitext, target=replace(bitext.target, language="he")), options)
    assert {cell.get("dir") for cell in root.xpath("//div[@class='tgt']")} == {"rtl"}
