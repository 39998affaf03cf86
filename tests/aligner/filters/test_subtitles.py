"""Subtitles: what is not said stays to the byte, each speaker is a block, a sentence over captions is shared out."""

from __future__ import annotations

import re

import pytest
from filtered import assert_identity, pseudo_written, said, source
from hypothesis import given
from hypothesis import strategies as st
from pseudo import MARK, pseudo_contents

from aligner.core.code import Content
from aligner.filters import subtitles

SRT = (
    "\ufeff1\r\n00:00:01,000 --> 00:00:03,000\r\n{\\an8}<i>Куда ты\r\nушёл вчера?</i>\r\n\r\n"
    "2\r\n00:00:03,500 --> 00:00:05,000\r\n- Идёшь?\r\n- Нет, я занят.\r\n\r\n"
    "3\r\n00:00:05,200 --> 00:00:07,000 X1:10 X2:20 Y1:30 Y2:40\r\n"
    '<font color="#ff0000">Стой!</font> Там <b>яма</b>.\r\n\r\n'
    "4\r\n00:00:07,500 --> 00:00:09,000\r\n♪ Поём песню ♪\r\n\r\n"
    "5\r\n00:00:09,100 --> 00:00:10,000\r\n[СТУК]\r\n\r\n"
    "6\r\n00:00:10,100 --> 00:00:12,000\r\nОЛЕГ: Откройте!\r\n(вздыхает) Опять он.\r\n\r\n"
    "7\r\n00:00:12,100 --> 00:00:14,000\r\nи он сказал...\r\n\r\n"
    "8\r\n00:00:14,100 --> 00:00:16,000\r\n...что больше не вернётся.\r\n\r\n"
    "9\r\n00:00:16,100 --> 00:00:18,000\r\nЦена 5 < 10, <3 &amp; всё?\r\n\r\n"
)
VTT = """WEBVTT - Учебный фильм
Kind: captions
Language: ru

STYLE
::cue { color: yellow }

REGION
id:r1
width:40%

NOTE Заметка

вступление
00:01.000 --> 00:03.000 align:start position:10% region:r1
<v Мария>Привет, <c.yellow>друзья</c>!

00:03.500 --> 00:06.000 line:0
<00:03.500><c>Сегодня </c><00:04.000><c>о море.</c>

00:06.500 --> 00:08.000
<v Олег>Да.
<v Мария>Море большое.

00:08.500 --> 00:09.000
Рыба &amp; соль &lt;тут&gt;&nbsp;&lrm;.

NOTE
Ещё одна
заметка

00:10.000 --> 00:12.000
<lang en>Hello</lang> значит «привет».

STYLE
::cue(b) { color: red }

00:12.000 --> 00:14.000
<ruby>море<rt>umi</rt></ruby> шумит.
"""


def texts(data: str) -> list[str]:
    return [block.text for block in subtitles.read(source(data)).blocks]


@pytest.mark.parametrize("data", [SRT, VTT, VTT.replace("\n", "\r\n"), VTT.replace("\n", "\r")])
def test_identity(data: str) -> None:
    assert_identity(subtitles, source(data))


def test_blocks_are_speakers_remarks_and_sentences() -> None:
    assert texts(SRT) == [
        "Куда ты ушёл вчера?", "Идёшь?", "Нет, я занят.", "Стой! Там яма.", "Поём песню", "[СТУК]", "ОЛЕГ: Откройте!",
        "(вздыхает)", "Опять он.", "и он сказал что больше не вернётся.", "Цена 5 < 10, <3 & всё?",
    ]  # fmt: skip
    assert texts(VTT) == [
        "Привет, друзья!", "Сегодня о море.", "Да.", "Море большое.", "Рыба & соль <тут>\xa0\u200e.",
        "Hello значит «привет».", "море шумит.", "umi",
    ]  # fmt: skip


