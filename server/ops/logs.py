"""Log lines with request and job ids, as text or as JSON."""

from __future__ import annotations

import json
import logging
import sys
import time
from contextvars import ContextVar

from server.settings import Settings

request_id_var: ContextVar[str] = ContextVar("request_id", default="")
job_id_var: ContextVar[str] = ContextVar("job_id", default="")


class IdFilter(logging.Filter):
    """Adds the ids of the request and the job that the line belongs to."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Never drops a line."""
        found = {"req": request_id_var.get(), "job": job_id_var.get()}
        record.__dict__ |= {"request_id": found["req"], "job_id": found["job"]}
        ids = [f"{name}={value}" for name, value in found.items() if value]
        record.ids = f"[{' '.join(ids)}] " if ids else ""
        return True


class JsonFormatter(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        row = {
            "time": time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created)) + f".{int(record.msecs):03d}Z",
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        for name in ("request_id", "job_id", "method", "path", "status", "milliseconds"):
            if (value := getattr(record, name, "")) != "":
                row[name] = value
        if record.exc_info:
            row["exception"] = self.formatException(record.exc_info)
        return json.dumps(row, ensure_ascii=False)


def set_up_logs(settings: Settings) -> None:
    """Send all log lines to standard error in the form chosen; calling again replaces the former set-up."""
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(IdFilter())
    if settings.log_format == "json":
        handler.setFormatter(JsonFormatter())
    else:
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)-7s %(name)s: %(ids)s%(message)s"))
    root = logging.getLogger()
    for old in [h for h in root.handlers if getattr(h, "tolmach", False)]:
        root.removeHandler(old)
    handler.tolmach = True  # type: ignore[attr-defined]
    root.addHandler(handler)
    root.setLevel(settings.log_level.upper())
    for noisy in ("alembic", "flask-limiter", "pdfminer", "faker", "pymorphy3"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
