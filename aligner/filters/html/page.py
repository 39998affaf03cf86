"""A page's walk with its blocks numbered, and the page written with other contents."""

from __future__ import annotations

from collections.abc import Mapping

from aligner.core.code import Content
from aligner.core.document import OUTSIDE
from aligner.filters.html.atoms import Piece
from aligner.filters.html.place import Place
from aligner.filters.html.rendering import Edit, replaced
from aligner.filters.html.walk import NotXmlError, Walk
from aligner.filters.parsed import Block

_HEAD = 4096


class Page:
    """A page's text and its pieces by number: the running text first."""

    def __init__(self, text: str, first_id: int = 1, *, xml: bool = False, root: Place | None = None) -> None:
        """Walk over it; with ``xml`` it is read as XML if it can be, else where it says that it is XHTML.

        ``root`` is what text outside all elements would be.
        """
        self.text = text
        self._root = root or Place()
        head = text[:_HEAD]
        may_be = xml or head.lstrip("\ufeff \t\r\n").startswith("<?xml") or "xmlns=" in head
        self.walk = self._walked(first_id) if may_be else Walk(text, False, first_id, self._root)
        self.next_id = self.walk.lines.next_id
        self.pieces = self._ordered()

    def _walked(self, first_id: int) -> Walk:
        try:
            return Walk(self.text, True, first_id, self._root)
        except NotXmlError:
            return Walk(self.text, False, first_id, self._root)

    def _ordered(self) -> list[Piece]:
        pieces = self.walk.pieces
        running = sum(len(piece.text) for piece in pieces if piece.kind not in OUTSIDE)
        forms = [piece for piece in pieces if piece.inner is not None]
        if sum(len(piece.text) for piece in forms) > running:
            # The form is around the whole page.
            for piece in forms:
                if piece.inner is not None:
                    piece.kind, piece.level = piece.inner
        return sorted(pieces, key=lambda piece: piece.kind in OUTSIDE)

    def blocks(self) -> list[Block]:
        """What the filter hands over."""
        return [Block(piece.kind, piece.text, piece.codes, piece.level) for piece in self.pieces]

    def changes(self, contents: Mapping[int, Content]) -> bool:
        """Is one of the contents another than its block's?"""
        pieces = self.pieces
        return any(
            number < len(pieces) and (content.text, content.codes) != (pieces[number].text, pieces[number].codes)
            for number, content in contents.items()
        )

    def written(self, contents: Mapping[int, Content], language: str) -> str:
        """The page with these contents and its language set."""
        by_piece = {
            id(self.pieces[number]): content for number, content in contents.items() if number < len(self.pieces)
        }
        pieces = [(piece, by_piece.get(id(piece))) for piece in self.walk.pieces]
        return replaced(self.text, pieces, self._languages(language))

    def _languages(self, language: str) -> list[Edit]:
        if not language:
            return []
        return [(start, end, language if quote else f'"{language}"') for start, end, quote in self.walk.languages]