@pytest.mark.parametrize("data", [SRT, VTT])
def test_a_pseudo_translation_changes_the_words_alone(data: str) -> None:
    made = pseudo_written(subtitles, source(data)).decode()
    outside = re.compile(r"\A.*?\n\n|^(?:NOTE|STYLE|REGION)\b.*?\n\n|^.*-->.*$|<v [^>]*>", re.MULTILINE | re.DOTALL)
    assert not re.search("[а-яё]", outside.sub("", made) if data is VTT else made)
    kept = [
        r"\{\\[^}]*\}",
        r"<[^>]{2,}>",
        r"[^\r\n]*-->[^\r\n]*",
        r"(?m)^- ",
        "♪",
        r"(?s)^(?:NOTE|STYLE|REGION).*?\n\n",
    ]
    for pattern in kept:
        assert sorted(re.findall(pattern, made)) == sorted(re.findall(pattern, data))
    assert made.count(MARK) == len(texts(data))
    assert made.count("\r\n") == made.count("\n") if "\r" in data else "\r" not in made
    assert made[0] == data[0]


def test_enclosing_markup_stays_around_the_whole_and_inner_markup_on_its_words() -> None:
    made = pseudo_written(subtitles, source(SRT)).decode()
    assert "{\\an8}<i>⟪xxxx xx xxxx xxxxx? xx⟫</i>\r\n" in made
    assert '⟪<font color="#ff0000">xxxx!</font> xxx <b>xxx</b>. xx⟫' in made


def test_a_note_between_captions_is_in_none_of_them() -> None:
    made = "WEBVTT\n\n00:01.000 --> 00:03.000\nВода.\n\nNOTE\nЗаметка\n\n00:04.000 --> 00:06.000\nНасос.\n"
    assert texts(made) == ["Вода.", "Насос."]
    assert said(subtitles, source(made), {"Вода.": "Water.", "Насос.": "A pump."}).decode() == made.replace(
        "Вода.", "Water."
    ).replace("Насос.", "A pump.")


def srt(*captions: str) -> str:
    """Captions of two seconds, a tenth of a second between them."""
    return "\n".join(f"{n + 1}\n00:{n:02}:00,000 --> 00:{n:02}:59,900\n{text}\n" for n, text in enumerate(captions))


def captions(made: bytes) -> list[str]:
    return [part.split("\n", 2)[2].strip("\n") for part in made.decode().strip("\n").split("\n\n")]


def test_a_remark_in_brackets_ends_a_sentence() -> None:
    assert texts(srt("(смеётся)", "Кто там?")) == ["(смеётся)", "Кто там?"]
    assert texts(srt("[СТУК]", "Кто\nтам?", "Я. (смеётся)")) == ["[СТУК]", "Кто там?", "Я.", "(смеётся)"]
    assert texts(srt("Он (тихо) сказал", "всё.")) == ["Он (тихо) сказал всё."]


def test_a_sentence_over_captions_is_shared_out_at_pauses() -> None:
    data = srt("Это длинное предложение,", "которое идёт дальше", "и кончается здесь.")
    whole = "Это длинное предложение, которое идёт дальше и кончается здесь."
    made = said(subtitles, source(data), {whole: "This is a long sentence, which goes on and ends right here."})
    assert captions(made) == ["This is a long sentence,", "which goes on", "and ends right here."]
    made = said(subtitles, source(data), {whole: "Well."})
    assert [line for line in made.decode().split("\n") if line and "-->" not in line] == ["1", "Well.", "2", "3"]


def test_markup_over_a_border_is_closed_and_opened_again() -> None:
    data = srt("Он <i>очень долго</i> шёл", "по этой дороге.")
    parsed = subtitles.read(source(data))
    text = "He walked for a very long time along that road."
    codes = [c if c.kind == "break" else type(c)(3, 44, c.id, c.kind) for c in parsed.blocks[0].codes]
    made = subtitles.write(source(data), {0: Content(text, tuple(codes))}, "en")
    one, two = captions(made)
    assert re.fullmatch("He <i>walked.*</i>", one)
    assert re.fullmatch("<i>.*</i>ad.", two)


def test_lines_are_no_longer_than_readers_can_take() -> None:
    text = "This translation is considerably longer than the original was, <b>and it has to be broken."
    made = said(subtitles, source(srt("Это длинно и сломано.")), {"Это длинно и сломано.": text})
    lines = captions(made)[0].split("\n")
    assert len(lines) == 2
    assert lines[0].endswith(("was,", "than"))
    assert all(len(line) <= 52 for line in lines)
    made = said(
        subtitles, source(srt("Кот спит.")), {"Кот спит.": "The cat has been sleeping there since this morning."}
    )
    lines = captions(made)[0].split("\n")
    assert len(lines) == 2
    assert all(len(line) <= 42 for line in lines)


