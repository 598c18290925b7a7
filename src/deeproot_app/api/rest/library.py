"""The library: what can be given, and the needs that nothing serves."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Schema

from deeproot_app.api.rest.guard import asking
from deeproot_app.api.rest.paging import Paged
from deeproot_app.api.rest.problems import Problem
from deeproot_app.api.rest.router import Tagged
from deeproot_app.api.rest.shapes import Asked, Plain
from deeproot_app.base.errors import UserError
from deeproot_app.plan.library import change, documents, queries
from deeproot_app.plan.library.unserved import unserved

router = Tagged("Library")
NEEDED = "record:read"


class EditionRow(Schema):
    """The version of a resource that is given in one language."""

    language: str
    number: int
    title: str
    says: str
    address: str = Field(..., description="where a customer finds it; empty where it has neither address nor file")
    file: str | None


class ResourceRow(Schema):
    """A resource with the versions that are given."""

    resource_id: str
    title: str
    kind: str
    state: str = Field(..., description="draft, ready or retired")
    needs: list[str]
    personas: list[str]
    languages: list[str]
    editions: list[EditionRow]
    given: int = Field(..., description="customers whom it was given to, of those that you see")


class Resources(Schema):
    """A page of the library, by title."""

    data: list[ResourceRow]
    next: str | None = Field(None, description="the cursor of the next page; null on the last")


class UnservedRow(Schema):
    """A need that nothing serves."""

    text: str
    others: list[str] = Field(..., description="the same in other words")
    customers: int
    now: int = Field(..., description="how many of them need it now")
    value: dict[str, int] = Field(..., description="at stake with them: millionths of a year's worth, by currency")


class Unserved(Schema):
    """The needs that nothing serves, those of most customers first."""

    data: list[UnservedRow]


class LibraryAsked(Paged):
    """Which part of the library."""

    q: Plain = Field("", max_length=200, description="words of titles, needs and texts")
    need: Plain = Field("", max_length=500)
    kind: Plain = Field("", max_length=20)
    language: Plain = Field("", max_length=3)
    state: Plain = Field("", max_length=8, description="draft, ready or retired; default: all but retired")


class UnservedAsked(Asked):
    """How many."""

    limit: int = Field(100, ge=1, le=1_000)


@router.get("/library", response=Resources, operation_id="library")
def library(request: HttpRequest, asked: Query[LibraryAsked]) -> Any:
    """What can be given, a page at a time."""
    user = asking(request, NEEDED)
    wanted = queries.Wanted(asked.q, asked.need, "", asked.kind, asked.language, asked.state)
    try:
        page = queries.page(user, wanted, {"after": asked.cursor or ""}, asked.limit)
    except UserError as wrong:
        if wrong.status == 403:
            raise
        raise Problem(404, "There is no such page of this list; begin again without a cursor.") from None
    rows = [documents.resource(row) for row in queries.rows(user, page.rows)]
    return {"data": rows, "next": page.next.removeprefix("after=") or None}


@router.get("/library/unserved", response=Unserved, operation_id="unserved_needs")
def nothing_serves(request: HttpRequest, asked: Query[UnservedAsked]) -> Any:
    """The needs that nothing in the library serves, as the last turn of the loop left it."""
    return {"data": [documents.need(one) for one in unserved(asking(request, NEEDED), asked.limit)]}


@router.get("/library/{path:resource_id}", response=ResourceRow, operation_id="library_resource")
def resource(request: HttpRequest, resource_id: str) -> Any:
    """One resource with its versions."""
    user = asking(request, NEEDED)
    return documents.resource(queries.rows(user, [change.one(resource_id)])[0])
