"""The call list: whom to ring up, when they may be; calls put on it, logged, and taken back."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Field, Query, Schema, Status

from deeproot_app.act.calls import begin, documents, listed
from deeproot_app.act.calls.log import log
from deeproot_app.act.calls.report import ABOUT, KINDS, Need, Outcome, Report
from deeproot_app.act.calls.undo import undo
from deeproot_app.api.rest.guard import asking
from deeproot_app.api.rest.problems import Problem
from deeproot_app.api.rest.router import Tagged
from deeproot_app.api.rest.shapes import Asked, Id, Moment, Plain
from deeproot_app.api.rest.today import Policy
from deeproot_app.base import clock

router = Tagged("Calls")
READ, WRITE = "calls:read", "calls:write"
LARGEST = 2**63


class CallRow(Schema):
    """One customer to ring up."""

    call_id: int | None = Field(..., description="null for a reason of Today that nobody made a call of yet")
    item: str | None = Field(..., description="the item of Today it is for")
    customer_id: str
    contact_id: str | None
    contact: str | None
    phone: str | None
    member_id: str | None
    reason: str | None
    headline: str
    next_step: str
    also: list[str]
    attempts: int
    not_before: datetime | None
    zones: list[str] = Field(..., description="every zone they may be in")
    opens_at: datetime | None = Field(..., description="from when they may be called")
    closes_at: datetime | None
    policy: Policy


class Calls(Schema):
    """The list at this moment."""

    as_of: datetime
    now: list[CallRow] = Field(..., description="those whose hours end soonest first")
    later: list[CallRow]
    barred: list[CallRow]
    more: bool


class CallsAsked(Schema):
    """Whose list."""

    member_id: Id | None = Field(None, description="one member's; default: everybody's")


class NewCall(Asked):
    """Somebody to be called, and why."""

    customer_id: Id
    because: Plain = Field(..., min_length=1, max_length=begin.LONGEST)
    contact_id: Id | None = None
    member_id: Id | None = None
    not_before: Moment | None = None


class NeedHeard(Asked):
    """What they said they need, want or suffer from."""

    about: Literal[ABOUT]  # type: ignore[valid-type]
    text: Plain = Field(..., min_length=1, max_length=2_000)
    horizon: Literal["now", "quarter", "some_day"] | None = None


class Attempt(Asked):
    """What came of ringing them up once."""

    outcome: Literal["reached", "no_answer", "voicemail", "wrong_number", "call_back"]
    at: Moment | None = Field(None, description="default: now")
    contact_id: Id | None = None
    phone: Plain = Field("", max_length=60)
    kind: Literal[KINDS] = "care"  # type: ignore[valid-type]
    their_minutes: float | None = Field(None, ge=0, le=1_440)
    our_minutes: float | None = Field(None, ge=0, le=1_440)
    said: Plain = Field("", max_length=20_000)
    asked: bool = Field(False, description="whether we asked an open question")
    seemed: float | None = Field(None, ge=-1, le=1)
    voice: Plain = Field("", max_length=1_000)
    expression: Plain = Field("", max_length=1_000)
    needs: list[NeedHeard] = Field([], max_length=20)
    promise: Plain = Field("", max_length=2_000, description="what we promised in this call")
    promise_due: Moment | None = None
    call_back_at: Moment | None = None
    next_at: Moment | None = None
    objects: bool = Field(False, description="they do not want to be called any more")


class CallDone(Schema):
    """Where the call stands, and the number by which the attempt can be undone."""

    call_id: int
    attempt: int | None = Field(..., description="pass it to undo")
    state: str
    not_before: datetime | None
    interaction_id: str | None


assert set(Outcome.values) == {"reached", "no_answer", "voicemail", "wrong_number", "call_back"}


@router.get("/calls", response=Calls, operation_id="list_calls")
def list_calls(request: HttpRequest, asked: Query[CallsAsked]) -> Any:
    """Whom to ring up now, whom later, whom not; at most sixty customers, the most urgent."""
    user, now = asking(request, READ), clock.now()
    return {"as_of": now, **documents.call_list(listed.call_list(user, now, asked.member_id or ""))}


@router.post("/calls", response={201: CallDone}, operation_id="add_call")
def add_call(request: HttpRequest, sent: NewCall) -> Any:
    """Put somebody on the list."""
    user, told = asking(request, WRITE), sent.model_dump()
    call = begin.by_hand(user, told.pop("customer_id"), told.pop("because"), **told)
    return Status(201, _stands(call, None, None))


@router.post("/calls/{int:call_id}/attempts", response={201: CallDone}, operation_id="log_call")
def log_call(request: HttpRequest, call_id: int, sent: Attempt) -> Any:
    """Log what came of ringing them up."""
    user, told = asking(request, WRITE), sent.model_dump()
    _refuse_large(call_id)
    needs = [Need(**need) for need in told.pop("needs")]
    attempt = log(user, call_id, Report(**told, needs=needs))
    attempt.call.refresh_from_db()
    return Status(201, _stands(attempt.call, attempt.pk, attempt.interaction_id))


@router.post("/calls/attempts/{int:attempt}/undo", response=CallDone, operation_id="undo_call")
def undo_call(request: HttpRequest, attempt: int) -> Any:
    """Take an attempt back, with all that came of it."""
    user = asking(request, WRITE)
    _refuse_large(attempt)
    found = undo(user, attempt)
    found.call.refresh_from_db()
    return _stands(found.call, None, None)


def _refuse_large(number: int) -> None:
    if number >= LARGEST:
        raise Problem(404, "There is no such call.")


def _stands(call: Any, attempt: int | None, interaction: str | None) -> dict[str, Any]:
    return {
        "call_id": call.pk, "attempt": attempt, "state": call.state, "not_before": call.not_before,
        "interaction_id": interaction,
    }  # fmt: skip
