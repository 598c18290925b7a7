"""What comes more often before customers leave than before others stay, and how long before?

Of each customer who left, the window of ``window_days`` that ends ``lead_days`` before they were gone; of customers who
stayed, a window as long. Those who stayed are given the end dates of those who left in turn, each one, so that both
are looked at in the same seasons; of whom the record does not tell yet when the window begins is left out of either.
Of each step, and of each two steps in a row, the shares of both are compared by the hypergeometric law (Fisher's exact
test, one-sided), and the share of false ones among those named is held at 5 per cent (Benjamini & Hochberg).

That a step comes before leaving does not say that it is why.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from deeproot.engines import Source, Tables
from deeproot.understand.figures import Moment, micros, told
from deeproot.understand.journey.discovery import FALSE_SHARE, q_values
from deeproot.understand.journey.waiting import Z
from deeproot.understand.journey.words import Step, step
from deeproot.understand.moment import DAY
from deeproot.understand.risk.leaving import GRACE_DAYS, stays

if TYPE_CHECKING:
    import ibis

WINDOW_DAYS: Final = 90
LEAD_DAYS: Final = 30
LEAST_LEFT: Final = 20
"""Below so many who left, nothing is told."""
LEAST_WITH: Final = 5
"""Customers who left with a pattern, for it to be tested at all."""
EVER: Final = 36_500


@dataclass(frozen=True)
class Precursor:
    """A step, or two in a row, in the window before leaving."""

    steps: tuple[Step, ...]
    nodes: tuple[int, ...]
    left: int
    """Customers who left with it in their window, of :attr:`Precursors.left`."""
    stayed: int
    ratio: float
    """Share of those who left over share of those who stayed (half a customer is added to each count)."""
    low: float
    high: float
    """Its 95 per cent interval (Katz, on the logarithm)."""
    p: float
    q: float
    days_before: float
    """Median days from the last time in the window until gone, of those who left."""
    days_low: float
    days_high: float
    """Quartiles of the same."""

    @property
    def says(self) -> str:
        return ", then ".join(one.says for one in self.steps)


@dataclass(frozen=True)
class Precursors:
    """What comes before leaving, of so many customers."""

    left: int
    stayed: int
    tested: int
    """Patterns that were compared."""
    lead_days: int
    window_days: int
    found: tuple[Precursor, ...]
    """Those with q at most .05, the surest first."""

    @property
    def says(self) -> str:
        if self.left < LEAST_LEFT or self.stayed < LEAST_LEFT:
            return (
                f"{self.left:,} customers who left can be looked at, and {self.stayed:,} who stayed; nothing is told "
                f"of fewer than {LEAST_LEFT} of either."
            )
        named = "none stands out" if not self.found else f"{len(self.found):,} come more often before leaving"
        return (
            f"Of {self.tested:,} steps and pairs of steps, compared between {self.left:,} customers who left and "
            f"{self.stayed:,} who stayed, {named}; of those named, at most one in twenty is there by chance."
        )


def precursors(
    tables: Tables, as_of: Moment, persona: str | None = None, *, window_days: int = WINDOW_DAYS,
    lead_days: int = LEAD_DAYS,
) -> Precursors:  # fmt: skip
    """What came more often before leaving, of all customers or those of a persona, as known at ``as_of``.

    A customer left when recorded as gone, or when the last contract ended without another within 30 days. Raises
    ValueError for a window or a lead below one day.
    """
    if window_days < 1 or lead_days < 1:
        raise ValueError(f"the window and the lead must be at least one day, not {window_days} and {lead_days}")
    ends = _ends(tables, micros(as_of), persona, window_days, lead_days)
    left, stayed = (int((ends["group"] == name).sum()) for name in ("left", "stayed"))
    if left < LEAST_LEFT or stayed < LEAST_LEFT:
        return Precursors(left, stayed, 0, lead_days, window_days, ())
    whose, moments = ends[["customer_id", "group"]].to_numpy().tolist(), ends["at"].astype("int64").tolist()
    askings = [(customer, group, None, at) for (customer, group), at in zip(whose, moments, strict=True)]
    rows = tables.reckon(_patterns, window_days, **told(as_of, EVER), askings=askings).to_pandas()
    tested = _tested(rows, left, stayed, lead_days)
    found = [one for one in tested if one.q <= FALSE_SHARE and one.low > 1]
    found.sort(key=lambda one: (one.q, -one.ratio, one.nodes))
    return Precursors(left, stayed, len(tested), lead_days, window_days, tuple(found))


def gone(tables: Tables, as_of: int) -> Mapping[str, int]:
    """When each customer left who has left by ``as_of`` (microseconds), by id."""
    known = stays(tables)
    last = known.terms.groupby("customer_id")["stay_ends"].max()
    ended = last[last <= as_of - GRACE_DAYS * DAY]
    recorded = known.gone[known.gone <= as_of]
    found = pd.concat([recorded, ended[~ended.index.isin(recorded.index)]])
    return dict(zip(found.index.astype(str), found.astype("int64").tolist(), strict=True))


def _ends(tables: Tables, as_of: int, persona: str | None, window_days: int, lead_days: int) -> pd.DataFrame:
    """Whose windows are looked at: customer_id, group (left, stayed), at (where the window ends)."""
    people = tables.reckon(_people).to_pandas().sort_values("customer_id")
    if persona is not None:
        people = people[people["persona"] == persona]
    left_at = people["customer_id"].map(gone(tables, as_of)).astype("Int64")
    ends = left_at - lead_days * DAY
    left = people.assign(at=ends, group="left")[left_at.notna()]
    dates = np.sort(left["at"].to_numpy(dtype="int64"))
    others = people[left_at.isna()]
    turn = np.resize(dates, len(others)) if len(dates) else np.zeros(len(others), dtype="int64")
    stayed = others.assign(at=turn, group="stayed")
    both = pd.concat([left, stayed]) if len(dates) else left.assign(at=left["at"].astype("int64"))
    watched = both["since"].notna() & (both["since"] <= both["at"] - window_days * DAY)
    found: pd.DataFrame = both.loc[watched, ["customer_id", "group", "at"]].reset_index(drop=True)
    return found


def _people(source: Source) -> ibis.Table:
    """The customers, and from when on the record tells of each: ``since``, or a later first interaction."""
    import ibis

    read = source.read("customers", "customer_id", "persona", "since")
    rows = source.read("interactions", "customer_id", "happened_at").group_by("customer_id")
    joined = read.inner_join(rows.aggregate(first=lambda t: t.happened_at.min()), "customer_id")
    since = ibis.greatest(joined.since.fill_null(joined["first"]), joined["first"])
    return joined.select("customer_id", "persona", since=since)


def _patterns(source: Source, window_days: int) -> ibis.Table:
    """By group and pattern: how many customers had it in their window, and quartiles of the days from its last time
    until the window's end. A pattern is a ``node`` and, of two in a row, its ``following`` (-1: it stands alone)."""
    import ibis

    from deeproot.understand.journey.events import events
    from deeproot.understand.moment import customers_at

    people = customers_at(source, False).select("customer_id", "c")
    asked = source["askings"].select("customer_id", group="contact_id", end="at")
    whose = asked.inner_join(people, "customer_id").select("c", "group", "end")
    rows = events(source, False, False).select("c", "at", "id", "node").inner_join(whose, "c")
    inside = rows.filter((rows.at <= rows.end) & (rows.at > rows.end - window_days * DAY))
    order = ibis.window(group_by=[inside.c, inside.group], order_by=[inside.at, inside.id])
    follows = inside.node.lead().over(order).cast("int64")
    paired = inside.mutate(following=follows)
    columns = ("c", "group", "node", "end", "at")
    alone = paired.select(*columns, following=ibis.literal(-1, "int64"))
    pairs = paired.filter(paired.following.notnull()).select(*columns, "following")
    own = alone.union(pairs).group_by("c", "group", "node", "following")
    last = own.aggregate(days=lambda t: (t.end.max() - t.at.max()) / float(DAY))
    return last.group_by("group", "node", "following").aggregate(
        n=last.count(), middle=last.days.quantile(0.5), low=last.days.quantile(0.25), high=last.days.quantile(0.75)
    )


