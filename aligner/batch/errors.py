"""What may go wrong with a run as a whole; a single document's fault never raises these."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from models.errors import TolmachError, reason
from models.messages import Message

#: Faults of the disk or of its space: the next document would meet them too, so the run stops.
FATAL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO})


class BatchError(TolmachError):
    """The run cannot start or cannot go on."""


class StorageError(BatchError):
    """The output or the run directory takes nothing more; what is done is kept, the same command goes on."""


class WorkerLostError(TolmachError):
    """The process that worked on a document died, most often because the system ran out of memory."""


@contextmanager
def storage_faults(run: Path) -> Iterator[None]:
    """Whatever the run's own files meet that nobody has given a name to.

    Raises:
        StorageError: the disk or the folder of the run directory fails.
    """
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        why = reason(error) if isinstance(error, OSError) else Message(str(error).lower())
        where = getattr(error, "filename", None) or run
        raise StorageError(
            "{where}: cannot be used ({reason}); put that right, then run the same command again",
            where=where,
            reason=why,
        ) from error
