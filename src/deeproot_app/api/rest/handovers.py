"""Handing customers over to a colleague: what was, a draft of what the next one must know, doing it, taking it back."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest
from ninja import Field, Query, Schema, Status

from deeproot_app.act.models import OwnerChange, OwnerOf
from deeproot_app.act.notes.write import LONGEST
from deeproot_app.act.owners import change
from deeproot_app.act.owners.drafted import drafted
from deeproot_app.api.rest.guard import asking
from deeproot_app.api.rest.paging import Paged, page
from deeproot_app.api.rest.router import Tagged
from deeproot_app.api.rest.shapes import LARGEST, Asked, Id, Moment, Plain, page_of
from deeproot_app.base import access, clock
from deeproot_app.base.models import User
from deeproot_app.record.identity.one import ids_of, whole
from deeproot_app.record.models import Customer

router = Tagged("Handovers")
READ, WRITE = "handovers:read", "handovers:write"
MOST = 50
"""So many customers in one request: of each, what the next one must know may be drafted."""


class HandoverRow(Schema):
    """A decision that somebody else looks after customers."""

    handover_id: int
    to: str = Field(..., description="who looks after them next: a member_id")
    from_at: datetime
    state: Literal["to_come", "done", "taken_back"]
    made_at: datetime
    by: str
    moves_along: bool = Field(..., description="whether open promises, steps and calls became the next one's")
    customers: int


class CustomerHandedOver(Schema):
    """One customer of it."""

    customer_id: str
    before: str | None = Field(..., description="whose it was: a member_id")
    words: str = Field(..., description="what the next one must know")
    not_done: str | None = Field(..., description="why it was not carried out")
    promises: int = Field(..., description="that moved along")
    steps: int
    calls: int


class HandoverTold(HandoverRow):
    """A handover with each of its customers."""

    of: list[CustomerHandedOver]


class HandoversAsked(Paged):
    """Which."""

    customer_id: Id | None = Field(None, description="only those of this customer")


class ToHandOver(Asked):
    """One customer, and what the next one must know."""

    customer_id: Id
    words: Plain | None = Field(None, max_length=LONGEST, description="default: drafted from the record")


class NewHandover(Asked):
    """Whom, to whom, from when."""

    customers: list[ToHandOver] = Field(..., min_length=1, max_length=MOST)
    to: Id = Field(..., description="a member_id")
    from_at: Moment | None = Field(None, description="default: at once")
    moves_along: bool = Field(True, description="open promises, steps and calls become the next one's")


class Draft(Schema):
    """What the next one must know, from the record."""

    customer_id: str
    draft: str


@router.get("/handovers", response=page_of(HandoverRow), operation_id="list_handovers")
def list_handovers(request: HttpRequest, asked: Query[HandoversAsked]) -> Any:
    """Your own handovers, and those of which you see every customer."""
    rows = _seen(asking(request, READ))
    if asked.customer_id is not None:
        rows = rows.filter(
            Exists(OwnerOf.objects.filter(change=OuterRef("pk"), customer__in=ids_of(asked.customer_id)))
        )
    return page(rows, ("id",), asked, _row)


@router.get("/handovers/{int:number}", response=HandoverTold, operation_id="handover")
def handover(request: HttpRequest, number: int) -> Any:
    """One, with what became of each of its customers."""
    return _told(_one(asking(request, READ), number))


@router.get("/customers/{path:customer_id}/handover", response=Draft, operation_id="draft_handover")
def draft(request: HttpRequest, customer_id: str) -> Any:
    """What the next one must know of a customer, drafted from the record; nothing is written."""
    user = asking(request, READ)
    found = whole(access.one(user, Customer.objects.select_related("merged_into"), pk=customer_id))
    return {"customer_id": found.pk, "draft": drafted(found, clock.now())}


@router.post("/handovers", response={201: HandoverTold}, operation_id="hand_over")
def hand_over(request: HttpRequest, sent: NewHandover) -> Any:
    """Hand customers over, at once or from a moment on: your own, and as a manager anybody's."""
    user = asking(request, WRITE)
    access.require(user, change.ACT)
    told = {one.customer_id: one.words for one in sent.customers}
    rows = access.customers(user, Customer.objects.select_related("merged_into")).filter(pk__in=told)
    seen = {row.pk: row for row in rows}
    if told.keys() - seen.keys():
        raise Http404
    now = clock.now()
    noted = {pk: drafted(seen[pk], now) if words is None else words for pk, words in told.items()}
    made = change.hand_over(user, noted, sent.to, from_at=sent.from_at, moves_along=sent.moves_along)
    return Status(201, _told(_one(user, made.pk)))


@router.post("/handovers/{int:number}/undo", response=HandoverTold, operation_id="undo_handover")
def undo(request: HttpRequest, number: int) -> Any:
    """Take it back: each customer is whose it was, with what had moved along."""
    user = asking(request, WRITE)
    return _told(_one(user, change.undo(user, min(number, LARGEST)).pk))


def _seen(user: User) -> QuerySet[OwnerChange]:
    """As `change.one` tells of one: those that are theirs, and those of which they see every customer."""
    rows = OwnerChange.objects.annotate(n=Count("customers"))
    if access.sees_all(user):
        return rows
    hidden = OwnerOf.objects.filter(change=OuterRef("pk")).exclude(
        customer__in=access.customers(user, Customer.objects.all())
    )
    return rows.filter(Q(by=user.pk) | ~Exists(hidden))


def _one(user: User, number: int) -> OwnerChange:
    found = _seen(user).filter(pk=min(number, LARGEST)).first()
    if found is None:
        raise Http404
    return found


def _row(row: Any) -> dict[str, Any]:
    state = "taken_back" if row.undone_at else "done" if row.done_at else "to_come"
    return {
        "handover_id": row.pk, "to": row.to_id, "from_at": row.from_at, "state": state, "made_at": row.made_at,
        "by": row.actor, "moves_along": row.moves_along, "customers": row.n,
    }  # fmt: skip


def _told(row: Any) -> dict[str, Any]:
    return {**_row(row), "of": [_of(one) for one in row.customers.order_by("customer_id")]}


def _of(one: OwnerOf) -> dict[str, Any]:
    moved = {name: len(one.wrote.get(name, ())) for name in ("promises", "steps", "calls")}
    return {
        "customer_id": one.customer_id, "before": one.before, "words": one.words, "not_done": one.left or None, **moved,
    }  # fmt: skip
