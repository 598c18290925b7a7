"""How far one looks ahead, and what later money is worth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

MONTH_DAYS: Final = 30.436875


@dataclass(frozen=True)
class Ahead:
    """The coming time."""

    months: int = 36
    discount: float = 0.10
    """A year: money of next year is worth 1 / (1 + discount) of money now."""
    level: float = 0.9
    """Of the intervals."""

    def __post_init__(self) -> None:
        if self.months < 1 or not 0 <= self.discount < 10 or not 0 < self.level < 1:
            raise ValueError(
                "look ahead at least 1 month, with a yearly discount of 0 or more (.1 is 10 %), a level within 0 to 1"
            )

    @property
    def days(self) -> float:
        return self.months * MONTH_DAYS
