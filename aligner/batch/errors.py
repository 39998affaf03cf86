"""What may go wrong with a run as a whole; a single document's fault never raises these."""

from __future__ import annotations

import errno

from models.errors import TolmachError

#: Faults of the disk or of its space: the next document would meet them too, so the run stops.
FATAL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO})


class BatchError(TolmachError):
    """The run cannot start or cannot go on."""


class StorageError(BatchError):
    """The output or the run directory takes nothing more; what is done is kept, the same command goes on."""


class WorkerLostError(TolmachError):
    """The process that worked on a document died, most often because the system ran out of memory."""
