"""Loyalty, candidates for ambassadors, favours asked, referrals."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Field, Query, Schema

from deeproot.measure.loyalty.rules import LEVELS, STANDINGS, STAYINGS
from deeproot_app.act.ambassadors import asking as favours
from deeproot_app.act.ambassadors import moment, referrals
from deeproot_app.act.models import Referral
from deeproot_app.api.rest.guard import asking
from deeproot_app.api.rest.paging import Paged, page
from deeproot_app.api.rest.problems import Problem
from deeproot_app.api.rest.router import Tagged
from deeproot_app.api.rest.shapes import Asked, Id, Moment, page_of
from deeproot_app.api.rest.tables import one
from deeproot_app.base import access, clock
from deeproot_app.measure.loyalty import listed, reckon, told
from deeproot_app.measure.models import CustomerLoyalty
from deeproot_app.record.identity.one import ids_of, whole
from deeproot_app.record.models import Customer

router = Tagged("Loyalty")
NEEDED = "mirror:read"
Level = Literal[LEVELS]  # type: ignore[valid-type]


class FactRow(Schema):
    """All that a customer did of one kind."""

    fact: str
    n: int
    last_at: datetime
    evidence: list[str] = Field(..., description="the latest rows, the latest first")


class LoyaltyPartRow(Schema):
    """One part of loyalty."""

    level: str = Field(..., description="high, middling, low or unknown")
    n: int
    last_at: datetime | None
    facts: list[FactRow]


class StayingRow(Schema):
    """How they stay: in no part of loyalty."""

    state: str = Field(..., description="stays, ends_soon, new, left or unknown")
    since: datetime | None
    left_at: datetime | None
    term_ends_at: datetime | None
    cancelled: bool


class SignRow(Schema):
    """What speaks for asking now, or against it."""

    reason: str
    says: str
    at: datetime | None
    until: datetime | None
    evidence: str | None


class MomentRow(Schema):
    """Whether it is the right moment to ask for a favour."""

    is_right: bool
    good: list[SignRow]
    against: list[SignRow]


class CustomerLoyaltyRow(Schema):
    """One customer's loyalty, reckoned now."""

    as_of: datetime
    customer_id: str
    standing: str = Field(..., description="loyal, between, not_loyal or unknown")
    engagement: LoyaltyPartRow
    advocacy: LoyaltyPartRow
    attitude: LoyaltyPartRow
    staying: StayingRow
    moment: MomentRow


class LoyaltyRow(Schema):
    """One customer's loyalty, as last reckoned."""

    customer_id: str
    as_of: datetime
    engagement: str
    advocacy: str
    attitude: str
    standing: str
    staying: str
    since: datetime | None
    left_at: datetime | None
    term_ends_at: datetime | None
    last_at: datetime | None
    strength: int = Field(..., description="how strongly they speak for us; 0: no candidate for an ambassador")


class CandidateRow(Schema):
    """Who could speak for us, why, and whether now is the moment."""

    customer_id: str
    strength: int
    reasons: list[FactRow]
    moment: MomentRow | None


class FavourRow(Schema):
    """A favour that we asked."""

    favour_id: int
    customer_id: str
    contact_id: str | None
    favour: str
    state: str = Field(..., description="asked, yes, no or none")
    channel: str
    asked_at: datetime
    asked_by: str
    answered_at: datetime | None
    note: str
    mail: str | None = Field(..., description="how its mail stands; null where it was asked by word of mouth")


class ReferralRow(Schema):
    """Who told whom of us."""

    referral_id: int
    customer_id: str
    came: bool
    brought_id: str | None = Field(..., description="null too for a customer whom you may not see")
    name: str | None
    email: str | None
    how: str
    at: datetime
    note: str | None
    linked_at: datetime | None
    made_at: datetime


class LoyaltyAsked(Paged):
    """Which customers."""

    engagement: Level | None = None
    advocacy: Level | None = None
    attitude: Level | None = None
    standing: Literal[STANDINGS] | None = None  # type: ignore[valid-type]
    staying: Literal[STAYINGS] | None = None  # type: ignore[valid-type]


