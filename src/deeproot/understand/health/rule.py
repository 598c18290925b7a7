"""The rule of health: few parts, each good, uneasy or bad by two numbers; how many of them make the whole.

The whole, in this order:

1. **not known**, where fewer than ``known`` parts (3) are known: a part without evidence is missing, never zero;
2. **bad**, where ``bad`` (2) or more parts are bad;
3. **uneasy**, where one part is bad, or ``uneasy`` (2) or more are uneasy;
4. **good** else.

No weights, no points, no average: a part that is bad is not made good by another. Every number may be changed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final, Literal

Reading = Literal["good", "uneasy", "bad"]
Whole = Literal["good", "uneasy", "bad", "unknown"]
Direction = Literal["better", "same", "worse"]
Judged = Literal["low", "high", "change"]


@dataclass(frozen=True)
class Part:
    """One part of health: what it asks, what its value is, and its numbers unless they are changed."""

    id: str
    title: str
    question: str
    rule: str
    unit: str
    judged: Judged
    """By a value that is better low, or high; or by how it changed: the value over that of the window before."""
    good: float
    bad: float
    step: float
    """So much must have changed for a direction to be told."""
    least: int
    """So many rows make it known: of the window, or (judged by change) of the window before."""


PARTS: Final = (
    Part(
        "attention",
        "Attention",
        "Do they hear from us?",
        "Days since the last touch, or since the first day as a customer; now, and at the end of the window before.",
        "days",
        "low",
        good=60,
        bad=120,
        step=14,
        least=0,
    ),
    Part(
        "promises",
        "Promises",
        "Do we keep what we promise?",
        "Of the promises due in the window, the share kept by the due moment.",
        "share",
        "high",
        good=0.9,
        bad=0.6,
        step=0.1,
        least=1,
    ),
    Part(
        "answers",
        "Answers",
        "Do they get an answer?",
        "Of the questions of the window, the share answered within 48 hours; one younger than that, and not yet "
        "answered, does not count.",
        "share",
        "high",
        good=0.8,
        bad=0.5,
        step=0.1,
        least=1,
    ),
    Part(
        "listening",
        "Listening",
        "Who does the talking?",
        "The customer's words over all words, in two-way threads and conversations of the window.",
        "share",
        "high",
        good=0.5,
        bad=0.3,
        step=0.1,
        least=1,
    ),
    Part(
        "mood",
        "Mood",
        "How do they sound?",
        "The mean sentiment (-1 to 1) of what they wrote in the window.",
        "tone",
        "high",
        good=0,
        bad=-0.25,
        step=0.1,
        least=1,
    ),
    Part(
        "use",
        "Use",
        "Do they use what they have?",
        "Rows of use in the window, over those of the window before; missing where that held fewer than 3.",
        "times",
        "change",
        good=0.8,
        bad=0.5,
        step=0.2,
        least=3,
    ),
    Part(
        "purchases",
        "Purchases",
        "Do they come back to buy?",
        "Purchases in the window, over those of the window before; missing where that held fewer than 3.",
        "times",
        "change",
        good=0.8,
        bad=0.5,
        step=0.2,
        least=3,
    ),
    Part(
        "experience",
        "Experience",
        "What do they live through with us?",
        "How many scenarios they live through (of a year); missing where nothing passed in either window.",
        "scenarios",
        "low",
        good=0,
        bad=1,
        step=1,
        least=1,
    ),
)
"""The parts, in the order in which they are told."""
BY_ID: Final = {part.id: part for part in PARTS}
LONGEST_WINDOW: Final = 182
"""Two windows lie within the year that every measure looks back."""
LARGEST: Final = 1e6
NUMBERS: Final = ("good", "bad", "step", "least")


@dataclass(frozen=True)
class Rule:
    """The numbers in force."""

    window_days: int = 90
    """The window, and as long a one before it."""
    known: int = 3
    bad: int = 2
    uneasy: int = 2
    parts: Mapping[str, Part] = field(default_factory=lambda: MappingProxyType(BY_ID))

    @classmethod
    def of(cls, changed: Mapping[str, Any]) -> Rule:
        """The defaults with what was changed: ``{"window_days": 60, "bad": 3, "promises_good": 0.8}``.

        Raises ``ValueError`` for a name there is none of, and for a number that cannot be used.
        """
        given = {name: _number(name, value) for name, value in changed.items()}
        for name in given:
            if name not in DEFAULTS:
                raise ValueError(f"health has no number {name!r}; it has {', '.join(DEFAULTS)}")
        numbers = {**DEFAULTS, **given}
        if not 1 <= numbers["window_days"] <= LONGEST_WINDOW:
            raise ValueError(f"the window of health is 1 to {LONGEST_WINDOW} days, not {numbers['window_days']:g}")
        parts = {name: _part(part, numbers) for name, part in BY_ID.items()}
        own = {name: int(numbers[name]) for name in ("window_days", "known", "bad", "uneasy")}
        for name in ("known", "bad", "uneasy"):
            if not 1 <= own[name] <= len(PARTS):
                raise ValueError(f"{name} is a number of parts, 1 to {len(PARTS)}, not {numbers[name]:g}")
        return cls(**own, parts=MappingProxyType(parts))

    @property
    def numbers(self) -> dict[str, float]:
        """Every number in force, by its name."""
        own: dict[str, float] = {name: getattr(self, name) for name in ("window_days", "known", "bad", "uneasy")}
        return own | {f"{part.id}_{name}": getattr(part, name) for part in self.parts.values() for name in NUMBERS}

    def whole(self, readings: Sequence[Reading | None]) -> Whole:
        """The reading of the whole, from those of its parts; None for one that is missing."""
        known = [reading for reading in readings if reading is not None]
        if len(known) < self.known:
            return "unknown"
        if known.count("bad") >= self.bad:
            return "bad"
        return "uneasy" if "bad" in known or known.count("uneasy") >= self.uneasy else "good"


DEFAULTS: Final[Mapping[str, float]] = MappingProxyType(Rule().numbers)


def _number(name: str, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= LARGEST:
        raise ValueError(f"{name} must be a number, not {value!r}")
    return float(value)


def _part(part: Part, numbers: Mapping[str, float]) -> Part:
    good, bad, step, least = (numbers[f"{part.id}_{name}"] for name in NUMBERS)
    if (good > bad) if part.judged == "low" else (good < bad):
        side = "above" if part.judged == "low" else "below"
        raise ValueError(f"{part.id}_good is {good:g}, which lies {side} {part.id}_bad, {bad:g}")
    if step < 0 or least < 0:
        raise ValueError(f"{part.id}_step and {part.id}_least cannot lie below 0")
    return Part(part.id, part.title, part.question, part.rule, part.unit, part.judged, good, bad, step, int(least))


def read(part: Part, value: float | None, before: float | None, n: int, n_before: int) -> Reading | None:
    """What a part says: good, uneasy, bad; None where it is missing."""
    if part.judged == "change":
        if value is None or not before or n_before < max(part.least, 1):
            return None
        value = value / before
    elif value is None or n < part.least:
        return None
    if part.judged == "low":
        return "good" if value <= part.good else "bad" if value > part.bad else "uneasy"
    return "good" if value >= part.good else "bad" if value < part.bad else "uneasy"


def direction(part: Part, value: float | None, before: float | None, n_before: int) -> Direction | None:
    """Whether a part is better or worse than in the window before; None where either is not known."""
    if value is None or before is None:
        return None
    if part.judged == "change":
        if not before or n_before < max(part.least, 1):
            return None
        value, before = value / before, 1.0
    moved = value - before if part.judged != "low" else before - value
    # Nine decimals: 0.9 less 0.8 is a step of a tenth.
    if round(abs(moved), 9) < max(part.step, 1e-9):
        return "same"
    return "better" if moved > 0 else "worse"


def direction_of(directions: Sequence[Direction | None]) -> Direction | None:
    """Whether more parts went better or worse; None where of none it is known."""
    better, worse = directions.count("better"), directions.count("worse")
    if better == worse:
        return "same" if any(one is not None for one in directions) else None
    return "better" if better > worse else "worse"
