"""How often numbers and placeholders come through the bare model unchanged: no guard, no stand-in, nothing put back.

    python benchmarks/verbatim.py [--model DIR] [--each 20] [--beam 4] [--show 10]

Sentences of our own with random values of nine kinds, and with placeholders (where the model's config names any).
A number is right when its digits stand in the output in the same order, whatever separates them there (12 500 may be
12,500, and 3,7 must be 3.7). A sentence with placeholders is right when each stands in the output exactly once.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections.abc import Callable
from pathlib import Path

from models.load import load_translator
from models.store.registry import resolve
from models.translation import Decoding

Maker = Callable[[random.Random], str]


def _digits(count: int, rng: random.Random) -> str:
    return rng.choice("123456789") + "".join(rng.choice("0123456789") for _ in range(count - 1))


#: kind -> (its values, sentences with a place for one)
NUMBERS: dict[str, tuple[Maker, tuple[str, ...]]] = {
    "account": (
        lambda rng: _digits(20, rng),
        ("Деньги поступили на счёт {}.", "Номер счёта получателя: {}.", "Откройте счёт {} в нашем банке."),
    ),
    "phone": (
        lambda rng: f"+7 ({_digits(3, rng)}) {_digits(3, rng)}-{_digits(2, rng)}-{_digits(2, rng)}",
        ("Звоните по телефону {}.", "Телефон для справок: {}.", "Наш номер {} работает с утра до вечера."),
    ),
    "date": (
        lambda rng: f"{rng.randint(10, 28)}.{rng.randint(10, 12)}.{rng.randint(1950, 2030)}",
        ("Договор подписан {}.", "Срок оплаты истекает {}.", "Письмо от {} получено вчера."),
    ),
    "year": (
        lambda rng: str(rng.randint(1801, 2049)),
        ("Это случилось в {} году.", "В {} году население города выросло.", "Закон был принят в {} году."),
    ),
    "decimal": (
        lambda rng: f"{rng.randint(1, 99)},{rng.randint(1, 99)}",
        ("Цены выросли на {} %.", "Средняя температура составила {} градуса.", "Вес посылки {} кг."),
    ),
    "range": (
        lambda rng: f"{rng.randint(10, 49)}-{rng.randint(50, 99)}",
        ("Возраст участников {} лет.", "Смотрите страницы {} отчёта.", "Ожидается {} человек."),
    ),
    "article": (
        lambda rng: f"{rng.randint(100, 999)}",
        ("Статья {} Уголовного кодекса.", "Согласно статье {} закона решение можно обжаловать.", "Постановление № {}."),
    ),
    "amount": (
        lambda rng: f"{_digits(rng.randint(1, 3), rng)} {_digits(3, rng)}",
        ("Стоимость договора {} рублей.", "В городе живут {} человек.", "Штраф составил {} долларов."),
    ),
    "count": (
        lambda rng: str(rng.randint(22, 999)),
        ("На складе осталось {} коробок.", "В зале было {} человек.", "Комиссия рассмотрела {} заявлений."),
    ),
}
MARKED = (
    "Откройте {} и нажмите кнопку.", "Мы отправили письмо на {} вчера вечером.", "Подробности на сайте {}.",
    "Замените {} на {} в настройках.", "Компания {} подписала договор с {}.", "Решение {} было принято в {}.",
    "Файл {} не найден в папке {}.", "Скопируйте {} из {} в {} и перезапустите программу.",
    "Между {}, {} и {} нет никакой разницы, сказал директор.",
    "В докладе {} говорится, что {} и {} нарушают договор {}.",
)  # fmt: skip


def copied(value: str, output: str) -> bool:
    """Whether a number's digits stand together in the output; a decimal comma has to be a point there."""
    if re.fullmatch(r"\d+,\d+", value):
        return re.search(rf"(?<![\d.,]){value.replace(',', '[.]')}(?!\d)", output) is not None
    digits = r"[\s().,:/+–-]*".join(re.findall(r"\d", value))
    return re.search(rf"(?<!\d){digits}(?!\d)", output) is not None


def main() -> None:
    """Print right and all for each kind, then for the placeholders."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--model", type=Path, help="model directory, plain or packed (default: the default model)")
    parser.add_argument("--each", type=int, default=20, help="values for each sentence")
    parser.add_argument("--beam", type=int, default=4)
    parser.add_argument("--show", type=int, default=0, help="print so many faults of each kind")
    args = parser.parse_args()
    files = resolve(args.model)
    names = json.loads((files.path / "config.json").read_text(encoding="utf-8")).get("tolmach_placeholders", [])
    translator = load_translator(args.model)
    decoding = Decoding(beam=args.beam, guards=False)
    rng = random.Random(1)
    right = total = 0
    for kind, (make, sentences) in NUMBERS.items():
        values = [(sentence, make(rng)) for sentence in sentences for _ in range(args.each)]
        made = translator.translate([sentence.format(value) for sentence, value in values], decoding)
        bad = [found for (_, value), found in zip(values, made, strict=True) if not copied(value, found.text)]
        right, total = right + len(values) - len(bad), total + len(values)
        print(f"{kind:12} {len(values) - len(bad):5} of {len(values):5}", flush=True)
        for found in bad[: args.show]:
            print(f"    {found.source}\n    {found.text}")
    print(f"{'numbers':12} {right:5} of {total:5}  {right / total:.2%}")
    if not names:
        print("placeholders: the model has none")
        return
    lines, kept = [], []
    for sentence in MARKED:
        for _ in range(args.each):
            kept.append(rng.sample(names, sentence.count("{}")))
            lines.append(sentence.format(*kept[-1]))
    made = translator.translate(lines, decoding)
    bad = [
        found for found, used in zip(made, kept, strict=True)
        if sorted(re.findall("|".join(map(re.escape, names)), found.text)) != sorted(used)
    ]  # fmt: skip
    print(f"{'placeholders':12} {len(lines) - len(bad):5} of {len(lines):5}  {1 - len(bad) / len(lines):.2%}")
    for found in bad[: args.show]:
        print(f"    {found.source}\n    {found.text}")


if __name__ == "__main__":
    main()
