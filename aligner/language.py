"""Which language a text is in: the script first, then letters that only one language has, then common words.

Made for one question above all: is this what the model reads (Russian, as a rule), or a neighbour written in the same
letters; is this English, or another language in Latin letters. Texts of a sentence or more are told apart; a word or
two may not be.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from math import log

from models.text.scripts import is_cyrillic, letters_of

UNKNOWN = "und"

_SAMPLE = 20_000
#: A word of letters alone, with an apostrophe inside.
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")

# Scripts that (nearly) settle the language: first and last code point, language.
_SCRIPTS = (
    (0x0370, 0x03FF, "el"), (0x0530, 0x058F, "hy"), (0x0590, 0x05FF, "he"), (0x0600, 0x06FF, "ar"),
    (0x0900, 0x097F, "hi"), (0x0980, 0x09FF, "bn"), (0x0B80, 0x0BFF, "ta"), (0x0E00, 0x0E7F, "th"),
    (0x10A0, 0x10FF, "ka"), (0x3040, 0x30FF, "ja"), (0xAC00, 0xD7AF, "ko"), (0x4E00, 0x9FFF, "zh"),
)  # fmt: skip

# How often each letter stands among a thousand, in the languages written in Cyrillic letters: of Russian counted in
# novels and encyclopaedia, of the others in the translated messages of free programs. Nought is less than half of one.
_FREQUENT = {
    "ru": "о113 а86 е82 и68 н66 т56 с52 л49 в48 р45 к36 д30 м30 п27 у27 я22 г19 ь19 з18 ы18 б17 ч15 й12 ж10 х8 "
    "ш8 ю7 ц4 щ3 э3 ё2 ф2 ъ0",
    "uk": "о87 н85 а84 и66 е59 в55 т54 р52 і50 к38 с38 п36 д35 л35 у33 м32 з26 я26 б14 й11 ч11 ь11 г10 ж8 ц8 є7 "
    "ф6 х6 ш5 ю5 ї4 щ3 ґ0",
    "be": "а162 н75 ы52 р46 к44 л41 е40 і40 т39 д35 в34 я34 п33 с33 ц31 м30 ь29 о28 у27 з26 ў19 э18 ч15 б13 г13 "
    "ш9 й8 ф7 ю7 ж6 х5 ё1",
    "bg": "а132 е103 н87 и80 о79 т69 р54 в42 с42 д37 п35 к34 з33 л32 м24 ъ18 я15 б14 у11 ч10 ж9 г8 й7 ф6 ц5 ш5 "
    "щ5 х4 ю1 ь0",
    "sr": "а132 е101 и83 о83 н61 р58 т49 с45 к41 п40 у39 д37 в34 м32 з25 ј24 л23 б14 г13 њ11 ч11 ш11 љ8 ц7 ж5 "
    "ћ4 ф3 х3 ђ2 џ0",
    "mk": "а159 о96 е86 и83 т78 н72 р53 с42 к39 в37 д36 л33 п32 м28 з23 у18 ј13 ч13 б12 г10 њ10 ц8 ж7 ш5 ф4 ќ2 "
    "ѓ1 х1 ѕ0 љ0 џ0",
    "kk": "а113 е76 ы66 і65 т64 р58 н56 с53 л48 у36 д34 м32 к31 о31 қ29 б20 п20 ж19 ш17 з16 и15 й15 ү14 ң11 г10 "
    "ғ9 ө9 ұ8 ә5 ф5 я4 в3 ь3 х2 ц2 э1 ё0 һ0 ч0 щ0 ъ0 ю0",
    "ky": "а145 н70 т65 л61 р58 к57 и51 ы51 е44 о44 д42 у41 м29 с27 б26 г23 ш19 й18 ү18 ө16 п15 в12 ж12 ч11 з10 "
    "ф10 я6 ң4 х4 э4 ц3 ь2 ё0 щ0 ъ0 ю0",
    "mn": "а94 э84 г73 н72 л59 р55 х54 о51 д47 т46 й44 и42 ө34 ү34 у32 с31 б24 м18 в16 ч14 з13 ы12 е10 ж10 ц9 "
    "ш6 к4 ь4 ф3 я2 ё1 п1 щ0 ъ0 ю0",
    "tt": "а153 р73 и66 н62 т57 е56 ә48 ч48 л44 м44 о37 с35 к32 у32 һ25 б20 җ20 ө20 д19 ү19 в17 ы14 п12 ш9 г6 "
    "з6 й6 ф6 я5 ж4 х2 ң1 ц1 щ1 ю1 ё0 ъ0 ь0 э0",
    "tg": "а166 и121 о88 р64 н62 д56 т48 м38 у33 б32 с30 ш25 в23 к23 ҳ23 е21 л19 з17 ф15 г14 п10 ӣ9 қ9 ҷ9 ё8 х8 "
    "й6 ъ6 я6 ч5 ӯ4 ғ2 ю2 э1 ж0",
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
#: By language, its common words.
WORDS_OF = {language: frozenset(listed.split()) for language, listed in _WORDS.items()}
_INDEX: dict[str, list[str]] = {}
for _language, _list in _WORDS.items():
    for _one in dict.fromkeys(_list.split()):
        _INDEX.setdefault(_one, []).append(_language)

#: Languages in the Cyrillic alphabet that are told from each other.
CYRILLIC = tuple(_FREQUENT)
_LATIN = tuple(language for language in _WORDS if language not in _FREQUENT)
#: Every language that a text can be taken for; of others nothing is known here but their script.
KNOWN = frozenset((*CYRILLIC, *_LATIN, *(row[2] for row in _SCRIPTS)))
#: By the language that a script is taken for: others that are written in it. The last are in scripts not told here.
_SCRIPT_OF = {"ar": "fa ur ps ug sd ku", "hi": "mr ne sa", "bn": "as", "he": "yi",
              UNKNOWN: "am ti te ml kn gu pa or si my km lo bo dv"}  # fmt: skip
#: What nought in the table stands for, and how often a letter comes up in a language that does not have it.
_SELDOM, _NEVER = 0.4, 0.1
#: What a common word says for the languages that have it, in the natural logarithm's units, as letters do.
_WORD_SAYS = 2.0
#: How much likelier than each neighbour the language expected (Russian as a rule) is before a letter has been read.
_PRESUMED_BEFOREHAND = 4.0
#: Lines of so many words tell their language; of a long text so many lines are looked at.
_TELLING_WORDS, _TELLING_LINES = 4, 500
#: ъ before these letters parts a prefix from a root, in Russian; the Bulgarian vowel never stands there.
_HARD_SIGN = re.compile("ъ(?=[еёюя])")
_LATIN_LETTERS = {
    "de": "äöüß", "fr": "éèêàçùœâîô", "es": "ñáéíóú¿¡", "it": "àèéìòù", "pt": "ãõçáéêâ", "pl": "ąćęłńóśźż",
    "cs": "ěščřžýáíéůúťď", "sk": "ľščťžýáíéôúďĺŕň", "sv": "åäö", "da": "æøå", "no": "æøå", "fi": "äö",
    "hu": "őűáéíóöúü",
    "ro": "ășțâîţş", "tr": "ğışçöüİ", "lt": "ąčęėįšųūž", "lv": "āčēģīķļņšūž", "et": "õäöü",
}  # fmt: skip


def detect_language(text: str, expected: Sequence[str] = ()) -> str:
    """The ISO 639-1 code of the language most of the text is in; ``und`` where there are no letters.

    ``expected`` are languages that the text is likely to be in: those that a model reads. They have the head start
    over others of the same script that otherwise Russian and English have, and one that nothing is known of here is
    believed where the text is written as it is.
    """
    found = _detected(text, expected)
    if found in CYRILLIC and "\n" in text:
        found = _of_most(text, found, expected)
    if found in expected or (found == UNKNOWN and not any(map(str.isalpha, text))):
        return found
    return next((one for one in expected if _may_be(one, found)), found)


def _of_most(text: str, found: str, expected: Sequence[str]) -> str:
    """``found``, or the language presumed if more of the text is in that, by lines.

    A letter that a language does not have weighs so much that one Ukrainian paragraph outweighs two in Russian.
    """
    presumed = next((one for one in expected if one in CYRILLIC), "ru")
    if found == presumed:
        return found
    lines = [line for line in text.splitlines() if len(WORD.findall(line)) >= _TELLING_WORDS]
    step = len(lines) // _TELLING_LINES + 1
    letters: Counter[str] = Counter()
    for line in lines[::step]:
        letters[_detected(line, expected)] += len(line)
    return presumed if letters[presumed] > letters[found] else found


def alphabet_of(language: str) -> frozenset[str]:
    """The letters of a language in Cyrillic letters; of another, those with marks that it has beside the plain ones."""
    return _letters_say()[1].get(language) or frozenset(_LATIN_LETTERS.get(language, ""))


def _may_be(language: str, found: str) -> bool:
    """Can a text that was taken for ``found`` be in a language that nothing is known of here?"""
    if language in KNOWN:
        return False
    if found in CYRILLIC or is_cyrillic(language):
        return found in CYRILLIC and is_cyrillic(language)
    script = next((one for one, others in _SCRIPT_OF.items() if language in others.split()), "")
    return found == script or (script == "" and (found == UNKNOWN or found in _WORDS))


def language_to_translate(text: str, reads: Sequence[str]) -> str:
    """The language to take a text for that is to be translated in any case: one of those that the model reads."""
    found = detect_language(text, reads)
    return found if found in reads else reads[0]


def _detected(text: str, expected: Sequence[str]) -> str:
    """The likeliest of the languages known here."""
    if len(text) > _SAMPLE:
        # The beginning may be a table of contents in another language: look at the middle and the end too.
        third = _SAMPLE // 3
        middle = len(text) // 2
        text = text[:third] + " " + text[middle : middle + third] + " " + text[-third:]
    words = [word.lower() for word in WORD.findall(text)]
    if not words:
        return UNKNOWN
    letters = Counter("".join(words))
    cyrillic, latin, _ = letters_of("".join(words))
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
        return _cyrillic(words, [one for one in expected if one in CYRILLIC] or ["ru"])
    return _latin(words, letters, [one for one in expected if one in _LATIN] or ["en"]) if latin else UNKNOWN


@lru_cache(maxsize=1)
def _letters_say() -> tuple[dict[str, dict[str, float]], dict[str, frozenset[str]]]:
    """For each letter and language the logarithm of how often it is written; each language's letters."""
    shares = {
        language: {one[0]: max(float(one[1:]), _SELDOM) for one in listed.split()}
        for language, listed in _FREQUENT.items()
    }
    says = {
        letter: {language: log(share.get(letter, _NEVER)) for language, share in shares.items()}
        for letter in {letter for share in shares.values() for letter in share}
    }
    return says, {language: frozenset(share) for language, share in shares.items()}


