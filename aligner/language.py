"""Which language a text is in: the script first, then letters that only one language has, then common words.

Made for one question above all: is this Russian, or a neighbour written in the same letters; is this English,
or another language in Latin letters. Texts of a sentence or more are told apart; a word or two may not be.
"""

from __future__ import annotations

import re
from collections import Counter

UNKNOWN = "und"

_SAMPLE = 20_000
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")

# Scripts that (nearly) settle the language: first and last code point, language.
_SCRIPTS = (
    (0x0370, 0x03FF, "el"), (0x0530, 0x058F, "hy"), (0x0590, 0x05FF, "he"), (0x0600, 0x06FF, "ar"),
    (0x0900, 0x097F, "hi"), (0x0980, 0x09FF, "bn"), (0x0B80, 0x0BFF, "ta"), (0x0E00, 0x0E7F, "th"),
    (0x10A0, 0x10FF, "ka"), (0x3040, 0x30FF, "ja"), (0xAC00, 0xD7AF, "ko"), (0x4E00, 0x9FFF, "zh"),
)  # fmt: skip

# Letters by which one Cyrillic language is known among the others.
_CYRILLIC_LETTERS = {
    "ru": "ыэъё",
    "uk": "іїєґ",
    "be": "ўі",
    "bg": "ъ",
    "sr": "јљњћђџ",
    "mk": "јѓќѕљњџ",
    "kk": "әғқңөұүһі",
    "ky": "ңөү",
    "mn": "өү",
    "tt": "әөүҗңһ",
    "tg": "ғӣқӯҳҷ",
}

