"""A journey as it was reckoned: stages, touchpoints, what follows what, the commonest ways, and what stands out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from deeproot.understand.journey.waiting import Wait
from deeproot.understand.journey.words import RULES, STAGES, Stage, Step


@dataclass(frozen=True)
class Felt:
    """Mean sentiment (-1 to 1) with its 95 per cent interval; None where too few say one."""

    mean: float | None
    low: float | None
    high: float | None
    n: int


@dataclass(frozen=True)
class DeadEnd:
    """After how many times of a touchpoint nothing more passed within 60 days."""

    of: int
    """Times that are at least so long ago."""
    dead: int
    usual: float
    """The share of all touchpoints together."""
    p: float
    q: float
    stands_out: bool
    """Half as often again as elsewhere or more, with q at most .05 of all touchpoints tested."""

    @property
    def share(self) -> float:
        return self.dead / self.of if self.of else 0.0


@dataclass(frozen=True)
class Touchpoint:
    """A step in a stage."""

    node: int
    stage: Stage
    step: Step
    times: int
    customers: int
    share: float
    """Of the journey's customers."""
    again: int
    """Customers who came there more than once in that stage of their life."""
    most: int
    """Times of the one who came there most often."""
    days_in: float
    """Days from the beginning of a stay until there: of each customer the least, of these the median."""
    felt: Felt
    next: Wait
    """Until the next step, whichever it was."""
    answered: Wait | None
    """Until the next step of ours; only of steps of the customer's."""
    began: int
    """Customers whose first step it was."""
    ended: int
    """Customers of whom nothing is known after it."""
    dead_end: DeadEnd

    @property
    def says(self) -> str:
        return self.step.says


@dataclass(frozen=True)
class Edge:
    """One node directly after another; ``target`` None: nothing followed."""

    source: int
    target: int | None
    times: int
    tied: int
    apart: int


@dataclass(frozen=True)
class Way:
    """One way through a stage: its nodes in order, repeats taken together."""

    nodes: tuple[int, ...]
    longer: bool
    """It went on; only the first eight are told."""
    times: int
    share: float
    """Of all stays in that stage."""


@dataclass(frozen=True)
class Part:
    """One stage of a journey."""

    stage: Stage
    customers: int
    stays: int
    crowded: int
    """Stays with too many people or doors in their first 90 days."""
    people: float
    doors: float
    """Medians of a stay's first 90 days."""
    steps: float
    """Median of a stay."""
    days: float
    """Median length of a stay, first step to last."""
    ways: tuple[Way, ...]
    """The commonest first."""
    ways_there_are: int
    felt: Felt

    @property
    def name(self) -> str:
        return STAGES[self.stage]

    @property
    def rule(self) -> str:
        return RULES[self.stage]

    @property
    def too_many(self) -> bool:
        """At least a fifth of the stays, and at least five of them, met too many people or doors."""
        return self.crowded >= max(5, self.stays / 5)


@dataclass(frozen=True)
class Course:
    """How customers went from stage to stage."""

    stages: tuple[Stage, ...]
    customers: int
    share: float


@dataclass(frozen=True)
class Ties:
    """How much of the order is a convention."""

    pairs: int
    """Steps with another directly after."""
    tied: int
    """Of these at one moment."""
    apart: int
    """Of these between two different touchpoints: another order would count otherwise."""

    @property
    def share(self) -> float:
        return self.apart / self.pairs if self.pairs else 0.0


@dataclass(frozen=True)
class Journey:
    """What the record says of customers' way with us, as of a moment."""

    as_of: datetime
    window_days: int
    persona: str | None
    customers: int
    """With at least one step."""
    steps: int
    ties: Ties
    parts: tuple[Part, ...]
    """The stages that anybody was in, in order."""
    touchpoints: tuple[Touchpoint, ...]
    """By stage, then by when customers come there."""
    edges: tuple[Edge, ...]
    """The commonest first."""
    courses: tuple[Course, ...]
    """The commonest first."""
    people_too_many: int
    doors_too_many: int

    def of(self, stage: Stage) -> tuple[Touchpoint, ...]:
        return tuple(one for one in self.touchpoints if one.stage == stage)

    @property
    def back_and_forth(self) -> tuple[Edge, ...]:
        """Steps that follow themselves: loops, the commonest first."""
        return tuple(edge for edge in self.edges if edge.source == edge.target)
