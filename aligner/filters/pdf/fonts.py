"""Fonts whose codes are mapped by a CMap in the file itself, which pdfminer passes over: CAD programs write them.

Source: ISO 32000-1, 9.7.5 (CMaps) and 9.10 (extraction of text).
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any

from pdfminer.cmapdb import CMapBase, CMapParser, FileCMap
from pdfminer.pdfexceptions import PDFException
from pdfminer.pdffont import PDFCIDFont, PDFFont
from pdfminer.pdfinterp import PDFResourceManager
from pdfminer.pdftypes import PDFStream
from pdfminer.psparser import PSKeyword, literal_name
from pdfminer.utils import choplist, nunpack

#: Codes of a range of a CMap: two bytes hold no more, and no font has more characters.
_MOST = 1 << 16
#: How a CMap's name says that its codes are text already.
_TEXTS = {"UTF16": "utf-16-be", "UCS2": "utf-16-be", "UTF8": "utf-8", "UTF32": "utf-32-be"}


class Fonts(PDFResourceManager):
    """The fonts of a document, those with a CMap of their own among them."""

    def get_font(self, objid: object, spec: Mapping[str, object]) -> PDFFont:
        """A font by its specification."""
        if isinstance(spec.get("Encoding"), PDFStream) and "CIDSystemInfo" in spec:
            return EmbeddedCMapFont(self, spec)
        return super().get_font(objid, spec)


class EmbeddedCMap(FileCMap):
    """Codes as the bytes they are, by their spaces; each with its character's number in the font."""

    def __init__(self) -> None:
        """An empty one."""
        super().__init__()
        self.spaces: list[tuple[bytes, bytes]] = []
        self.cids: dict[int, int] = {}

    def add_cid2unichr(self, cid: int, code: Any) -> None:
        """What the parser calls for every code with its number."""
        if isinstance(code, bytes) and len(self.cids) < _MOST:
            self.cids[nunpack(code)] = cid

    def decode(self, code: bytes) -> Iterator[int]:
        """The codes in a string."""
        sizes = sorted({len(low) for low, _ in self.spaces}) or [2]
        at = 0
        while at < len(code):
            size = next((n for n in sizes if self._in_space(code[at : at + n])), sizes[0])
            yield nunpack(code[at : at + size])
            at += size

    def _in_space(self, code: bytes) -> bool:
        return any(
            len(low) == len(code) and all(a <= c <= b for a, c, b in zip(low, code, high, strict=True))
            for low, high in self.spaces
        )


class _Parser(CMapParser):
    """pdfminer's parser, which leaves the code spaces out."""

    def do_keyword(self, pos: int, token: PSKeyword) -> None:
        """Take the code spaces; all else as ever, but for ranges that no font has."""
        if token is self.KEYWORD_ENDCODESPACERANGE and isinstance(self.cmap, EmbeddedCMap):
            for low, high in choplist(2, [value for _, value in self.popall()]):
                if isinstance(low, bytes) and isinstance(high, bytes) and len(low) == len(high) and low:
                    self.cmap.spaces.append((low, high))
            return
        if token is self.KEYWORD_ENDCIDRANGE:
            found = self.popall()
            for triple in zip(found[0::3], found[1::3], found[2::3], strict=False):
                low, high = triple[0][1], triple[1][1]
                if isinstance(low, bytes) and isinstance(high, bytes) and nunpack(high) - nunpack(low) < _MOST:
                    self.push(*triple)
        super().do_keyword(pos, token)


class EmbeddedCMapFont(PDFCIDFont):
    """Its characters go by their codes: widths by the number that the CMap gives a code, letters by ``ToUnicode``."""

    def get_cmap_from_spec(self, spec: Mapping[str, Any], strict: bool) -> CMapBase:  # noqa: ARG002
        """The CMap in the file."""
        stream = spec["Encoding"]
        made = EmbeddedCMap()
        # It may build on one that pdfminer has; on one that is no plain CMap it cannot.
        with contextlib.suppress(AssertionError):
            _Parser(made, BytesIO(stream.get_data())).run()
        self._text = ""  # the codec of codes that are text
        with contextlib.suppress(PDFException, TypeError, KeyError):
            name = literal_name(stream["CMapName"])
            self._text = next((codec for mark, codec in _TEXTS.items() if mark in name.upper().replace("-", "")), "")
        return made

    def _cid(self, code: int) -> int:
        return self.cmap.cids.get(code, code) if isinstance(self.cmap, EmbeddedCMap) else code

    def char_width(self, cid: int) -> float:
        """The width of a code's character."""
        return super().char_width(self._cid(cid))

    def char_disp(self, cid: int) -> float | tuple[float | None, float]:
        """Its displacement, in vertical writing."""
        return super().char_disp(self._cid(cid))

    def to_unichr(self, cid: int) -> str:
        """Its text: what ``ToUnicode`` says, else the code itself where the CMap's name says that codes are text.

        Raises:
            PDFUnicodeNotDefined: nothing says it.
        """
        try:
            return str(super().to_unichr(cid))
        except PDFException:
            if not getattr(self, "_text", ""):
                raise
        size = max(1, (cid.bit_length() + 7) // 8)
        size = max(size, {"utf-16-be": 2, "utf-32-be": 4}.get(self._text, 1))
        return cid.to_bytes(size, "big").decode(self._text, "replace")
