"""The two minutes before a call: open cases first, promises, their last words, and what we believe, evidence or not.

Whoever opens it leaves a word of that in the record (an internal `brief`), and so is not uninformed when they call.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q, QuerySet

from deeproot_app.act.calls.begin import ACT, own
from deeproot_app.act.models import Call, CallAttempt
from deeproot_app.base import access, clock
from deeproot_app.plan.models import Item
from deeproot_app.record import acted
from deeproot_app.record.models import Belief, Case, Customer, Interaction, Promise
from deeproot_app.understand.promises import DUE

INFORMED_FOR: Final = timedelta(hours=24)
"""So long does having read the brief count (MEASURES.md, uninformed_contacts)."""
STALE_AFTER: Final = timedelta(days=180)
LAST: Final = 6
"""How many of the last things that passed are shown."""
ORDER: Final = ("capacity", "pain", "need", "goal", "gain", "strength", "origin")
"""What to know first."""


@dataclass(frozen=True)
class OpenCase:
    """A case that they live through now, and the last words of each side and among us."""

    case: Case
    passed: list[Interaction]
    """The last in it, the latest first."""


@dataclass(frozen=True)
class Held:
    """What we believe, and on what it rests."""

    belief: Belief
    assumed: bool
    """No interaction says so."""
    stale: bool
    """Not confirmed for half a year."""


@dataclass(frozen=True)
class Brief:
    """What one should know before the telephone rings at their place."""

    cases: list[OpenCase]
    silent: list[Case]
    """Closed by us, and never confirmed by them."""
    promises: list[Promise]
    """Open ones, the longest due first; each with ``due`` and ``overdue``."""
    last: list[Interaction]
    beliefs: list[Held]
    items: list[Item]
    """What else is on Today for them."""
    calls: list[CallAttempt]
    """What came of the last calls."""


def brief(customer: Customer, now: datetime, items: Sequence[Item] = ()) -> Brief:
    """The brief of one customer at ``now``. Eight queries at most, however long the story."""
    ids = customer.ids
    cases = list(
        Case.objects.filter(customer__in=ids, opened_at__lte=now).select_related("owner").order_by("opened_at")
    )
    opened = [case for case in cases if case.closed_at is None or case.closed_at > now]
    return Brief(
        cases=_with_words(opened, ids, now),
        silent=[case for case in cases if case not in opened and case.confirmed_at is None][-3:],
        promises=_promises(ids, now),
        last=list(_passed(ids, now)[:LAST]),
        beliefs=_beliefs(ids, now),
        items=list(items),
        calls=list(_tried(ids)[:3]),
    )


def _with_words(cases: list[Case], ids: list[str], now: datetime) -> list[OpenCase]:
    passed: dict[str, list[Interaction]] = {case.pk: [] for case in cases}
    if cases:
        rows = Interaction.objects.filter(customer__in=ids, case_id__in=list(passed), happened_at__lte=now)
        rows = rows.filter(automatic=False).select_related("text", "member", "contact")
        for row in rows.order_by("-happened_at", "-interaction_id")[:200]:
            if len(passed[str(row.case_id)]) < 3:
                passed[str(row.case_id)].append(row)
    return [OpenCase(case, passed[case.pk]) for case in cases]


def _promises(ids: list[str], now: datetime) -> list[Promise]:
    still = Promise.objects.filter(customer__in=ids, kept_at__isnull=True, withdrawn_at__isnull=True, made_at__lte=now)
    found: list[Promise] = list(still.annotate(due=DUE).select_related("member").order_by("due", "made_at")[:20])
    for promise in found:
        promise.overdue = promise.due is not None and promise.due <= now  # type: ignore[attr-defined]
    return found


def _passed(ids: list[str], now: datetime) -> QuerySet[Interaction]:
    rows = Interaction.objects.filter(customer__in=ids, happened_at__lte=now, automatic=False)
    rows = rows.exclude(channel="usage").exclude(direction="internal", kind="brief")
    return rows.select_related("text", "member", "contact").order_by("-happened_at", "-interaction_id")


def _beliefs(ids: list[str], now: datetime) -> list[Held]:
    holds = Belief.objects.filter(Q(until__isnull=True) | Q(until__gt=now), customer__in=ids, from_at__lte=now)
    found = [
        Held(row, not row.evidence, (row.confirmed_at or row.from_at) < now - STALE_AFTER)
        for row in holds.order_by("-from_at")[:60]
    ]
    return sorted(found, key=lambda held: (_place(held.belief.about), held.assumed, held.stale))[:16]


def _place(about: str) -> int:
    return ORDER.index(about) if about in ORDER else len(ORDER)


def _tried(ids: list[str]) -> QuerySet[CallAttempt]:
    tried = CallAttempt.objects.filter(call__customer__in=ids, undone_at__isnull=True)
    return tried.select_related("member", "call").order_by("-at", "-id")


def case_open(customer: Customer, now: datetime) -> bool:
    """Whether they live through a case now."""
    cases = Case.objects.filter(Q(closed_at__isnull=True) | Q(closed_at__gt=now), customer__in=customer.ids)
    return cases.filter(opened_at__lte=now).exists()


def read_by(actor: access.Actor, customer: Customer, now: datetime) -> datetime | None:
    """When the actor last opened the brief of this customer, within the time for which it counts; None for not."""
    briefs = Interaction.objects.filter(
        customer__in=customer.ids, direction="internal", kind="brief", member_id=own(actor),
        happened_at__gt=now - INFORMED_FOR, happened_at__lte=now,
    )  # fmt: skip
    return briefs.order_by("-happened_at").values_list("happened_at", flat=True).first()


def open_brief(actor: access.Actor, call: Call) -> None:
    """Say in the record that the actor read the brief; once in the time for which it counts."""
    access.require(actor, ACT)
    now, customer = clock.now(), call.customer.leader
    with transaction.atomic():
        Customer.objects.select_for_update().filter(pk=customer.pk).first()
        if read_by(actor, customer, now) is not None:
            return
        acted.record(
            actor,
            interaction_id=f"deeproot:brief-{call.pk}-{own(actor) or 'nobody'}-{now:%Y%m%d%H%M%S}",
            customer_id=customer.pk,
            channel="note",
            direction="internal",
            kind="brief",
            happened_at=now,
            member_id=own(actor),
            subject="The brief was read before a call",
            needs_answer=False,
            sentiment=None,
        )
