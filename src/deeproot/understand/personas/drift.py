"""Do customers still live as their persona does? Who fits another better now, and which personas moved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from deeproot.understand.personas.traits import LEAST_ROWS

if TYPE_CHECKING:
    import pandas as pd

CLEARLY: Final = 2.0
"""A customer fits another persona better where its own middle is so many times as far."""
LEAST_CUSTOMERS: Final = 5
"""Of fewer a persona has no middle."""
MOVED: Final = 0.5
"""A trait moved where its mean lies so many spreads from where it was."""


@dataclass(frozen=True)
class Fits:
    """A customer whose life with us is another persona's."""

    customer_id: str
    persona: str
    better: str
    times: float
    """How many times as far the own persona's middle is."""


@dataclass(frozen=True)
class Moved:
    """A trait of a persona that is no longer what it was."""

    trait: str
    before: float
    now: float
    apart: float
    """By how many spreads of all customers."""


def fits(rows: pd.DataFrame, personas: Mapping[str, str]) -> list[Fits]:
    """The customers who clearly fit another persona better than the one they have, the clearest first.

    ``rows`` are the traits of customers (:func:`deeproot.understand.personas.traits.traits`); ``personas`` says who has
    which. The middle of a persona is the mean of its customers, each left out of their own; distances are Euclidean, in
    spreads, over the traits that tell these customers apart, weighed by how far they last.
    """
    import numpy as np
    import pandas as pd

    from deeproot.understand.personas.groups import scaled

    known = rows[rows["rows"] >= LEAST_ROWS].sort_index()
    own = pd.Series(known.index.map(lambda one: personas.get(one) or ""), index=known.index)
    sizes = own[own != ""].value_counts()
    names = sorted(sizes[sizes >= LEAST_CUSTOMERS].index)
    if len(names) < 2:
        return []
    points = scaled(known)
    sums = np.stack([points[(own == name).to_numpy()].sum(axis=0) for name in names])
    counts = np.array([float(sizes[name]) for name in names])
    far = np.linalg.norm(points[:, None, :] - (sums / counts[:, None])[None, :, :], axis=2).round(9)
    found = []
    for place, (customer, name) in enumerate(own.items()):
        if name not in names:
            continue
        at = names.index(name)
        alone = float(np.linalg.norm(points[place] - (sums[at] - points[place]) / (counts[at] - 1)).round(9))
        best = min((n for n in range(len(names)) if n != at), key=lambda n: (far[place, n], n))
        if alone > CLEARLY * far[place, best]:
            times = alone / max(float(far[place, best]), 0.01)
            found.append(Fits(str(customer), name, names[best], round(times, 2)))
    return sorted(found, key=lambda one: (-one.times, one.customer_id))


def means(rows: pd.DataFrame) -> dict[str, float]:
    """The traits of some customers, as they are kept beside a persona: means, counts by their logarithm."""
    from deeproot.understand.personas.groups import straight
    from deeproot.understand.personas.traits import TRAITS

    own = straight(rows)
    return {one.id: round(float(own[one.id].mean()), 6) for one in TRAITS if one.forms and own[one.id].notna().any()}


def moved(before: Mapping[str, float], part: pd.DataFrame, every: pd.DataFrame) -> list[Moved]:
    """The traits of a persona's customers (``part``) that moved since :func:`means` gave ``before``."""
    from deeproot.understand.personas.groups import straight

    now, spreads = means(part), straight(every)
    found = []
    for trait, was in sorted(before.items()):
        spread = float(spreads[trait].std()) if trait in spreads else 0.0
        if trait in now and spread > 0 and abs(now[trait] - was) >= MOVED * spread:
            found.append(Moved(trait, was, now[trait], round((now[trait] - was) / spread, 4)))
    return sorted(found, key=lambda one: -abs(one.apart))
