"""The three parts of loyalty of each customer as of a moment, each with its facts; and, beside them, how they stay.

from deeproot.engines import open_tables
from deeproot.measure.loyalty.parts import frame, loyalty

frame(loyalty(open_tables({"customers": ..., "interactions": ...}), as_of))
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from deeproot.engines import Tables
from deeproot.measure.loyalty import facts as asked
from deeproot.measure.loyalty import rules
from deeproot.measure.loyalty.facts import SHOWN
from deeproot.measure.loyalty.found import Deed, Fact, Level, Loyalty, Part, PartName, Staying, StayingState
from deeproot.measure.loyalty.rules import FACTS, PARTS, Thresholds

if TYPE_CHECKING:
    import pandas as pd

WINDOW_DAYS: Final = 365
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def loyalty(
    tables: Tables,
    as_of: datetime,
    deeds: Iterable[Deed] = (),
    limits: Thresholds | None = None,
    window_days: int = WINDOW_DAYS,
) -> list[Loyalty]:
    """Every customer who began by ``as_of`` (aware), in order of their ids; two questions to the engine.

    Reads `customers`, `interactions` and, for staying, `subscriptions`; a table that is not given is empty. Nothing
    after ``as_of`` is known, and of who has left, nothing after they left. What each level means stands in
    :data:`rules.RULES`; missing is `unknown`, never low. Raises ValueError for a deed that is none.
    """
    known = limits or Thresholds()
    told = {"told": [((as_of - EPOCH) // timedelta(microseconds=1), window_days)]}
    held = _held(tables.reckon(asked.facts, known.warm, **told).to_pylist())
    stays = {row["c"]: _staying(row, as_of, known) for row in tables.reckon(asked.staying, **told).to_pylist()}
    done = _deeds(deeds, stays, as_of, window_days)
    return [_one(one, held.get(one, {}), done.get(one, {}), stays[one], known) for one in sorted(stays)]


def _held(rows: Iterable[Mapping[str, Any]]) -> dict[str, dict[str | None, Mapping[str, Any]]]:
    held: dict[str, dict[str | None, Mapping[str, Any]]] = defaultdict(dict)
    for row in rows:
        held[row["c"]][row["fact"]] = row
    return held


def _deeds(
    deeds: Iterable[Deed], stays: Mapping[str, Staying], as_of: datetime, days: int
) -> dict[str, dict[str, Fact]]:
    """What was told of each customer in their window, by kind."""
    kept: dict[tuple[str, str], list[Deed]] = defaultdict(list)
    for deed in deeds:
        if deed.what not in rules.TOLD:
            raise ValueError(f"a deed is one of {', '.join(rules.TOLD)}, not {deed.what!r}")
        if (one := stays.get(deed.customer_id)) is None:
            continue
        ends = one.left_at or as_of
        if ends - timedelta(days=days) < deed.at <= ends:
            kept[deed.customer_id, deed.what].append(deed)
    found: dict[str, dict[str, Fact]] = defaultdict(dict)
    for (customer, what), some in kept.items():
        some.sort(key=lambda deed: (deed.at, deed.evidence), reverse=True)
        found[customer][what] = Fact(what, len(some), some[0].at, tuple(one.evidence for one in some[:SHOWN]))
    return found


def _one(
    customer: str, rows: Mapping[str | None, Mapping[str, Any]], done: Mapping[str, Fact], stays: Staying,
    limits: Thresholds,
) -> Loyalty:  # fmt: skip
    given = {name: _fact(name, row) for name, row in rows.items() if name in FACTS} | dict(done)
    of = {part: tuple(given[name] for name in FACTS if name in given and FACTS[name].part == part) for part in PARTS}
    months, recorded = rows.get("months", {}).get("n", 0), rows.get(None, {}).get("n", 0)
    levels: dict[PartName, Level] = {
        "engagement": rules.engagement(of["engagement"], months, recorded, limits),
        "advocacy": rules.advocacy(of["advocacy"], limits),
        "attitude": rules.attitude(of["attitude"], limits),
    }
    engagement, advocacy, attitude = (Part(part, levels[part], of[part]) for part in PARTS)
    return Loyalty(customer, engagement, advocacy, attitude, rules.standing(levels), stays)


def _fact(name: str | None, row: Mapping[str, Any]) -> Fact:
    latest = sorted((_split(one) for one in row["ids"]), reverse=True)
    return Fact(str(name), row["n"], _moment(row["last"]), tuple(id_ for _, id_ in latest))


def _split(said: str) -> tuple[int, str]:
    micros, _, id_ = said.partition(" ")
    return int(micros), id_


def _moment(micros: int) -> datetime:
    return EPOCH + timedelta(microseconds=micros)


def _staying(row: Mapping[str, Any], as_of: datetime, limits: Thresholds) -> Staying:
    since, left, ends = (
        None if row[name] is None else _moment(row[name]) for name in ("since", "left_at", "term_ends_at")
    )
    cancelled = bool(row["cancelled"])
    return Staying(_state(since, left, ends, cancelled, as_of, limits), since, left, ends, cancelled)


def _state(
    since: datetime | None, left: datetime | None, ends: datetime | None, cancelled: bool, as_of: datetime,
    limits: Thresholds,
) -> StayingState:  # fmt: skip
    if left is not None:
        return "left"
    if cancelled or (ends is not None and ends <= as_of + timedelta(days=limits.soon_days)):
        return "ends_soon"
    if since is None:
        return "unknown"
    return "stays" if since <= as_of - timedelta(days=limits.established_days) else "new"


def frame(found: Sequence[Loyalty]) -> pd.DataFrame:
    """A row a customer, by their id: the level, n and last date of each part, standing, staying, since, term's end."""
    import pandas as pd

    rows = [
        {"customer_id": one.customer_id}
        | {f"{part.name}{tail}": value for part in one.parts for tail, value in (
            ("", part.level), ("_n", part.n), ("_last_at", part.last_at),
        )}
        | {"standing": one.standing, "staying": one.staying.state, "since": one.staying.since,
           "left_at": one.staying.left_at, "term_ends_at": one.staying.term_ends_at}
        for one in found
    ]  # fmt: skip
    return pd.DataFrame(rows).set_index("customer_id") if rows else pd.DataFrame()
