"""The sample article, put into an empty library on the first start, so that there is something to look at."""

from __future__ import annotations

import sqlalchemy as sa

from server.db.engine import Database
from server.db.tables import Document
from server.library.documents import Incoming, add_document
from server.settings import Settings


def add_sample(database: Database, settings: Settings) -> bool:
    """Add the sample unless a document is, or ever was, there; says whether it did.

    The sample is translated by the model like any document.
    """
    if not settings.sample:
        return False
    from aligner.samples import ARTICLE

    with database.write() as session:
        if session.scalar(sa.select(sa.exists().where(Document.id.is_not(None)))):
            return False
        add_document(session, settings, Incoming(ARTICLE.name, ARTICLE.read_bytes()))
        return True
