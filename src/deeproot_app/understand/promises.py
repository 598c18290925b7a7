"""The promises, read at a moment: open, overdue, kept, kept late, withdrawn."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from deeproot_app.record.models import Promise

STATES: Final = ("overdue", "due", "open", "kept", "kept_late", "withdrawn")
"""What may be asked for. Overdue and due (with a moment to come) are open; one without a moment is open only."""
DUE = Coalesce("moved_to", "due_at")
"""The effective due moment: a holding reply that came in time moved it."""


def made_by(as_of: datetime) -> QuerySet[Promise]:
    """The promises made by then, each with ``due``, the effective due moment."""
    return Promise.objects.filter(made_at__lte=as_of).annotate(due=DUE)


def in_state(state: str, as_of: datetime) -> QuerySet[Promise]:
    """The promises that stand so at ``as_of``. What came after it is not known: a promise kept later is open."""
    return made_by(as_of).filter(reads(state, as_of))


def reads(state: str, as_of: datetime) -> Q:
    """What a state of STATES means at ``as_of``."""
    kept, withdrawn = Q(kept_at__lte=as_of), Q(withdrawn_at__lte=as_of)
    late = Q(kept_at__gt=F("due"))
    return {
        "open": ~kept & ~withdrawn,
        "overdue": ~kept & ~withdrawn & Q(due__lte=as_of),
        "due": ~kept & ~withdrawn & Q(due__gt=as_of),
        "kept": kept & ~late & ~withdrawn,
        "kept_late": kept & late & ~withdrawn,
        "withdrawn": withdrawn,
    }[state]


def state_of(promise: Promise, as_of: datetime) -> str:
    """Where one promise stands at ``as_of``: open, kept, kept_late or withdrawn; overdue is told by `is_overdue`."""
    due = promise.moved_to or promise.due_at
    if promise.withdrawn_at and promise.withdrawn_at <= as_of:
        return "withdrawn"
    if promise.kept_at is None or promise.kept_at > as_of:
        return "open"
    return "kept_late" if due is not None and promise.kept_at > due else "kept"


def is_overdue(promise: Promise, as_of: datetime) -> bool:
    """Whether it is open and its moment has come."""
    due = promise.moved_to or promise.due_at
    return due is not None and due <= as_of and state_of(promise, as_of) == "open"
