"""Who reads the page: the organisation they belong to, and the zone in which they are told the time."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.http import HttpRequest

from deeproot_app.base.models import Organisation


def organisation(request: HttpRequest | None) -> Organisation:
    """The organisation, read once a request; one with the defaults where none was saved yet."""
    if request is None:
        return Organisation.get()
    if not hasattr(request, "_organisation"):
        request._organisation = Organisation.get()  # type: ignore[attr-defined]
    found: Organisation = request._organisation  # type: ignore[attr-defined]
    return found


def zone(request: HttpRequest | None) -> ZoneInfo:
    """The reader's own zone, else the organisation's, else UTC."""
    user: Any = getattr(request, "user", None)
    for name in (getattr(user, "timezone", ""), organisation(request).timezone):
        if name:
            try:
                return ZoneInfo(name)
            except (ZoneInfoNotFoundError, ValueError):
                continue
    return ZoneInfo("UTC")
