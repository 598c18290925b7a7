"""Pairs that may be one, waiting for a person's word: merged, not the same, later; each can be taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import Http404

from deeproot_app.base import access, audit, clock
from deeproot_app.base.models import User
from deeproot_app.record.identity.groups import MODELS, by_age
from deeproot_app.record.identity.merge import ACT, visible
from deeproot_app.record.models import Contact, Customer, Kind, Pair

State = Pair.State
LATER: Final = timedelta(days=30)
MANY: Final = 99
OPEN: Final = (State.WAITING, State.LATER)


@dataclass(frozen=True)
class Found:
    """A pair that the search came upon."""

    one: str
    """The lesser id."""
    other: str
    score: float
    evidence: list[list[str]]


def keep(kind: str, looked: Sequence[str], found: Sequence[Found], now: datetime) -> None:
    """Keep what was found of those that were looked at, in the transaction at hand.

    What waits is told anew; what somebody decided stays. What nothing speaks for any more waits no longer.
    """
    named = {(pair.one, pair.other): pair for pair in found}
    there: dict[tuple[str, str], Pair] = {}
    for start in range(0, len(looked), 400):
        some = list(looked[start : start + 400])
        for row in Pair.objects.filter(Q(one__in=some) | Q(other__in=some), kind=kind):
            there[row.one, row.other] = row
    fresh = [
        Pair(kind=kind, one=pair.one, other=pair.other, score=pair.score, evidence=pair.evidence, found_at=now)
        for ids, pair in named.items()
        if ids not in there
    ]
    Pair.objects.bulk_create(fresh, batch_size=500)
    told = [row for ids, row in there.items() if _told(row, named.get(ids))]
    Pair.objects.bulk_update(told, ["score", "evidence", "state"], batch_size=200)


def _told(row: Pair, found: Found | None) -> bool:
    """Let a pair that is there say what was found; whether anything changed."""
    before = (row.score, row.evidence, row.state)
    if found is not None:
        row.score, row.evidence = found.score, found.evidence
        row.state = State.WAITING if row.state == State.GONE else row.state
    elif row.state in OPEN and not row.attested:
        row.state = State.GONE
    return before != (row.score, row.evidence, row.state)


def waiting(actor: access.Actor, state: str = State.WAITING, kind: str = "") -> QuerySet[Pair]:
    """The pairs in that state, the likeliest first: of those that stand for themselves, and that the actor may see."""
    found = Pair.objects.filter(state=state)
    if state == State.WAITING:
        found = Pair.objects.filter(Q(state=state) | Q(state=State.LATER, until__lte=clock.now()))
    if state == State.LATER:
        found = found.filter(until__gt=clock.now())
    if kind:
        found = found.filter(kind=kind)
    led = Q(pk__in=[])
    for each, model in MODELS.items():
        merged = model._default_manager.filter(merged_into__isnull=False).values("pk")
        led |= Q(kind=each) & (Q(one__in=merged) | Q(other__in=merged))
    if not access.sees_all(actor):
        for each, queryset, path in (
            (Kind.CUSTOMER, Customer.objects, ""),
            (Kind.CONTACT, Contact.objects, "customer"),
        ):
            seen = access.customers(actor, queryset.all(), path).values("pk")
            led |= Q(kind=each) & ~(Q(one__in=seen) & Q(other__in=seen))
    return found.exclude(led).order_by("-score", "id")


def many(actor: access.Actor) -> int:
    """How many wait; MANY + 1 for more than MANY."""
    return waiting(actor)[: MANY + 1].count()


def decide(actor: access.Actor, kind: str, one: str, other: str, state: str) -> Pair:
    """Say of two that they are not the same, or put them off; or, with WAITING, take such a word back.

    It need not have been found: a person may know before any search. Raises NotAllowed, and Http404 for what the actor
    may not see.
    """
    access.require(actor, ACT)
    one, other = sorted((one, other))
    if one == other or state not in (State.DIFFERENT, State.LATER, State.WAITING):
        raise Http404("There is no such pair.")
    with transaction.atomic():
        for each in (one, other):
            visible(actor, kind, each)
        now = clock.now()
        row, _ = Pair.objects.select_for_update().get_or_create(
            kind=kind, one=one, other=other, defaults={"found_at": now}
        )
        row.state = state if state != State.WAITING or row.evidence or row.attested else State.GONE
        row.until = now + LATER if state == State.LATER else None
        row.decided_at = None if state == State.WAITING else now
        row.decided_by = actor if isinstance(actor, User) and state != State.WAITING else None
        row.actor = str(getattr(actor, "email", "")) if state != State.WAITING else ""
        row.save()
        audit.write(actor, f"identity.{state}", (kind, one), other=other)
    return row


def direction(kind: str, one: str, other: str) -> tuple[str, str]:
    """Who would lead on to whom: the customer of longest leads; of contacts the lesser id."""
    rows = Customer.objects.filter(pk__in=[one, other] if kind == Kind.CUSTOMER else [])
    since = dict(rows.values_list("pk", "since"))
    leader = min((one, other), key=lambda each: by_age(each, since.get(each)))
    return (other if leader == one else one), leader
