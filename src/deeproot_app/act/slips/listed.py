"""The gaps through which work slips, as lists: between which teams, how often, with how many customers, and which.

About gaps, never about people: places are teams, nobody is counted, nobody is ranked. Names stand only in the rows that
are the evidence.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from django.db.models import Count, F, Max, Q, QuerySet, Value, Window
from django.db.models.functions import Coalesce, RowNumber

from deeproot_app.act.models import Mending, Slip
from deeproot_app.base import access
from deeproot_app.record import case_names

WINDOW: Final = timedelta(days=90)
REPEATED: Final = 3
"""So often within the window one of us covers for the same gap before it is one: everybody helps out now and then."""
QUIET: Final = timedelta(days=180)
"""So long a gap of which somebody said that there is nothing to mend stays off its list."""
APART: Final = "\x1f"
"""Between the parts of a place: no name of a team holds it."""
SHOWN: Final = 12
"""Rows of evidence of one gap."""
Kind = Literal["again", "covering"]
WHATS: Final[dict[str, tuple[str, ...]]] = {
    "again": (Slip.What.AGAIN,),
    "covering": (Slip.What.CASE, Slip.What.PROMISE),
}


@dataclass
class Gap:
    """One place where work slips."""

    place: str
    """What slips, and between which teams: by which it is decided about."""
    what: str
    whose: str
    """The team whose it was; empty for those in none."""
    by: str
    """The team that went on with it."""
    times: int
    customers: int
    last_at: datetime
    decided: Mending | None = None
    """What was last decided about it; what slipped before that is not counted."""
    rows: list[Slip] = field(default_factory=list)


def place_of(what: str, whose: str, by: str) -> str:
    """How a place is called: what slips, and between which teams."""
    return APART.join(name.replace(APART, " ") for name in (what, whose, by))[:700]


def gaps(actor: access.Actor, kind: Kind, now: datetime) -> list[Gap]:
    """The gaps of the last 90 days that ``actor`` may see, those with most customers first; each with its last rows.

    Explained again: every one. Covering: where one of us did it three times or more. Six queries, however many rows.
    """
    mine = slips(actor, now).filter(what__in=WHATS[kind])
    decided = _decided()
    found = [_gap(group, decided) for group in _grouped(mine, decided, at_least=1 if kind == "again" else REPEATED)]
    found.sort(key=lambda gap: (-gap.customers, -gap.times, gap.place))
    _with_rows(found, mine)
    return found


def slips(actor: access.Actor, now: datetime) -> QuerySet[Any]:
    """What slipped within the window with customers whom ``actor`` may see, with the teams it slipped between."""
    rows = Slip.objects.filter(at__gt=now - WINDOW, at__lte=now)
    teams = {"whose_team": Coalesce("whose__team", Value("")), "by_team": Coalesce("by__team", Value(""))}
    return access.customers(actor, rows, "customer").annotate(**teams)


def _decided() -> dict[str, Mending]:
    """The last decision about each place that was not undone; few rows: people make them."""
    return {row.place: row for row in Mending.objects.filter(undone_at__isnull=True).order_by("at", "pk")}


def _grouped(mine: QuerySet[Any], decided: dict[str, Mending], at_least: int) -> Iterable[dict[str, Any]]:
    """The places where it happened often enough, counting what happened since it was last decided about."""
    rows = mine.filter(_since(decided)).values("what", "whose_team", "by_team")
    if at_least > 1:
        rows = rows.values("what", "whose_team", "by_team", "by_id")
    often = rows.annotate(times=Count("pk")).filter(times__gte=at_least).order_by()
    places = {(row["what"], row["whose_team"], row["by_team"]) for row in often}
    counted = mine.filter(_since(decided)).values("what", "whose_team", "by_team")
    for row in counted.annotate(times=Count("pk"), many=Count("customer", distinct=True), last=Max("at")).order_by():
        if (row["what"], row["whose_team"], row["by_team"]) in places:
            yield row


def _since(decided: dict[str, Mending]) -> Q:
    """What happened after it was last decided about its place."""
    before = Q(pk__in=[])
    for row in decided.values():
        what, whose, by = row.place.split(APART)
        upto = row.at + QUIET if row.verdict == Mending.Verdict.DISMISSED else row.at
        before |= Q(what=what, whose_team=whose, by_team=by, at__lte=upto)
    return ~before


def _gap(row: dict[str, Any], decided: dict[str, Mending]) -> Gap:
    place = place_of(row["what"], row["whose_team"], row["by_team"])
    return Gap(
        place, row["what"], row["whose_team"], row["by_team"], row["times"], row["many"], row["last"],
        decided.get(place),
    )  # fmt: skip


def _with_rows(found: list[Gap], mine: QuerySet[Any]) -> None:
    """The last rows of each gap, of each no more than are shown, with their cases: three queries."""
    number = Window(
        RowNumber(), partition_by=["what", "whose_team", "by_team"], order_by=[F("at").desc(), F("pk").desc()]
    )
    rows = mine.annotate(number=number).filter(number__lte=SHOWN).select_related("customer", "whose", "by")
    shown = list(rows.order_by("-at", "-pk"))
    cases = case_names.of_ids([row.case_id for row in shown], [row.customer for row in shown])
    of: dict[str, list[Slip]] = {}
    for row in shown:
        row.case = cases.get(row.case_id)
        of.setdefault(place_of(row.what, row.whose_team, row.by_team), []).append(row)
    for gap in found:
        since = gap.decided.at if gap.decided else None  # one that was dismissed is back only after its quiet time
        gap.rows = [row for row in of.get(gap.place, []) if since is None or row.at > since]
