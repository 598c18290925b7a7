"""What one survey says, or all of them: marks, how sure they are, who answered, and whom nobody asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models.functions import Coalesce

from deeproot.engines import Tables
from deeproot.measure.retention.months import beginnings
from deeproot.measure.surveys.marks import By, Marks, marks
from deeproot.measure.surveys.reach import Asking, NeverAsked, Reach, Response, Span, never_asked, reach, responses
from deeproot_app.act.models import Asked, Survey
from deeproot_app.act.surveys import course, telling
from deeproot_app.base.models import Organisation
from deeproot_app.understand.models import Finding
from deeproot_app.understand.source import opened

READ: Final = ("customers", "interactions")
MONTHS: Final = 12
MOST_MONTHS: Final = 60


@dataclass(frozen=True)
class Results:
    """All that is said of one survey, or of all, over some months up to a moment."""

    survey: Survey | None
    span: Span
    by: By | None
    whole: Sequence[Marks]
    """By scale; of all customers."""
    beginnings: Sequence[datetime]
    """Of its months, ascending; the last is the one that runs."""
    months: Sequence[Marks]
    groups: Sequence[Marks]
    """By scale and group; empty where none was asked for."""
    response: Response | None
    """None where nobody was asked: answers from elsewhere come without their askings."""
    responses: Sequence[Response]
    reach: Reach
    reaches: Sequence[Reach]

    @property
    def as_of(self) -> datetime:
        return self.span.ends

    @property
    def is_empty(self) -> bool:
        return not self.whole and self.response is None


def results(as_of: datetime, survey: Survey | None = None, by: By | None = None, months: int | None = None) -> Results:
    """Reckon it from what is recorded: the whole months before, in the organisation's zone, and the one that runs.

    Of one survey all months since it was opened, at most 60; of all surveys 12, unless ``months`` says otherwise.
    """
    begin = beginnings(as_of, months or _months(as_of, survey), Organisation.get().timezone)
    span = _span(begin[0], as_of, survey)
    prefix = span.survey
    risky = at_risk()
    with opened() as source:
        tables = source.everything(*READ)
        return Results(
            survey=survey,
            span=span,
            by=by,
            beginnings=begin,
            whole=marks(tables, [begin[0], as_of], survey=prefix),
            months=marks(tables, [*begin, as_of], survey=prefix),
            groups=marks(tables, [begin[0], as_of], by, prefix) if by else (),
            response=_whole(responses(tables, span)),
            responses=responses(tables, span, by) if by else (),
            reach=_reach(tables, span, risky),
            reaches=reach(tables, span, by, risky) if by else (),
        )


def _whole(found: list[Response]) -> Response | None:
    return found[0] if found else None


def _reach(tables: Tables, span: Span, risky: Sequence[str]) -> Reach:
    from deeproot.measure.surveys.reach import Part

    found = reach(tables, span, at_risk=risky)
    return found[0] if found else Reach(None, Part(), Part(), Part())


def not_asked(as_of: datetime, survey: Survey | None = None, most: int | None = None) -> list[NeverAsked]:
    """Whom nobody asked over the same time: those at risk first, then those silent the longest."""
    begins = beginnings(as_of, _months(as_of, survey), Organisation.get().timezone)[0]
    with opened() as source:
        return never_asked(source.everything(*READ), _span(begins, as_of, survey), at_risk(), most=most)


def _months(as_of: datetime, survey: Survey | None) -> int:
    if survey is None:
        return MONTHS
    since = survey.opened_at or survey.made_at
    return min(max((as_of.year - since.year) * 12 + as_of.month - since.month, 0) + 1, MOST_MONTHS)


def prefix_of(survey: Survey) -> str:
    """What the ids of all answers to a survey begin with."""
    return telling.interaction_id(Asked(pk=0, survey=survey)).removesuffix("0")


def _span(begins: datetime, ends: datetime, survey: Survey | None) -> Span:
    return Span(begins, ends, None if survey is None else prefix_of(survey), tuple(_askings(begins, ends, survey)))


def _askings(begins: datetime, ends: datetime, survey: Survey | None) -> Iterator[Asking]:
    """Whom we asked by mail or by hand, and whom it reached; under the customer that leads where several are one."""
    rows = Asked.objects.filter(course.REACHED).annotate(at=Coalesce("sending__handed_at", "asked_at"))
    rows = rows.filter(at__gte=begins, at__lt=ends)
    if survey is not None:
        rows = rows.filter(survey=survey)
    for row in rows.select_related("customer").only("survey_id", "contact_id", "customer__merged_into_id").iterator():
        whose = row.customer.merged_into_id or row.customer_id
        yield Asking(whose, row.contact_id, telling.interaction_id(row), row.at)


def at_risk() -> list[str]:
    """Customers who, as last understood, live through something that drives customers away."""
    return list(Finding.objects.values_list("customer_id", flat=True).distinct())
