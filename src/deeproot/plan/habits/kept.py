"""Which days or weeks a habit was kept, by whom; its adherence and its streak."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Literal

from deeproot.plan.habits.library import Habit
from deeproot.plan.habits.rows import Happening, Rows

State = Literal["kept", "missed", "open", "nothing", "off"]
"""``open``: there is still time. ``nothing``: there was no occasion. ``off``: a day off. Only kept and missed count."""


@dataclass(frozen=True)
class Period:
    """One day, or one week from its Monday."""

    begins: date
    state: State
    by: tuple[str, ...]
    """Whose deeds or occasions they were: ids of members, in order."""
    evidence: tuple[str, ...]
    """Interactions or promises, those that were missed first."""


@dataclass(frozen=True)
class Course:
    """How a habit went."""

    periods: list[Period]
    """The earliest first."""

    @property
    def kept(self) -> int:
        return sum(period.state == "kept" for period in self.periods)

    @property
    def n(self) -> int:
        """The periods that count."""
        return sum(period.state in ("kept", "missed") for period in self.periods)

    @property
    def adherence(self) -> float | None:
        """Kept over kept and missed, 0 to 1; None while nothing counts."""
        return self.kept / self.n if self.n else None

    @property
    def streak(self) -> int:
        """Periods kept in a row up to now. Days off, weeks without an occasion and what is still open break nothing."""
        found = 0
        for period in reversed(self.periods):
            if period.state == "missed":
                break
            found += period.state == "kept"
        return found


def course(
    habit: Habit,
    rows: Rows,
    as_of: datetime,
    *,
    members: Collection[str],
    zone: tzinfo,
    begins: date,
    ends: date | None = None,
    works: Callable[[date], bool] = lambda day: day.weekday() < 5,
) -> Course:
    """How ``members`` together kept a habit from the day it ``begins`` to ``as_of``, or to the day before it ``ends``.

    A deed of any of them keeps it for all; each occasion of any of them is to be met. Days are those of ``zone``;
    ``works`` says of a day whether it is a working day: deeds of a day off count for nobody's day, yet for the week.
    The period in which it began counts only where it was kept. Aware moments; nothing after ``as_of`` counts.
    """
    happened: dict[date, list[Happening]] = defaultdict(list)
    for one in habit.finds(rows.until(as_of)):
        day = one.at.astimezone(zone).date()
        if one.member_id in members and day >= begins and (ends is None or day < ends):
            happened[_period(habit, day)].append(one)
    last = as_of.astimezone(zone).date()
    last = min(last, ends - timedelta(days=1)) if ends else last
    over = ends is not None and last < as_of.astimezone(zone).date()
    periods = []
    for start in _periods(habit, begins, last):
        found = sorted(happened.get(start, ()), key=lambda one: (one.met is not False, one.at, one.id))
        state = _state(habit, found, start, works, ended=over or _ended(habit, start, as_of, zone))
        if state == "missed" and start < begins + timedelta(days=1) and habit.how == "do":
            state = "nothing"
        who = tuple(sorted({one.member_id for one in found if one.member_id}))
        periods.append(Period(start, state, who, tuple(one.id for one in found)))
    return Course(periods)


def _period(habit: Habit, day: date) -> date:
    return day if habit.every == "day" else day - timedelta(days=day.weekday())


def _periods(habit: Habit, first: date, last: date) -> Iterator[date]:
    day, step = _period(habit, first), timedelta(days=1 if habit.every == "day" else 7)
    while day <= last:
        yield day
        day += step


def _ended(habit: Habit, start: date, as_of: datetime, zone: tzinfo) -> bool:
    end = start + timedelta(days=1 if habit.every == "day" else 7)
    return datetime.combine(end, time(), zone) <= as_of


def _state(
    habit: Habit, found: list[Happening], start: date, works: Callable[[date], bool], *, ended: bool
) -> State:  # fmt: skip
    days = [start + timedelta(days=n) for n in range(1 if habit.every == "day" else 7)]
    if not any(works(day) for day in days):
        return "off"
    if habit.how == "do":
        return "kept" if found else "missed" if ended else "open"
    if any(one.met is False for one in found):
        return "missed"
    if any(one.met is None for one in found):
        return "open"
    return "kept" if found and ended else "open" if not ended else "nothing"
