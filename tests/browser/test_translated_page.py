"""A translated web page as a browser shows it: nothing in it is left in the old language, and nothing has gone."""

from __future__ import annotations

import re

from html_pages import pseudo_page
from playwright.sync_api import Browser

PAGE = """<!DOCTYPE html><html lang="ru"><head><meta charset="utf-8"><title>Насосы | Завод</title>
<style>.x::after { content: "ok" }</style></head><body>
<nav><a href="/">Главная</a> <a href="/p">Насосы</a></nav>
<p class=bread><a href="/">Главная</a> &raquo; <a href="/p">Насосы</a> &raquo; Новый
<h1>Насос <em>новый</em></h1>
<p>Незакрытый абзац с <b>жирным <i>и</b> курсивом</i>, <a href="#n1"><sup>1</sup></a> цена&nbsp;5&thinsp;руб.
<p>Площадь 250 м<sup>2</sup>; H<sub>2</sub>O; нажмите <kbd>Enter</kbd> и <button>Пуск</button> сейчас.
<ul><li>Раз<li>Два <ul><li>Внутри</ul></ul>
<table><caption>Расходы</caption><tr><th>Статья<td>Сумма<tr><td>Кровля<br>и окна<td>12,5</table>
<dl><dt>Слово<dd>Объяснение</dl>
<details open><summary>Подробнее</summary>Текст под чертой</details>
<form><label>Имя <input placeholder="Иван" value="5"></label><select><option>Первый<option selected>Второй</select>
<input type=submit value="Отправить"><textarea>Письмо</textarea></form>
<figure><img alt="Вид на реку" src="data:,"><figcaption>Река</figcaption></figure>
<svg width=90 height=20><text y=15>Схема</text></svg>
<pre>Имя   Город
Иван  Москва</pre>
<ruby>слово<rt>чтение</rt></ruby> <q>цитата</q> <wbr>конец
<script>document.body.dataset.ran = "да" === "да" ? "yes" : "no"</script>
</body></html>"""


def test_all_that_is_seen_is_translated(chromium: Browser) -> None:
    page = chromium.new_page()
    try:
        shown = []
        for source in (PAGE, pseudo_page(PAGE)):
            page.set_content(source)
            labels = "[...document.querySelectorAll('input,textarea')].map(e => e.placeholder + e.value).join(' ')"
            said = f"document.title + '\\n' + document.body.innerText + '\\n' + {labels}"
            pictures = "[...document.querySelectorAll('svg,img')].map(e => e.alt || e.textContent).join(' ')"
            shown.append(f"{page.evaluate(said)} {page.evaluate(pictures)}")
            assert page.evaluate("document.body.dataset.ran") == "yes"
        elements = "[...document.querySelectorAll('*')].map(e => e.tagName).filter(e => e != 'WBR').join(' ')"
        after = page.evaluate(elements)
        page.set_content(PAGE)
        before = page.evaluate(elements)
    finally:
        page.close()
    assert not re.findall("[А-Яа-яё]+", shown[1])
    # The same letters and figures in the same order, but for the marks of pseudo-translation and words in Latin x.
    plain = re.sub(r"\s|⟪| xx⟫|xx⟫", "", shown[1])
    assert plain == re.sub("[А-Яа-яё]", "x", re.sub(r"\s", "", shown[0]))
    assert sorted(after.split()) == sorted(before.split())
