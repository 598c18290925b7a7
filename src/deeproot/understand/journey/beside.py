"""Before beside after a date: what became of each touchpoint, and whether the difference is more than chance.

Both sides are windows of one length, so that each customer is looked at as long. Shares differ with Newcombe's
interval (1998, method 10); sentiments with that of two means. Those touchpoints are marked whose interval leaves out
zero after Bonferroni's rule over all of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import numpy as np
from scipy.special import ndtri

from deeproot.engines import Tables
from deeproot.understand.figures import Moment, micros, moment
from deeproot.understand.journey.discovery import wilson
from deeproot.understand.journey.journey import journey
from deeproot.understand.journey.shapes import Felt, Journey, Touchpoint
from deeproot.understand.journey.waiting import Z

ALPHA: Final = 0.05


@dataclass(frozen=True)
class Difference:
    """After less before, with the interval."""

    value: float
    low: float
    high: float
    sure: bool
    """The interval leaves out zero, though so many were looked at."""


@dataclass(frozen=True)
class Changed:
    """One touchpoint before and after; None on a side where nobody came there."""

    node: int
    before: Touchpoint | None
    after: Touchpoint | None
    share: Difference
    """Of customers who come there."""
    felt: Difference | None
    """Of sentiment; None where a side says too little."""

    @property
    def touchpoint(self) -> Touchpoint:
        found = self.after or self.before
        assert found is not None
        return found


@dataclass(frozen=True)
class Beside:
    """The journey before a date, and after."""

    at: str
    before: Journey
    after: Journey
    changed: tuple[Changed, ...]
    """Every touchpoint of either, those that changed most first."""


def before_and_after(tables: Tables, date: Moment, as_of: Moment, persona: str | None = None) -> Beside:
    """The journey in the days from ``date`` until ``as_of``, beside that in as many days before ``date``.

    Raises ValueError where the date is not at least a day before ``as_of``.
    """
    middle, end = moment(micros(date)), moment(micros(as_of))
    days = (end - middle) // timedelta(days=1)
    if days < 1:
        raise ValueError(f"the date must be at least a day before {end:%Y-%m-%d %H:%M}, not {middle:%Y-%m-%d %H:%M}")
    after = journey(tables, middle + timedelta(days=days), persona, days)
    before = journey(tables, middle, persona, days)
    return Beside(middle.isoformat(), before, after, changed(before, after))


def changed(before: Journey, after: Journey) -> tuple[Changed, ...]:
    """Every touchpoint of two journeys, those whose share changed most first."""
    old = {one.node: one for one in before.touchpoints}
    new = {one.node: one for one in after.touchpoints}
    nodes = sorted(old.keys() | new.keys())
    z = float(ndtri(1 - ALPHA / 2 / max(len(nodes), 1)))
    found = [
        Changed(node, old.get(node), new.get(node),
                _shares(_count(old.get(node)), before.customers, _count(new.get(node)), after.customers, z),
                _feelings(old.get(node), new.get(node), z))
        for node in nodes
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda one: (not one.share.sure, -abs(one.share.value), one.node)))


def _count(one: Touchpoint | None) -> int:
    return one.customers if one else 0


def _shares(old: int, of_old: int, new: int, of_new: int, z: float) -> Difference:
    value = (new / of_new if of_new else 0.0) - (old / of_old if of_old else 0.0)
    low, high = _newcombe(old, of_old, new, of_new, Z)
    strict_low, strict_high = _newcombe(old, of_old, new, of_new, z)
    return Difference(value, low, high, strict_low > 0 or strict_high < 0)


def _newcombe(old: int, of_old: int, new: int, of_new: int, z: float) -> tuple[float, float]:
    was, now = (old / of_old if of_old else 0.0), (new / of_new if of_new else 0.0)
    (was_low, was_high), (now_low, now_high) = wilson(old, of_old, z), wilson(new, of_new, z)
    low = now - was - float(np.hypot(now - now_low, was_high - was))
    high = now - was + float(np.hypot(now_high - now, was - was_low))
    return max(low, -1.0), min(high, 1.0)


def _feelings(old: Touchpoint | None, new: Touchpoint | None, z: float) -> Difference | None:
    if old is None or new is None or (was := _error(old.felt)) is None or (now := _error(new.felt)) is None:
        return None
    assert old.felt.mean is not None and new.felt.mean is not None
    value, wide = new.felt.mean - old.felt.mean, float(np.hypot(was, now))
    return Difference(value, value - Z * wide, value + Z * wide, abs(value) > z * wide)


def _error(felt: Felt) -> float | None:
    """The standard error of a mean, as its interval tells."""
    if felt.mean is None or felt.low is None or felt.high is None:
        return None
    return max(felt.high - felt.mean, felt.mean - felt.low) / Z
