"""What programs write through our own REST API (docs/api.md): interactions, each in the columns of the table."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from deeproot_app.channels.shapes import Told, Unreadable

NAME: Final = "API"
SAYS: Final = "interactions that programs write through the REST API"


def told(raw: bytes, headers: Mapping[str, Any], settings: Mapping[str, Any]) -> list[Told] | Unreadable:
    """The interactions of one request, in its order; said when it was received."""
    try:
        rows = json.loads(raw)["interactions"]
        at = datetime.fromisoformat(str(headers.get("received-at", "")))
    except (ValueError, TypeError, KeyError, RecursionError):
        return Unreadable("it is no request of ours")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        return Unreadable("it is no list of interactions")
    said = at if at.tzinfo else at.replace(tzinfo=UTC)
    return [Told("interactions", _cells(row), said, f"{place:06d}") for place, row in enumerate(rows)]


def _cells(row: Mapping[str, Any]) -> dict[str, str]:
    """What is given, as the cells of a canonical file; null says nothing."""
    return {str(name): _cell(value) for name, value in row.items() if value is not None}


def _cell(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
