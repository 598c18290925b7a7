"""Where words go: messages to standard error, answers to standard output."""

from __future__ import annotations

import json
import sys
from datetime import date
from typing import Any

from deeproot_app.base import clock


def tell(message: str) -> None:
    """A message for the person at the terminal, on standard error."""
    sys.stderr.write(f"deeproot: {message}\n")
    sys.stderr.flush()


def answer(text: str) -> None:
    """The answer for a person, on standard output."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def answer_json(document: Any) -> None:
    """The answer for a program: the one JSON document on standard output. Moments become ISO 8601, dates too."""
    sys.stdout.write(f"{json.dumps(document, ensure_ascii=False, indent=2, default=_plain, allow_nan=False)}\n")
    sys.stdout.flush()


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return clock.written(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")