def _cyrillic(words: list[str], expected: Sequence[str]) -> str:
    """Among the languages in Cyrillic letters: what their letters and their common words say together.

    ``expected[0]``, Russian as a rule, is what a text is presumed to be. A neighbour has to show a letter of its own,
    as any sentence or two of it do (Bulgarian, whose only such letter beside Russian is the vowel ъ, may show words
    instead): a text of Russian letters alone is Russian, however short and odd. Then a short text says little against
    what is likely beforehand, and a long one outweighs it.
    """
    says, alphabets = _letters_say()
    presumed = expected[0]
    own = {language: alphabet - alphabets[presumed] for language, alphabet in alphabets.items()}
    if presumed != "bg":
        own["bg"] |= frozenset("ъ")
    letters = Counter(_HARD_SIGN.sub("", "".join(words)))
    bulgarian = {word for word in words if "bg" in _INDEX.get(word, ()) and "ru" not in _INDEX[word]}
    if len(bulgarian) > 1:
        own["bg"] = frozenset(letters)
    score = {one: 0.0 for one in CYRILLIC if not own[one].isdisjoint(letters)} | {presumed: _PRESUMED_BEFOREHAND}
    if len(score) == 1:
        return presumed
    for letter, count in letters.items():
        if letter in says:
            for language in score:
                score[language] += says[letter][language] * count
    for word in words:
        for language in _INDEX.get(word, ()):
            if language in score:
                score[language] += _WORD_SAYS
    return max(score, key=lambda language: score[language])


