"""Empty the outbox: the background job."""

from __future__ import annotations

from deeproot_app.base import jobs


@jobs.task
def send_due(lane: int = 0) -> int:
    """Send what is due."""
    return 0
