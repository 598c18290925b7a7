"""Who the customers are: personas as people describe them, whose they are, and what the record suggests."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Count
from django.http import HttpRequest
from ninja import Field, Query, Schema

from deeproot_app.api.rest.guard import asking
from deeproot_app.api.rest.paging import Paged, page
from deeproot_app.api.rest.router import Tagged
from deeproot_app.api.rest.shapes import page_of
from deeproot_app.base import access
from deeproot_app.base.models import User
from deeproot_app.record.models import Customer
from deeproot_app.understand.personas.describe import there
from deeproot_app.understand.personas.models import PersonaReading, PersonaSuggested, PersonaVersion
from deeproot_app.understand.personas.reckon import latest

router = Tagged("Personas")
READ = "journeys:read"


class PersonaRow(Schema):
    """A persona, and what people say of it."""

    name: str
    customers: int = Field(..., description="of those that you see")
    version: int | None = Field(..., description="of what is said; null: nobody described it yet")
    challenges: str | None
    value: str | None = Field(..., description="what value is to them")
    cadence_days: int | None = Field(..., description="so often they want to hear from us")
    channels: list[str]
    described_at: datetime | None
    by: str | None
    moved: list[dict[str, Any]] = Field(..., description="traits that moved since, as of the latest reckoning")


class Personas(Schema):
    """Every persona that customers have or people described."""

    data: list[PersonaRow]
    without: int = Field(..., description="customers without one, of those that you see")


class WhoRow(Schema):
    """A customer of a persona."""

    customer_id: str
    name: str


class Suggested(Schema):
    """What the record suggested when it was last asked."""

    as_of: datetime | None = Field(..., description="null: nothing was reckoned yet")
    code: str | None
    says: str | None
    suggestion: dict[str, Any] = Field(..., description="what `deeproot personas --suggest --json` tells, without ids")


class SuggestedRow(Schema):
    """What is suggested of one customer."""

    customer_id: str
    place: int | None = Field(..., description="of the suggested persona, 0 the largest; null: none is suggested")
    fits_better: str | None = Field(..., description="the persona, given by people, that it lives like")
    times: float | None = Field(..., description="so many times as far it is from the middle of its own")


@router.get("/personas", response=Personas, operation_id="list_personas")
def list_personas(request: HttpRequest) -> Any:
    """Every persona, by name."""
    rows = _customers(asking(request, READ))
    counted = dict(rows.order_by("persona").values_list("persona").annotate(n=Count("pk")))
    without = counted.pop(None, 0) + counted.pop("", 0)
    said, reading = latest(), _reading()
    moved = reading.document.get("moved", {}) if reading else {}
    names = sorted(counted.keys() | said.keys())
    data = [_row(name, counted.get(name, 0), said.get(name), moved.get(name, [])) for name in names]
    return {"data": data, "without": without}


@router.get("/personas/{path:persona}/customers", response=page_of(WhoRow), operation_id="list_persona_customers")
def list_customers(request: HttpRequest, persona: str, asked: Query[Paged]) -> Any:
    """Whose persona it is, of those that you see."""
    rows = _customers(asking(request, READ)).filter(persona=there(persona.replace("\x00", "")))
    return page(rows, ("customer_id",), asked, lambda row: {"customer_id": row.pk, "name": row.name})


@router.get("/persona-suggestions", response=Suggested, operation_id="persona_suggestions")
def suggestions(request: HttpRequest) -> Any:
    """What the record suggests, how stable that is, and what drifted. It is reckoned on the page of personas."""
    access.require(asking(request, READ), "record.see")
    found = _reading()
    if found is None:
        return {"as_of": None, "code": None, "says": None, "suggestion": {}}
    return {"as_of": found.as_of, "code": found.code, "says": found.document.get("says"), "suggestion": found.document}


@router.get("/persona-suggestions/customers", response=page_of(SuggestedRow), operation_id="list_suggested_customers")
def list_suggested(request: HttpRequest, asked: Query[Paged]) -> Any:
    """Of which customers what is suggested, of those that you see."""
    rows = PersonaSuggested.objects.filter(reading=_reading())
    return page(access.customers(asking(request, READ), rows, "customer"), ("customer_id",), asked, _suggested)


def _customers(user: User) -> Any:
    access.require(user, "record.see")
    return access.customers(user, Customer.objects.filter(merged_into=None))


def _reading() -> PersonaReading | None:
    return PersonaReading.objects.order_by("-pk").first()


def _row(name: str, customers: int, said: PersonaVersion | None, moved: list[Any]) -> dict[str, Any]:
    own = {key: getattr(said, key, None) for key in ("challenges", "value", "cadence_days")}
    return own | {
        "name": name, "customers": customers, "version": said.number if said else None,
        "channels": said.channels if said else [], "described_at": said.made_at if said else None,
        "by": said.actor if said else None, "moved": moved,
    }  # fmt: skip


def _suggested(row: PersonaSuggested) -> dict[str, Any]:
    return {
        "customer_id": row.customer_id, "place": row.place, "fits_better": row.better or None, "times": row.times,
    }  # fmt: skip
