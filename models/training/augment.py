"""What real documents hold more of than the training text: numbers, spans to keep, names, list items, headings.

Each function changes both sides of a pair in the same way, so that the pair stays a translation, and gives the pair
back as it is where it has nothing of its kind. ``RATES`` says how often each is applied; the mix applies them.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

from models.text.romanise import LATIN
from models.training.remap import PLACEHOLDERS


class Pair(NamedTuple):
    """One training pair and the tag of the corpus it came from."""

    tag: str
    source: str
    target: str


Change = Callable[[Pair, random.Random], Pair]

# ---------------------------------------------------------------------------------------------------- numbers
_RUN = re.compile(r"\d+")
_NUMBER = re.compile(r"\d+(?:[.,:/-]\d+)*")
#: How often one of the numbers becomes a long one: an account, a phone, an article number.
LONG_SHARE = 0.15


def _random_run(run: str, rng: random.Random) -> str:
    """Digits of the same shape: a year for a year, a day for a day, as many digits, leading zeros kept."""
    value = int(run)
    if len(run) == 4 and 1800 <= value < 2100:
        return str(rng.randrange(1800, 2050))
    if run[0] == "0":
        return "0" + "".join(rng.choice("0123456789") for _ in run[1:])
    if len(run) == 2 and value <= 31:
        return str(rng.randrange(10, 32))
    return rng.choice("123456789") + "".join(rng.choice("0123456789") for _ in run[1:])


def fresh_numbers(pair: Pair, rng: random.Random) -> Pair:
    """Random numbers of the same shape on both sides, where both hold the same runs of digits.

    A decimal comma may have become a point: only the runs change. A number of one digit stays, since the
    words around it agree with it.
    """
    runs = _RUN.findall(pair.source)
    if not runs or Counter(runs) != Counter(_RUN.findall(pair.target)):
        return pair
    wanted = {run for number in _NUMBER.findall(pair.source) if len(number) > 1 for run in _RUN.findall(number)}
    made = {run: _random_run(run, rng) for run in sorted(wanted)}
    long = sorted(run for run in made if len(run) > 2 and run[0] != "0")
    if long and rng.random() < LONG_SHARE:
        made[rng.choice(long)] = str(rng.randrange(10**4, 10 ** rng.randrange(5, 21)))

    def renumbered(text: str) -> str:
        return _RUN.sub(lambda found: made.get(found[0], found[0]), text)

    return pair._replace(source=renumbered(pair.source), target=renumbered(pair.target))


# ------------------------------------------------------------------------------------------------ placeholders
#: What stays the same in a Russian text: words in Latin letters, numbers, addresses, program messages' arguments.
_SPAN = re.compile(r"[%$<{]?[A-Za-z0-9](?:[\w.:/@#&?=+-]*[A-Za-z0-9])?[%>}]?(?:\(\))?")
#: Most spans that become placeholders at once.
MOST_SPANS = 6


def placeholders(pair: Pair, rng: random.Random) -> Pair:
    """Spans that stand once on each side become placeholders, mostly counted from 0 as they come in the source."""
    spans = [found[0] for found in _SPAN.finditer(pair.source)]
    same = Counter(found[0] for found in _SPAN.finditer(pair.target))
    once = [span for span in spans if spans.count(span) == 1 == same[span]]
    if not once:
        return pair
    chosen = set(rng.sample(once, min(len(once), rng.randint(1, MOST_SPANS))))
    kept = [span for span in spans if span in chosen]
    names = PLACEHOLDERS[: len(kept)] if rng.random() < 0.6 else rng.sample(PLACEHOLDERS, len(kept))
    made = dict(zip(kept, names, strict=True))

    def masked(text: str) -> str:
        return _SPAN.sub(lambda found: made.get(found[0], found[0]), text)

    return pair._replace(source=masked(pair.source), target=masked(pair.target))


# ------------------------------------------------------------------------------------------------------- names
_SURNAME = re.compile(r"\b([А-ЯЁ][а-яё]{2,12}(?:ов|ев|ёв|ин))(а|у|ым|е)?\b")
_ROOTS = (  # noqa: SIM905  # a list of words is easier to read so
    "Абрам Авде Агаф Акс Алёш Анис Архип Баж Баран Бату Белоус Берез Бирюк Блохин Бобр Богдан Болот Бород Брус Бузык "
    "Буря Вав Варлам Вас Ветр Вихр Воробь Галк Глазун Глеб Голуб Горба Гриш Гул Давыд Данил Дём Доброхот Дорон Дрозд "
    "Дья Евдоким Ежик Елисе Ерём Ермол Жар Жда Жук Журавл Заболот Захарч Звяг Зим Зуб Ивашк Игнать Изот Кабан Казанц "
    "Калаш Карг Кирь Клим Князь Колес Копыт Корот Крыл Куз Лав Лапт Лебедь Левч Лихач Лопат Лук Макар Маслю Матвей "
    "Медян Мельник Миш Молчан Муравь Наум Нестер Никон Носач Обух Орешк Осип Остап Пант Пахом Перв Плотник Подкоп "
    "Полуш Попы Прохор Пуст Рак Родь Рощ Руд Рыбак Рябуш Савв Селивёрст Сем Сидорч Скворц Смирн Соболь Стрельц Сух "
    "Тарас Терен Тим Топор Трофим Туман Тюлень Угл Устюж Фад Федос Филат Харит Хлебник Хомут Хрящ Цыган Черныш "
    "Чудо Шапош Шарап Шест Шиш Щавел Щукар Юдашк Юрь Явор Якуш Яр"
).split()
_VOWELS = "аеёиоуыэюя"


def romanised(name: str) -> str:
    """A Russian name in Latin letters as UN documents and BGN/PCGN write it, without marks above letters.

    е and ё are ye and yo at the beginning and after a vowel or a sign.
    """
    made, before = [], "ъ"
    for letter in name.lower():
        if letter in "её":
            plain = "e" if letter == "е" else "o" if before in "чшщж" else "yo"
            made.append("ye" if letter == "е" and before in _VOWELS + "ъь" else plain)
        else:
            made.append(LATIN.get(letter, letter))
        before = letter
    text = "".join(made)
    return text[:1].upper() + text[1:] if name[:1].isupper() else text


def fresh_names(pair: Pair, rng: random.Random) -> Pair:
    """Men's surnames whose spelling follows the rules become others, of made-up roots, with their endings kept."""
    source, target = pair.source, pair.target
    for found in list(_SURNAME.finditer(source))[:3]:
        latin = romanised(found[1])
        if source.count(found[1]) != 1 or len(re.findall(rf"\b{latin}\b", target)) != 1:
            continue
        root = rng.choice(_ROOTS).rstrip("ьй")
        name = root + ("ев" if root[-1] in _VOWELS + "жшчщц" else rng.choice(("ов", "ов", "ин")))
        source = source.replace(found[1], name)
        target = re.sub(rf"\b{latin}\b", romanised(name), target)
    return pair._replace(source=source, target=target)


