"""How it is with customers, read twice: as computed at the last turn, and as people say, who may say it here."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.http import Http404, HttpRequest
from ninja import Field, Query, Schema, Status

from deeproot_app.api.rest.guard import asking
from deeproot_app.api.rest.paging import Paged, page
from deeproot_app.api.rest.router import Tagged
from deeproot_app.api.rest.shapes import Asked, Id, Moment, Plain, page_of
from deeproot_app.api.rest.tables import one
from deeproot_app.base import access
from deeproot_app.record.identity.one import ids_of
from deeproot_app.understand.health import own
from deeproot_app.understand.health.listed import APART, readings
from deeproot_app.understand.health.models import OwnReading
from deeproot_app.understand.health.told import document, said

router = Tagged("Health")
READ, WRITE = "health:read", "health:write"
READING = Literal["good", "uneasy", "bad", "unknown"]


class Part(Schema):
    """One part of the computed reading."""

    id: str
    reading: str | None = Field(..., description="null: missing, never zero")
    direction: str | None
    value: float | None
    before: float | None = Field(..., description="the same of the window before")
    n: int = Field(..., description="the rows of the window it stands on")
    n_before: int
    at: datetime | None = Field(..., description="the latest row it stands on")
    says: str


class Computed(Schema):
    """What the rule reads."""

    reading: READING
    direction: str | None
    known: int = Field(..., description="how many parts are known")
    says: str
    as_of: datetime | None
    fresh_at: datetime | None
    rests_on_gap: bool
    parts: list[Part]
    scenarios: list[str]


class Ours(Schema):
    """What one of us says."""

    reading: READING
    at: datetime
    by: str


class HealthRow(Schema):
    """Both readings of one customer."""

    customer_id: str
    name: str
    computed: Computed
    own: Ours | None
    apart: bool = Field(..., description="both are known, and differ")


class OwnRow(Schema):
    """One own reading; one that was taken back stays."""

    id: int
    customer_id: str
    reading: READING
    reason: str
    at: datetime
    by: str
    taken_back_at: datetime | None


class HealthAsked(Paged):
    """Which readings."""

    customer_id: Id | None = None
    reading: READING | None = Field(None, description="as computed")
    apart: bool = Field(False, description="only where both readings differ")


class OwnAsked(Paged):
    """Of whom."""

    customer_id: Id | None = None


class HealthSaid(Asked):
    """How it is with a customer, and why."""

    customer_id: Id
    reading: Literal["good", "uneasy", "bad"]
    reason: Plain = Field(..., min_length=1, max_length=own.LONGEST)
    at: Moment | None = Field(None, description="default: now; not in the future")


@router.get("/health", response=page_of(HealthRow), operation_id="list_health")
def list_health(request: HttpRequest, asked: Query[HealthAsked]) -> Any:
    """Both readings of customers, as they stand."""
    rows = readings(asking(request, READ)).select_related("customer")
    if asked.customer_id:
        rows = rows.filter(pk=ids_of(asked.customer_id)[0])
    if asked.reading:
        rows = rows.filter(reading=asked.reading)
    return page(rows.filter(APART) if asked.apart else rows, ("customer_id",), asked, document)


@router.get("/health/own", response=page_of(OwnRow), operation_id="list_own_readings")
def list_own_readings(request: HttpRequest, asked: Query[OwnAsked]) -> Any:
    """What people said of customers, in that order; what was taken back too."""
    rows = access.customers(asking(request, READ), OwnReading.objects.all(), "customer")
    if asked.customer_id:
        rows = rows.filter(customer_id__in=ids_of(asked.customer_id))
    return page(rows, ("id",), asked, said)


@router.post("/health/own", response={201: OwnRow}, operation_id="say_health")
def say_health(request: HttpRequest, sent: HealthSaid) -> Any:
    """Say how it is with a customer. The computed reading stays what it is."""
    user = asking(request, WRITE)
    customer = one("customers", user, sent.customer_id)
    return Status(201, said(own.say(user, customer.pk, sent.reading, sent.reason, sent.at)))


@router.post("/health/own/{int:reading}/taken-back", response=OwnRow, operation_id="take_back_health")
def take_back_health(request: HttpRequest, reading: int) -> Any:
    """Take a reading back: it stays in the history, and what was said before it stands again."""
    user = asking(request, WRITE)
    if reading >= 2**63:
        raise Http404
    return said(own.take_back(user, reading))
