"""Character sets: a ladder from the sure signs (a byte order mark) to the likely ones (letter statistics).

BOM, then UTF-16 by its pattern of zero or 0x04 bytes, then strict UTF-8 (a last sequence cut in half does not
change the verdict), then the five Cyrillic single-byte sets weighed by how Russian the text reads in each, then
``faust-cchardet`` for everything else.
"""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from aligner.errors import ReadError

#: What is weighed when a text is not Unicode: name, and the codec in Python.
CYRILLIC = ("cp1251", "koi8-r", "cp866", "iso8859-5", "mac-cyrillic")

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

# How often a letter stands in running Russian text, per thousand letters.
_FREQUENT = {
    letter: weight
    for weight, letters in ((9, "оеаи"), (7, "нтсрв"), (5, "лкмдпу"), (3, "яыьгзбчйх"), (2, "жшюцщэфё"), (1, "ъ"))
    for letter in letters
}
_MARKS = tuple(mark for mark, _ in _BOMS)
_SAMPLE = 65_536
_HIGH = re.compile(rb"[\x80-\xff]")
# Control characters that no text holds (tab, line feed, form feed, carriage return, escape and ^Z excepted).
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0e-\x19\x1c-\x1f]")


def decode(data: bytes, name: str, encoding: str | None = None) -> tuple[str, str]:
    """The text and the name of the character set it was decoded from.

    Raises:
        ReadError: the bytes are not text, or not text in the encoding asked for.
    """
    if encoding is not None:
        return _decode_as(data, name, encoding)
    if not data.startswith(_MARKS) and b"\x00" not in data[:_SAMPLE] and not _CONTROL.search(data, 0, _SAMPLE):
        # By far the most common file, decoded once.
        try:
            return data.decode("utf-8"), "utf-8"
        except UnicodeDecodeError:
            guess = detect(data)
    else:
        guess = detect(data)
    if guess is None:
        raise ReadError("{name}: this is binary data, not text; give a document in a supported format", name=name)
    # A sequence cut in half at the end is dropped by an incremental decoder that is never told "final".
    decoder = codecs.getincrementaldecoder(guess)("replace")
    return decoder.decode(data), "utf-8" if guess == "utf-8-sig" else guess


def _decode_as(data: bytes, name: str, encoding: str) -> tuple[str, str]:
    """Decode as the user said, strictly except for a cut last sequence."""
    try:
        info = codecs.lookup(encoding)
        if not info._is_text_encoding:
            raise LookupError(encoding)
    except (LookupError, ValueError) as error:
        raise ReadError(
            "{name}: no character set is called {encoding}; try utf-8, utf-16, cp1251, koi8-r or cp866",
            name=name,
            encoding=repr(encoding),
        ) from error
    try:
        text = codecs.getincrementaldecoder(info.name)("strict").decode(data)
    except UnicodeError as error:
        raise ReadError(
            "{name}: the text is not in {encoding}; leave --encoding out to have it detected",
            name=name,
            encoding=info.name,
        ) from error
    return text.removeprefix("\ufeff"), info.name