_WORDS = {
    "ru": "и в не на что он с как это по но из за все так его от же к у бы до или она они мы вы для был была "
    "было были которые который также при чтобы если только уже есть еще ещё их её ее быть этого того "
    "этом о об со во ты я меня мне нет да где когда себя может очень после между более году года",
    "uk": "і в не на що він з як це по але із за все так його від же до у б та або вона вони ми ви для був "
    "була було були які який також при щоб якщо тільки вже є ще їх її бути цього того про й ти я мене "
    "мені немає де коли року",
    "be": "і ў не на што ён з як гэта па але за усё так яго ад жа да у б або яна яны мы вы для быў была было "
    "былі якія які таксама пры каб калі толькі ўжо ёсць яшчэ іх яе быць гэтага таго аб ты я мяне няма "
    "дзе года",
    "bg": "и в не на че той с как това по но от за всичко така него до у би или тя те ние вие за беше са "
    "които който също при да ако само вече има още ги я бъде този се ще съм е си какво когато към след "
    "между през година",
    "sr": "и у не на што да је он са како то по али из за све тако његов од до би или она они ми ви су које "
    "који такође при ако само већ још их се биће овог о ти ја мене нема где када године није",
    "mk": "и во не на што тој со како тоа по но од за сите така него до би или таа тие ние вие се кои кој "
    "исто ако само веќе има уште ги да биде овој о ти јас мене нема каде кога година беше",
    "kk": "және бұл мен да де бір үшін деп ол екен болып еді оның сол осы бар жоқ туралы кейін бойынша "
    "қазақстан",
    "en": "the of and to in a is that for it as was with be by on not he i this are or his from at which but "
    "have an had they you were their one all we can her has there been if more when will would who so "
    "no she my",
    "de": "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden "
    "aus er hat dass sie nach wird bei einer um am sind noch wie einem über einen so zum war haben nur "
    "oder aber vor zur ich wir",
    "fr": "de la le et les des en un une du dans est que qui pour par au sur pas plus avec ce il ne se son "
    "sont ou mais aux cette ses à été nous vous comme elle je d'un l'on ont leur être",
    "es": "de la que el en y a los se del las un por con no una su para es al lo como más o pero sus le ha me "
    "si sin sobre este ya entre cuando todo esta ser son dos también fue había era muy",
    "it": "di e il la che in un a per è una del non le si da con i sono al dei come della ha alla nel anche nella "
    "più lo gli ma o delle su questo era essere ci se mi stato dal dalla degli agli sulla dai ai nei",
    "pt": "de a o que e do da em um para é com não uma os no se na por mais as dos como mas foi ao ele das "
    "tem à seu sua ou ser quando muito há nos já está eu também só pelo pela até isso",
    "nl": "de van het een en in is dat op te zijn met voor niet aan er om ook als dan maar bij of uit nog "
    "naar hij door ze wordt was heeft over deze die zich ik werd had kan wij",
    "pl": "i w na z że się nie do to jest o jak ale po za od przez a co dla tym był być są jego tak już tylko "
    "może czy został oraz które który lub ich jej przy będzie",
    "cs": "a v se na je že s z do to o i pro k ve za by ale si po jako od které který nebo už jen až tak byl "
    "být jsou také jeho při není má bylo",
    "sk": "a v sa na je že s z do to o i pre k vo za by ale si po ako od ktoré ktorý alebo už len až tak bol "
    "byť sú tiež jeho pri nie má bolo",
    "sv": "och i att det som en på är av för med den till inte om ett han men var jag de så från vi kan har "
    "när hade nu över också eller efter sin",
    "da": "og i at det er en til på af for den med der ikke de som et han men var har jeg om vi så fra kan "
    "når havde nu over også eller efter sin blev hun",
    "no": "og i at det er en til på av for den med som ikke de et han men var har jeg om vi så fra kan når "
    "hadde nå over også eller etter sin ble hun",
    "fi": "ja on ei se että oli hän mutta ovat joka kun niin kuin myös sen tai mukaan jo ole vain nyt hänen "
    "olla kanssa",
    "hu": "a az és hogy nem is egy ez volt de meg csak már el még ki mint van azt ezt vagy kell lesz nagyon "
    "minden",
    "ro": "de și în a la cu nu o că pe este un din se care pentru mai ce sa au fost sunt dar prin lui fi ca "
    "sau după",
    "tr": "ve bir bu da de için ile çok ne daha gibi o var en olarak olan ama kadar sonra ki mi değil her ben "
    "ise",
    "lt": "ir į kad iš su yra tai ne bet kaip o per buvo už jis nuo apie ar dėl taip pat po",
    "lv": "un ir ka no ar uz par kas bet tas kā nav bija to vai pēc arī viņš pie",
    "et": "ja on ei et see oli kui ka aga ta nii mis oma või ning selle siis kes",
}  # fmt: skip
_INDEX: dict[str, list[str]] = {}
for _language, _list in _WORDS.items():
    for _one in dict.fromkeys(_list.split()):
        _INDEX.setdefault(_one, []).append(_language)

_CYRILLIC = ("ru", "uk", "be", "bg", "sr", "mk", "kk", "ky", "mn", "tt", "tg")
_LATIN_LETTERS = {
    "de": "äöüß", "fr": "éèêàçùœâîô", "es": "ñáéíóú¿¡", "it": "àèéìòù", "pt": "ãõçáéêâ", "pl": "ąćęłńóśźż",
    "cs": "ěščřžýáíéůúťď", "sk": "ľščťžýáíéôúďĺŕň", "sv": "åäö", "da": "æøå", "no": "æøå", "fi": "äö",
    "hu": "őűáéíóöúü",
    "ro": "ășțâîţş", "tr": "ğışçöüİ", "lt": "ąčęėįšųūž", "lv": "āčēģīķļņšūž", "et": "õäöü",
}  # fmt: skip


