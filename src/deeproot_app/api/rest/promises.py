"""The promises: read as the clock reads them; made, kept, put off, withdrawn, and back again."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest
from ninja import Field, Query, Status

from deeproot_app.act.follow_up import promised
from deeproot_app.api.rest.guard import asking
from deeproot_app.api.rest.paging import OfCustomer, page
from deeproot_app.api.rest.router import Tagged
from deeproot_app.api.rest.shapes import Asked, Done, Id, Moment, Plain, page_of, row_of, told
from deeproot_app.api.rest.tables import narrowed, one
from deeproot_app.base import access, clock
from deeproot_app.record import promises as verbs
from deeproot_app.record.models import Change, Promise
from deeproot_app.understand import promises as reading

router = Tagged("Promises")
READ, WRITE = "promises:read", "promises:write"
STATES = Literal[reading.STATES]  # type: ignore[valid-type]


class PromiseRow(row_of("promises")):  # type: ignore[misc]
    """A promise, and how it stands now."""

    state: Literal["open", "kept", "kept_late", "withdrawn"]
    overdue: bool = Field(..., description="open, and its due moment has come")


class PromisesAsked(OfCustomer):
    """Which promises."""

    state: STATES | None = Field(None, description="how they stand now; `overdue` and `due` are open ones")
    member_id: Id | None = Field(None, description="only what this member promised")


class NewPromise(Asked):
    """A promise that no text was read for."""

    customer_id: Id
    text: Plain = Field(..., min_length=1, max_length=verbs.LONGEST)
    due_at: Moment | None = None
    made_in: Plain = Field("", max_length=300, description="the interaction it was made in, where there is one")
    member_id: Id | None = Field(None, description="who promised; default: you")
    made_at: Moment | None = Field(None, description="default: the interaction's moment, or now")


class Kept(Asked):
    """When it was kept."""

    at: Moment | None = Field(None, description="default: now")


class PutOff(Asked):
    """To when the customer was put off."""

    new_due: Moment
    said_in: Plain = Field("", max_length=300, description="the interaction that said so, where there is one")


class PromiseHandedOver(Asked):
    """To whom, and what they must know."""

    member_id: Id
    knows: Plain = Field(..., min_length=1, max_length=20_000)


class Withdrawn(Asked):
    """Why it is taken back."""

    reason: Plain = Field(..., min_length=1, max_length=500)


@router.get("/promises", response=page_of(PromiseRow), operation_id="list_promises")
def list_promises(request: HttpRequest, asked: Query[PromisesAsked]) -> Any:
    """What we said we would do, by when, and what became of it."""
    user, now = asking(request, READ), clock.now()
    rows = reading.in_state(asked.state, now) if asked.state else Promise.objects.all()
    rows = narrowed("promises", access.customers(user, rows, "customer"), asked)
    if asked.member_id is not None:
        rows = rows.filter(member_id=asked.member_id)
    dated = asked.state in ("overdue", "due")
    return page(rows, ("due", "promise_id") if dated else ("promise_id",), asked, document)


def document(row: Promise) -> dict[str, Any]:
    """A promise as it stands now."""
    now = clock.now()
    return {
        **told("promises", row),
        "state": reading.state_of(row, now),
        "overdue": reading.is_overdue(row, now),
    }


@router.post("/promises", response={201: Done}, operation_id="add_promise")
def add_promise(request: HttpRequest, sent: NewPromise) -> Any:
    """Record a promise."""
    user = asking(request, WRITE)
    change = verbs.add(
        user, sent.customer_id, sent.text, sent.due_at, sent.made_in, sent.member_id, sent.made_at
    )  # fmt: skip
    return Status(201, done(change))


def done(change: Change) -> dict[str, Any]:
    """What was changed, and the number by which it can be undone."""
    return {"id": change.row_id, "change": change.pk}


@router.post("/promises/{path:promise_id}/kept", response=Done, operation_id="keep_promise")
def keep_promise(request: HttpRequest, promise_id: str, sent: Kept) -> Any:
    """Say that it was kept."""
    user = asking(request, WRITE)
    return done(verbs.keep(user, one("promises", user, promise_id).pk, sent.at))


@router.post("/promises/{path:promise_id}/holding", response=Done, operation_id="hold_promise")
def hold_promise(request: HttpRequest, promise_id: str, sent: PutOff) -> Any:
    """Say that the customer was put off: a holding reply. The due moment moves only where it has not passed."""
    user = asking(request, WRITE)
    return done(verbs.hold(user, one("promises", user, promise_id).pk, sent.new_due, sent.said_in))


@router.post("/promises/{path:promise_id}/handed-over", response=Done, operation_id="hand_over_promise")
def hand_over_promise(request: HttpRequest, promise_id: str, sent: PromiseHandedOver) -> Any:
    """Give it to a colleague, with what they must know: an internal handover."""
    user = asking(request, WRITE)
    return done(promised.hand_over(user, one("promises", user, promise_id).pk, sent.member_id, sent.knows))


@router.post("/promises/{path:promise_id}/withdrawn", response=Done, operation_id="withdraw_promise")
def withdraw_promise(request: HttpRequest, promise_id: str, sent: Withdrawn) -> Any:
    """Take it back, with a reason."""
    user = asking(request, WRITE)
    return done(verbs.withdraw(user, one("promises", user, promise_id).pk, sent.reason))


@router.post("/promises/changes/{int:change}/undo", response=PromiseRow, operation_id="undo_promise")
def undo_promise(request: HttpRequest, change: int) -> Any:
    """Put a promise back as it stood before a change of yours or a colleague's; one that was added goes."""
    user = asking(request, WRITE)
    return document(_as_it_stands(promised.undo(user, change)))


def _as_it_stands(promise: Promise) -> Promise:
    return Promise.objects.filter(pk=promise.pk).first() or promise


@router.get("/promises/{path:promise_id}", response=PromiseRow, operation_id="get_promises")
def get_promise(request: HttpRequest, promise_id: str) -> Any:
    """One promise, as it stands now."""
    return document(one("promises", asking(request, READ), promise_id))