# ------------------------------------------------------------------------------------------------ form of a line
def without_full_stop(pair: Pair, _rng: random.Random) -> Pair:
    """A title or list item: neither side ends in a full stop."""
    if pair.source.endswith(".") and pair.target.endswith("."):
        return pair._replace(source=pair.source[:-1], target=pair.target[:-1])
    return pair


def capitals(pair: Pair, _rng: random.Random) -> Pair:
    """A heading in capitals on both sides."""
    return pair._replace(source=pair.source.upper(), target=pair.target.upper()) if len(pair.source) < 80 else pair


def small_letters(pair: Pair, _rng: random.Random) -> Pair:
    """A line typed without any capital, on both sides."""
    return pair._replace(source=pair.source.lower(), target=pair.target.lower()) if len(pair.source) < 80 else pair


def first_capital(pair: Pair, _rng: random.Random) -> Pair:
    """A word or phrase that begins with a capital, as a cell of a table or a label does."""
    source, target = pair.source, pair.target
    return pair._replace(source=source[:1].upper() + source[1:], target=target[:1].upper() + target[1:])


def labelled(pair: Pair, rng: random.Random) -> Pair:
    """A list item or a numbered paragraph."""
    number, deep = rng.randint(1, 120), f"{rng.randint(1, 20)}.{rng.randint(1, 20)}."
    letter = rng.choice(("аa", "бb", "вc", "гd", "дe"))
    head, latin = rng.choice([
        (f"{number}.",) * 2, (deep,) * 2, (f"{number % 20 + 1})",) * 2, (f"{letter[0]})", f"{letter[1]})"),
        (f"({letter[1]})",) * 2, ("-",) * 2, ("•",) * 2, ("–",) * 2,
    ])  # fmt: skip
    return pair._replace(source=f"{head} {pair.source}", target=f"{latin} {pair.target}")


def as_typed(pair: Pair, rng: random.Random) -> Pair:
    """A short phrase as people type it: often without its last mark, its first capital, or both."""
    mark = pair.source[-1:] if pair.source[-1:] == pair.target[-1:] and pair.source[-1:] in tuple(".!,") else ""
    if mark and rng.random() < 0.35:
        pair = pair._replace(source=pair.source[:-1], target=pair.target[:-1])
    if pair.target.split(maxsplit=1)[0] not in ("I", "God") and rng.random() < 0.25:
        source, target = pair.source, pair.target
        pair = pair._replace(source=source[:1].lower() + source[1:], target=target[:1].lower() + target[1:])
    return pair


#: (change, how often): the first three are tried on every pair of running text, few of which have what they change.
RATES: tuple[tuple[Change, float], ...] = (
    (fresh_names, 0.2),
    (fresh_numbers, 0.5),
    (placeholders, 0.5),
    (without_full_stop, 0.06),
    (capitals, 0.015),
    (small_letters, 0.015),
    (labelled, 0.03),
)


def augmented(pair: Pair, rng: random.Random) -> Pair:
    """The pair with each change applied at its rate."""
    for change, rate in RATES:
        if rng.random() < rate:
            pair = change(pair, rng)
    return pair
