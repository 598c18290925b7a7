"""What is understood, asked for by pages: the company, its parts, its scenarios. Bounded queries, no reckoning."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, TypeVar

from django.db.models import Max, QuerySet

from deeproot_app.understand.models import CompanyFigure, FindingCount

Row = TypeVar("Row", CompanyFigure, FindingCount)
Part = Literal["persona", "owner", "channel"]
TREND_POINTS = 13


@dataclass(frozen=True)
class Point:
    """One day of a trend; ``value`` None is not known."""

    day: date
    value: float | None


@dataclass(frozen=True)
class CompanyMeasure:
    """One measure over all customers of a group: its latest figure and how it moved, month by month."""

    measure: str
    value: float | None
    n: int
    customers: int
    trend: list[Point] = field(default_factory=list)

    @property
    def values(self) -> list[float | None]:
        return [point.value for point in self.trend]


@dataclass(frozen=True)
class Living:
    """How many customers of a group live through a scenario, of how many, and what is at stake with them."""

    scenario: str
    customers: int
    of: int
    at_stake: dict[str, int]
    """Millionths of each currency."""
    trend: list[Point] = field(default_factory=list)


@dataclass(frozen=True)
class Mirror:
    """The company, or a group of its customers, as it was last understood."""

    as_of: datetime
    measures: dict[str, CompanyMeasure]
    scenarios: list[Living]
    """Those that most customers live through first."""


def mirror(group: str = "") -> Mirror | None:
    """The mirror of one group, "" for all; None where nothing was reckoned yet. Three queries.

    A trend holds the last known day of each month, the latest day last.
    """
    latest = CompanyFigure.objects.filter(group=group).aggregate(day=Max("day"))["day"]
    if latest is None:
        return None
    figures = list(CompanyFigure.objects.filter(group=group).order_by("measure", "day"))
    counts = list(FindingCount.objects.filter(group=group).order_by("scenario", "day"))
    measures = {row.measure: row for row in figures if row.day == latest}
    living = [row for row in counts if row.day == latest]
    return Mirror(
        as_of=max(row.as_of for row in measures.values()),
        measures={
            name: CompanyMeasure(name, row.value, row.n, row.customers, _trend(figures, name))
            for name, row in measures.items()
        },
        scenarios=[
            Living(row.scenario, row.customers, row.of, row.at_stake, _counted(counts, row.scenario))
            for row in sorted(living, key=lambda row: (-row.customers, row.scenario))
        ],
    )


def _trend(rows: Iterable[CompanyFigure], measure: str) -> list[Point]:
    return _monthly(Point(row.day, row.value) for row in rows if row.measure == measure)


def _counted(rows: Iterable[FindingCount], scenario: str) -> list[Point]:
    return _monthly(Point(row.day, float(row.customers)) for row in rows if row.scenario == scenario)


def _monthly(points: Iterable[Point]) -> list[Point]:
    """The last point of each month, in order."""
    months = {(point.day.year, point.day.month): point for point in points}
    return list(months.values())[-TREND_POINTS:]


def by_part(measure: str, part: Part) -> list[tuple[str, CompanyMeasure]]:
    """One measure for each persona, owner or channel on the latest day, the largest group first. Two queries."""
    rows = _latest(CompanyFigure.objects.filter(group__startswith=f"{part}:", measure=measure))
    found = [
        (row.group.partition(":")[2], CompanyMeasure(row.measure, row.value, row.n, row.customers)) for row in rows
    ]
    return sorted(found, key=lambda pair: (-pair[1].customers, pair[0]))


def scenario_by_part(scenario: str, part: Part) -> list[tuple[str, Living]]:
    """One scenario for each persona or owner on the latest day, the largest group first. Two queries."""
    rows = _latest(FindingCount.objects.filter(group__startswith=f"{part}:", scenario=scenario))
    found = [(row.group.partition(":")[2], Living(row.scenario, row.customers, row.of, row.at_stake)) for row in rows]
    return sorted(found, key=lambda pair: (-pair[1].of, pair[0]))


def _latest(rows: QuerySet[Row]) -> QuerySet[Row]:
    return rows.filter(day=CompanyFigure.objects.filter(group="").aggregate(day=Max("day"))["day"])