class OneAsked(Asked):
    """At which moment."""

    as_of: Moment | None = Field(None, description="the moment to reckon for; default: now")


class OfOne(Paged):
    """Of which customer."""

    customer_id: Id | None = Field(None, description="only those of this customer, under whichever of its ids")


class CandidatesAsked(Paged):
    """Which candidates."""

    now: bool = Field(False, description="only where it was the right moment when last reckoned")


@router.get("/loyalty", response=page_of(LoyaltyRow), operation_id="list_loyalty")
def list_loyalty(request: HttpRequest, asked: Query[LoyaltyAsked]) -> Any:
    """Engagement, advocacy and attitude of every customer you see, as last reckoned; staying beside them."""
    user = asking(request, NEEDED)
    narrowed = {name: value for name in listed.CHOICES if (value := getattr(asked, name))}
    names = LoyaltyRow.model_fields
    return page(
        listed.rows(user, narrowed), ("customer_id",), asked, lambda row: {name: getattr(row, name) for name in names}
    )


@router.get("/customers/{path:customer_id}/loyalty", response=CustomerLoyaltyRow, operation_id="customer_loyalty")
def customer_loyalty(request: HttpRequest, customer_id: str, asked: Query[OneAsked]) -> Any:
    """The three parts of one customer with their facts, reckoned now from what is recorded."""
    customer = whole(one("customers", asking(request, NEEDED), customer_id))
    as_of = asked.as_of or clock.now()
    found = reckon.now_of(customer, as_of)
    if found is None:
        raise Problem(422, f"{customer.name} was not a customer yet at that moment.")
    return {"as_of": as_of, **told.loyalty(found[0]), "moment": told.moment(found[1])}


@router.get("/ambassadors", response=page_of(CandidateRow), operation_id="list_ambassadors")
def list_ambassadors(request: HttpRequest, asked: Query[CandidatesAsked]) -> Any:
    """Who could speak for us, with the reasons, and whether now is the moment to ask."""
    user, now = asking(request, NEEDED), clock.now()
    rows = listed.candidates(user, right=asked.now)
    answer = page(rows, ("customer_id",), asked, lambda row: {"row": row})
    found: list[CustomerLoyalty] = [each["row"] for each in answer["data"]]
    moments = moment.of([row.customer_id for row in found], now)
    return answer | {"data": [_candidate(row, moments.get(row.customer_id)) for row in found]}


def _candidate(row: CustomerLoyalty, now: Any) -> dict[str, Any]:
    reasons = [{"fact": one["name"]} | one for one in listed.reasons_of(row)]
    return {
        "customer_id": row.customer_id, "strength": row.strength, "reasons": reasons,
        "moment": told.moment(now) if now else None,
    }  # fmt: skip


@router.get("/favours", response=page_of(FavourRow), operation_id="list_favours")
def list_favours(request: HttpRequest, asked: Query[OfOne]) -> Any:
    """The favours we asked of customers, and what they said."""
    rows = favours.asks(asking(request, NEEDED))
    if asked.customer_id:
        rows = rows.filter(customer__in=ids_of(asked.customer_id))
    return page(rows, ("-asked_at", "-id"), asked, told.favour)


@router.get("/referrals", response=page_of(ReferralRow), operation_id="list_referrals")
def list_referrals(request: HttpRequest, asked: Query[OfOne]) -> Any:
    """Who told whom of us, and the customers who came of it."""
    user = asking(request, NEEDED)
    rows = referrals.listed(user)
    if asked.customer_id:
        rows = rows.filter(customer__in=ids_of(asked.customer_id))
    answer = page(rows, ("-at", "-id"), asked, lambda row: {"row": row})
    found: list[Referral] = [each["row"] for each in answer["data"]]
    came = {row.brought.leader.pk for row in found if row.brought}
    seen = access.customers(user, Customer.objects.filter(pk__in=came)).values_list("pk", flat=True)
    return answer | {"data": [told.referral(row, frozenset(seen)) for row in found]}
