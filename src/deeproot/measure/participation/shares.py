"""How many of those who count took part, by week, by way, by team.

A share is n people of so many. Teams of which fewer than `FEWEST` count are not shown, and where what remains of the
company, less the teams that are shown, would be as few, the smallest of these is not shown either: nobody is to be
found by taking one figure from another (secondary suppression; Hundepool et al., Statistical Disclosure Control, 2012).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from deeproot.measure.participation.people import Person, counts

FEWEST: Final = 5
"""Of fewer people nothing is said."""
OTHERS: Final = "(other teams)"
"""The teams that are not shown by themselves, and whoever is of none, together."""

Deeds = Mapping[tuple[str, date], Collection[str]]
"""By which ways a person took part in a week: {(person, Monday): ways}."""


@dataclass(frozen=True)
class Share:
    """So many people of so many."""

    n: int
    of: int

    @property
    def value(self) -> float:
        return self.n / self.of


@dataclass(frozen=True)
class Group:
    """The company, or a team: None wherever too few count for anything to be said."""

    name: str
    """Empty for the company."""
    weeks: tuple[Share | None, ...]
    """Took part by any way, by week."""
    month: Share | None
    """In any of the last four weeks, of those who counted in any of them."""
    whole: Share | None
    """In any of all the weeks."""
    ways: Mapping[str, Share | None]
    """By one way, in any of all the weeks."""


@dataclass(frozen=True)
class Participation:
    """Who takes part, as shares of people."""

    weeks: tuple[date, ...]
    """Mondays; the last is the present week, not over yet."""
    company: Group
    teams: tuple[Group, ...]
    """By name; `OTHERS` last."""
    hidden: int
    """How many teams are not shown by themselves."""


def participation(
    people: Iterable[Person], deeds: Deeds, weeks: Sequence[date], ways: Sequence[str], until: date
) -> Participation:
    """The shares of ``people`` who took part in ``weeks`` (Mondays, the last that of ``until``) by these ``ways``.

    ``deeds`` of weeks in which somebody does not count are left out: n is never of other people than ``of``.
    """
    known = list(people)
    present = {one.id: [week for week in weeks if counts(one, week, until)] for one in known}
    whole = _group("", known, present, deeds, tuple(weeks), ways)
    shown, hidden = _shown(known, present)
    groups = [(name, [one for one in known if one.team == name]) for name in shown]
    rest = [one for one in known if one.team not in shown]
    if groups and rest:
        groups.append((OTHERS, rest))
    teams = [_group(name, members, present, deeds, tuple(weeks), ways) for name, members in groups]
    return Participation(tuple(weeks), whole, tuple(_guarded(whole, teams)), hidden)


def _shown(people: list[Person], present: Mapping[str, list[date]]) -> tuple[list[str], int]:
    """The teams that are shown by themselves, by name, and how many are not."""
    sizes: dict[str, int] = {}
    for one in people:
        if one.team and present[one.id]:
            sizes[one.team] = sizes.get(one.team, 0) + 1
    shown = {name for name, size in sizes.items() if size >= FEWEST}
    everybody = sum(1 for weeks in present.values() if weeks)
    while shown and 0 < everybody - sum(sizes[name] for name in shown) < FEWEST:
        shown.remove(min(shown, key=lambda name: (sizes[name], name)))
    return sorted(shown), len(sizes) - len(shown)


def _group(
    name: str,
    members: list[Person],
    present: Mapping[str, list[date]],
    deeds: Deeds,
    weeks: tuple[date, ...],
    ways: Sequence[str],
) -> Group:
    def share(among: Sequence[date], way: str = "") -> Share | None:
        n = of = 0
        for one in members:
            there = [week for week in among if week in present[one.id]]
            done = [deeds.get((one.id, week), ()) for week in there]
            of += bool(there)
            n += any(way in each if way else bool(each) for each in done)
        return Share(n, of) if of >= FEWEST else None

    return Group(
        name, tuple(share([week]) for week in weeks), share(weeks[-4:]), share(weeks),
        {way: share(weeks, way) for way in ways},
    )  # fmt: skip


def _guarded(whole: Group, teams: list[Group]) -> list[Group]:
    """The teams' weeks and months, less those from which, with the company's, a few people could be told."""
    columns = [_column(whole.weeks[n], [team.weeks[n] for team in teams]) for n in range(len(whole.weeks))]
    months = _column(whole.month, [team.month for team in teams])
    return [
        Group(team.name, tuple(column[place] for column in columns), months[place], team.whole, team.ways)
        for place, team in enumerate(teams)
    ]


def _column(whole: Share | None, teams: list[Share | None]) -> list[Share | None]:
    """One figure of all teams, with the smallest hidden too until those that are not told are none or enough."""
    told = list(teams)
    while whole and any(told) and 0 < whole.of - sum(one.of for one in told if one) < FEWEST:
        smallest = min((one.of, place) for place, one in enumerate(told) if one)[1]
        told[smallest] = None
    return told