#: Another language has to outdo those expected by more than one common word or a few letters of its own.
_EXPECTED_BEFOREHAND = 1.25
_LATIN_LETTER_SAYS = 0.6


def _latin(words: list[str], letters: Counter[str], expected: Sequence[str]) -> str:
    """Among the languages in Latin letters: common words found, a shared one saying less, and letters with marks.

    The best of those ``expected``, English as a rule, is what a text is presumed to be.
    """
    score = dict.fromkeys(_LATIN, 0.0)
    for word in words:
        owners = _INDEX.get(word.replace("’", "'"), ())
        for language in owners:
            if language in score:
                score[language] += 1.0 / len(owners) + 0.2
    marked = {char: count for char, count in letters.items() if char > "\x7f" and char.isalpha()}
    for language in score:
        own = _LATIN_LETTERS.get(language, "")
        score[language] += sum(count if char in own else -count for char, count in marked.items()) * _LATIN_LETTER_SAYS
    best = max(score, key=lambda language: score[language])
    presumed = max(expected, key=lambda language: score[language])
    if score[best] <= 0.02 * len(words):
        return UNKNOWN if sum(marked.values()) > 0.005 * letters.total() else presumed
    return best if score[best] > score[presumed] + _EXPECTED_BEFOREHAND else presumed
