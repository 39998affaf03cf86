"""How much of what is not language comes through a translation: numbers, identifiers, placeholders, paths, blanks.

    python benchmarks/protected.py [--model DIR] [--each 8] [--beam 4] [--show 3]

Sentences of our own in which values are put by chance, of twenty-one kinds. A span is right when it stands in the
output byte for byte, or in the form that English gives it, as often as in the source; a miss is told when the
translation has a flag for it.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable
from pathlib import Path

from models.load import load_translator
from models.translation import Decoding

Maker = Callable[[random.Random], str]


def digits(count: int, rng: random.Random) -> str:
    """So many digits, the first no zero."""
    return rng.choice("123456789") + "".join(rng.choice("0123456789") for _ in range(count - 1))


def one(*values: str) -> Maker:
    """One of these."""
    return lambda rng: rng.choice(values)


#: kind -> (its values as source and target have them, sentences with a place for one)
KINDS: dict[str, tuple[Callable[[random.Random], str | tuple[str, str]], tuple[str, ...]]] = {
    "account": (
        lambda rng: digits(rng.choice((10, 12, 13, 20)), rng),
        ("Деньги поступили на счёт {}.", "ИНН организации {}, она работает с мая.", "Номер {} не найден в базе.",
         "Укажите {} в платёжном поручении.", "Карта привязана к счёту {}, проверьте остаток."),
    ),
    "phone": (
        lambda rng: f"+7 ({digits(3, rng)}) {digits(3, rng)}-{digits(2, rng)}-{digits(2, rng)}",
        ("Звоните по телефону {}.", "Телефон для справок: {}.", "Наш номер {} работает с утра до вечера.",
         "Отправьте сообщение на {} сегодня.", "Если никто не отвечает, звоните {}."),
    ),
    "date": (
        lambda rng: f"{rng.randint(10, 28)}.{rng.randint(10, 12)}.{rng.randint(1950, 2030)}",
        ("Договор подписан {}.", "Срок оплаты истекает {}.", "Письмо от {} получено вчера.",
         "С {} действуют новые правила.", "Заседание перенесено на {}."),
    ),
    "time": (
        lambda rng: f"{rng.randint(10, 23)}:{rng.randint(10, 59)}",
        ("Поезд отправляется в {}.", "Музей открыт до {}.", "В {} началось заседание.", "Совещание назначено на {}.",
         "Связь прервалась в {} и больше не восстановилась."),
    ),
    "decimal": (
        lambda rng: (lambda a, b: (f"{a},{b}", f"{a}.{b}"))(rng.randint(2, 99), rng.randint(1, 9)),
        ("Цены выросли на {} %.", "Средняя температура составила {} градуса.", "Вес посылки {} кг.",
         "Доля составила {} процента.", "Глубина скважины {} метра."),
    ),
    "amount": (
        lambda rng: (lambda a, b: (f"{a} {b}", f"{a},{b}"))(rng.randint(11, 999), digits(3, rng)),
        ("Стоимость договора {} рублей.", "В городе живут {} человек.", "Штраф составил {} долларов.",
         "Завод выпустил {} автомобилей.", "Площадь участка {} квадратных метров."),
    ),
    "count": (
        lambda rng: str(rng.randint(22, 999)),
        ("На складе осталось {} коробок.", "В зале было {} человек.", "Комиссия рассмотрела {} заявлений.",
         "Статья {} закона не применяется.", "Автобус номер {} ходит до вокзала."),
    ),
    "comparison": (
        lambda rng: (lambda s, a, b: (f"{s} {a},{b}", f"{s} {a}.{b}"))(
            rng.choice("<>≤≥"), rng.randint(0, 9), rng.randint(1, 99)
        ),
        ("Если p {}, различие значимо.", "При давлении {} атм клапан закрыт.", "Допускается отклонение {} мм.",
         "Если t {} °C, насос отключается.", "Концентрация {} опасна для рыб."),
    ),
    "unit": (
        lambda rng: rng.choice((("220 В", "220 V"), ("50 Гц", "50 Hz"), ("120 л/мин", "120 L/min"), ("5 кВт", "5 kW"),
                                ("90 км/ч", "90 km/h"), ("0,4 МПа", "0.4 MPa"))),
        ("Прибор рассчитан на {}.", "Наибольшее значение {}.", "Допустимо не более {}.", "Измерено {} на входе.",
         "Насос даёт {} при полной нагрузке."),
    ),
    "placeholder": (
        one("{name}", "{0}", "{{count}}", "${path}", "%s", "%1$d", "%(user)s", "%@", ":attribute", "{total, number}"),
        ("Здравствуйте, {}, рады вас видеть.", "Удалено файлов: {}.", "Нажмите {}, чтобы продолжить.",
         "Файл {} не найден в папке.", "Осталось {} попыток."),
    ),
    "path": (
        one("C:\\Документы\\отчёт.docx", "/etc/nginx/nginx.conf", "~/music/song.mp3", "\\\\server\\share\\план.xlsx",
            "D:\\backup", "/var/log/syslog", "акт_12.pdf", "план-2025.xlsx"),
        ("Файл {} сохранён.", "Откройте {} и проверьте строки.", "Скопируйте {} на диск.", "Копия лежит в {}.",
         "Программа не может прочитать {}."),
    ),
    "address": (
        one("https://example.org/a?b=1", "info@zavod.example", "www.example.com", "@новости_дня", "#новыйгод",
            "zavod.ru", "#with_love", "@ivan_petrov", "support@mail.example.ru"),
        ("Пишите на {} каждый день.", "Смотрите {} и делитесь с друзьями.", "Подробности: {}.", "Подпишитесь на {}.",
         "Мы нашли {} в интернете."),
    ),
    "code": (
        one("A/RES/71/256", "S/2018/845", "F-16", "ISO-9001", "12.1.004-91", "192.168.0.1", "2.0.14", "COVID-19",
            "B12"),
        ("См. документ {}.", "Требования {} выполнены.", "По данным {} ошибок нет.", "Мы используем {} давно.",
         "Версия {} уже доступна."),
    ),
    "law": (
        lambda rng: (lambda a: (f"{a}-ФЗ", f"{a}-FZ"))(rng.randint(10, 499)),
        ("Согласно закону № {} срок продлён.", "Закон {} вступил в силу.", "В соответствии с Федеральным законом № {}.",
         "Нарушен закон {}, статья пятая.", "Закон № {} отменён."),
    ),
    "standard": (
        lambda rng: (lambda a: (f"ГОСТ {a}", f"GOST {a}"))(f"{digits(4, rng)}-{digits(2, rng)}"),
        ("Изделие соответствует {}.", "Испытания по {} проведены.", "Требования {} обязательны.",
         "Сталь по {} поставлена.", "См. {} и чертёж."),
    ),
    "provision": (
        lambda rng: (lambda a, b: (f"п. {a} ст. {b}", f"paragraph {a} of Article {b}"))(
            rng.randint(1, 9), rng.randint(11, 299)
        ),
        ("Согласно {} договор расторгнут.", "Нарушены требования {} закона.", "На основании {} принято решение.",
         "Применяется {} кодекса.", "Вопрос решён в {}."),
    ),
    "money": (
        lambda rng: (lambda a, b: (f"${a} {b}", f"${a},{b}"))(rng.randint(1, 99), digits(3, rng)),
        ("Мы заплатили {} за станок.", "Цена {} указана без доставки.", "Долг вырос до {}.",
         "Перевод на {} отклонён.", "Бюджет: {}."),
    ),
    "label": (
        lambda rng: (lambda a: (f"ИНН {a}", f"INN {a}"))(digits(10, rng)),
        ("Организация, {}, зарегистрирована.", "{} указан верно.", "Проверьте {} в договоре.",
         "Поставщик: {}, Тула.", "Его {}."),
    ),
    "card": (
        lambda rng: " ".join(digits(4, rng) for _ in range(4)),
        ("Карта {} заблокирована.", "Переведите на {} сегодня.", "Номер карты {}.", "С карты {} списано.",
         "Карта {} или наличные."),
    ),
    "glued": (
        lambda rng: (lambda a, unit: (f"{a}{unit}", str(a)))(
            rng.randint(11, 99), rng.choice(("мм", "см", "кг", "шт", "км", "мл", "мин", "лет"))
        ),
        ("Нужно {} для работы.", "Осталось {}, не больше.", "Всего {}.", "Не менее {} в день.", "Запас: {}."),
    ),
    "blank": (
        one("____________", "______ ______", "_____", "____________________"),
        ("Подпись {} директора.", "Дата: {}", "Фамилия {} и имя.", "Руководитель {}", "Сумма прописью {} рублей."),
    ),
}  # fmt: skip


def main() -> None:
    """Print right, told and all for each kind."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--model", type=Path, help="model directory, plain or packed (default: the default model)")
    parser.add_argument("--each", type=int, default=8, help="values for each sentence")
    parser.add_argument("--beam", type=int, default=4)
    parser.add_argument("--show", type=int, default=0, help="print so many misses of each kind")
    args = parser.parse_args()
    translator = load_translator(args.model)
    rng = random.Random(7)
    right = told = total = 0
    for kind, (make, sentences) in KINDS.items():
        values = []
        for sentence in sentences:
            for _ in range(args.each):
                value = make(rng)
                source, target = value if isinstance(value, tuple) else (value, value)
                values.append((sentence.replace("{}", source, 1), target))
        made = translator.translate([text for text, _ in values], Decoding(beam=args.beam))
        bad = [found for (_, value), found in zip(values, made, strict=True) if found.text.count(value) < 1]
        known = sum(bool(found.flags) for found in bad)
        right, told, total = right + len(values) - len(bad), told + known, total + len(values)
        print(f"{kind:12} {len(values) - len(bad):4} of {len(values):4}, {known} of {len(bad)} misses told", flush=True)
        for found in bad[: args.show]:
            print(f"    {found.source}\n    {found.text} {found.flags or ''}")
    print(f"{'all':12} {right:4} of {total:4}  {right / total:.2%}, {told} of {total - right} misses told")


if __name__ == "__main__":
    main()
