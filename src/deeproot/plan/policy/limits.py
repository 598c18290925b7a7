"""The limits of the gate: defaults that an organisation may change."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final, NamedTuple


class Hours(NamedTuple):
    """The hours of a channel, in the customer's own zone: from ``start`` (included) to ``end`` (not), on ``days``."""

    start: int
    """Minutes after midnight."""
    end: int
    days: frozenset[int] = frozenset(range(7))
    """Monday is 0."""


class Frequency(NamedTuple):
    """At most so many touches in so many days."""

    most: int
    days: float


BASES: Final = ("consent", "bought", "customer", "none")
WEEKDAYS: Final = frozenset(range(5))
CALLING: Final = Hours(8 * 60, 21 * 60)
"""Outside these nobody is called with an offer, whatever an organisation's own hours: the strictest rule we know that
is written as hours (8:00 to 21:00 at the called party's; 47 CFR 64.1200(c)(1), 16 CFR 310.4)."""

HOURS: Final[Mapping[str, Hours]] = {
    "call": Hours(9 * 60, 18 * 60, WEEKDAYS),
    "meeting": Hours(9 * 60, 18 * 60, WEEKDAYS),
    "sms": Hours(9 * 60, 19 * 60, WEEKDAYS),
    "chat": Hours(8 * 60, 20 * 60, WEEKDAYS),
    "email": Hours(7 * 60, 20 * 60),
}
FREQUENCY: Final[Mapping[str, Frequency]] = {
    "email": Frequency(2, 7),
    "call": Frequency(1, 7),
    "sms": Frequency(1, 14),
    "": Frequency(4, 14),
}


@dataclass(frozen=True)
class Limits:
    """The numbers that the gate decides by. ``hours`` and ``frequency`` are by channel; "" is for all together."""

    hours: Mapping[str, Hours] = field(default_factory=lambda: HOURS)
    """A channel that is not named has no quiet hours."""
    frequency: Mapping[str, Frequency] = field(default_factory=lambda: FREQUENCY)
    """A channel that is not named has no limit of its own."""
    personas: Mapping[str, Mapping[str, Frequency]] = field(default_factory=dict)
    """persona -> channel -> what holds for it instead."""
    gifts: int = 4
    """So many gifts (value, care, appreciation) since the last pitch does the next one need."""
    survey_rest_days: float = 90
    briefed_hours: float = 24
    """So long does a word among us count as a brief."""
    basis: str = "customer"
    """What marketing by mail, SMS or telephone rests on: `consent`; `bought` (a purchase or a term on record, or a
    consent); `customer` (they are one in our record, or a consent); `none` (it is enough that they did not object)."""
    basis_after_leaving_days: float = 365
    """So long after they left, or the last term ended, does having been a customer still count."""

    @classmethod
    def of(cls, changed: Mapping[str, Any]) -> Limits:
        """The defaults with an organisation's changes, as JSON keeps them.

        ``{"hours": {"email": {"start": "08:00", "end": "18:00", "days": [0, 1]}, "sms": None}, "frequency": {"email":
        {"most": 1, "days": 7}}, "personas": {"Founder": {"email": {"most": 1, "days": 30}}}, "gifts": 3, …}``; None
        takes a limit away. Raises ValueError, in a sentence, for what cannot be a limit.
        """
        hours = _merged(HOURS, changed.get("hours", {}), hours_of)
        frequency = _merged(FREQUENCY, changed.get("frequency", {}), frequency_of)
        personas = {
            name: _merged({}, of_it, frequency_of) for name, of_it in changed.get("personas", {}).items() if of_it
        }
        basis = changed.get("basis", cls.basis)
        if basis not in BASES:
            raise ValueError(f"What marketing rests on is {basis!r}; it must be one of {', '.join(BASES)}.")
        numbers = {name: _number(name, changed[name]) for name in NUMBERS if changed.get(name) is not None}
        return cls(hours, frequency, personas, basis=basis, **numbers)

    @property
    def memory(self) -> timedelta:
        """How far back touches must be known for the frequency to be judged."""
        own = [limit.days for limit in self.frequency.values()]
        own += [limit.days for of_it in self.personas.values() for limit in of_it.values()]
        return timedelta(days=max(own, default=0))

    def frequency_of(self, persona: str | None, channel: str) -> Frequency | None:
        """What holds for this persona on this channel ("" is for all channels together)."""
        own = self.personas.get(persona or "") if self.personas else None
        return (own.get(channel) if own else None) or self.frequency.get(channel)


NUMBERS: Final = ("gifts", "survey_rest_days", "briefed_hours", "basis_after_leaving_days")


def _merged(defaults: Mapping[str, Any], changed: Mapping[str, Any], read: Any) -> dict[str, Any]:
    kept = {name: value for name, value in defaults.items() if name not in changed}
    return kept | {name: read(name, value) for name, value in changed.items() if value is not None}


def hours_of(channel: str, given: Mapping[str, Any]) -> Hours:
    """Hours from what JSON keeps. Raises ValueError where they do not begin before they end, or name no day."""
    start, end = minutes(given["start"]), minutes(given["end"])
    days = frozenset(int(day) for day in given.get("days", range(7)))
    if not start < end:
        raise ValueError(f"The hours of {channel} must begin before they end.")
    if not days or not days <= frozenset(range(7)):
        raise ValueError(f"The hours of {channel} name no day of the week (Monday is 0).")
    return Hours(start, end, days)


def minutes(text: str) -> int:
    """Minutes after midnight of ``HH:MM``, up to 24:00. Raises ValueError for anything else."""
    hour, _, minute = str(text).strip().partition(":")
    if not (hour.isdecimal() and minute[:2].isdecimal()):
        raise ValueError(f"{text!r} is no time of day; write it as 09:00.")
    found = int(hour) * 60 + int(minute[:2])
    if int(minute[:2]) > 59 or found > 24 * 60:
        raise ValueError(f"{text!r} is no time of day; write it as 09:00.")
    return found


def frequency_of(channel: str, given: Mapping[str, Any]) -> Frequency:
    """A frequency from what JSON keeps. Raises ValueError unless it is a whole number of touches in some days."""
    most, days = given["most"], _number("days", given["days"])
    if not isinstance(most, int) or most < 0 or days <= 0:
        raise ValueError(f"The limit of {channel or 'all channels'} must be a whole number in so many days.")
    return Frequency(most, days)


def _number(name: str, given: Any) -> Any:
    """A number that is no less than none."""
    if isinstance(given, bool) or not isinstance(given, int | float) or not math.isfinite(given) or given < 0:
        raise ValueError(f"{name} is {given!r}; it must be a number, 0 or more.")
    return given