def detect(data: bytes) -> str | None:
    """The likeliest Python codec for these bytes; None when they are not text."""
    for mark, codec in _BOMS:
        if data.startswith(mark):
            return codec
    if wide := _utf16(data):
        return wide
    sample = data[:_SAMPLE]
    controls = len(_CONTROL.findall(sample))
    if (b"\x00" in sample and sample.count(b"\x00") > 1) or controls > max(1, len(sample) // 200):
        return None
    if _is_utf8(data):
        return "utf-8"
    return _single_byte(data)


def detect_in_file(path: Path) -> str | None:
    """The same for a file of any size, of which no more than a piece is held; ``utf-8-sig`` for all UTF-8.

    A file that is UTF-8 but for a few bytes is UTF-8.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        piece = file.read(_SAMPLE)
        if piece.startswith(_MARKS) or (b"\x00" in piece and _utf16(piece)):
            return detect(piece)
        decoder = codecs.getincrementaldecoder("utf-8")("strict")
        try:
            while piece:
                decoder.decode(piece)
                piece = file.read(1 << 20)
        except UnicodeDecodeError:
            # The first letters that are no ASCII may stand far down: they decide.
            found = _HIGH.search(piece)
            file.seek(file.tell() - len(piece) + (found.start() if found else 0))
            sample = file.read(_SAMPLE)
            while sample.startswith(_MARKS):  # a mark of Unicode counts at the beginning alone
                sample = sample[2:]
            guess = detect(sample)
            return "utf-8-sig" if guess == "utf-8" else guess
    return "utf-8-sig"


def _utf16(data: bytes) -> str | None:
    """UTF-16 without a mark: in Latin or Cyrillic text one byte of every pair is 0x00 or 0x04 (0x20 in dashes)."""
    sample = data[: _SAMPLE & ~1]
    pairs = len(sample) // 2
    if pairs < 2:
        return None
    for codec, high, low in (("utf-16-le", sample[1::2], sample[0::2]), ("utf-16-be", sample[0::2], sample[1::2])):
        page = sum(high.count(byte) for byte in (b"\x00", b"\x04", b"\x20"))
        if high.count(b"\x20") < pairs * 0.2 and page >= pairs * 0.95 and low.count(b"\x00") * 20 < pairs:
            # Plain ASCII has no 0x00 or 0x04 at all: they must carry the pattern.
            if high.count(b"\x00") + high.count(b"\x04") >= pairs * 0.7 and b"\x00" in sample:
                return codec
            if high.count(b"\x04") >= pairs * 0.7:
                return codec
    return None


def _is_utf8(data: bytes) -> bool:
    """Strict UTF-8 but for a last sequence cut in half, or UTF-8 with a few damaged bytes."""
    try:
        codecs.getincrementaldecoder("utf-8")("strict").decode(data)
    except UnicodeDecodeError:
        sample = data[: _SAMPLE * 4].decode("utf-8", "replace")
        broken = sample.count("\ufffd")
        whole = sum(1 for char in sample if char > "\x7f") - broken
        return whole > 20 * broken
    return True


def _single_byte(data: bytes) -> str:
    """One byte a character: the Cyrillic set in which the text reads most like Russian, or what cchardet says."""
    sample = data[:_SAMPLE]
    high = len(_HIGH.findall(sample))
    scores = {codec: _russianness(sample.decode(codec, "replace")) for codec in CYRILLIC}
    best = max(scores, key=lambda codec: scores[codec])
    if scores[best] > 3.0:
        return best
    import cchardet

    found = cchardet.detect(sample)
    name = str(found.get("encoding") or "") if isinstance(found, dict) else ""
    try:
        codecs.lookup(name)
    except LookupError:
        return "cp1252" if high * 4 < len(sample) else best
    if name.lower().replace("-", "") in ("ascii", "utf8", "utf8sig"):
        return "cp1252"
    return name.lower()


_WORD = re.compile(r"[^\W\d_]+")
_MIXED = re.compile(r"[A-Za-z](?=[\u0400-\u04ff])|[\u0400-\u04ff](?=[A-Za-z])")
#: Marks of typesetting where they belong: quotation marks around words, a dash between blanks, the sign of a number.
_TYPESET = re.compile(
    r"(?<!\w)[«„“](?=\w)|(?<=[\w.!?…%)])[»”“](?!\w)|(?<!\S)[—–](?!\S)|(?<=\d)[—–](?=\d)|(?<!\w)[№§](?=\s?\d)"
    r"|(?<=[\w!?])…(?!\w)|(?<=\d)\u00a0|\u00a0(?=[\d—–№])"
)


def _russianness(text: str) -> float:
    """Mean over non-ASCII characters: a frequent Russian letter counts for, anything else against.

    A capital inside a word written small is what a wrong set gives (koi8-r read as cp1251 swaps the cases), and so is
    a Russian letter beside a Latin one; typesetting marks say nothing where they belong.
    """
    score = 0.0
    count = 0
    for char in text:
        if char > "\x7f":
            count += 1
            score += _FREQUENT.get(char.lower(), -8)
    marks = len(_TYPESET.findall(text))
    score += 8 * marks
    score -= 12 * len(_MIXED.findall(text))
    for word in _WORD.findall(text):
        if word[-1:] > "\x7f" and len(word) > 1 and not (word.islower() or word.isupper() or word.istitle()):
            score -= 6 * len(word)
        elif word.isupper() and len(word) > 1 and word > "\x7f":
            # All capitals happens, but not as the rule: koi8-r and cp1251 are one another's case swapped.
            score -= 1.5 * len(word)
    return score / max(1, count - marks)
