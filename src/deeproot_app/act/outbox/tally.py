"""Where all mails stand: everybody who was to get one is counted, once, at every instant."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, QuerySet

from deeproot_app.act.models import Sending
from deeproot_app.act.outbox.course import UNSETTLED, State


@dataclass(frozen=True, slots=True)
class Tally:
    """audience = sent + suppressed + refused + uncertain + cancelled + waiting."""

    audience: int = 0
    sent: int = 0
    suppressed: int = 0
    refused: int = 0
    uncertain: int = 0
    cancelled: int = 0
    waiting: int = 0
    """Queued, put off, or under way."""

    @property
    def adds_up(self) -> bool:
        parts = self.sent + self.suppressed + self.refused + self.uncertain + self.cancelled + self.waiting
        return self.audience == parts


def tally(some: QuerySet[Sending] | None = None) -> Tally:
    """Count these mails (all of them, unless told otherwise) by where they stand. One query, hence of one instant."""
    rows = Sending.objects.all() if some is None else some
    of = dict(rows.order_by().values_list("state").annotate(count=Count("id")))
    return Tally(
        audience=sum(of.values()),
        sent=of.get(State.SENT, 0),
        suppressed=of.get(State.SUPPRESSED, 0),
        refused=of.get(State.REFUSED, 0),
        uncertain=of.get(State.UNCERTAIN, 0),
        cancelled=of.get(State.CANCELLED, 0),
        waiting=sum(of.get(state, 0) for state in UNSETTLED),
    )
