"""Goals in the customer's own metric: what it comes to, by when, whether they are shown it, and how far they are."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction

from deeproot_app.base import access, clock
from deeproot_app.base.errors import UserError
from deeproot_app.record.models import Change, Progress, Target
from deeproot_app.record.success.changed import before, goal, said_in, write

LONGEST: Final = 2_000
UNIT: Final = 40
MOST: Final = 1e15
"""The largest figure that can be told exactly enough."""


@dataclass(frozen=True)
class Aim:
    """What a goal comes to."""

    unit: str = ""
    value: float | None = None
    """The figure to reach."""
    by_at: datetime | None = None
    shared: bool = False
    """Whether the customer is shown it."""
    note: str = ""
    """Among us."""


def aim(actor: access.Actor, belief_id: str, said: Aim) -> Change:
    """Say what a goal comes to. Raises UserError for what is no goal or no number."""
    with transaction.atomic():
        found = goal(actor, belief_id)
        assert found.customer is not None
        if said.value is not None:
            _refuse_no_number(said.value)
        row = Target.objects.select_for_update().filter(pk=found.pk).first()
        was = before("targets", row) if row else None
        row = row or Target(belief=found)
        row.unit, row.value, row.by_at = said.unit.strip()[:UNIT], said.value, said.by_at
        row.shared_at = (row.shared_at or clock.now()) if said.shared else None
        row.note = said.note.strip()[:LONGEST]
        return write(actor, "plan.aim", "targets", row, found.customer, was)


def measure(
    actor: access.Actor, belief_id: str, value: float, at: datetime | None = None, words: str = "", note: str = ""
) -> Change:
    """Note how their metric stands, now or ``at``; ``words`` is the interaction that says so.

    A second word about the same moment replaces the first. Raises UserError for no number, a moment to come, or an
    interaction of another customer.
    """
    with transaction.atomic():
        found = goal(actor, belief_id)
        assert found.customer is not None
        moment = at or clock.now()
        _refuse_no_number(value)
        if moment > clock.now():
            raise UserError("How far they are is noted as of a moment that has come.")
        row = Progress.objects.select_for_update().filter(belief=found, at=moment).first()
        was = before("progress", row) if row else None
        row = row or Progress(belief=found, at=moment)
        row.value, row.note = value, note.strip()[:LONGEST]
        row.said_in = said_in(found.customer, words)
        return write(actor, "plan.measure", "progress", row, found.customer, was)


def _refuse_no_number(value: float) -> None:
    if not math.isfinite(value) or abs(value) > MOST:
        raise UserError("Give the figure as a number that somebody could reach.")
