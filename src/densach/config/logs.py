"""Structured logs: one JSON object a line, without personal data."""

import json
import logging
from datetime import UTC, datetime

# What a record may carry besides its message; anything else (requests, users) is left out.
CARRIED = ("status_code", "duration_ms", "route", "job", "run", "count")


class JsonLines(logging.Formatter):
    """`{"at": …, "level": …, "logger": …, "message": …}`; a traceback without its local values."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage()
            if record.name != "django.request"
            else record.msg.split(":")[0],
        }
        line |= {name: getattr(record, name) for name in CARRIED if hasattr(record, name)}
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)
