"""How often a glossary's terms are in the output, in the form of their place: sentences of our own.

    python benchmarks/glossary.py [--model DIR] [--each 8] [--beam 4] [--show 200]

Terms of one and more words in all cases, in the plural and after numbers, at the beginning, in capitals, in headings,
one inside the other. A term is hit when its target stands in the output as whole words, in the plural where the source
is, with the glossary's capitals or a capital at the beginning, in capitals where the line is.
"""

from __future__ import annotations

import argparse
import random
import re
from collections.abc import Iterator
from pathlib import Path

from models.glossary import Glossary, Term
from models.load import load_translator
from models.term_forms import plural
from models.text.morphology import parses
from models.translation import Decoding

#: kind -> terms; in a source, what stands behind ``/`` is not inflected.
TERMS: dict[str, str] = {
    "part": "подшипник = bearing; оборотный насос = recirculation pump; насос = pump; клапан = valve; "
    "редуктор = gearbox; предохранительный клапан = safety valve; втулка = bushing; "
    "коленчатый вал = crankshaft; прокладка = gasket; теплообменник = heat exchanger; "
    "поршневое кольцо = piston ring; приводной ремень = drive belt; муфта = coupling; "
    "счётчик /воды = water meter; уплотнительное кольцо = O-ring; шаровой кран = ball valve; "
    "обмотка = winding",
    "person": "генеральный директор = CEO; главный инженер = chief engineer; заказчик = client; "
    "подрядчик = contractor; арендодатель = lessor; главный бухгалтер = chief accountant; "
    "эксперт = assessor; страхователь = policyholder; директор = director; начальник /цеха = shop manager",
    "paper": "договор /аренды = lease agreement; акт /приёмки = acceptance certificate; накладная = waybill; "
    "доверенность = power of attorney; техническое задание = statement of work; договор = contract; "
    "паспорт /изделия = product data sheet; смета = cost estimate; пояснительная записка = explanatory note",
    "body": "центральный банк = Central Bank; министерство /энергетики = Ministry of Energy; "
    "совет /директоров = Board of Directors; государственная дума = State Duma; "
    "арбитражный суд = Commercial Court; налоговая инспекция = Tax Office; учёный совет = Academic Council; "
    "общее собрание = General Meeting",
}  # fmt: skip
#: kind -> sentences; a place names case and number (s, p), as pymorphy does.
PLACES: dict[str, str] = {
    "part": "Мастер заменил {accss}.|Цена {gents} выросла.|{nomns} требует ремонта.|Вода проходит через {accss}.|"
    "Без {gents} станок не работает.|К {datvs} подключён датчик.|Мы остались довольны {ablts}.|"
    "В {locts} нашли трещину.|{nomnp} лежат на складе.|Завод выпускает {accsp}.|"
    "На складе осталось 5 {gentp}.|Нужны 7 {gentp}.|Поставка {gentp} задерживается.|ЗАМЕНА {gents}|"
    "УСТАНОВКА {gentp}|Проверка {gents}|{nomns} и датчик|Техник сообщил, что {nomns} работает плохо.|"
    "Длина вала 5 мм, {nomns} 7 мм.|Этот {nomns} стоит дорого.",
    "person": "Приказ подписал {nomns}.|{nomns} уехал в Казань.|Мы встретились с {ablts} вчера.|"
    "Письмо направлено {datvs}.|Встреча {gentp} состоится завтра.|Подпись {gents} заверена печатью.|"
    "{nomnp} не пришли на собрание.|На совещании было 8 {gentp}.|ОБЯЗАННОСТИ {gents}|ПРАВА {gentp}|"
    "Права {gents}|Комиссия заявила, что {nomns} нарушил правила.|Новый {nomns} начал работу в мае.|"
    "Об этом рассказал {nomns} завода.",
    "paper": "Стороны подписали {accss}.|{nomns} хранится в архиве.|Приложите {accss} к письму.|"
    "К {datvs} приложены чертежи.|В {locts} есть ошибка.|Мы получили 6 {gentp}.|"
    "{nomnp} были отправлены почтой.|Копии {gentp} лежат в папке.|ОБРАЗЕЦ {gents}|ПЕРЕЧЕНЬ {gentp}|"
    "Условия {gents}|Без {gents} груз не выдают.|Юрист считает, что {nomns} составлен верно.|"
    "Работа ведётся согласно {datvs}.",
    "body": "Отчёт {gents} опубликован в мае.|{nomns} принял решение вчера.|Он обратился в {accss}.|"
    "Решение принято {ablts}.|Здание {gents} закрыто.|Документы переданы {datvs}.|"
    "В {locts} работают сто человек.|УСТАВ {gents}|Члены {gents} получили письма.|"
    "Газета пишет, что {nomns} изменил правила.|РЕШЕНИЕ {gents}|Ответ {gents}",
}  # fmt: skip


