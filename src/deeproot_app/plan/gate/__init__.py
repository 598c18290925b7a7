"""The gate, asked about touches of our own customers: what the record says is gathered, the library decides.

Every road by which something reaches a customer asks here (`tests/test_one_road.py`): at planning, and again at the
instant of sending.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from deeproot.plan.policy import Facts, Limits, Touch, Verdict, decide_all
from deeproot_app.base.heap import uncollected
from deeproot_app.plan.gate import limits
from deeproot_app.plan.gate.facts import gather
from deeproot_app.plan.gate.overrule import override

__all__ = ["Explained", "decide", "explained", "limits", "override"]


def decide(touches: Sequence[Touch], at: datetime, *, upto: datetime | None = None) -> list[Verdict]:
    """Whether each of these touches may be at ``at`` (aware), in their order; the same queries, however many there are.

    Everything that is recorded counts, also what was said this instant; with ``upto`` only what was known by that
    moment: for a list of a day that has passed. Raises ValueError for a kind that is no touch's.
    """
    return _asked(touches, at, upto)[2]


@dataclass(frozen=True, slots=True)
class Explained:
    """A verdict with what it rests on."""

    verdict: Verdict
    facts: Facts
    limits: Limits


def explained(touches: Sequence[Touch], at: datetime, *, upto: datetime | None = None) -> list[Explained]:
    """The same, each with the facts and limits it rests on: for whoever tells when it may be."""
    inforce, facts, verdicts = _asked(touches, at, upto)
    return [Explained(verdict, known, inforce) for verdict, known in zip(verdicts, facts, strict=True)]


def _asked(touches: Sequence[Touch], at: datetime, upto: datetime | None) -> tuple[Limits, list[Facts], list[Verdict]]:
    if not touches:
        return Limits(), [], []
    inforce = limits.in_force()
    with uncollected():
        facts = gather(touches, at, inforce, upto)
        return inforce, facts, decide_all(touches, facts, inforce, at)
