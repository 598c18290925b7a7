"""The proposals that a person looks over: which, in which order, a few at a time around the one that is open.

What waits is asked about promises first, the oldest message first, of the last year: who begins with a record of ten
years is asked about what can still be mended; the rest waits apart. A place in the queue is the proposal that stood
there: whoever decided it goes on from its place, though it has left the queue; whoever undoes that is back at it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Count, Q, QuerySet

from deeproot_app.base import access, clock
from deeproot_app.record.models import Proposal

State, Sort = Proposal.State, Proposal.Sort
STATES: Final = {"waiting": (State.WAITING,), "rule": (State.OPENED,), "decided": Proposal.DECIDED}
"""What one may look at: what waits, what was applied by rule, what people decided."""
ORDER: Final[dict[str, tuple[str, ...]]] = {
    "waiting": ("rank", "made_at", "id"),
    "rule": ("-id",),
    "decided": ("-decided_at", "-id"),
}
"""What waits, promises first, the oldest first; the rest the latest first. The last column is unique."""
LATELY: Final = timedelta(days=365)
"""Whose messages are older waits apart."""
SHOWN: Final = 12
MANY: Final = 99
"""Waiting proposals are counted up to here."""


@dataclass(frozen=True)
class Wanted:
    """Which proposals are asked for."""

    state: str = "waiting"
    """One of STATES."""
    sort: str = ""
    member: str = ""
    """Proposals of messages that this member wrote, or of customers that they own."""
    customer: str = ""
    since: datetime | None = None
    """Proposals of messages written from this moment on."""
    before: datetime | None = None
    """Proposals of messages written before this moment."""


@dataclass(frozen=True)
class Part:
    """A part of the queue: the proposal that is open first, and what follows it."""

    rows: list[Proposal]
    following: Proposal | None
    """The first one after ``rows``."""
    before: list[Proposal]
    """Those before the open one, the nearest first."""

    @property
    def open(self) -> Proposal | None:
        return self.rows[0] if self.rows else None

    @property
    def next(self) -> Proposal | None:
        return self.rows[1] if len(self.rows) > 1 else self.following


def part(actor: access.Actor, wanted: Wanted, place: int | None = None, size: int = SHOWN) -> Part:
    """The part of the queue that begins at the proposal ``place``, or after it where it is in the queue no more.

    It begins at the beginning without a place, and where there is no such proposal. At most five queries.
    """
    found, order = matching(actor, wanted).select_related("customer"), ORDER[wanted.state]
    anchor = _seen(actor).filter(pk=place).first() if place else None
    if anchor is None or any(getattr(anchor, name.lstrip("-")) is None for name in order):
        return _part(list(found.order_by(*order)[: size + 1]), [], size)
    here = list(found.filter(pk=anchor.pk))
    rows = here + list(found.filter(_past(order, anchor)).order_by(*order)[: size + 1 - len(here)])
    back = tuple(name[1:] if name.startswith("-") else f"-{name}" for name in order)
    before = list(found.filter(_past(back, anchor)).order_by(*back)[:size])
    return _part(rows, before, size)


def _part(rows: list[Proposal], before: list[Proposal], size: int) -> Part:
    return Part(rows[:size], rows[size] if len(rows) > size else None, before)


def matching(actor: access.Actor, wanted: Wanted) -> QuerySet[Proposal]:
    """The proposals that ``actor`` may see and ``wanted`` describes, in no order."""
    found = _seen(actor)
    states = STATES[wanted.state]
    found = found.filter(state=states[0]) if len(states) == 1 else found.filter(state__in=states)
    found = found.filter(made_at__gte=wanted.since) if wanted.since else found
    found = found.filter(made_at__lt=wanted.before) if wanted.before else found
    if wanted.sort:
        found = found.filter(rank=Proposal.RANK[wanted.sort])
        found = found.filter(sort=wanted.sort) if wanted.state == "decided" else found
    if wanted.member:
        found = found.filter(Q(customer__owner_id=wanted.member) | Q(interaction__member_id=wanted.member))
    if not wanted.customer:
        return found
    return found.filter(Q(customer_id=wanted.customer) | Q(customer__merged_into=wanted.customer))


def one(actor: access.Actor, pk: int) -> Proposal:
    """One proposal with its message and who took part in it. Raises Http404 where the actor may not see it."""
    rows = Proposal.objects.select_related(
        "customer__owner", "interaction__text", "interaction__member", "interaction__contact", "decided_by"
    )
    return access.one(actor, rows, "customer", pk=pk)


def count_by_sort(actor: access.Actor, wanted: Wanted) -> dict[str, int]:
    """How many of what is wanted there are of each sort. One query."""
    rows: Any = matching(actor, wanted).order_by().values_list("rank").annotate(Count("pk"))
    names = {rank: sort for sort, rank in Proposal.RANK.items()}
    return {names[rank]: number for rank, number in rows}


def lately() -> datetime:
    """The moment whose messages, and all later ones, are asked about first."""
    return clock.now() - LATELY


def waiting(actor: access.Actor, wanted: Wanted | None = None) -> int:
    """How many wait for a word, of the last year unless told otherwise; MANY + 1 for more than MANY.

    One query (two where sight is limited).
    """
    return matching(actor, wanted or Wanted(since=lately())).order_by("rank", "made_at", "id")[: MANY + 1].count()


def _seen(actor: access.Actor) -> QuerySet[Proposal]:
    return access.customers(actor, Proposal.objects.all(), "customer")


def _past(order: tuple[str, ...], row: Proposal) -> Q:
    """Past the row in that order; its first column bounds it, so that an index can begin there."""
    name, falls = order[0].lstrip("-"), order[0].startswith("-")
    value = getattr(row, name)
    past = Q(**{f"{name}__{'lt' if falls else 'gt'}": value})
    if len(order) == 1:
        return past
    level = Q(**{name: value}) & _past(order[1:], row)
    return Q(**{f"{name}__{'lte' if falls else 'gte'}": value}) & (past | level)
