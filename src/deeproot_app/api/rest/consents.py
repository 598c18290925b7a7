"""Consents: read with their proof; programs tighten them, and loosen none."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Field, Query, Schema, Status

from deeproot_app.api.rest.guard import asking
from deeproot_app.api.rest.paging import OfCustomer, page
from deeproot_app.api.rest.problems import Problem
from deeproot_app.api.rest.router import Tagged
from deeproot_app.api.rest.shapes import Asked, Id, Moment, Plain, page_of
from deeproot_app.base import access
from deeproot_app.record import consent
from deeproot_app.record.identity.one import ids_of
from deeproot_app.record.models import Consent, Customer

router = Tagged("Consents")
READ, WRITE = "consents:read", "consents:write"
PURPOSE = Literal["marketing", "survey", "tracking", "all"]
CHANNEL = Literal["", "email", "call", "sms", "chat", "letter"]


class ConsentRow(Schema):
    """One word about being contacted, as the ledger keeps it."""

    consent_id: str
    customer_id: str | None
    contact_id: str | None
    state: str
    purpose: str
    channel: str
    at: datetime
    recorded_at: datetime
    how: str
    source: str
    language: str
    words: str
    proof: str
    by: str
    recorded_seq: int


class Objection(Asked):
    """Somebody objects: a person, a whole customer, or whoever has an address."""

    contact_id: Id | None = None
    customer_id: Id | None = None
    address: Plain | None = Field(None, max_length=254, description="a mail address or telephone number")
    purpose: PURPOSE = "marketing"
    channel: CHANNEL = Field("", description="empty: every channel")
    at: Moment | None = Field(None, description="when it was said; default: now")
    proof: Plain = Field("", max_length=2_000)


class Recorded(Schema):
    """What was recorded."""

    id: str


@router.get("/consents", response=page_of(ConsentRow), operation_id="list_consents")
def list_consents(request: HttpRequest, asked: Query[OfCustomer]) -> Any:
    """Every word about being contacted of customers that you see, the proof with it; of whom was erased, none."""
    user = asking(request, READ)
    seen = access.customers(user, Customer.objects.all()).values("pk")
    rows = Consent.objects.filter(customer_id__in=seen)
    if asked.customer_id is not None:
        rows = rows.filter(customer_id__in=ids_of(asked.customer_id))
    return page(rows, ("consent_id",), asked, document)


def document(row: Consent) -> dict[str, Any]:
    """One word as it is told."""
    return {name: getattr(row, name) for name in ConsentRow.model_fields}


@router.post("/consents/objections", response={201: Recorded}, operation_id="add_objection")
def add_objection(request: HttpRequest, sent: Objection) -> Any:
    """Record an objection: it holds at once and for good. A consent cannot be recorded by a program."""
    user = asking(request, WRITE)
    named = [sent.contact_id, sent.customer_id, sent.address]
    if sum(one is not None for one in named) != 1:
        raise Problem(409, "Name one of contact_id, customer_id and address.")
    row = consent.objected(user, how="api", **sent.model_dump())
    return Status(201, {"id": row.pk})
