"""What we believe of customers, to be held, confirmed, edited, put together, ended, and back again."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest
from ninja import Field, Status

from deeproot_app.api.rest.guard import asking
from deeproot_app.api.rest.promises import done
from deeproot_app.api.rest.router import Tagged
from deeproot_app.api.rest.shapes import Asked, Done, Id, Moment, Plain, row_of, told
from deeproot_app.api.rest.tables import one
from deeproot_app.record import beliefs as verbs
from deeproot_app.record import same_beliefs
from deeproot_app.record.models import Belief

router = Tagged("Beliefs")
WRITE = "beliefs:write"
ABOUT = Literal[verbs.ABOUT]  # type: ignore[valid-type]
HORIZON = Literal[verbs.HORIZONS]  # type: ignore[valid-type]


class NewBelief(Asked):
    """Something held of a customer; without evidence an assumption."""

    customer_id: Id | None = Field(None, description="about whom; null: about a persona, or about all")
    persona: Plain | None = Field(None, max_length=300, description="the persona it is about instead")
    about: ABOUT
    text: Plain = Field(..., min_length=1, max_length=verbs.LONGEST)
    horizon: HORIZON | None = None
    metric: Plain | None = Field(None, max_length=verbs.LONGEST, description="the customer's own, for a goal")
    from_at: Moment | None = Field(None, description="default: now")
    until: Moment | None = None
    evidence: list[Id] = Field([], max_length=1_000, description="the interactions that say so")


class At(Asked):
    """When."""

    at: Moment | None = Field(None, description="default: now")


class Confirmed(At):
    """When, and what the customer said that says so."""

    evidence: list[Id] = Field([], max_length=1_000, description="interactions to be added to its evidence")


class Edited(Asked):
    """What it says instead."""

    about: ABOUT
    text: Plain = Field(..., min_length=1, max_length=verbs.LONGEST)
    horizon: HORIZON | None = None
    metric: Plain | None = Field(None, max_length=verbs.LONGEST)


class Merged(Asked):
    """The belief that says the same."""

    into: Id = Field(..., description="the one that is kept, with the evidence of both")


@router.post("/beliefs", response={201: Done}, operation_id="add_belief")
def add_belief(request: HttpRequest, sent: NewBelief) -> Any:
    """Hold something of a customer."""
    user = asking(request, WRITE)
    change = verbs.add(user, **sent.model_dump())
    return Status(201, done(change))


@router.post("/beliefs/{path:belief_id}/confirmed", response=Done, operation_id="confirm_belief")
def confirm_belief(request: HttpRequest, belief_id: str, sent: Confirmed) -> Any:
    """Say that it still holds."""
    user = asking(request, WRITE)
    return done(verbs.confirm(user, one("beliefs", user, belief_id).pk, sent.at, sent.evidence))


@router.post("/beliefs/{path:belief_id}/edited", response=Done, operation_id="edit_belief")
def edit_belief(request: HttpRequest, belief_id: str, sent: Edited) -> Any:
    """Say it otherwise."""
    user = asking(request, WRITE)
    return done(verbs.edit(user, one("beliefs", user, belief_id).pk, **sent.model_dump()))


@router.post("/beliefs/{path:belief_id}/merged", response=Done, operation_id="merge_belief")
def merge_belief(request: HttpRequest, belief_id: str, sent: Merged) -> Any:
    """Say that it is the same as another, as which it is shown from then on."""
    user = asking(request, WRITE)
    return done(same_beliefs.merge(user, one("beliefs", user, belief_id).pk, one("beliefs", user, sent.into).pk))


@router.post("/beliefs/{path:belief_id}/ended", response=Done, operation_id="end_belief")
def end_belief(request: HttpRequest, belief_id: str, sent: At) -> Any:
    """Say that it holds no longer."""
    user = asking(request, WRITE)
    return done(verbs.end(user, one("beliefs", user, belief_id).pk, sent.at))


@router.post("/beliefs/merges/{int:change}/undo", response=row_of("beliefs"), operation_id="separate_belief")
def separate_belief(request: HttpRequest, change: int) -> Any:
    """Take a merge back: both stand as they did; the one that was kept is given."""
    kept = same_beliefs.separate(asking(request, WRITE), change)
    return told("beliefs", Belief.objects.get(pk=kept.pk))


@router.post("/beliefs/changes/{int:change}/undo", response=row_of("beliefs"), operation_id="undo_belief")
def undo_belief(request: HttpRequest, change: int) -> Any:
    """Put a belief back as it stood before a change; one that was added goes."""
    belief = verbs.undo(asking(request, WRITE), change)
    return told("beliefs", Belief.objects.filter(pk=belief.pk).first() or belief)