def test_lines_of_credits_are_each_a_block() -> None:
    assert texts(srt("Режиссёр\nИван Петров")) == ["Режиссёр", "Иван Петров"]


def test_what_is_said_cannot_become_markup() -> None:
    data = "WEBVTT\n\n00:01.000 --> 00:03.000\nВода.\n"
    made = said(subtitles, source(data), {"Вода.": "a <b> & b --> c\n\nd"})
    assert made.decode().split("\n", 3)[3] == "a &lt;b> &amp; b --&gt; c  d\n"
    made = said(subtitles, source(srt("Вода.")), {"Вода.": "5 < 6 & <i> &amp;"})
    assert captions(made) == ["5 < 6 & &lt;i> &amp;amp;"]
    assert texts(made.decode()) == ["5 < 6 & <i> &amp;"]


def test_bilingual_captions_have_both_texts() -> None:
    file = source(
        "1\n00:00:01,000 --> 00:00:02,000\n{\\an8}<i>Вода.</i>\n\n2\n00:00:03,000 --> 00:00:04,000\n- Да.\n- Нет.\n"
    )
    contents = {0: Content("Water."), 1: Content("Yes."), 2: Content("No.")}
    assert captions(subtitles.bilingual(file, contents)) == [
        "{\\an8}<i>Вода.</i>\n<i>Water.</i>",
        "- Да.\n- Нет.\n- Yes.\n- No.",
    ]


def test_captions_without_numbers_with_dots_and_with_empty_lines() -> None:
    data = "00:00:01.000 --> 00:00:02.000\n1984\n\n"
    data += "00:00:03.000 --> 00:00:04.000\nДа.\n\nНет.\n\n00:00:09.0 --> 00:00:10.0\n\n"
    parsed = assert_identity(subtitles, source(data))
    assert [block.text for block in parsed.blocks] == ["1984 Да. Нет."]
    numbered = "1\n00:00:01,000 --> 00:00:02,000\n1984.\n2\n00:00:03,000 --> 00:00:04,000\nДа.\n"
    assert texts(numbered) == ["1984.", "Да."]


def test_a_character_set_is_kept_where_it_holds_the_translation() -> None:
    file = source(srt("Вода, да и нет.").encode("cp1251"))
    made = said(subtitles, file, {"Вода, да и нет.": "Вода — «№»."})
    assert "Вода — «№»." in made.decode("cp1251")
    made = said(subtitles, file, {"Вода, да и нет.": "Wåter ☃ Вода"})
    assert "Wåter ☃ Вода" in made.decode("utf-8")


ANY = st.lists(
    st.sampled_from(
        [*"aЯя1. -–♪([)]<>/ibv{}\\&;\r\n", "\r\n", "<i>", "</i>", "<v A>", "{\\an8}", "&lt;", "<rt>", "</rt>"]
    )
    | st.sampled_from(["<ruby>", "</ruby>", "\n\n7\n00:00:05,000 --> 00:00:06,000\n", "...", "\\N", "да"]),
    max_size=40,
)


@given(
    ANY.map("".join),
    st.sampled_from(["", "WEBVTT\n\n", "\ufeffWEBVTT\r\n\r\n", "\ufeff"]),
    st.lists(st.sampled_from([b"\xff", b"\xd0", b"\xe8\xe9", b"a"]), max_size=3),
)
def test_any_text_comes_back(text: str, head: str, tail: list[bytes]) -> None:
    data = f"{head}1\n00:00:01,000 --> 00:00:02,000\n{text}".encode() + b" " + b"".join(tail)
    file = source(data)
    parsed = assert_identity(subtitles, file)
    contents = pseudo_contents(parsed)
    made = subtitles.write(file, contents, "en").decode("utf-8", "replace")
    # Every block is there, and no code is lost: tags of the file are all in the translation.
    assert made.count(MARK) == len(parsed.blocks)
    for tag in ("<i>", "</i>", "<v A>", "{\\an8}", "-->"):
        assert made.count(tag) >= data.decode("utf-8", "replace").count(tag)


def test_hostile_captions_take_time_in_proportion() -> None:
    for unit in ("<i>", "</i>", "<i></b>", "{\\a}", "(", "&", "♪ ", "- ", "<ruby><rt>", "\n", "а\n", "... ", "(а) "):
        assert_identity(subtitles, source(srt(unit * 5_000)))
