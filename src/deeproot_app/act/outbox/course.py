"""How a sending came to stand where it stands: every step with its moment, kept in its row."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from deeproot_app.act.models import Sending

State = Sending.State
SETTLED = (State.SENT, State.REFUSED, State.SUPPRESSED, State.CANCELLED, State.UNCERTAIN)
"""States in which nothing more is done by itself."""
UNSETTLED = (State.QUEUED, State.WAITING, State.CLAIMED, State.HANDING_OVER)
TAKEN_UP = (State.QUEUED, State.WAITING)
"""States from which a worker may claim."""
LONGEST = 500


def step(at: datetime, state: str, words: str = "") -> list[str]:
    """One step, as JSON keeps it."""
    return [at.isoformat(), str(state), words[:LONGEST]]


def went_on(sending: Sending, at: datetime, state: str, words: str = "") -> list[Any]:
    """The course with one step more; the row is left as it is."""
    return [*sending.course, step(at, state, words)]