def _tested(rows: pd.DataFrame, left: int, stayed: int, lead_days: int) -> list[Precursor]:
    from scipy.stats import hypergeom

    pattern = ["node", "following"]
    mine = rows[(rows["group"] == "left") & (rows["n"] >= LEAST_WITH)].set_index(pattern)
    theirs = rows[rows["group"] == "stayed"].set_index(pattern)["n"].reindex(mine.index, fill_value=0)
    with_it, without = mine["n"].to_numpy(dtype=float), theirs.to_numpy(dtype=float)
    p = hypergeom.sf(with_it - 1, left + stayed, with_it + without, left)
    q = q_values(p)
    ratio = ((with_it + 0.5) / (left + 0.5)) / ((without + 0.5) / (stayed + 0.5))
    spread = np.sqrt(1 / (with_it + 0.5) - 1 / (left + 0.5) + 1 / (without + 0.5) - 1 / (stayed + 0.5))
    low, high = ratio * np.exp(-Z * spread), ratio * np.exp(Z * spread)
    return [
        _precursor(key, row, (int(other), float(ratio[k]), float(low[k]), float(high[k]), float(p[k]), float(q[k])),
                   lead_days)
        for k, (key, row, other) in enumerate(zip(mine.index, mine.itertuples(index=False), without, strict=True))
    ]  # fmt: skip


def _precursor(key: Any, row: Any, tested: tuple[int, float, float, float, float, float], lead_days: int) -> Precursor:
    nodes = tuple(int(node) for node in key if node >= 0)
    stayed, *figures = tested
    ratio, low, high, p, q = figures
    days = [round(float(value) + lead_days, 6) for value in (row.middle, row.low, row.high)]
    return Precursor(tuple(step(node) for node in nodes), nodes, int(row.n), stayed, ratio, low, high, p, q, *days)
