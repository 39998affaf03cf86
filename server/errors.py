"""What the service's functions raise; the API and the pages turn each into its HTTP status."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from models.errors import TolmachError


class ServiceError(TolmachError):
    """A request that cannot be done; ``status`` is its HTTP status, ``details`` go into the answer."""

    status = 400

    def __init__(self, template: str, /, *, details: Mapping[str, Any] | None = None, **values: object) -> None:
        """Keep the details."""
        super().__init__(template, **values)
        self.details = dict(details or {})


class BadRequestError(ServiceError):
    """The request makes no sense."""


class NotFoundError(ServiceError):
    """There is nothing of that name."""

    status = 404


class ConflictError(ServiceError):
    """Somebody else changed it first, or its state does not allow it now."""

    status = 409


class BusyError(ServiceError):
    """Not now; try again."""

    status = 503


class ForbiddenError(ServiceError):
    """Not for this caller."""

    status = 403
