"""The outbox as one looks at it: the mails of customers that one may see, by where they stand."""

from __future__ import annotations

from typing import Final

from django.db.models import Q, QuerySet

from deeproot_app.act.models import Sending
from deeproot_app.act.outbox.course import UNSETTLED, State
from deeproot_app.base import access

TABS: Final = (
    ("waiting", "Waiting"), ("uncertain", "Uncertain"), ("sent", "Sent"), ("refused", "Refused"),
    ("suppressed", "Held back"), ("cancelled", "Cancelled"),
)  # fmt: skip
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


def tone(state: str) -> str:
    return TONES.get(State(state), "info")
