"""The rows behind the figures: every figure opens to its evidence, the rows that tell most first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from operator import itemgetter
from typing import TYPE_CHECKING, Any, TypedDict

from deeproot.engines import Source, Tables
from deeproot.understand.experience import BY_ID
from deeproot.understand.figures import IDS, Moment, by_stream, moment, told, values
from deeproot.understand.measure import Measure
from deeproot.understand.moment import customers_at
from deeproot.understand.rows import ROWS, Base

if TYPE_CHECKING:
    import ibis
    import pyarrow as pa


class Row(TypedDict):
    """One row of evidence: which row of which table, when it was, and what it said to the measure."""

    id: str
    table: Base
    at: datetime
    value: float | str


class Gap(TypedDict):
    """A stretch of time from which the record of a source is missing."""

    source: str
    from_at: datetime
    to_at: datetime


def evidence(
    tables: Tables,
    as_of: Moment,
    customer_id: str,
    measure_id: str,
    window_days: int = 365,
    limit: int | None = None,
) -> list[Row]:
    """The rows behind one figure of one customer, the telling ones first; at most ``limit``.

    ``id`` is an interaction_id, promise_id, belief_id, or ``source|from_at`` for a gap of the record; ``at`` is UTC.
    Raises ``ValueError`` for a measure there is none of.
    """
    if measure_id not in BY_ID:
        raise ValueError(f"there is no measure {measure_id!r}; the measures are {', '.join(IDS)}")
    found = evidence_of(tables, as_of, [customer_id], window_days, (measure_id,))
    return found[customer_id][measure_id][:limit]


def evidence_of(
    tables: Tables,
    as_of: Moment,
    customers: Iterable[str],
    window_days: int = 365,
    ids: tuple[str, ...] = IDS,
) -> dict[str, dict[str, list[Row]]]:
    """The evidence of several measures for several customers: ``{customer_id: {measure_id: [row, ...]}}``."""
    asked = list(dict.fromkeys(customers))
    found: dict[str, dict[str, list[Row]]] = {customer: {name: [] for name in ids} for customer in asked}
    for part, some in tables.parts(asked):
        _gather(part.reckon(_evidence, ids, **told(as_of, window_days, some)), found, ids)
    return {who: {name: _telling(rows, BY_ID[name]) for name, rows in own.items()} for who, own in found.items()}


def _gather(table: pa.Table, found: dict[str, dict[str, list[Row]]], ids: tuple[str, ...]) -> None:
    """Put the rows of an answer to their customers and measures."""
    customer_of = table["customer_id"].to_pylist()
    ids_of, moments = table["row_id"].to_pylist(), [moment(at) for at in table["at"].to_pylist()]
    for name in ids:
        base = ROWS[BY_ID[name].on].base
        for place, value in _said(table[name]):
            row = Row(id=ids_of[place], table=base, at=moments[place], value=value)
            found[customer_of[place]][name].append(row)


def gaps(tables: Tables, as_of: Moment, customer_id: str, window_days: int = 365) -> list[Gap]:
    """The gaps in the record of the sources this customer uses that reach into the window, oldest first."""
    data = told(as_of, window_days, [customer_id])
    order = [("from_at", "ascending"), ("source", "ascending")]
    rows = [
        row for part, _ in tables.parts([customer_id]) for row in part.reckon(_gaps, **data).sort_by(order).to_pylist()
    ]
    return [Gap(source=row["source"], from_at=moment(row["from_at"]), to_at=moment(row["to_at"])) for row in rows]


def _evidence(source: Source, ids: tuple[str, ...]) -> ibis.Table:
    """The rows that any of the measures stands on, a column of values for each."""
    import ibis

    kinds = {name: "string" if BY_ID[name].how == "count_distinct" else "float64" for name in ids}
    parts = []
    for stream, own in by_stream(BY_ID[name] for name in ids).items():
        rows = values(source, True, stream, own)
        rows = rows.filter(ibis.or_(*(rows[measure.id].notnull() for measure in own)))
        here = {measure.id for measure in own}
        columns = {name: rows[name] if name in here else ibis.null(kind) for name, kind in kinds.items()}
        parts.append(rows.select("c", "row_id", "at", **columns))
    found = parts[0].union(*parts[1:]) if len(parts) > 1 else parts[0]
    found = found.inner_join(customers_at(source, True).select("customer_id", "c"), "c").drop("c")
    return found.order_by(found["at"].desc(), "row_id")


def _gaps(source: Source) -> ibis.Table:
    from deeproot.understand.streams import STREAMS

    rows = STREAMS["gaps"](source, True)
    return rows.filter(rows.row_id.notnull()).select(source=rows.row_id, from_at=rows.at, to_at=rows.to_at)


def _said(column: pa.ChunkedArray) -> Iterator[tuple[int, Any]]:
    """The places where a column says something, and what."""
    import numpy as np

    places = np.flatnonzero(column.is_valid().to_numpy()).tolist()
    return zip(places, column.drop_null().to_pylist(), strict=True)


def _telling(rows: list[Row], measure: Measure) -> list[Row]:
    """In the order of what tells most; the engine gave them from the latest to the oldest.

    The row that ends the silence still running has no id: it is no evidence, but may be the longest.
    """
    if measure.peak and rows:
        most = max(row["value"] for row in rows)
        return [row for row in rows if row["value"] == most and row["id"] is not None]
    if measure.first != "late" and measure.how != "count_distinct":
        rows.sort(key=_value, reverse=measure.first == "high")
    if ROWS[measure.on].base == "coverage":
        return [row | {"id": f"{row['id']}|{row['at'].isoformat().replace('+00:00', 'Z')}"} for row in rows]
    return rows


_value = itemgetter("value")