def detect_language(text: str) -> str:
    """The ISO 639-1 code of the language most of the text is in; ``und`` where there are no letters."""
    if len(text) > _SAMPLE:
        # The beginning may be a table of contents in another language: look at the middle and the end too.
        third = _SAMPLE // 3
        middle = len(text) // 2
        text = text[:third] + " " + text[middle : middle + third] + " " + text[-third:]
    words = [word.lower() for word in _WORD.findall(text)]
    if not words:
        return UNKNOWN
    letters = Counter("".join(words))
    cyrillic = sum(count for char, count in letters.items() if "\u0400" <= char <= "\u052f")
    latin = sum(count for char, count in letters.items() if char < "\u0250" or "\u1e00" <= char <= "\u1eff")
    others: Counter[str] = Counter()
    for char, count in letters.items():
        point = ord(char)
        if point >= 0x0370 and not 0x0400 <= point <= 0x052F:
            for first, last, language in _SCRIPTS:
                if first <= point <= last:
                    others[language] += count
                    break
    if others and sum(others.values()) * 2 > max(cyrillic, latin):
        # Kana beside Han is Japanese, whichever there is more of.
        return (
            "ja" if others["ja"] * 10 > others["zh"] > 0 or others["ja"] > others["zh"] else others.most_common(1)[0][0]
        )
    if cyrillic * 2 > latin and cyrillic:
        return _cyrillic(words, letters, cyrillic)
    return _latin(words, letters, latin) if latin else UNKNOWN


def _votes(words: list[str], candidates: tuple[str, ...]) -> dict[str, float]:
    """Common words found, each shared word counting less; per word of text."""
    votes = dict.fromkeys(candidates, 0.0)
    for word in words:
        owners = _INDEX.get(word)
        if owners:
            for language in owners:
                if language in votes:
                    votes[language] += 1.0 / len(owners) + 0.2
    return {language: vote / len(words) for language, vote in votes.items()}


def _cyrillic(words: list[str], letters: Counter[str], total: int) -> str:
    """Among the languages in Cyrillic letters."""
    votes = _votes(words, _CYRILLIC)
    for language, own in _CYRILLIC_LETTERS.items():
        share = sum(letters[char] for char in own) / total
        votes[language] += min(share, 0.06) * 8
    # A letter that Russian does not have counts against Russian, and so for each neighbour.
    foreign = sum(letters[char] for char in "іїєґўјљњћђџѓќѕәғқңөұүһҗӣӯҳҷ") / total
    votes["ru"] -= foreign * 20
    for language in _CYRILLIC:
        if language not in ("ru", "be", "kk", "ky", "mn", "tt"):
            votes[language] -= min(0.1, (letters["ы"] + letters["э"]) / total) * 15
        known = set(_CYRILLIC_LETTERS[language])
        strange = sum(letters[char] for char in "іїєґўјљњћђџѓќѕәғқңөұүһҗӣӯҳҷ" if char not in known) / total
        votes[language] -= strange * 8
    # Every sixth Bulgarian word holds ъ; in Russian it is one letter in three thousand.
    votes["bg"] += min(letters["ъ"] / total, 0.02) * 15
    best = max(votes, key=lambda language: votes[language])
    # A line without one common word or telling letter: Russian is what this program is for.
    return best if votes[best] > votes["ru"] + 0.01 else "ru"


def _latin(words: list[str], letters: Counter[str], total: int) -> str:
    """Among the languages in Latin letters."""
    candidates = tuple(language for language in _WORDS if language not in _CYRILLIC)
    votes = _votes(words, candidates)
    marked = sum(count for char, count in letters.items() if char > "\x7f") / total
    for language, own in _LATIN_LETTERS.items():
        votes[language] += min(sum(letters[char] for char in own) / total, 0.08) * 3
    for language in candidates:
        own_letters = set(_LATIN_LETTERS.get(language, ""))
        strange = sum(count for char, count in letters.items() if char > "\x7f" and char not in own_letters) / total
        votes[language] -= min(strange, 0.1) * 4
    best = max(votes, key=lambda language: votes[language])
    if votes[best] <= 0.02:
        return "en" if marked < 0.005 else UNKNOWN
    return best if votes[best] > votes["en"] + 0.005 else "en"
