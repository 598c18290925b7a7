"""Pages by key, behind a cursor that says nothing to whoever holds it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from ninja import Field

from deeproot_app.api.rest.problems import Problem
from deeproot_app.api.rest.shapes import LARGEST, Asked, Id, Moment, Plain
from deeproot_app.base import keyset
from deeproot_app.base.errors import UserError
from deeproot_app.record import changes

Row = TypeVar("Row", bound=Model)


class Paged(Asked):
    """Which page."""

    cursor: Plain | None = Field(None, max_length=4_000, description="`next` of the page before")
    limit: int = Field(100, ge=1, le=1_000, description="how many rows")


class Changed(Paged):
    """Which page, of what changed."""

    updated_since: int | None = Field(
        None, ge=0, le=LARGEST, description="only what was recorded or changed after this number, in that order"
    )


class OfCustomer(Changed):
    """Of one customer."""

    customer_id: Id | None = Field(None, description="only what belongs to this customer")


class OfTime(OfCustomer):
    """Of one customer, from and to a moment."""

    from_: Moment | None = Field(None, alias="from", description="only what happened at this moment or later")
    to: Moment | None = Field(None, description="only what happened before this moment")


def page(
    rows: QuerySet[Row], order: Sequence[str], asked: Paged, tell: Callable[[Row], dict[str, Any]]
) -> dict[str, Any]:
    """A page of ``rows``. Raises Problem 404 for a cursor of another list."""
    upto = changes.last()
    since = getattr(asked, "updated_since", None)
    if since is not None:
        rows, order = rows.filter(recorded_seq__gt=since), ("recorded_seq", "pk")
    try:
        found = keyset.page(rows, order, {"after": asked.cursor or ""}, asked.limit)
    except UserError:
        raise Problem(404, "There is no such page of this list; begin again without a cursor.") from None
    return {"data": [tell(row) for row in found.rows], "next": found.next.removeprefix("after=") or None, "upto": upto}
