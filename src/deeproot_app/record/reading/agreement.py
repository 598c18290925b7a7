"""How often people agree with what was read, for each label: a share with its interval, and how many it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Final

from django.db.models import Count
from django.db.models.fields.json import KeyTextTransform

from deeproot_app.base import access
from deeproot_app.record.models import Proposal

LABEL: Final = {
    Proposal.Sort.PROMISE: "firmness",
    Proposal.Sort.OUTCOME: "outcome",
    Proposal.Sort.NEEDS_ANSWER: "needs_answer",
    Proposal.Sort.KIND: "kind",
    Proposal.Sort.BELIEF: "about",
}
"""Which part of a proposal's value is its label."""
Z: Final = 1.959964
"""Of 95%."""


@dataclass(frozen=True)
class Agreement:
    """What people decided about one label; ``label`` empty is all labels of the sort together."""

    sort: str
    label: str
    confirmed: int
    edited: int
    rejected: int

    @property
    def decided(self) -> int:
        return self.confirmed + self.edited + self.rejected

    @property
    def share(self) -> float:
        """The share that people took as it was read."""
        return self.confirmed / self.decided

    @property
    def interval(self) -> tuple[float, float]:
        """Its 95% interval, after Wilson (1927)."""
        n, share = self.decided, self.share
        middle = (share + Z * Z / (2 * n)) / (1 + Z * Z / n)
        half = Z / (1 + Z * Z / n) * sqrt(share * (1 - share) / n + Z * Z / (4 * n * n))
        return max(0.0, middle - half), min(1.0, middle + half)


def agreement(actor: access.Actor) -> list[Agreement]:
    """Each sort with anything decided, then its labels, the most decided first. A query a sort.

    Of the customers that ``actor`` may see. What people set without any reading of it is no agreement, and left out.
    """
    seen = access.customers(actor, Proposal.objects.filter(state__in=Proposal.DECIDED, reader__gt=0), "customer")
    found: list[Agreement] = []
    for sort, key in LABEL.items():
        rows = seen.filter(sort=sort).annotate(label=KeyTextTransform(key, "value")).values_list("label", "state")
        counts: dict[str, dict[str, int]] = {}
        for label, state, count in rows.annotate(count=Count("pk")).order_by():
            of_label = counts.setdefault(_plain(label), {})
            of_label[state] = of_label.get(state, 0) + count
        labels = [_of(sort, label, states) for label, states in counts.items()]
        if labels:
            whole = {str(state): sum(states.get(state, 0) for states in counts.values()) for state in Proposal.DECIDED}
            found.append(_of(sort, "", whole))
            found += sorted(labels, key=lambda one: (-one.decided, one.label))
    return found


def _plain(label: str | None) -> str:
    """SQLite writes a JSON truth as a number, PostgreSQL as a word."""
    return {"1": "true", "0": "false", None: "unsure"}.get(label, label or "unsure")


def _of(sort: str, label: str, states: dict[str, int]) -> Agreement:
    state = Proposal.State
    counts = (states.get(each, 0) for each in (state.CONFIRMED, state.EDITED, state.REJECTED))
    return Agreement(str(sort), label, *counts)
