"""What was just done, said once on the next page, with the way back where there is one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest


def done(request: HttpRequest, says: str, undo: str = "") -> None:
    """Say that something was done. ``undo`` is the address whose POST undoes it."""
    messages.success(request, says, extra_tags=undo)


def warn(request: HttpRequest, says: str) -> None:
    """Say what was done only in part, or what the reader should look at."""
    messages.warning(request, says)


def failed(request: HttpRequest, says: str) -> None:
    """Say what was not done, why, and how to mend it."""
    messages.error(request, says)
