"""A translator that remembers: sentences translated before a stop are not translated again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from aligner.core.document import Document
from models.translation import Decoding, Translation, Translator
from server.db.engine import Database
from server.db.tables import Segment

#: Called in the transaction of each checkpoint with the number of sentences done; keeps the lease, or raises.
Report = Callable[[Session, int], None]


def prepare(session: Session, bitext_id: str, document: Document) -> None:
    """Write down the sentences to translate, unless that was done before."""
    if session.scalar(sa.select(sa.exists().where(Segment.bitext_id == bitext_id))):
        return
    paragraphs = document.paragraph_of_sentence()
    session.execute(
        sa.insert(Segment),
        [
            {"bitext_id": bitext_id, "number": number, "paragraph": paragraphs[number], "source": sentence.text}
            for number, sentence in enumerate(document.sentences)
        ],
    )


class CheckpointedTranslator:
    """Wraps a translator for one bitext: each batch is stored as soon as it is translated.

    The sentences must be those that ``prepare`` wrote down, in order; some may be left out. A sentence that occurred
    before in the document is not translated twice.
    """

    def __init__(
        self,
        inner: Translator,
        database: Database,
        bitext_id: str,
        batch: int,
        report: Report,
        pause: Callable[[], None] = lambda: None,
    ) -> None:
        """``batch``: sentences between two checkpoints; ``pause`` is called before each and may raise to stop."""
        self._inner, self._database, self._bitext_id = inner, database, bitext_id
        self._batch, self._report, self._pause = batch, report, pause
        self.name, self.fingerprint = inner.name, inner.fingerprint
        self.source_languages, self.target_language = inner.source_languages, inner.target_language
        #: Sentences that the model really translated in this run.
        self.translated = 0

    def translate(self, sentences: Sequence[str], decoding: Decoding | None = None) -> list[Translation]:
        """Translate all; see ``stream``."""
        return list(self.stream(sentences, decoding))

    def stream(self, sentences: Iterable[str], decoding: Decoding | None = None) -> Iterator[Translation]:
        """Yield in order what is stored, then what the model makes of the rest, checkpoint by checkpoint."""
        segments = self._segments()
        known = {source: from_json(source, output) for source, output in segments if output is not None}
        texts = list(sentences)
        at = 0
        for start in range(0, len(texts), self._batch):
            batch = texts[start : start + self._batch]
            missing = list(dict.fromkeys(text for text in batch if text not in known))
            if missing:
                self._pause()
                for text, output in zip(missing, self._inner.translate(missing, decoding), strict=True):
                    known[text] = output
                self.translated += len(missing)
            fresh: dict[int, Translation] = {}
            for text in batch:
                while segments[at][0] != text:  # a sentence that the memory knows is not asked for
                    at += 1
                if segments[at][1] is None:
                    fresh[at] = known[text]
                at += 1
            if fresh:
                self._store(fresh, at)
            yield from (known[text] for text in batch)

    def _segments(self) -> list[tuple[str, dict[str, Any] | None]]:
        """The document's sentences in order, each with what is stored of its translation."""
        query = sa.select(Segment.source, Segment.output).where(Segment.bitext_id == self._bitext_id)
        with self._database.read() as session:
            return [(row[0], row[1]) for row in session.execute(query.order_by(Segment.number))]

    def _store(self, outputs: dict[int, Translation], done: int) -> None:
        """One checkpoint: translations by sentence number, and how many sentences are behind us."""
        values = [
            {
                "bitext_id": self._bitext_id,
                "number": number,
                "target": output.text,
                "score": output.score,
                "confidence": output.confidence,
                "output": to_json(output),
            }
            for number, output in outputs.items()
        ]
        with self._database.write() as session:
            self._report(session, done)
            session.execute(sa.update(Segment), values)


def to_json(output: Translation) -> dict[str, Any]:
    """What a checkpoint keeps of a translation, besides its source."""
    return {name: value for name, value in asdict(output).items() if name != "source"}


def from_json(source: str, data: dict[str, Any] | None) -> Translation:
    """The inverse of ``to_json``."""
    if data is None:
        return Translation(source, "")
    links = tuple((a, b, c, d) for a, b, c, d in data["links"])
    alternatives, flags = tuple(data["alternatives"]), tuple(data["flags"])
    return Translation(source, data["text"], data["score"], alternatives, links, flags, data.get("expected"))
