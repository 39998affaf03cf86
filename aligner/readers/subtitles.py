"""Subtitles (SubRip, WebVTT): what is said, sentences that run over several captions put together again."""

from __future__ import annotations

import re
import warnings
from typing import TYPE_CHECKING

from aligner.errors import ReadError
from aligner.readers.charset import decode
from aligner.readers.draft import Draft, Row, Source
from aligner.repair.characters import clean

if TYPE_CHECKING:
    import pysubs2

_ENDED = re.compile(r"[.!?…♪][\"»”’')\]]*$")
_SPEAKER_DASH = re.compile(r"^[-–—]\s*")
_TAG = re.compile(r"<[^<>]{0,200}>|\{\\[^{}]{0,200}\}")
_TAIL = 40
#: Captions further apart than this (milliseconds) are not one sentence.
_PAUSE = 4_000


def read_srt(source: Source) -> Draft:
    """A SubRip file."""
    return _read(source, "srt")


def read_vtt(source: Source) -> Draft:
    """A WebVTT file."""
    return _read(source, "vtt")


def captions_of(text: str, format: str) -> pysubs2.SSAFile:
    """Captions (``srt`` or ``vtt``) in order of time.

    Raises:
        ValueError: the text is damaged.
    """
    import pysubs2
    from pysubs2.exceptions import Pysubs2Error

    # Newer versions warn of lines that might have been meant as times: a Python warning tells a user nothing.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        try:
            captions = pysubs2.SSAFile.from_string(text, format_=format)
        except (Pysubs2Error, ValueError, IndexError, KeyError, OverflowError) as error:
            raise ValueError(str(error)) from error
    captions.sort()
    return captions


def _read(source: Source, format: str) -> Draft:
    """A caption with two speakers makes two paragraphs."""
    text, encoding = decode(source.data, source.name, source.encoding)
    try:
        captions = captions_of(clean(text), format)
    except ValueError as error:
        raise ReadError(
            "{name}: the subtitles are damaged; open and save them in a subtitle editor", name=source.name
        ) from error
    # Each paragraph as the captions it is made of; what the last of them ends with is all that is looked at again.
    spoken: list[list[str]] = []
    last_end = 0
    for caption in captions:
        if caption.is_comment:
            continue
        plain = _TAG.sub("", caption.text.replace("\\N", "\n").replace("\\n", "\n").replace("\\h", " "))
        lines = [line.strip() for line in plain.split("\n") if line.strip()]
        for number, said in enumerate(_turns(lines)):
            turn = said.startswith("\x00")
            said = said.lstrip("\x00")
            goes_on = (
                spoken
                and not number
                and not turn
                and caption.start - last_end < _PAUSE
                and not _ENDED.search(spoken[-1][-1][-_TAIL:])
            )
            if goes_on:
                spoken[-1][-1], said = _joined(spoken[-1][-1], said)
                spoken[-1].append(said)
            else:
                spoken.append([said])
        last_end = caption.end
    rows: list[Row] = [("body", " ".join(said), 0) for said in spoken]
    return Draft(rows, encoding=encoding)


def _turns(lines: list[str]) -> list[str]:
    """What each speaker says in one caption; a NUL marks a turn opened by a dash."""
    dashed = [bool(_SPEAKER_DASH.match(line)) for line in lines]
    if sum(dashed) == 0:
        return [" ".join(lines)] if lines else []
    turns: list[str] = []
    for line, opens in zip(lines, dashed, strict=True):
        if opens:
            turns.append("\x00" + _SPEAKER_DASH.sub("", line))
        elif turns:
            turns[-1] += " " + line
        else:
            turns.append(line)
    return turns


def _joined(before: str, after: str) -> tuple[str, str]:
    """Two captions of one sentence; the dots that show it goes on are dropped."""
    if before.endswith(("...", "…")) and after.startswith(("...", "…")):
        return before.rstrip(".…"), after.lstrip(".…").lstrip()
    return before, after
