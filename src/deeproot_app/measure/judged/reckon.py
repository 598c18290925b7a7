"""Reckon retention and value of the whole record, and store them: once a day, and where contracts or purchases changed.

They need all rows, so no page reckons them. What is stored of months carries when it was told: a month whose figures a
correction changed is told anew, and the page says what it was told before.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Count, Max

from deeproot.engines import Tables
from deeproot.measure.retention.cohorts import cohorts
from deeproot.measure.retention.groups import BYS, By
from deeproot.measure.retention.months import beginnings
from deeproot.measure.retention.revenue import COUNTS, PARTS, revenue
from deeproot.measure.retention.staying import staying
from deeproot_app.base.models import Organisation
from deeproot_app.measure import worth
from deeproot_app.measure.models import CustomerWorth, MonthTold, Reckoned
from deeproot_app.measure.retention import Retention, document
from deeproot_app.record.models import Purchase, Subscription
from deeproot_app.understand import bulk
from deeproot_app.understand.source import opened

MONTHS: Final = 36
"""So many whole months are stored; a page shows the last of them."""
POINTS: Final = 240
"""So many steps of a survival curve are stored at most."""
PAST_DAYS: Final = 24
"""So many past days that somebody asked for are kept."""
NOW: Final = ""
"""The `of_day` of what is brought up to date by itself."""


def name_of(by: By | None) -> str:
    return f"retention:{by}" if by else "retention"


def bring_up_to_date(as_of: datetime) -> bool:
    """Reckon and store retention and value as of a moment, unless nothing changed since this day's were."""
    known, last = money_known(), Reckoned.objects.filter(what="value", of_day=NOW).first()
    zone = ZoneInfo(Organisation.get().timezone)
    if last and last.money == known and last.as_of.astimezone(zone).date() == as_of.astimezone(zone).date():
        return False
    with opened() as source:
        tables = source.everything(*worth.READ, "interactions")
        for by in (None, *BYS):
            store(name_of(by), NOW, as_of, known, retention_of(tables, as_of, by))
        _store_worth(tables, as_of, known)
    return True


def past(day: str) -> None:
    """Retention as of the end of a past day in the organisation's zone, from what is recorded now."""
    as_of = end_of(day)
    with opened() as source:
        tables = source.everything(*worth.READ, "interactions")
        for by in (None, *BYS):
            store(name_of(by), day, as_of, money_known(), retention_of(tables, as_of, by))
    kept = Reckoned.objects.exclude(of_day=NOW).order_by("-id").values_list("of_day", flat=True)
    newest = list(dict.fromkeys(kept))[:PAST_DAYS]
    Reckoned.objects.exclude(of_day__in=[NOW, *newest]).delete()


def end_of(day: str) -> datetime:
    """The instant at which a day in the organisation's zone is over. Raises ValueError for what is no day."""
    zone = ZoneInfo(Organisation.get().timezone)
    following = datetime.combine(datetime.strptime(day, "%Y-%m-%d").date() + timedelta(days=1), time(), zone)  # noqa: DTZ007
    return following.astimezone(UTC)


def retention_of(tables: Tables, as_of: datetime, by: By | None) -> dict[str, Any]:
    """The document that `deeproot retention --json` prints, over MONTHS, its curves in POINTS steps."""
    begin = beginnings(as_of, MONTHS, Organisation.get().timezone)
    whole = by is None
    found = Retention(
        as_of=as_of,
        by=by,
        months=revenue(tables, begin, by),
        contracts=cohorts(tables, begin, "contracts") if whole else [],
        purchases=cohorts(tables, begin, "purchases") if whole else [],
        curves=staying(tables, as_of, by),
    )
    told = document(found)
    for curve in told["contracts"]["survival"]:
        _thin(curve)
    return told


def _thin(curve: dict[str, Any]) -> None:
    """Keep the days on which the curve falls, at most POINTS of them evenly, and its last."""
    share = curve["share"]
    steps = [place for place in range(len(share)) if place == 0 or share[place] != share[place - 1]]
    every = -(-len(steps) // POINTS) or 1
    kept = sorted({*steps[::every], *steps[-1:], len(share) - 1})
    for name in ("days", "at_risk", "share", "low", "high"):
        curve[name] = [curve[name][place] for place in kept]


def store(what: str, of_day: str, as_of: datetime, known: str, told: dict[str, Any]) -> None:
    """Keep a reckoning in place of the last one of that name and day."""
    plain = jsonable(told)
    with transaction.atomic():
        Reckoned.objects.filter(what=what, of_day=of_day).delete()
        Reckoned.objects.create(what=what, of_day=of_day, as_of=as_of, money=known, document=plain)
        if what == name_of(None) and of_day == NOW:
            _tell_months(plain, as_of)


def _tell_months(told: dict[str, Any], as_of: datetime) -> None:
    """Keep each month as it is told now, where it was not told so before."""
    last = {(row.month, row.currency): row.figures for row in MonthTold.objects.order_by("told_at")}
    zone = ZoneInfo(Organisation.get().timezone)
    for month in told["contracts"]["months"]:
        figures = {name: month[name] for name in (*PARTS, *COUNTS)}
        named = datetime.fromisoformat(month["begins"]).astimezone(zone).strftime("%Y-%m")
        if last.get((named, month["currency"])) != figures:
            MonthTold.objects.update_or_create(
                month=named, currency=month["currency"], told_at=as_of, defaults={"figures": figures}
            )


def _store_worth(tables: Tables, as_of: datetime, known: str) -> None:
    found = worth.of_tables(tables, as_of)
    with transaction.atomic():
        bulk.upsert(
            CustomerWorth, worth.COLUMNS, worth.rows_to_store(found), key=("customer_id", "business", "currency")
        )
        CustomerWorth.objects.exclude(as_of=as_of).delete()
    store("value", NOW, as_of, known, worth.document(found, customers=False))


def money_known() -> str:
    """What contracts and purchases there are: their number, and the latest change. Another where any changed."""
    known = [model.objects.aggregate(n=Count("pk"), last=Max("recorded_seq")) for model in (Subscription, Purchase)]
    return " ".join(f"{one['n']}:{one['last'] or 0}" for one in known)


def jsonable(told: Any) -> Any:
    """The document with moments as ISO 8601."""
    plain: Callable[[Any], Any] = jsonable
    if isinstance(told, dict):
        return {name: plain(value) for name, value in told.items()}
    if isinstance(told, list | tuple):
        return [plain(value) for value in told]
    return told.isoformat() if isinstance(told, datetime) else told