def inflected(source: str, form: str) -> str:
    """A term in a case and number; what stands behind ``/`` stays."""
    head, _, rest = source.partition("/")
    words = head.split()
    noun = next(p for p in parses(words[-1]) if {"nomn", "sing"} <= p.tag.grammemes and p.tag.POS in ("NOUN", "ADJF"))
    case, number = form[:-1], "plur" if form.endswith("p") else "sing"
    made = [noun.inflect({case, number}).word]
    for word in reversed(words[:-1]):
        agreeing = {case, number} | ({str(noun.tag.gender)} if number == "sing" else set())
        if case == "accs" and (number == "plur" or noun.tag.gender == "masc"):
            agreeing.add(str(noun.tag.animacy))
        made.insert(0, next(p for p in parses(word) if p.tag.POS == "ADJF").inflect(agreeing).word)
    return " ".join([*made, rest]).strip()


def lines(each: int, rng: random.Random) -> Iterator[tuple[str, str, str, bool]]:
    """(kind, sentence, what has to stand in its translation, whether in capitals)."""
    for kind, written in TERMS.items():
        for pair in written.split(";"):
            source, target = (part.strip() for part in pair.split("="))
            for place in rng.sample(PLACES[kind].split("|"), each):
                (form,) = re.findall(r"\{(\w+)\}", place)
                text = re.sub(r"\{\w+\}", inflected(source, form), place)
                capitals = sum(c.isupper() for c in text) > 4
                text = text.upper() if capitals else text[0].upper() + text[1:]
                many = form.endswith("p") or re.search(r"\d \{", place) is not None
                wanted = plural(target) if many else target
                yield kind, text, wanted.upper() if capitals else wanted, capitals


def hit(output: str, wanted: str, *, capitals: bool) -> bool:
    """Is the target there as whole words, with its capitals, or one at the beginning?"""
    found = re.search(rf"(?<![\w-]){re.escape(wanted)}(?![\w-])", output, 0 if capitals else re.IGNORECASE)
    if found is None or capitals:
        return found is not None
    begun = wanted[0].upper() + wanted[1:]
    first = not re.search(r"\w", re.sub(r"^(?:The|An?)\b", "", output[: found.start()]))
    return found[0] in ((wanted, begun) if first else (wanted,))


def main() -> None:
    """Print hits of each kind."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--model", type=Path, help="model directory, plain or packed (default: the default model)")
    parser.add_argument("--each", type=int, default=8, help="sentences for each term")
    parser.add_argument("--beam", type=int, default=4)
    parser.add_argument(
        "--show", type=int, default=0, help="print so many translations, beside those without a glossary"
    )
    args = parser.parse_args()
    pairs = [one.split("=") for kind in TERMS.values() for one in kind.split(";")]
    glossary = Glossary(Term(a.replace("/", "").strip(), (b.strip(),)) for a, b in pairs)
    rows = list(lines(args.each, random.Random(3)))
    sources, decoding = [row[1] for row in rows], Decoding(beam=args.beam)
    made = load_translator(args.model, glossary=glossary).translate(sources, decoding)
    bare = load_translator(args.model).translate(sources, decoding)
    for kind in TERMS:
        both = [
            [hit(found.text, row[2], capitals=row[3]) for found, row in zip(side, rows, strict=True) if row[0] == kind]
            for side in (bare, made)
        ]
        print(f"{kind:8} {sum(both[0]):4} of {len(both[0]):4} without, {sum(both[1]):4} with the glossary")
    hits = [
        hit(found.text, wanted, capitals=capitals) for found, (_, _, wanted, capitals) in zip(made, rows, strict=True)
    ]
    flagged = sum("term" in found.flags for found, good in zip(made, hits, strict=True) if not good)
    print(f"{'all':8} {sum(hits):4} of {len(hits):4}  {sum(hits) / len(hits):.2%}; of the misses {flagged} flagged")
    order = sorted(range(len(rows)), key=lambda at: (hits[at], random.Random(at).random()))
    for at in order[: args.show]:
        print(
            f"{' ' if hits[at] else '-'} {sources[at]}",
            f"{made[at].text} {made[at].flags or ''}",
            f"({bare[at].text})",
            sep="\n    ",
        )


if __name__ == "__main__":
    main()
