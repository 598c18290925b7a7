"""What is found of a customer's loyalty: three parts, each with its facts; and, beside them, how the customer stays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

PartName = Literal["engagement", "advocacy", "attitude"]
Level = Literal["high", "middling", "low", "unknown"]
Standing = Literal["loyal", "between", "not_loyal", "unknown"]
StayingState = Literal["left", "ends_soon", "stays", "new", "unknown"]


@dataclass(frozen=True, slots=True)
class Deed:
    """Something a customer did for us that no interaction says by itself: a referral, a reference."""

    customer_id: str
    what: str
    """`referral` or `reference`."""
    at: datetime
    evidence: str
    """What it is known by: an interaction's id, or a name of its own such as `referral:7`."""


@dataclass(frozen=True, slots=True)
class Fact:
    """All that a customer did of one kind in the window."""

    name: str
    """One of :data:`rules.FACTS`."""
    n: int
    last_at: datetime
    evidence: tuple[str, ...]
    """The ids of the latest, the latest first."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of loyalty: how high it is, and why."""

    name: PartName
    level: Level
    facts: tuple[Fact, ...]

    @property
    def n(self) -> int:
        return sum(fact.n for fact in self.facts)

    @property
    def last_at(self) -> datetime | None:
        return max((fact.last_at for fact in self.facts), default=None)


@dataclass(frozen=True, slots=True)
class Staying:
    """Whether they stay: beside loyalty, and in no part of it."""

    state: StayingState
    since: datetime | None
    left_at: datetime | None
    term_ends_at: datetime | None
    cancelled: bool


@dataclass(frozen=True, slots=True)
class Loyalty:
    """One customer: the three parts, what they say together, and how the customer stays."""

    customer_id: str
    engagement: Part
    advocacy: Part
    attitude: Part
    standing: Standing
    staying: Staying

    @property
    def parts(self) -> tuple[Part, ...]:
        return self.engagement, self.advocacy, self.attitude

    @property
    def last_at(self) -> datetime | None:
        """When any fact was last."""
        return max((part.last_at for part in self.parts if part.last_at), default=None)
