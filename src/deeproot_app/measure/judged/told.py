"""What is stored of retention, as a page tells it: the months asked for, in one currency, with what each is made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, Final
from zoneinfo import ZoneInfo

from deeproot.measure.retention.groups import BYS, By
from deeproot.measure.retention.months import beginnings
from deeproot_app.base.models import Organisation
from deeproot_app.measure.judged.reckon import NOW, name_of
from deeproot_app.measure.models import MonthTold, Reckoned
from deeproot_app.record.models import Member, Purchase, Subscription

BY_NAMES: Final[Mapping[By, str]] = {
    "persona": "Persona",
    "plan": "Plan they began with",
    "channel": "First channel",
    "first_reason": "First reason",
    "owner": "Owner",
    "country": "Country",
    "kind": "Kind",
}
NONE: Final = "not known"
SUMS: Final = ("start", "grown", "shrunk", "lost", "customers_start", "customers_lost")


@dataclass(frozen=True)
class Told:
    """A stored reckoning of retention, for one choice of months, grouping and currency."""

    row: Reckoned
    months_shown: int
    by: By | None
    asked_currency: str

    @cached_property
    def zone(self) -> ZoneInfo:
        """The organisation's: its months are its."""
        return ZoneInfo(Organisation.get().timezone)

    @property
    def as_of(self) -> datetime:
        return self.row.as_of

    @property
    def contracts(self) -> dict[str, Any]:
        found: dict[str, Any] = self.row.document["contracts"]
        return found

    @cached_property
    def currencies(self) -> list[str]:
        """Those there are, the one that brings most first."""
        brings: dict[str, float] = {}
        for month in self.contracts["months"]:
            brings[month["currency"]] = max(brings.get(month["currency"], 0.0), month["end"])
        return sorted(brings, key=lambda one: (-brings[one], one))

    @property
    def currency(self) -> str:
        """The currency shown; empty where there are no contracts."""
        if self.asked_currency in self.currencies:
            return self.asked_currency
        return self.currencies[0] if self.currencies else ""

    @cached_property
    def months(self) -> list[dict[str, Any]]:
        """The bridge of each month shown, of all customers of the reckoning or of a group each, the earliest first."""
        named = [month | {"name": month_of(month["begins"], self.zone)} for month in self.contracts["months"]]
        last = sorted({month["name"] for month in named})[-self.months_shown :]
        return [month for month in named if month["currency"] == self.currency and month["name"] in last]

    @cached_property
    def groups(self) -> list[dict[str, Any]]:
        """Each group over the months shown together: the mean monthly rates, and who is still there after a year."""
        curves = {curve["group"]: curve for curve in self.contracts["survival"]}
        names = names_of(self.by, curves)
        parts: dict[str | None, list[dict[str, Any]]] = {group: [] for group in curves}
        for month in self.months:
            parts.setdefault(month["group"], []).append(month)
        found = [
            {"group": group, "name": names.get(group, group or NONE), "curve": curves.get(group)} | _together(rows)
            for group, rows in parts.items()
        ]
        return sorted(found, key=lambda one: (-one["customers_end"], one["name"]))

    def cohorts(self, business: str) -> list[dict[str, Any]]:
        """The cohorts of the months shown, each month's share with its customers."""
        rows = self.row.document[business]["cohorts"]
        named = [row | {"name": month_of(row["begins"], self.zone)} for row in rows]
        since = beginnings(self.as_of, self.months_shown, str(self.zone))[0].astimezone(self.zone).strftime("%Y-%m")
        return [
            row | {"cells": [_cell(row, place) for place in range(len(row["there"]))]}
            for row in named
            if row["name"] >= since
        ]


def _cell(row: Mapping[str, Any], place: int) -> dict[str, Any]:
    share = row["there"][place] / row["size"]
    return {"place": place, "share": share, "there": row["there"][place], "heat": round(share * 10)}


def _together(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Months of one group added up: what was lost of what there was, month by month."""
    sums = {name: sum(row[name] for row in rows) for name in SUMS}
    last = rows[-1] if rows else {"end": 0.0, "customers_end": 0}
    start, kept = sums["start"], sums["start"] - sums["shrunk"] - sums["lost"]
    return {
        **sums, "end": last["end"], "customers_end": last["customers_end"],
        "gross": kept / start if start else None,
        "net": (kept + sums["grown"]) / start if start else None,
        "customers": 1 - sums["customers_lost"] / sums["customers_start"] if sums["customers_start"] else None,
    }  # fmt: skip


def told(months: int, by: By | None = None, day: str = NOW, currency: str = "") -> Told | None:
    """What is stored; None where that was not reckoned."""
    row = Reckoned.objects.filter(what=name_of(by), of_day=day).first()
    return Told(row, months, by, currency) if row else None


def is_recorded() -> bool:
    """Whether there is anything to reckon with: a contract or a purchase."""
    return Subscription.objects.exists() or Purchase.objects.exists()


def names_of(by: By | None, groups: Iterable[str | None]) -> dict[str | None, str]:
    """What people call the groups."""
    if by == "owner":
        members = Member.objects.in_bulk([group for group in groups if group])
        return {str(key): member.name for key, member in members.items()}
    return {group: group.replace("_", " ") for group in groups if group}


def month_of(begins: str, zone: ZoneInfo) -> str:
    """The month of that zone, as 2026-05, that begins at that moment."""
    return datetime.fromisoformat(begins).astimezone(zone).strftime("%Y-%m")


def short(month: str) -> str:
    """2026-05 as `May ’26`."""
    return date.fromisoformat(f"{month}-01").strftime("%b ’%y")


@dataclass(frozen=True)
class Restated:
    """A month that a correction changed since it was first told."""

    month: str
    currency: str
    first_told_at: datetime
    told_at: datetime
    changes: list[tuple[str, float, float]]
    """What, as it was told first, as it is told now."""


def restated(months: Iterable[str], currency: str) -> list[Restated]:
    """Of those months, the ones whose figures are other than they were first told."""
    rows = MonthTold.objects.filter(month__in=list(months), currency=currency).order_by("month", "told_at")
    tellings: dict[str, list[MonthTold]] = {}
    for row in rows:
        tellings.setdefault(row.month, []).append(row)
    return [
        Restated(month, currency, told[0].told_at, told[-1].told_at, _changes(told[0].figures, told[-1].figures))
        for month, told in tellings.items()
        if _changes(told[0].figures, told[-1].figures)
    ]


def _changes(first: Mapping[str, float], now: Mapping[str, float]) -> list[tuple[str, float, float]]:
    return [
        (name.replace("_", " "), first[name], now[name]) for name in now if abs(first.get(name, 0) - now[name]) > 1e-6
    ]


def by_of(text: str) -> By | None:
    """The grouping of that name; None for none."""
    return next((by for by in BYS if by == text), None)
