"""The success plan of a customer: read whole, measured, and its steps added, done and dropped."""

from __future__ import annotations

from typing import Any, Literal

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Field, Query, Status

from deeproot_app.api.rest.guard import asking
from deeproot_app.api.rest.paging import OfCustomer, page
from deeproot_app.api.rest.promises import done
from deeproot_app.api.rest.router import Tagged
from deeproot_app.api.rest.shapes import LARGEST, Asked, Done, Id, Moment, Plain, page_of
from deeproot_app.api.rest.success_rows import GoalRow, ReadingRow, StepRow, goal_row, reading_row, step_row
from deeproot_app.base import access, clock
from deeproot_app.base.models import User
from deeproot_app.record.identity.one import ids_of, whole
from deeproot_app.record.models import Customer, Progress, Step, Target
from deeproot_app.record.success import changed, goals, plan_of, steps, telling
from deeproot_app.record.success.plan import as_they_stand

router = Tagged("Success plans")
READ, WRITE = "beliefs:read", "promises:write"


class NewStep(Asked):
    """One thing to do on the way. One of ours that they see, with a day, is a promise."""

    text: Plain = Field(..., min_length=1, max_length=steps.LONGEST)
    whose: Literal["us", "them"] = "us"
    goal_id: Id | None = Field(None, description="the belief that is the goal")
    member_id: Id | None = None
    contact_id: Id | None = None
    due_at: Moment | None = None
    shared: bool = Field(True, description="whether the customer sees it")
    note: Plain = Field("", max_length=steps.LONGEST, description="among us")


class NewProgress(Asked):
    """How the customer's metric stands."""

    value: float
    at: Moment | None = Field(None, description="default: now")
    said_in: Id | None = Field(None, description="the interaction that says so")


class NewTarget(Asked):
    """What a goal comes to."""

    unit: Plain = Field("", max_length=goals.UNIT)
    value: float | None = None
    by_at: Moment | None = None
    shared: bool = Field(False, description="whether the customer sees it")
    note: Plain = Field("", max_length=goals.LONGEST, description="among us")


class Dropped(Asked):
    """Why a step will not be done."""

    reason: Plain = Field("", max_length=500)


@router.get("/success/goals", response=page_of(GoalRow), operation_id="list_plan_goals")
def list_goals(request: HttpRequest, asked: Query[OfCustomer]) -> Any:
    """What goals come to, of all customers that you see."""
    rows = _of_plans(asking(request, READ), Target.objects.select_related("belief"), asked, "belief__customer")
    return page(rows, ("belief_id",), asked, goal_row)


@router.get("/success/readings", response=page_of(ReadingRow), operation_id="list_plan_readings")
def list_readings(request: HttpRequest, asked: Query[OfCustomer]) -> Any:
    """How their metrics stood, each time somebody noted it."""
    rows = _of_plans(asking(request, READ), Progress.objects.select_related("belief"), asked, "belief__customer")
    return page(rows, ("id",), asked, reading_row)


@router.get("/success/steps", response=page_of(StepRow), operation_id="list_plan_steps")
def list_steps(request: HttpRequest, asked: Query[OfCustomer]) -> Any:
    """Who does what by when, as it stands now. That its promise was kept meanwhile, `/promises` tells as a change."""
    rows = _of_plans(asking(request, READ), Step.objects.select_related("goal"), asked, "customer")
    found = page(rows, ("id",), asked, lambda row: {"row": row})
    stand = as_they_stand([each["row"] for each in found["data"]], clock.now())
    return found | {"data": [step_row(one) for one in stand]}


def _of_plans(user: User, rows: QuerySet[Any], asked: OfCustomer, path: str) -> QuerySet[Any]:
    """The rows of customers that this person may see; of one of them, under whichever of its ids."""
    seen = access.customers(user, rows, path)
    return seen.filter(**{f"{path}__in": ids_of(asked.customer_id)}) if asked.customer_id is not None else seen


@router.get("/customers/{path:customer_id}/success", response=dict[str, Any], operation_id="success_plan")
def success_plan(request: HttpRequest, customer_id: str) -> Any:
    """Their goals in their own metric, how far they are, and who does what by when."""
    user = asking(request, READ)
    found = whole(access.one(user, Customer.objects.select_related("merged_into"), pk=customer_id))
    return {"customer_id": found.pk, **telling.plan(plan_of(found, clock.now()))}


@router.post("/customers/{path:customer_id}/success/steps", response={201: Done}, operation_id="add_step")
def add_step(request: HttpRequest, customer_id: str, sent: NewStep) -> Any:
    """Put a step to the plan."""
    user = asking(request, WRITE)
    return Status(201, done(steps.add(user, customer_id, steps.Said(**sent.model_dump()))))


@router.post("/success/steps/{int:step_id}/changed", response=Done, operation_id="change_step")
def change_step(request: HttpRequest, step_id: int, sent: NewStep) -> Any:
    """Say a step otherwise, whole; put to another day, its promise is put off."""
    user = asking(request, WRITE)
    return done(steps.change(user, _step(user, step_id).pk, steps.Said(**sent.model_dump())))


@router.post("/success/steps/{int:step_id}/done", response=Done, operation_id="step_done")
def step_done(request: HttpRequest, step_id: int) -> Any:
    """Say that it is done; its promise is kept."""
    user = asking(request, WRITE)
    return done(steps.done(user, _step(user, step_id).pk))


@router.post("/success/steps/{int:step_id}/dropped", response=Done, operation_id="step_dropped")
def step_dropped(request: HttpRequest, step_id: int, sent: Dropped) -> Any:
    """Say that it will not be done; its promise is withdrawn."""
    user = asking(request, WRITE)
    return done(steps.drop(user, _step(user, step_id).pk, sent.reason))


def _step(user: User, step_id: int) -> Step:
    return access.one(user, Step.objects.all(), "customer", pk=min(step_id, LARGEST))


@router.post("/beliefs/{path:belief_id}/target", response=Done, operation_id="set_target")
def set_target(request: HttpRequest, belief_id: str, sent: NewTarget) -> Any:
    """Say what a goal comes to."""
    return done(goals.aim(asking(request, WRITE), belief_id, goals.Aim(**sent.model_dump())))


@router.post("/beliefs/{path:belief_id}/progress", response={201: Done}, operation_id="add_progress")
def add_progress(request: HttpRequest, belief_id: str, sent: NewProgress) -> Any:
    """Note how the customer's metric stands."""
    user = asking(request, WRITE)
    return Status(201, done(goals.measure(user, belief_id, sent.value, sent.at, sent.said_in or "")))


@router.post("/success/changes/{int:change}/undo", response=dict[str, Any], operation_id="undo_plan_change")
def undo_plan_change(request: HttpRequest, change: int) -> Any:
    """Put a plan back as it stood before a change, with what that did to promises."""
    user = asking(request, WRITE)
    return {"customer_id": changed.undo(user, min(change, LARGEST)).leader.pk}
