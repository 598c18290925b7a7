"""Personas suggested from the record: few, named by what marks them, and only where halves of the company agree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from math import expm1, isnan
from typing import TYPE_CHECKING, Any, Final

from deeproot.engines import Tables, open_tables
from deeproot.understand.figures import Moment, micros, moment
from deeproot.understand.personas.traits import BY_ID, LEAST_ROWS, TRAITS, traits

if TYPE_CHECKING:
    import pandas as pd

    from deeproot.understand.personas.groups import Groups, Stability

MARKS: Final = 0.35
"""A trait marks a persona whose mean lies so many spreads (standard deviations of all) from that of all."""
NAMED: Final = 3
LEAST_CUSTOMERS: Final = 40
"""Of fewer no two halves tell anything."""


@dataclass(frozen=True)
class Mark:
    """A trait of one suggested persona beside all customers."""

    trait: str
    value: float
    """Its mean; of what is counted the mean of the logarithms (one added), taken back: what ``apart`` compares."""
    all: float
    apart: float
    """How many spreads it lies from all customers; below 0: less."""

    @property
    def says(self) -> str:
        """What it is in plain words."""
        return BY_ID[self.trait].much if self.apart > 0 else BY_ID[self.trait].little


@dataclass(frozen=True)
class Suggested:
    """One persona that the record suggests."""

    name: str
    customers: tuple[str, ...]
    share: float
    marks: tuple[Mark, ...]
    """Every trait, the most telling first."""

    @property
    def telling(self) -> tuple[Mark, ...]:
        """Those by which it is marked."""
        return tuple(one for one in self.marks if abs(one.apart) >= MARKS)


@dataclass(frozen=True)
class Suggestion:
    """What the record suggests at a moment, and how stable that is."""

    as_of: datetime
    customers: int
    """How many are known well enough."""
    left_out: int
    """Of whom too little passed."""
    lasting: Mapping[str, float]
    """How far each trait lasts, 0 to 1."""
    forming: tuple[str, ...]
    """The traits that tell them apart."""
    tried: Sequence[Stability] = ()
    """Every number of personas that was tried."""
    chosen: Stability | None = None
    """None: nothing is stable, and nothing is suggested."""
    personas: tuple[Suggested, ...] = field(default=())

    @property
    def says(self) -> str:
        """What it rests on, in a few sentences."""
        if self.chosen is not None:
            return (
                f"{len(self.personas)} personas, from {self.customers:,} customers. Two halves of the company, drawn "
                f"{self.chosen.splits} times, agree with an adjusted Rand index of {self.chosen.mean:.2f} "
                f"({self.chosen.least:.2f} to {self.chosen.most:.2f}; 1 is the same, 0 is chance)."
            )
        if not self.tried:
            return (
                f"Nothing is suggested: of {self.customers:,} customers enough is known, which is too few, or they "
                "differ in nothing that lasts."
            )
        best = max(self.tried, key=lambda one: one.mean)
        return (
            f"Nothing is suggested: no grouping of these {self.customers:,} customers is stable. Two halves of the "
            f"company agree at best with an adjusted Rand index of {best.mean:.2f} ({best.least:.2f} to "
            f"{best.most:.2f}), for {best.k} personas; at least 0.80 in nine of ten divisions is asked."
        )


def suggest(tables: Tables | Mapping[str, Any], as_of: Moment) -> Suggestion:
    """The personas that the record suggests at ``as_of`` (a datetime or ISO 8601 text, UTC without an offset).

    ``tables`` are opened tables, or data frames by name: customers, interactions, subscriptions, purchases. Of 2 to
    6 groups those are taken on which divisions of the company agree best, where nine of ten do so with an adjusted Rand
    index of .8 or more and no group is below a twentieth; where there are none, nothing is suggested. The same
    record and ``as_of`` give the same, whatever the order of rows. Raises TablesError for
    tables that are not of their form.
    """
    opened = tables if isinstance(tables, Tables) else open_tables(tables)
    return of_traits(traits(opened, as_of), as_of)


def of_traits(rows: pd.DataFrame, as_of: Moment) -> Suggestion:
    """The same of traits that were reckoned already (:func:`deeproot.understand.personas.traits.traits`)."""
    from deeproot.understand.personas import groups

    at = moment(micros(as_of))
    known = rows[rows["rows"] >= LEAST_ROWS].sort_index()
    left_out = len(rows) - len(known)
    if len(known) < LEAST_CUSTOMERS:
        return Suggestion(at, len(known), left_out, {}, ())
    fitted_on = groups.some(known)
    lasts, forms = groups.lasting(fitted_on), groups.forming(fitted_on)
    tried = groups.stabilities(fitted_on)
    for one in sorted((one for one in tried if one.stable), key=lambda one: (-one.mean, -one.k)):
        found = groups.fitted(fitted_on, one.k)
        if found is not None and _large_enough(found, known):
            told = _told(found, known)
            return Suggestion(at, len(known), left_out, lasts, forms, tried, one, told)
    return Suggestion(at, len(known), left_out, lasts, forms, tried)


def _large_enough(found: Groups, known: pd.DataFrame) -> bool:
    import numpy as np

    from deeproot.understand.personas.groups import LEAST_SHARE

    counted = np.bincount(found.number(known), minlength=len(found.centres))
    return bool(counted.min() >= LEAST_SHARE * len(known))


def _told(found: Groups, known: pd.DataFrame) -> tuple[Suggested, ...]:
    """The groups by their size, the largest first, each by another name."""
    import pandas as pd

    number = pd.Series(found.number(known), index=known.index)
    parts = [known[number == one] for one in range(len(found.centres))]
    parts.sort(key=lambda part: (-len(part), part.index[0]))
    personas, names = [], set[str]()
    for part in parts:
        marks = marks_of(part, known, found.scale.traits)
        name = _named(marks, names)
        names.add(name)
        personas.append(Suggested(name, tuple(part.index), len(part) / len(known), marks))
    return tuple(personas)


def marks_of(part: pd.DataFrame, known: pd.DataFrame, forming: Sequence[str] = ()) -> tuple[Mark, ...]:
    """The traits of some customers beside all, those of ``forming`` before others, the most telling first."""
    from deeproot.understand.personas.groups import straight

    own, every = straight(part), straight(known)
    found = []
    for one in TRAITS:
        spread = float(every[one.id].std())
        apart = (float(own[one.id].mean()) - float(every[one.id].mean())) / spread if spread > 0 else 0.0
        if not isnan(apart):
            found.append(Mark(one.id, _typical(own, one.id), _typical(every, one.id), round(apart, 4)))
    return tuple(sorted(found, key=lambda one: (one.trait not in forming, -abs(one.apart), one.trait)))


def _typical(rows: pd.DataFrame, trait: str) -> float:
    mean = float(rows[trait].mean())
    return round(expm1(mean) if BY_ID[trait].counted else mean, 6)


def _named(marks: Sequence[Mark], taken: set[str]) -> str:
    """Its most telling traits in plain words; where that is another's name, one more."""
    ordered = [one for one in marks if one.trait != "tenure" and one.apart]
    telling = [one.says for one in ordered if abs(one.apart) >= MARKS] or [one.says for one in ordered[:NAMED]]
    name = ", ".join(telling[:NAMED]) or "like all"
    for more in telling[NAMED:]:
        name = name if name not in taken else f"{name}, {more}"
    name = name[:1].upper() + name[1:]
    return name if name not in taken else f"{name} ({len(taken) + 1})"


def document(found: Suggestion) -> dict[str, Any]:
    """A suggestion as JSON has it."""
    return {
        "as_of": found.as_of.isoformat(),
        "customers": found.customers,
        "left_out": found.left_out,
        "says": found.says,
        "stable": found.chosen is not None,
        "stability": asdict(found.chosen) if found.chosen else None,
        "tried": [asdict(one) for one in found.tried],
        "lasting": dict(found.lasting),
        "forming": list(found.forming),
        "personas": [
            {
                "name": one.name,
                "customers": list(one.customers),
                "share": one.share,
                "marks": [asdict(mark) | {"says": mark.says, "telling": mark in one.telling} for mark in one.marks],
            }
            for one in found.personas
        ],
    }
