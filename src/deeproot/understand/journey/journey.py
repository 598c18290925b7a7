"""What do customers walk through with us? The map as the record draws it, for all customers or those of a persona."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

from deeproot.engines import Source, Tables
from deeproot.understand.figures import Moment, micros, moment, told
from deeproot.understand.journey.discovery import FALSE_SHARE, q_values
from deeproot.understand.journey.shapes import (
    Course,
    DeadEnd,
    Edge,
    Felt,
    Journey,
    Part,
    Ties,
    Touchpoint,
    Way,
)
from deeproot.understand.journey.waiting import Z, wait
from deeproot.understand.journey.words import A_STAGE, STAGES, stage, step

EVER: Final = 36_500
"""Days of a window that holds all there is."""
WAYS: Final = 5
COURSES: Final = 10
TOO_MANY_PEOPLE: Final = 6
TOO_MANY_DOORS: Final = 5
MATERIAL: Final = 1.5
"""A dead end stands out only where it is so many times as frequent: of many rows, the smallest excess is sure."""
LEAST: Final = 10
"""Times below which nothing is said to stand out."""
LEAST_FELT: Final = 3
_NAMES: Final = tuple(STAGES)


def journey(
    tables: Tables, as_of: Moment, persona: str | None = None, window_days: int = EVER, *,
    people: int = TOO_MANY_PEOPLE, doors: int = TOO_MANY_DOORS,
) -> Journey:  # fmt: skip
    """The journey of all customers, or those of a ``persona``, from steps in the ``window_days`` until ``as_of``.

    Reads interactions, cases, subscriptions, purchases and customers, in five questions to the engine. A stay in a
    stage is crowded with at least so many ``people`` of ours or ``doors`` in its first 90 days. Raises ValueError for
    a window below one day.
    """
    chosen = None if persona is None else of_persona(tables, persona)
    asks = told(as_of, window_days, chosen)
    rows = _asked(tables, chosen is not None, asks, people, doors)
    passed = rows["passed"]
    ways_of = {_NAMES[place]: own for place, own in _by(rows["variants"], "stage").items()}
    courses = _courses(rows["lives"])
    return Journey(
        as_of=moment(micros(as_of)),
        window_days=window_days,
        persona=persona,
        customers=int(rows["lives"]["customers"].sum()),
        steps=int(passed["n"].sum()),
        ties=_ties(passed),
        parts=tuple(_part(row, passed, ways_of) for row in _rows(rows["crowds"].sort_values("stage"))),
        touchpoints=_touchpoints(passed, rows["met"], int(rows["lives"]["customers"].sum())),
        edges=_edges(passed),
        courses=courses[:COURSES],
        people_too_many=people,
        doors_too_many=doors,
    )


def of_persona(tables: Tables, persona: str) -> list[str]:
    """The customers of a persona, by id."""
    found = tables.reckon(_personas).to_pandas()
    return sorted(found.loc[found["persona"] == persona, "customer_id"])


def _personas(source: Source) -> Any:
    read = source.read("customers", "customer_id", "persona")
    return read.filter(read.persona.notnull())


def _asked(
    tables: Tables, chosen: bool, asks: dict[str, list[tuple[Any, ...]]], people: int, doors: int
) -> dict[str, pd.DataFrame]:
    import pyarrow.compute as pc

    from deeproot.understand.journey.follows import PARTS, drawn

    found = tables.reckon(drawn, chosen, people, doors, WAYS, **asks)
    return {
        part: found.filter(pc.equal(found["part"], part)).select(columns).to_pandas() for part, columns in PARTS.items()
    }


def _by(frame: pd.DataFrame, column: str) -> dict[int, pd.DataFrame]:
    """The rows of each whole number in a column."""
    return {int(own[column].iloc[0]): own for _, own in frame.groupby(column)}


def _rows(frame: pd.DataFrame) -> list[Any]:
    return list(frame.itertuples(index=False))


def _ties(passed: pd.DataFrame) -> Ties:
    followed = passed[passed["following"].notna()]
    return Ties(*(int(followed[name].sum()) for name in ("n", "tied", "apart")))


def _felt(rows: pd.DataFrame) -> Felt:
    """Mean and interval by the normal law; the interval is left out below three, as nothing is known of its width."""
    n = int(rows["felt"].sum())
    if not n:
        return Felt(None, None, None, 0)
    mean = float(rows["sum"].sum()) / n / 10_000
    if n < LEAST_FELT:
        return Felt(round(mean, 6), None, None, n)
    spread = max(float(rows["squares"].sum()) / n / 100_000_000 - mean * mean, 0.0) * n / (n - 1)
    wide = Z * float(np.sqrt(spread / n))
    return Felt(round(mean, 6), round(max(mean - wide, -1.0), 6), round(min(mean + wide, 1.0), 6), n)


def _edges(passed: pd.DataFrame) -> tuple[Edge, ...]:
    summed = passed.groupby(["node", "following"], dropna=False)[["n", "tied", "apart"]].sum().reset_index()
    summed = summed.sort_values(["n", "node", "following"], ascending=[False, True, True])
    return tuple(
        Edge(int(row.node), None if pd.isna(row.following) else int(row.following), int(row.n), int(row.tied),
             int(row.apart))
        for row in _rows(summed)
    )  # fmt: skip


def _touchpoints(passed: pd.DataFrame, met: pd.DataFrame, customers: int) -> tuple[Touchpoint, ...]:
    coming = passed.groupby("following")["n"].sum()
    nodes = _by(passed, "node")
    dead = _dead_ends(nodes)
    found = [
        _touchpoint(row, nodes[int(row.node)], dead[int(row.node)], int(coming.get(row.node, 0)), customers)
        for row in _rows(met)
    ]
    order = {name: place for place, name in enumerate(STAGES)}
    return tuple(sorted(found, key=lambda one: (order[one.stage], one.days_in, one.node)))


def _touchpoint(row: Any, own: pd.DataFrame, dead: DeadEnd, coming: int, customers: int) -> Touchpoint:
    node, times = int(row.node), int(own["n"].sum())
    last = own["following"].isna()
    return Touchpoint(
        node=node,
        stage=stage(node),
        step=step(node),
        times=times,
        customers=int(row.customers),
        share=row.customers / customers,
        again=int(row.again),
        most=int(row.most),
        days_in=round(float(row.days), 6),
        felt=_felt(own),
        next=wait(own["bin"], np.where(last, 0, own["n"]), own["n"]),
        answered=wait(own["bin"], np.where(_is_ours(own["following"]), own["n"], 0), own["n"])
        if step(node).direction == "in"
        else None,
        began=times - coming,
        ended=int(own.loc[last, "n"].sum()),
        dead_end=dead,
    )


def _is_ours(following: pd.Series[Any]) -> Any:
    """Whether the next step was ours, or of both."""
    direction = (following.fillna(0).astype("int64") % A_STAGE) // 32 % 4
    return following.notna() & direction.isin([1, 2])


def _dead_ends(nodes: dict[int, pd.DataFrame]) -> dict[int, DeadEnd]:
    """Each node against all together, by the binomial law, one-sided; a customer's leaving is left out."""
    from scipy.stats import binom

    counted = {node: (int(own["ripe"].sum()), int(own["dead"].sum())) for node, own in nodes.items()}
    asked = {node: pair for node, pair in counted.items() if stage(node) != "leaving" and pair[0] >= LEAST}
    usual = sum(dead for _, dead in asked.values()) / max(sum(of for of, _ in asked.values()), 1)
    p = {node: float(binom.sf(dead - 1, of, usual)) for node, (of, dead) in asked.items()}
    q = dict(zip(p, q_values(list(p.values())), strict=True))
    return {
        node: DeadEnd(of, dead, usual, p.get(node, 1.0), float(q.get(node, 1.0)),
                      node in q and bool(q[node] <= FALSE_SHARE) and dead / of >= MATERIAL * usual)
        for node, (of, dead) in counted.items()
    }  # fmt: skip


