"""What is known of one customer when a programme asks whether it is for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Final, Literal

TEXTS: Final[Mapping[str, str]] = {
    "customer_id": "their id",
    "persona": "their persona",
    "owner": "who looks after them (member_id)",
    "team": "the team of who looks after them",
    "country": "their country (ISO 3166 code)",
    "kind": "organisation or person",
}
NUMBERS: Final[Mapping[str, str]] = {
    "customer_days": "days since they became a customer",
    "renews_in_days": "days until a contract is to be signed again",
    "silent_days": "days since they last heard from us",
    "unheard_days": "days since we last heard from them",
    "open_promises": "promises that are open",
    "overdue_promises": "promises that are overdue",
    "open_cases": "cases that are open",
    "last_nps": "the last mark they gave whether they would recommend us (0 to 10)",
    "last_csat": "the last mark they gave how satisfied they are (1 to 5)",
    "last_ces": "the last mark they gave how easy we make it (1 to 7)",
    "value": "a year's worth of them beside the typical customer (1.0)",
}
"""What may be asked besides the measures. A number that is not known is absent, never zero."""


@dataclass(frozen=True, slots=True)
class Held:
    """A belief that holds: what it is about, its words, its horizon, whether there is evidence for it."""

    about: str
    text: str
    horizon: str | None = None
    evidence: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """One customer at one moment."""

    texts: Mapping[str, str | None] = field(default_factory=dict)
    """Of TEXTS; None where nothing is recorded."""
    numbers: Mapping[str, float | None] = field(default_factory=dict)
    """Of NUMBERS, and the measures by their id."""
    scenarios: Set[str] = frozenset()
    """Ids of the scenarios that they live through."""
    beliefs: Sequence[Held] = ()

    def of(self, name: str, sort: Literal["texts", "numbers"]) -> str | float | None:
        """What is known under that name; None where nothing is."""
        told: Mapping[str, str | float | None] = self.texts if sort == "texts" else self.numbers
        return told.get(name)
