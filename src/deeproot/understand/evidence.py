"""The rows behind the figures: every figure opens to its evidence, the rows that tell most first."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypedDict

from deeproot.engines import Source, Tables
from deeproot.understand.experience import BY_ID
from deeproot.understand.figures import IDS, Moment, as_moments, by_stream, told, values
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
    table = as_moments(tables.reckon(_evidence, ids, **told(as_of, window_days, asked)), "at")
    found: dict[str, dict[str, list[Row]]] = {customer: {name: [] for name in ids} for customer in asked}
    for name in ids:
        for customer, rows in _rows_of(table, BY_ID[name]).items():
            found[customer][name] = rows
    return found


def gaps(tables: Tables, as_of: Moment, customer_id: str, window_days: int = 365) -> list[Gap]:
    """The gaps in the record of the sources this customer uses that reach into the window, oldest first."""
    data = told(as_of, window_days, [customer_id])
    table = as_moments(tables.reckon(_gaps, **data), "from_at", "to_at").sort_by([("from_at", "ascending")])
    rows: list[Gap] = table.to_pylist()
    return [Gap(source=r["source"], from_at=_utc(r["from_at"]), to_at=_utc(r["to_at"])) for r in rows]


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
    return found.inner_join(customers_at(source, True).select("customer_id", "c"), "c").drop("c")


def _gaps(source: Source) -> ibis.Table:
    from deeproot.understand.streams import STREAMS

    rows = STREAMS["gaps"](source, True)
    return rows.filter(rows.row_id.notnull()).select(source=rows.row_id, from_at=rows.at, to_at=rows.to_at)


def _rows_of(table: pa.Table, measure: Measure) -> dict[str, list[Row]]:
    import pyarrow.compute as pc

    said = table.select(["customer_id", "row_id", "at", measure.id]).filter(pc.is_valid(table[measure.id]))
    base = ROWS[measure.on].base
    found: dict[str, list[Row]] = {}
    for customer, row_id, at, value in zip(*(column.to_pylist() for column in said.columns), strict=True):
        when = _utc(at)
        name = f"{row_id}|{when:%Y-%m-%dT%H:%M:%SZ}" if base == "coverage" else row_id
        found.setdefault(customer, []).append(Row(id=name, table=base, at=when, value=value))
    return {customer: _telling(rows, measure) for customer, rows in found.items()}


def _telling(rows: list[Row], measure: Measure) -> list[Row]:
    """In the order of what tells most. The closing row, which ends the silence still running, has no id of its own."""
    if measure.peak:
        most = max(row["value"] for row in rows)
        rows = [row for row in rows if row["value"] == most]
    rows = sorted((row for row in rows if row["id"] is not None), key=lambda row: row["id"])
    rows.sort(key=lambda row: row["at"], reverse=True)
    if measure.first != "late" and measure.how != "count_distinct":
        rows.sort(key=lambda row: row["value"], reverse=measure.first == "high")
    return rows


def _utc(moment: Any) -> datetime:
    at: datetime = moment.replace(tzinfo=UTC)
    return at
