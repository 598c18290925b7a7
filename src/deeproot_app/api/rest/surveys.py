"""Surveys: which there are, what each says and how sure that is, and the answers behind it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.http import Http404, HttpRequest
from ninja import Field, Query, Schema

from deeproot_app.act.models import Survey
from deeproot_app.act.surveys import written
from deeproot_app.api.rest.guard import asking
from deeproot_app.api.rest.paging import Paged, page
from deeproot_app.api.rest.problems import Problem
from deeproot_app.api.rest.router import Tagged
from deeproot_app.api.rest.shapes import Asked, Id, Moment, page_of
from deeproot_app.base import access, clock
from deeproot_app.measure.surveys import evidence, told
from deeproot_app.measure.surveys.evidence import Wanted
from deeproot_app.measure.surveys.reckoned import results
from deeproot_app.record.models import Interaction

router = Tagged("Surveys")
NEEDED = "mirror:read"
LARGEST = 2**63
Scale = Literal["nps", "csat", "ces"]


class SurveyRow(Schema):
    """A survey."""

    survey_id: int
    title: str
    kind: str = Field(..., description="nps, csat, ces, or free where it has no mark of its own")
    state: str = Field(..., description="draft, open or closed")
    made_at: datetime
    opened_at: datetime | None
    closed_at: datetime | None


class EstimateRow(Schema):
    """One figure with its interval. Shares are 0 to 1, net promoter scores -100 to 100, effort in marks."""

    id: str = Field(..., description="nps, csat, ces, easy (found it easy) or response")
    value: float
    low: float
    high: float
    n: int
    customers: int
    level: float
    method: str


class MarksRow(Schema):
    """The marks of one scale, in one stretch of time and group."""

    begins: datetime
    ends: datetime
    scale: str
    group: str | None
    n: int
    customers: int
    good: int
    low: int
    off_scale: int = Field(..., description="marks that are none of the scale, and in no figure")
    counts: dict[str, int]
    estimates: list[EstimateRow] = Field(..., description="empty where fewer than 10 customers answered")


class ResponseRow(Schema):
    """What became of askings."""

    group: str | None
    asked: int
    answered: int
    waiting: int = Field(..., description="asked within the last 7 days without an answer")
    customers: int
    rate: EstimateRow | None


class SurveyPartRow(Schema):
    """So many customers."""

    customers: int
    silent: int = Field(..., description="without a sign of life for 90 days")
    at_risk: int = Field(..., description="who live through something that drives customers away")


class ReachRow(Schema):
    """Who was reached, of those who are customers."""

    group: str | None
    customers: int
    answered: SurveyPartRow
    unanswered: SurveyPartRow
    never_asked: SurveyPartRow


class SurveyResults(Schema):
    """What one survey says, or all of them."""

    as_of: datetime
    begins: datetime
    survey: SurveyRow | None
    by: str | None
    scores: list[MarksRow]
    months: list[MarksRow]
    groups: list[MarksRow]
    response: ResponseRow | None = Field(..., description="null where nobody was asked: answers from elsewhere")
    responses: list[ResponseRow]
    reach: ReachRow
    reaches: list[ReachRow]
    rules: dict[str, str]
    least_customers: int


class AnswerRow(Schema):
    """What one person answered."""

    interaction_id: str
    customer_id: str
    contact_id: str | None
    answered_at: datetime
    scale: str | None
    mark: float | None
    words: str
    low: bool
    reached: bool = Field(..., description="whether one of us got back to them since")


class SurveysAsked(Paged):
    """Which surveys."""

    state: Literal["draft", "open", "closed"] | None = None


class ResultsAsked(Asked):
    """At which moment, and apart by what."""

    as_of: Moment | None = Field(None, description="the moment to reckon for; default: now")
    by: Literal["persona", "owner", "country", "kind"] | None = None


class AnswersAsked(Paged):
    """Which answers."""

    survey_id: int | None = Field(None, ge=0, lt=LARGEST)
    customer_id: Id | None = None
    scale: Scale | None = None
    marks: Literal["good", "between", "low"] | None = None
    state: Literal["words", "open"] | None = Field(None, description="with words; or low and nobody got back to them")


@router.get("/surveys", response=page_of(SurveyRow), operation_id="list_surveys")
def list_surveys(request: HttpRequest, asked: Query[SurveysAsked]) -> Any:
    """The surveys, the latest first."""
    user = asking(request, NEEDED)
    access.require(user, "record.see")
    rows = Survey.objects.filter(state=asked.state) if asked.state else Survey.objects.all()
    return page(rows, ("-made_at", "-id"), asked, told.survey)


@router.get("/surveys/results", response=SurveyResults, operation_id="results_of_all_surveys")
def results_of_all(request: HttpRequest, asked: Query[ResultsAsked]) -> Any:
    """All surveys together, imported ones too: the last 12 whole months and the one that runs."""
    asking(request, NEEDED)
    return told.document(results(asked.as_of or clock.now(), None, asked.by))


@router.get("/surveys/answers", response=page_of(AnswerRow), operation_id="list_survey_answers")
def list_answers(request: HttpRequest, asked: Query[AnswersAsked]) -> Any:
    """The answers of the customers that you see, the latest first; of one survey, or of all."""
    user = asking(request, NEEDED)
    survey = None if asked.survey_id is None else _one(user, asked.survey_id)
    wanted = Wanted(
        survey, asked.scale or "", asked.marks or "", state=asked.state or "", customer=asked.customer_id or ""
    )
    rows = evidence.with_reply(evidence.answers(user, wanted))
    return page(rows, ("-happened_at", "-interaction_id"), asked, _answer)


def _answer(row: Interaction) -> dict[str, Any]:
    text = getattr(row, "text", None)
    return {
        "interaction_id": row.pk, "customer_id": row.customer.leader.pk, "contact_id": row.contact_id,
        "answered_at": row.happened_at, "scale": row.score_kind, "mark": row.score, "words": text.body if text else "",
        "low": evidence.is_low(row.score_kind, row.score), "reached": row.reached,  # type: ignore[attr-defined]
    }  # fmt: skip


@router.get("/surveys/{int:survey_id}", response=SurveyRow, operation_id="get_survey")
def get_survey(request: HttpRequest, survey_id: int) -> Any:
    """One survey."""
    return told.survey(_one(asking(request, NEEDED), survey_id))


@router.get("/surveys/{int:survey_id}/results", response=SurveyResults, operation_id="survey_results")
def survey_results(request: HttpRequest, survey_id: int, asked: Query[ResultsAsked]) -> Any:
    """What one survey says: all months since it was opened."""
    survey = _one(asking(request, NEEDED), survey_id)
    return told.document(results(asked.as_of or clock.now(), survey, asked.by))


def _one(user: access.Actor, survey_id: int) -> Survey:
    try:
        return written.found(user, survey_id)
    except Http404:
        raise Problem(404, f"There is no survey {survey_id}.") from None
