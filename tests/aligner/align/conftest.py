"""Documents and the encoder that the alignment tests share."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from aligner.core.document import Document, document_from_sentences
from models.encoder import SentenceEncoder, load_encoder

RUSSIAN = (
    "Утром 5 мая корабль вышел из порта.",
    "Капитан Мистура стоял на мостике и смотрел на море.",
    "Ветер был слабый.",
    "К полудню показался остров, покрытый густым лесом.",
    "Матросы спустили шлюпку.",
    "На берегу их ждал старик с фонарём в руке.",
    "Он сказал, что живёт здесь двадцать лет и никогда не видел чужих.",
    "Вечером все вернулись на корабль.",
    "Ночью началась буря, и якорная цепь порвалась.",
    "Утром острова уже не было видно.",
)
ENGLISH = (
    "On the morning of 5 May the ship left the port.",
    "Captain Mistura stood on the bridge and looked at the sea.",
    "The wind was light.",
    "By noon an island came into sight.",
    "It was covered with dense forest.",
    "The sailors lowered a boat.",
    "An old man with a lantern in his hand was waiting for them on the shore.",
    "He said that he had lived here for twenty years and had never seen strangers.",
    "In the evening everybody returned to the ship.",
    "At night a storm began and the anchor chain broke.",
    "In the morning the island could no longer be seen.",
)
OTHER = (
    "The central bank raised its key rate to seven per cent.",
    "Shares of oil companies fell sharply after the announcement.",
    "The minister promised to publish the budget next week.",
    "Analysts expect inflation to slow down by the end of the year.",
    "Unemployment remains at its lowest level in a decade.",
    "The football club signed a new goalkeeper.",
    "Scientists discovered a new species of beetle in the rain forest.",
    "The museum will be closed for repairs until March.",
    "A court ordered the company to pay a fine.",
    "The train to the airport was twenty minutes late.",
)


def document(sentences: Sequence[str], language: str) -> Document:
    """A document of one paragraph."""
    return document_from_sentences([("body", list(sentences))], language=language)


@pytest.fixture(scope="session")
def encoder() -> SentenceEncoder:
    """The embedded encoder."""
    return load_encoder()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The optional data folder."""
    folder = Path(os.environ.get("TOLMACH_SHARED", Path(__file__).parents[4] / "shared"))
    if not folder.is_dir():
        pytest.skip("no shared data folder (TOLMACH_SHARED)")
    return folder
