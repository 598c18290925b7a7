"""Working as one: the brief of a customer, what may be offered while a case is open, and notes among us."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Field, Schema, Status

from deeproot_app.act.briefs import asking, documents, reading
from deeproot_app.act.briefs.brief import brief
from deeproot_app.act.briefs.gate import asked_of_gate
from deeproot_app.act.notes import write
from deeproot_app.api.rest.guard import asking as whose
from deeproot_app.api.rest.router import Tagged
from deeproot_app.api.rest.shapes import Asked, Id, Moment, Plain
from deeproot_app.api.rest.tables import one
from deeproot_app.api.rest.today import Policy
from deeproot_app.base import clock
from deeproot_app.base.models import User
from deeproot_app.plan import queries as planned
from deeproot_app.record.identity.one import whole

router = Tagged("Briefs")
READ, WRITE = "briefs:read", "briefs:write"


class Whose(Schema):
    """The customer a brief is about."""

    customer_id: str
    name: str
    owner: str | None


class Option(Schema):
    """One thing that may be offered."""

    option_id: int
    case_id: str
    text: str
    offered_by: list[str] = Field(..., description="members who may offer it; none: whoever read the brief")
    until: datetime | None
    agreed_by: str
    agreed_at: datetime


class Question(Schema):
    """One question to those who work on a case."""

    question_id: int
    case_id: str
    words: str
    asked_by: str
    asked_at: datetime
    answer: str | None
    answered_by: str | None
    answered_at: datetime | None


class PassedRow(Schema):
    """One thing that passed, with its words."""

    interaction_id: str
    happened_at: datetime
    channel: str
    direction: str
    kind: str | None
    member_id: str | None
    subject: str
    body: str


class BriefCase(Schema):
    """An open case."""

    case_id: str
    opened_at: datetime
    severity: str | None
    owner: str | None
    speak_to_support_first: bool
    may_be_offered: list[Option]
    nothing_may_be_offered: str | None = Field(..., description="why, where support said so within a week")
    asked: list[Question] = Field(..., description="questions that nobody answered yet")
    last_passed: list[PassedRow]


class Owed(Schema):
    """An open promise."""

    promise_id: str
    text: str
    member_id: str | None
    due_at: datetime | None
    overdue: bool
    put_off: int


class Believed(Schema):
    """What we believe."""

    belief_id: str
    about: str
    text: str
    assumed: bool = Field(..., description="no interaction says so")
    stale: bool = Field(..., description="not confirmed for 180 days")
    until: datetime | None


class Waits(Schema):
    """What waits on Today."""

    item_id: str
    reason: str
    headline: str


class BriefTold(Schema):
    """The brief at this moment."""

    as_of: datetime
    customer: Whose
    speak_to_support_first: bool
    open_cases: list[BriefCase]
    never_confirmed: list[str] = Field(..., description="cases that we closed, and they never called solved")
    promises: list[Owed]
    their_last_words: list[PassedRow]
    last_passed: list[PassedRow]
    beliefs: list[Believed]
    today: list[Waits]
    policy: dict[str, Policy] = Field(..., description="what the gate says of a word of yours, by channel")


class NewQuestion(Asked):
    """What you want to know."""

    case_id: Id
    words: Plain = Field(..., min_length=1, max_length=asking.LONGEST)


class NewOptions(Asked):
    """What may be offered; without options, in ``words``, why nothing may."""

    case_id: Id
    options: list[Plain] = Field([], max_length=asking.MOST)
    words: Plain = Field("", max_length=asking.LONGEST)
    offered_by: list[Id] = Field([], max_length=100, description="members; none: whoever read the brief")
    until: Moment | None = None
    question_id: int | None = Field(None, ge=1, lt=2**63, description="refused where it was answered meanwhile")


class NewNote(Asked):
    """A note, or with ``to`` a handover."""

    customer_id: Id
    body: Plain = Field(..., min_length=1, max_length=write.LONGEST, description="@name tells a colleague")
    case_id: Id | None = None
    to: Plain | None = Field(None, max_length=254, description="the address by which who takes over signs in")


class NoteTold(Schema):
    """A note as it stands."""

    note_id: int
    interaction_id: str
    customer_id: str
    kind: str
    case_id: str | None
    body: str
    version: int
    by: str
    at: datetime


@router.get("/customers/{path:customer_id}/brief", response=BriefTold, operation_id="customer_brief")
def customer_brief(request: HttpRequest, customer_id: str) -> Any:
    """The two-minute brief. Looking writes nothing: POST says that you read it."""
    return _told(whose(request, READ), customer_id)


@router.post("/customers/{path:customer_id}/brief", response=BriefTold, operation_id="read_brief")
def read_brief(request: HttpRequest, customer_id: str) -> Any:
    """Say that you read the brief: the gate lets you through for a day, and nobody calls you uninformed."""
    user = whose(request, WRITE)
    reading.open_brief(user, whole(one("customers", user, customer_id)))
    return _told(user, customer_id)


def _told(user: User, customer_id: str) -> dict[str, Any]:
    customer, now = whole(one("customers", user, customer_id)), clock.now()
    items = planned.of_customers(user, customer.ids, now)
    found = brief(customer, now, [item for pk in customer.ids for item in items.get(pk, [])])
    return {"as_of": now, **documents.brief(customer, found, asked_of_gate(user, customer, now))}


@router.post("/questions", response={201: Question}, operation_id="ask_options")
def ask_options(request: HttpRequest, sent: NewQuestion) -> Any:
    """Ask those who work on an open case what may be offered; the question that waits already, where there is one."""
    return Status(201, documents.question(asking.ask(whose(request, WRITE), sent.case_id, sent.words)))


@router.post("/options", response={201: list[Option]}, operation_id="agree_options")
def agree_options(request: HttpRequest, sent: NewOptions) -> Any:
    """Say what may be offered while a case is open; it answers every question that waits on it."""
    told = sent.model_dump()
    rows = asking.agree(whose(request, WRITE), told.pop("case_id"), told.pop("options"), **told)
    return Status(201, [documents.option(row) for row in rows])


@router.post("/notes", response={201: NoteTold}, operation_id="write_note")
def write_note(request: HttpRequest, sent: NewNote) -> Any:
    """Write a note among us, or hand over; whoever is mentioned, or takes over, hears at once."""
    user = whose(request, WRITE)
    heir = User.objects.filter(email__iexact=sent.to.strip()).values_list("pk", flat=True).first() if sent.to else None
    to = (heir or 0) if sent.to else None
    note = write.write(user, sent.customer_id, sent.body, case_id=sent.case_id or "", to=to)
    return Status(201, documents.note(note, sent.body.strip()))
