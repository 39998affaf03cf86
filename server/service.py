"""What one process of the service shares between its requests, and how a request gets at it."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import cast

from flask import current_app

from server.db.engine import Database
from server.jobs.watch import Watcher
from server.settings import Settings
from server.translation.batching import Batcher
from server.translation.models import Models

KEY = "tolmach"


@dataclass
class Service:
    """Settings, database, models and the threads that serve requests together."""

    settings: Settings
    database: Database
    models: Models
    batcher: Batcher
    watcher: Watcher
    started: float = field(default_factory=time.time)


def service() -> Service:
    """The running application's service."""
    return cast(Service, current_app.extensions[KEY])
