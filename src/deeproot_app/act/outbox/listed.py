"""The outbox as one looks at it: the mails of customers that one may see, by where they stand."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.db.models import Q, QuerySet

from deeproot_app.act.models import Sending
from deeproot_app.act.outbox.course import UNSETTLED, State
from deeproot_app.base import access, clock

TABS: Final = (
    ("waiting", "Waiting"), ("uncertain", "Uncertain"), ("sent", "Sent"), ("refused", "Refused"),
    ("suppressed", "Held back"), ("cancelled", "Cancelled"),
)  # fmt: skip
MANY: Final = 99
LATELY: Final = timedelta(days=7)
"""So long a refused mail is shown as one to look at."""
TONES: Final = {
    State.SENT: "good", State.REFUSED: "bad", State.UNCERTAIN: "warn", State.SUPPRESSED: "", State.CANCELLED: "",
}  # fmt: skip


def visible(actor: access.Actor) -> QuerySet[Sending]:
    """Mails to customers whom the actor may see; all of them, also to who is no customer any more, for who sees all."""
    return access.customers(actor, Sending.objects.select_related("customer", "member", "letter"), "customer")


def in_tab(rows: QuerySet[Sending], tab: str) -> QuerySet[Sending]:
    """Those that stand so, by the name of a tab."""
    return rows.filter(state__in=UNSETTLED) if tab == "waiting" else rows.filter(state=tab)


def matching(rows: QuerySet[Sending], words: str) -> QuerySet[Sending]:
    """Those whose address, person, customer, subject or occasion holds every word."""
    for word in words.replace("\0", " ").split()[:10]:
        rows = rows.filter(
            Q(address__icontains=word)
            | Q(to_name__icontains=word)
            | Q(customer__name__icontains=word)
            | Q(letter__subject__icontains=word)
            | Q(occasion__istartswith=word)
        )
    return rows


def waiting(actor: access.Actor) -> int:
    """How many mails wait for somebody to look: all of which nobody knows whether they arrived, and those that were
    refused within a week; MANY + 1 for more than MANY.

    Two queries by the index of the state, each of which reads no more rows than that.
    """
    rows = access.customers(actor, Sending.objects.all(), "customer").order_by("-id")
    unknown = rows.filter(state=State.UNCERTAIN)[: MANY + 1].count()
    latest = rows.filter(state=State.REFUSED)[: MANY + 1].values_list("settled_at", flat=True)
    since = clock.now() - LATELY
    return min(unknown + sum(at is not None and at > since for at in latest), MANY + 1)


def tone(state: str) -> str:
    return TONES.get(State(state), "info")
