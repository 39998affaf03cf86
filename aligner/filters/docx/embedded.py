"""A web page or another Word document inside a Word document (``altChunk``), read and written by its own filter."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from io import BytesIO
from typing import TypeAlias

from aligner.core.code import Content
from aligner.errors import ReadError
from aligner.filters.parsed import Block, Filter, Parsed, Source, Writer

#: What reads and what writes a Word document.
Word: TypeAlias = tuple[Filter, Writer]
_PAGE = ("<html", "<!doctype html", "<?xml")


class Embedded:
    """One such document; ``filter`` reads and writes it, none does where it is of another kind or damaged.

    A document inside the embedded one is left alone: a file could hold any number of them in one another.
    """

    __slots__ = ("_contents", "_source", "_write", "blocks", "first_id", "name", "part")

    def __init__(
        self,
        source: Source,
        name: str,
        first_id: int,
        word: Word,
    ) -> None:
        """Read what lies in the part of this name; ``word`` reads and writes Word documents."""
        self.name = name
        self.first_id = first_id
        self.blocks: list[Block] = []
        self._source = source
        self._contents: dict[int, Content] = {}
        self._write: Writer | None = None
        parsed = self._parsed(word)
        for block in parsed.blocks if parsed is not None else ():
            codes = tuple([replace(code, id=code.id + first_id - 1) for code in block.codes])
            self.blocks.append(replace(block, codes=codes))

    def _parsed(self, word: Word) -> Parsed | None:
        from aligner.filters import html

        data = self._source.data
        beginning = data[:1000].decode("utf-8", "ignore").lstrip("\ufeff \r\n\t").lower()
        try:
            if zipfile.is_zipfile(BytesIO(data)):
                read, self._write = word
                return read(self._source)
            if beginning.startswith(_PAGE):
                self._write = html.write
                return html.read(self._source)
        except ReadError:
            return None
        return None

    @property
    def is_read(self) -> bool:
        """Is it of a kind that can be read?"""
        return self._write is not None and bool(self.blocks)

    def put(self, number: int, content: Content) -> None:
        """Take a block's content to be written."""
        codes = tuple([replace(code, id=code.id - self.first_id + 1) for code in content.codes])
        self._contents[number] = Content(content.text, codes)

    def written(self, language: str) -> bytes | None:
        """The part with what was put into it; none where nothing was."""
        if self._write is None or not self._contents:
            return None
        return self._write(self._source, self._contents, language)
