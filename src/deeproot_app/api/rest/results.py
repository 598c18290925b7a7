"""What is understood of the record: the mirror, what customers live through, their story."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime
from typing import Any, Final, Literal, TypeVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from ninja import Field, Query, Schema

from deeproot.understand.experience import MEASURES
from deeproot.understand.scenarios import SCENARIOS
from deeproot_app.api.rest.guard import asking
from deeproot_app.api.rest.paging import Paged, page
from deeproot_app.api.rest.problems import Problem
from deeproot_app.api.rest.router import Tagged
from deeproot_app.api.rest.shapes import Asked, Id, Moment, Plain, page_of, told, words_of
from deeproot_app.api.rest.tables import one
from deeproot_app.base import access, clock
from deeproot_app.desk import story as stories
from deeproot_app.record.identity.one import ids_of, whole
from deeproot_app.understand import documents, live, queries, rules
from deeproot_app.understand.models import Figure, Finding
from deeproot_app.understand.reckon import WINDOW_DAYS

Row = TypeVar("Row", bound=Model)
router = Tagged("What is understood")
NEEDED: Final = "mirror:read"
MOST_CUSTOMERS: Final = 1_000


class MeasureSays(Schema):
    """A measure: the question a customer would ask."""

    id: str
    question: str
    unit: str
    better: str
    rule: str


class ScenarioSays(Schema):
    """A scenario: a pattern that customers live through."""

    id: str
    title: str
    tells: str = Field(..., description="what it tells the customer")
    instead: str = Field(..., description="what to do instead")
    thresholds: dict[str, float]


class OwnMeasure(Schema):
    """One figure of one customer, with the ids of the rows behind it."""

    value: float | None
    unit: str
    n: int
    evidence: list[str]


class CompanyMeasure(Schema):
    """One figure of all customers."""

    value: float | None
    unit: str
    n: int = Field(..., description="customers that have a value")
    rows: int = Field(..., description="rows behind it")


class Lived(Schema):
    """A scenario that a customer lives through."""

    id: str
    evidence: list[str]
    thresholds: dict[str, float]


class LivedByMany(Schema):
    """A scenario and who lives through it."""

    id: str
    customers: list[str] = Field(..., description=f"the first {MOST_CUSTOMERS:,} by id; /findings has them all")
    thresholds: dict[str, float]


class Gap(Schema):
    """A stretch of which a source gave us nothing."""

    source: str
    from_at: datetime
    to_at: datetime


class Named(Schema):
    """A customer."""

    customer_id: str
    name: str


class Mirror(Schema):
    """What one customer lived through with us."""

    customer: Named
    as_of: datetime
    window_days: int
    measures: dict[str, OwnMeasure]
    scenarios: list[Lived]
    gaps: list[Gap]
    letter: str


class CompanyMirror(Schema):
    """What all customers lived through with us, as the last turn understood it."""

    as_of: datetime
    window_days: int
    measures: dict[str, CompanyMeasure]
    scenarios: list[LivedByMany]
    gaps: list[Gap]


class FindingRow(Schema):
    """A scenario that one customer lives through, as last understood."""

    customer_id: str
    scenario: str
    evidence: list[str]
    values: dict[str, float | None]
    thresholds: dict[str, float]
    rests_on_gap: bool
    first_found_at: datetime
    as_of: datetime


class FigureRow(Schema):
    """One figure of one customer, as last understood."""

    customer_id: str
    measure: str
    value: float | None
    n: int


class StoryEvent(Schema):
    """One thing in a customer's story, at its moment."""

    at: datetime
    what: str
    until: datetime | None = Field(None, description="the end of a silence or a gap")
    table: str | None = Field(None, description="the table of the row it is told of")
    row: dict[str, Any] | None = Field(None, description="that row, in the columns of its table")
    text: dict[str, str] | None = Field(None, description="the words of an interaction")
    says: dict[str, Any] | None = Field(None, description="of a silence: its cause")


class Story(Schema):
    """Some of a customer's story, in its order."""

    data: list[StoryEvent]
    earlier: str | None = Field(None, description="the cursor of what came before; null at the beginning")


class AsOf(Asked):
    """At which moment."""

    as_of: Moment | None = Field(None, description="the moment to reckon for; default: now")


class StoryAsked(AsOf):
    """Which part of a story."""

    cursor: Plain | None = Field(None, max_length=1_000, description="`earlier` of the part after it")
    internal: bool = Field(False, description="with our notes, handovers and briefs, which the customer never saw")


SCENARIO_IDS = Literal[tuple(scenario.id for scenario in SCENARIOS)]  # type: ignore[valid-type]
MEASURE_IDS = Literal[tuple(measure.id for measure in MEASURES)]  # type: ignore[valid-type]


class FindingsAsked(Paged):
    """Which findings."""

    customer_id: Id | None = None
    scenario: SCENARIO_IDS | None = None  # type: ignore[valid-type]


class FiguresAsked(Paged):
    """Which figures."""

    customer_id: Id | None = None
    measure: MEASURE_IDS | None = None  # type: ignore[valid-type]


@router.get("/measures", response=list[MeasureSays], operation_id="measures")
def measures(request: HttpRequest) -> Any:
    """The measures: the questions a customer would ask (docs/measures.md)."""
    asking(request, NEEDED)
    names = MeasureSays.model_fields
    return [{name: str(getattr(measure, name)) for name in names} for measure in MEASURES]