def _part(row: Any, passed: pd.DataFrame, ways_of: dict[Any, pd.DataFrame]) -> Part:
    name = _NAMES[int(row.stage)]
    own = ways_of.get(name)
    ways = [] if own is None else _ways(own)
    return Part(
        stage=name,
        customers=int(row.customers),
        stays=int(row.stays),
        crowded=int(row.crowded),
        people=float(row.met),
        doors=float(row.through),
        steps=float(row.steps),
        days=float(row.days),
        ways=tuple(ways),
        ways_there_are=0 if own is None else int(own["ways"].iloc[0]),
        felt=_felt(passed[passed["node"] // A_STAGE == row.stage]),
    )


def _ways(own: pd.DataFrame) -> Sequence[Way]:
    names = [name for name in own.columns if name.startswith("p") and name[1:].isdigit()]
    return [
        Way(_present(row, names), bool(row.longer), int(row.n), row.n / row.of)
        for row in _rows(own.sort_values("rank"))
    ]


def _courses(lives: pd.DataFrame) -> tuple[Course, ...]:
    names = [name for name in lives.columns if name.startswith("s")]
    ordered = lives.sort_values(["customers", *names], ascending=[False, *(True for _ in names)])
    total = max(int(lives["customers"].sum()), 1)
    return tuple(
        Course(tuple(_NAMES[place] for place in _present(row, names)), int(row.customers), row.customers / total)
        for row in _rows(ordered)
    )


def _present(row: Any, names: Sequence[str]) -> tuple[int, ...]:
    return tuple(int(value) for name in names if not pd.isna(value := getattr(row, name)))
