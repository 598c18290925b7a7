"""How log lines look: plain for a terminal, JSON for a collector (`DEEPROOT_LOG=json`). One record, one line.

What people wrote, and the ids of whom it is about, do not belong in a log: requests appear by their route.
"""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest

from deeproot_app.base import clock


def route(request: HttpRequest) -> str:
    """The route as it is declared, without the ids that fill it."""
    match = request.resolver_match
    return f"/{match.route}" if match else "(no route)"


class ByRoute(logging.Filter):
    """Django's own records of a request name its path, with its ids; this puts the route in its place."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        if request is not None and hasattr(request, "resolver_match"):
            record.msg = f"{record.levelname.capitalize()} at %s %s, status %s"
            record.args = (request.method, route(request), getattr(record, "status_code", "-"))
        return True


class Meant(logging.Filter):
    """Django calls every answer from 500 on an error; 503 is said on purpose, by who says it, and told there."""

    def filter(self, record: logging.LogRecord) -> bool:
        return getattr(record, "status_code", None) != HTTPStatus.SERVICE_UNAVAILABLE


class Line(logging.Formatter):
    """Time, level, logger, message; what could break or colour a terminal's line is escaped, a trace is indented."""

    def format(self, record: logging.LogRecord) -> str:
        return "\n  ".join(f"{moment(record)} {record.levelname} {record.name}: {whole(self, record)}".splitlines())


class Json(logging.Formatter):
    """The same as one JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        found: dict[str, Any] = {
            "at": moment(record),
            "level": record.levelname,
            "logger": record.name,
            "message": plain(record.getMessage()),
        }
        if record.exc_info:
            found["trace"] = self.formatException(record.exc_info)
        return json.dumps(found, ensure_ascii=False)


def moment(record: logging.LogRecord) -> str:
    return clock.written(datetime.fromtimestamp(record.created, UTC), "milliseconds")


def whole(formatter: logging.Formatter, record: logging.LogRecord) -> str:
    trace = formatter.formatException(record.exc_info) if record.exc_info else ""
    return f"{plain(record.getMessage())}\n{trace}" if trace else plain(record.getMessage())


def plain(text: str) -> str:
    """The text with control characters escaped: nobody writes lines of their own into our log."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)
