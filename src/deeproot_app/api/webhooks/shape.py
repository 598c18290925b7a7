"""The shape of what happened, before anybody is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from deeproot_app.base import clock


@dataclass(frozen=True)
class Happened:
    """One thing that happened."""

    type: str
    key: str
    """What makes it this one, beside its type."""
    at: datetime
    """When."""
    data: dict[str, Any]
    """What is told of it: small, with ids to ask for more by."""
    customer_id: str | None
    passed: datetime | None = None
    """When the thing itself passed, where it may be long before it was recorded."""

    @property
    def plain(self) -> dict[str, Any]:
        """The data as JSON holds it."""
        return {name: said(value) if isinstance(value, datetime) else value for name, value in self.data.items()}


def said(moment: datetime) -> str:
    """A moment as it is told: ISO 8601, in UTC."""
    return clock.written(moment)
