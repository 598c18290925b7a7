"""Whom to reach out to today, why, by when; and what people decide about it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest
from ninja import Field, Query, Schema

from deeproot_app.act.drafts import of_items
from deeproot_app.api.rest.guard import asking
from deeproot_app.api.rest.paging import Paged
from deeproot_app.api.rest.problems import Problem
from deeproot_app.api.rest.router import Tagged
from deeproot_app.api.rest.shapes import Asked, Id, Moment, Plain
from deeproot_app.base import clock, keyset
from deeproot_app.base.errors import UserError
from deeproot_app.plan import decide, documents, queries
from deeproot_app.plan.models import Decision, Item
from deeproot_app.record.identity.one import ids_of

router = Tagged("Today")
READ, WRITE = "today:read", "today:write"


class Because(Schema):
    """For which need it is offered, and why it serves it."""

    need: str
    belief_id: str
    horizon: str | None
    assumed: bool = Field(..., description="whether no interaction says that they need it")
    why: list[str]


class Offer(Schema):
    """What to give, by which door, and a draft."""

    resource_id: str
    channel: str
    draft: str | None = Field(None, description="null where nobody there can be written to")
    because: Because


class Policy(Schema):
    """Whether the contact policy lets it pass, and what speaks against it."""

    allowed: bool = True
    reasons: list[str] = Field(default_factory=list)


class ItemRow(Schema):
    """One reason to reach out to one customer."""

    item_id: str = Field(..., description="by which it is decided about")
    rank: int
    customer_id: str
    member_id: str | None = Field(..., description="in whose list it stands")
    reason: str
    headline: str
    next_step: str
    due_at: datetime | None
    evidence: list[str]
    offer: Offer | None
    policy: Policy


class Today(Schema):
    """A part of the list, the most urgent first."""

    as_of: datetime
    items: list[ItemRow]
    next: str | None = Field(None, description="the cursor of the next part; null at the end")


class TodayAsked(Paged):
    """Which part of the list."""

    member_id: Id | None = Field(None, description="one member's list; default: everybody's")
    customer_id: Id | None = None
    reason: Plain | None = Field(None, max_length=40)


class Why(Asked):
    """Why, in a few words."""

    reason: Plain = Field("", max_length=2_000)


class Later(Why):
    """Until when it shall not be shown."""

    until: Moment


class HandedOver(Why):
    """To whom it goes."""

    member_id: Id


class DismissedFor(Asked):
    """Why it calls for nothing."""

    reason: Plain = Field(..., min_length=1, max_length=2_000)


class Decided(Schema):
    """What was decided, and the number by which it can be undone."""

    decision: int = Field(..., description="pass it to undo")
    item_id: str
    verdict: str
    until: datetime | None
    member_id: str | None


@router.get("/today", response=Today, operation_id="today")
def today(request: HttpRequest, asked: Query[TodayAsked]) -> Any:
    """The list as the last turn and everybody's decisions left it, the most urgent first."""
    user, now = asking(request, READ), clock.now()
    customer = ids_of(asked.customer_id)[0] if asked.customer_id else ""
    wanted = queries.Wanted(asked.member_id or "", False, asked.reason or "", customer)
    before, after = _place(asked.cursor)
    try:
        found = keyset.page(queries.waiting(user, wanted, now), ("order",), {"after": after}, asked.limit)
    except UserError:
        raise _strange() from None
    offers = of_items.completed(found.rows, now)
    listed = zip(found.rows, offers, strict=True)
    items = [_row(rank, item, offer) for rank, (item, offer) in enumerate(listed, before + 1)]
    following = found.next.removeprefix("after=")
    return {"as_of": now, "items": items, "next": f"{before + len(items)}.{following}" if following else None}


def _place(cursor: str | None) -> tuple[int, str]:
    """How many items stand before the part asked for, and the key it comes after."""
    if not cursor:
        return 0, ""
    before, dot, after = cursor.partition(".")
    if not (dot and after and before.isascii() and before.isdigit() and len(before) < 12):
        raise _strange()
    return int(before), after


def _strange() -> Problem:
    return Problem(404, "There is no such part of this list; begin again without a cursor.")


def _row(rank: int, item: Item, offer: dict[str, Any] | None) -> dict[str, Any]:
    return {"item_id": item.pk, **documents.item(rank, item, offer)}


@router.post("/today/{item_id}/done", response=Decided, operation_id="item_done")
def item_done(request: HttpRequest, item_id: str, sent: Why) -> Any:
    """It was done. It comes back only with a new fact."""
    return _told(decide.done(asking(request, WRITE), _known(item_id), sent.reason))


@router.post("/today/{item_id}/later", response=Decided, operation_id="item_later")
def item_later(request: HttpRequest, item_id: str, sent: Later) -> Any:
    """Not now: it comes back at that moment, or with a new fact."""
    return _told(decide.snooze(asking(request, WRITE), _known(item_id), sent.until, sent.reason))


@router.post("/today/{item_id}/handed-over", response=Decided, operation_id="item_handed_over")
def item_handed_over(request: HttpRequest, item_id: str, sent: HandedOver) -> Any:
    """It is for a colleague."""
    return _told(decide.hand_over(asking(request, WRITE), _known(item_id), sent.member_id, sent.reason))


@router.post("/today/{item_id}/dismissed", response=Decided, operation_id="item_dismissed")
def item_dismissed(request: HttpRequest, item_id: str, sent: DismissedFor) -> Any:
    """It calls for nothing, and why."""
    return _told(decide.dismiss(asking(request, WRITE), _known(item_id), sent.reason))


@router.post("/today/decisions/{int:decision}/undo", response=Decided, operation_id="undo_decision")
def undo_decision(request: HttpRequest, decision: int) -> Any:
    """Take a decision back: the item stands as it would without it."""
    if decision >= 2**63:
        raise Http404
    return _told(decide.undo(asking(request, WRITE), decision))


def _known(item_id: str) -> str:
    if "\x00" in item_id:
        raise Http404
    return item_id


def _told(decision: Decision) -> dict[str, Any]:
    return {
        "decision": decision.pk,
        "item_id": decision.item_id,
        "verdict": decision.verdict,
        "until": decision.until,
        "member_id": decision.to_member_id,
    }
