"""Character sets told apart, in long texts and short."""

from __future__ import annotations

import codecs

import pytest

from aligner.readers import ReadError, read_document
from aligner.readers.charset import detect

ARTICLE = (
    "Мост через реку открыли в субботу утром, и первыми по нему прошли строители. Они работали три года: "
    "сначала возводили опоры, затем собирали пролёты. «Мы ждали этого дня», — сказал мэр. Ещё предстоит "
    "расширить подъезды к мосту и устроить освещение.\n"
)
SHORT = "Город основан в 1703 году."
SETS = ["utf-8", "cp1251", "koi8-r", "cp866", "iso8859-5", "mac-cyrillic", "utf-16-le", "utf-16-be"]


def encoded(text: str, codec: str) -> bytes:
    # cp866, koi8-r and iso8859-5 lack the quotation marks and dash of print.
    if codec in ("cp866", "koi8-r", "iso8859-5"):
        text = text.replace("«", '"').replace("»", '"').replace("—", "-")
    return text.encode(codec)


@pytest.mark.parametrize("codec", SETS)
@pytest.mark.parametrize("text", [ARTICLE, SHORT, "Привет, мир!", SHORT.upper() + " " + ARTICLE, "ВНИМАНИЕ! " + SHORT])
def test_russian(codec: str, text: str) -> None:
    document = read_document(encoded(text, codec))
    assert document.provenance.encoding == codec
    assert text.split()[0].strip("!,") in document.text


@pytest.mark.parametrize(
    ("mark", "codec", "name"),
    [
        (codecs.BOM_UTF8, "utf-8", "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le", "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16-be", "utf-16"),
        (codecs.BOM_UTF32_LE, "utf-32-le", "utf-32"),
    ],
)
def test_byte_order_marks(mark: bytes, codec: str, name: str) -> None:
    document = read_document(mark + SHORT.encode(codec))
    assert (document.text, document.provenance.encoding) == (SHORT, name)


@pytest.mark.parametrize("codec", ["utf-8", "utf-16-le", "utf-16-be", "cp1252"])
def test_english(codec: str) -> None:
    text = "The café was open. “Come in,” she said – and so we did."
    assert read_document(text.encode(codec)).text == text


@pytest.mark.parametrize("cut", [1, 2, 3])
def test_a_sequence_cut_in_half_changes_nothing(cut: int) -> None:
    data = (ARTICLE * 5 + "€").encode()[:-cut] if cut < 3 else ARTICLE.strip().encode()[:-2]
    assert detect(data) == "utf-8"
    assert "\ufffd" not in read_document(data).text


def test_a_damaged_byte_in_the_middle_changes_nothing() -> None:
    data = ARTICLE.encode() * 5
    assert detect(data[:200] + b"\xff" + data[200:]) == "utf-8"


def test_the_user_decides() -> None:
    document = read_document(SHORT.encode("koi8-r"), encoding="KOI8-R")
    assert (document.text, document.provenance.encoding) == (SHORT, "koi8-r")


@pytest.mark.parametrize(
    ("data", "encoding", "fault"),
    [
        (b"abc", "no-such-set", "no character set is called"),
        (b"abc", "hex", "no character set is called"),
        (SHORT.encode("cp1251"), "utf-8", "the text is not in utf-8"),
        (bytes(range(256)) * 50, None, "binary data"),
    ],
)
def test_faults(data: bytes, encoding: str | None, fault: str) -> None:
    with pytest.raises(ReadError, match=fault):
        read_document(data, encoding=encoding)


@pytest.mark.parametrize("codec", ["cp1251", "mac-cyrillic"])
@pytest.mark.parametrize("text", ["«Волга»", "Цена — 5 руб.", "«Мир»", "ДОГОВОР № 7", "“Волга”", "Это «Волга» — река…"])
def test_a_few_words_with_marks_of_typesetting(text: str, codec: str) -> None:
    assert read_document(text.encode(codec), name="a.txt").text == text


@pytest.mark.parametrize("text", ["père", "Élève à l'école"])
def test_letters_with_accents_among_latin_ones_are_not_russian(text: str) -> None:
    assert (detect(text.encode("cp1252")) or "").lower().startswith(("iso-8859-1", "cp1252", "windows-1252"))
