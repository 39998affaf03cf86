"""The table of what is not language: each kind of span, and what must not be taken for one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.verbatim.spans import protected

#: A text with its spans between bars; what a span becomes in English after an arrow.
LINES = [
    "Счёт |40817810099910004312| закрыт, |ИНН 7707083893→INN 7707083893|.",
    "Карта |4276 3800 1234 5678|, паспорт |45 08 123456|.",
    "|Тел. +7 (812) 334-56-78→Tel. +7 (812) 334-56-78|, |8-800-100-20-30|, местный |34-56-78|.",
    "С |10:30| до |18:00|, старт в |09:15:30,5|.",
    "От |03.02.2025|, версия |2.14.1|, узел |10.0.0.17:8080|, п. 3.1.",
    "По |ГОСТ 12.1.005-88→GOST 12.1.005-88| и |7.32-2017|.",
    "Закон |№ 152-ФЗ→No. 152-FZ|, резолюция |А/RES/70/1→A/RES/70/1| и |S/2015/730|.",
    "Цена |1 234 567,89→1,234,567.89| руб., вес |12 500,5→12,500.5| кг, 25 000 рублей, 1,5 млн.",
    "Если p |< 0,05→< 0.05|, то a |≥ 10| и b |<| c.",
    "Скидка |-15%|, мороз |−7,5→−7.5| градуса, 3-5 дней, 2010-2015 годы.",
    "Курс |$1| и |92,35 ₽→92.35 ₽|, плита |200×300×15| мм, |5,45x39→5.45x39|.",
    "Сеть |220 В→220 V|, |50 Гц→50 Hz|, насос |120 л/мин→120 L/min|, |90 км/ч→90 km/h|, в 1941 В городе.",
    "Привет, |{user}|! |{0}| из |{{total}}|.",
    "В |${HOME}|, |%s|, |%1$d|, |%(name)s|, |%@|, |:attribute|.",
    "Шаблон |{% if a %}| и |<%= b %>|, |{n, plural, one {# файл} other {# файла}}|.",
    "Нажмите |<b>|здесь|</b>| и |<br/>|.",
    "Файл |C:\\Отчёты\\март.xlsx|, папка |/etc/nginx/conf.d/|, |~/docs/a.txt|, вложение |akt-5.pdf|.",
    "Пишите |@канал_завода| и |#новыйгод|, на |info@zavod.example| или |zavod-tula.рф|.",
    "См. |https://example.org/путь?a=1|, |www.example.org|.",
    "Самолёт |F-16|, вирус |COVID-19|, шрифт |v2.0|, и/или, км/ч, 50/50, 3-й.",
    "Верно: |а)→a)| да; |б)→b)| нет; |г)→d)| не знаю (и др.).",
    "Директор |________| |/И. И. Петров/→/I. I. Petrov/|, |«___» ______→\"___\" ______| 2024 г.",
    "|ОГРН: 1027700132195→OGRN: 1027700132195|, |ИНН/КПП 7701234567/770101001→INN/KPP 7701234567/770101001|.",
    "Наш ИНН верен.",
    "|И. И. Петров→I. I. Petrov|",
    "|Римский-Корсаков Н. А.→Rimskiy-Korsakov N. A.|",
    "Договор № |17/24-П→17/24-P|, приказ |125/2-К→125/2-K|, школа 5-А.",
    "В 2016 году|1| принят закон|12|. Площадь 5 м2, кг3, до1.",
    "|р/с № 40702810400000012345→account No. 40702810400000012345|.",
    "|доб. 21→ext. 21|, |СНИЛС 112-233-445 95→SNILS 112-233-445 95|.",
    "Самолёты |Ил-76→Il-76|, |Су-35С→Su-35S|, лист |А3→A3|, болт |М10х40→M10x40|, витамин |В6→B6|.",
    "ЧМ-2018, 5-А, дом 7б.",
    "Книга |ISBN 978-5-17-118366-6|, |ОКПД2 26.20.15→OKPD2 26.20.15|.",
    "По |ГОСТ Р 52931-2008→GOST R 52931-2008|, |СНиП 2.03.01-84→SNiP 2.03.01-84|.",
    "По |ГОСТ Р ИСО 9001-2015→GOST R ISO 9001-2015|, ГОСТ 5.",
    "Согласно |п. 5 ст. 290→paragraph 5 of Article 290|.",
    "Согласно |пп. 3, 4 п. 2 ст. 5→subparagraphs 3, 4 of paragraph 2 of Article 5|.",
    "Цена |$34 574→$34,574|, |12 500 ₽→12,500 ₽|, |€1 200,50→€1,200.50|, с |03.03| по |21.04|, ст. 5, п. 3.1.",
    "Карта |64 ГБ→64 GB|, давление |> 6 атм→> 6 atm|, сеть |≤ 380 В→≤ 380 V|.",
    "Вода |5 ± 2 °C|, |§| 4, слово «|שלום|», |10⁶| штук.",
    "Формула |$E = mc^2$| верна; цена |$5|, а не |$6|.",
    "Ключ |" + "0Ab" * 20 + "|.",
    "Он сказал… И ушёл. Слово-слово, т.е. так. В 2010 году было 12 человек и 3 собаки.",
    "Крѣпость, ґанок, café, naïve",
]  # fmt: skip


@pytest.mark.parametrize("line", LINES)
def test_spans(line: str) -> None:
    text, wanted = "", []
    for number, part in enumerate(line.split("|")):
        if number % 2:
            source, _, form = part.partition("→")
            wanted.append((source, form or source))
            text += source
        else:
            text += part
    assert [(text[span.start : span.end], span.form) for span in protected(text)] == wanted


@given(st.text(alphabet="аБA1 ,.-+_/\\@#{}<>%$:=()«»°×\n", max_size=80))
def test_spans_are_in_order_and_apart(text: str) -> None:
    at = 0
    for span in protected(text):
        assert at <= span.start < span.end <= len(text)
        assert span.form
        at = span.end