@router.get("/scenarios", response=list[ScenarioSays], operation_id="scenarios")
def scenarios(request: HttpRequest) -> Any:
    """The scenarios, with the thresholds in force."""
    asking(request, NEEDED)
    limits = rules.in_force(clock.now()).limits
    return [
        {"id": one.id, "title": one.title, "tells": one.tells, "instead": one.instead, "thresholds": limits[one.id]}
        for one in SCENARIOS
    ]


@router.get("/mirror", response=CompanyMirror, operation_id="company_mirror")
def company_mirror(request: HttpRequest) -> Any:
    """What it is like to be your customer: all measures and scenarios, as the last turn understood them."""
    user = asking(request, NEEDED)
    found = queries.mirror()
    if found is None:
        raise Problem(409, "Nothing is understood yet: the first turn has not run. `deeproot turn` runs one.")
    limits = rules.in_force(found.as_of).limits
    units = {measure.id: measure.unit for measure in MEASURES}
    return {
        "as_of": found.as_of,
        "window_days": WINDOW_DAYS,
        "measures": {
            name: documents.measure_of_company(row.value, units[name], row.customers, row.n)
            for name, row in found.measures.items()
            if name in units
        },
        "scenarios": documents.scenarios_of_company({one.id: _living(user, one.id) for one in SCENARIOS}, limits),
        "gaps": live.gaps_of_all(found.as_of),
    }


def _living(user: access.Actor, scenario: str) -> list[str]:
    found = access.customers(user, Finding.objects.filter(scenario=scenario), "customer")
    return list(found.order_by("customer_id").values_list("customer_id", flat=True)[:MOST_CUSTOMERS])


@router.get("/customers/{path:customer_id}/mirror", response=Mirror, operation_id="customer_mirror")
def customer_mirror(request: HttpRequest, customer_id: str, asked: Query[AsOf]) -> Any:
    """What this customer lived through with us in the year before `as_of`, reckoned now from what is recorded."""
    customer = whole(one("customers", asking(request, NEEDED), customer_id))
    return documents.mirror(live.mirror(customer, asked.as_of or clock.now()))


@router.get("/customers/{path:customer_id}/timeline", response=Story, operation_id="timeline")
def timeline(request: HttpRequest, customer_id: str, asked: Query[StoryAsked]) -> Any:
    """A customer's story in their order: what passed, the silences between, promises due and kept, our gaps."""
    customer = whole(one("customers", asking(request, NEEDED), customer_id))
    found = stories.story(customer, asked.as_of or clock.now(), _read(asked.cursor), internal=asked.internal)
    return {"data": [event(each) for each in found.events], "earlier": _written(found.earlier)}


def event(each: stories.Event) -> dict[str, Any]:
    """One thing of a story as a document."""
    told_of = TABLE_OF.get(each.what)
    return {
        "at": each.at,
        "what": each.what,
        "until": each.until,
        "table": told_of,
        "row": told(told_of, each.row) if told_of else None,
        "text": words_of(each.row) if each.what == "interaction" else None,
        "says": each.says if each.what == "silence" else None,
    }


TABLE_OF: Final = {
    "interaction": "interactions", "promise_due": "promises", "promise_kept": "promises", "promise_late": "promises",
    "case_opened": "cases", "case_closed": "cases", "case_confirmed": "cases", "renewal": "subscriptions",
    "cancelled": "subscriptions", "purchase": "purchases", "gap": "coverage", "came": "customers", "left": "customers",
}  # fmt: skip


def _written(cursor: str | None) -> str | None:
    return urlsafe_b64encode(cursor.encode()).decode().rstrip("=") if cursor else None


def _read(cursor: str | None) -> str | None:
    if cursor is None:
        return None
    try:
        found = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        datetime.fromisoformat(found.partition("~")[0]).astimezone()
    except (ValueError, OverflowError):
        found = "\x00"
    if "\x00" in found or "~" not in found:
        raise Problem(404, "There is no such part of this story; begin again without a cursor.")
    return found


@router.get("/findings", response=page_of(FindingRow), operation_id="list_findings")
def list_findings(request: HttpRequest, asked: Query[FindingsAsked]) -> Any:
    """The scenarios that customers live through, as last understood."""
    user = asking(request, NEEDED)
    found = access.customers(user, Finding.objects.all(), "customer")
    found = _narrowed(found, asked.customer_id, scenario=asked.scenario)
    order = ("scenario", "customer_id") if asked.customer_id is None else ("customer_id", "scenario")
    names = FindingRow.model_fields
    return page(found, order, asked, lambda row: {name: getattr(row, name) for name in names})


def _narrowed(rows: QuerySet[Row], customer: str | None, **given: str | None) -> QuerySet[Row]:
    """Those asked for. Whatever is understood of ids that are one is kept under the one that leads them."""
    wanted: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    return rows.filter(**wanted, **({} if customer is None else {"customer_id": ids_of(customer)[0]}))


@router.get("/figures", response=page_of(FigureRow), operation_id="list_figures")
def list_figures(request: HttpRequest, asked: Query[FiguresAsked]) -> Any:
    """The figures of customers, as last understood; each opens to its rows in the customer's mirror."""
    user = asking(request, NEEDED)
    told = [measure.id for measure in MEASURES]
    found = access.customers(user, Figure.objects.filter(measure__in=told), "customer")
    found = _narrowed(found, asked.customer_id, measure=asked.measure)
    names = FigureRow.model_fields
    return page(found, ("customer_id", "measure"), asked, lambda row: {name: getattr(row, name) for name in names})
