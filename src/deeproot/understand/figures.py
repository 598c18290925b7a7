"""The measures of every customer, and the rows behind them: all of a base table in one pass of the engine."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from deeproot.engines import Source, Tables
from deeproot.understand.experience import BY_ID, MEASURES
from deeproot.understand.measure import Measure
from deeproot.understand.moment import DAY, customers_at
from deeproot.understand.rows import ROWS, Stream

if TYPE_CHECKING:
    import ibis
    import pyarrow as pa

Moment = datetime | str
IDS = tuple(measure.id for measure in MEASURES)


def figures(
    tables: Tables,
    as_of: Moment,
    window_days: int = 365,
    customers: Iterable[str] | None = None,
    ids: tuple[str, ...] = IDS,
) -> pa.Table:
    """Every measure of every customer reported at ``as_of``, or of those ``customers`` only.

    ``as_of`` is a datetime or ISO 8601 text; without an offset it is UTC. Returns one row a customer: ``customer_id``;
    ``as_of`` (timestamp, UTC: the moment reckoned for, ``left_at`` where that was earlier); for each measure ``<id>``
    (float64, null where it is not known) and ``<id>_n`` (int64, the rows behind it).
    """
    import pyarrow as pa

    asked = None if customers is None else list(dict.fromkeys(customers))
    found = [
        part.reckon(figures_of, some is not None, ids, **told(as_of, window_days, some))
        for part, some in tables.parts(asked)
    ]
    return as_moments(pa.concat_tables(found), "as_of")


def as_moments(table: pa.Table, *columns: str) -> pa.Table:
    """Microseconds since 1970 as timestamps (UTC); nothing is copied."""
    for name in columns:
        place = table.column_names.index(name)
        table = table.set_column(place, name, table.column(name).cast("timestamp[us]"))
    return table


def told(as_of: Moment, window_days: int, customers: Iterable[str] | None = None) -> dict[str, list[tuple[Any, ...]]]:
    """What a reckoning is told, as the small tables of :data:`deeproot.engines.TOLD`."""
    if window_days <= 0:
        raise ValueError(f"the window must be at least one day, not {window_days}")
    asked = [] if customers is None else [(customer,) for customer in dict.fromkeys(customers)]
    return {"told": [(micros(as_of), window_days * DAY)], "asked": asked}


def micros(moment: Moment) -> int:
    """A moment as microseconds since 1970; without an offset it is UTC."""
    at = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    at = at.replace(tzinfo=UTC) if at.tzinfo is None else at
    return (at - _EPOCH) // timedelta(microseconds=1)


def moment(micros: int) -> datetime:
    """Microseconds since 1970 as an aware datetime, UTC."""
    return _EPOCH + timedelta(microseconds=micros)


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def figures_of(source: Source, chosen: bool, ids: tuple[str, ...]) -> ibis.Table:
    """The expression behind :func:`figures`; ``as_of`` in microseconds."""
    measures = [BY_ID[name] for name in ids]
    table = customers_at(source, chosen).select("customer_id", "c", as_of=lambda t: t.now)
    for number, (stream, own) in enumerate(by_stream(measures).items()):
        reduced = _reduced(values(source, chosen, stream, own), own).rename({f"c{number}": "c"})
        table = table.left_join(reduced, [("c", f"c{number}")])
    return table.select("customer_id", "as_of", **_completed(table, measures))


def by_stream(measures: Iterable[Measure]) -> dict[Stream, list[Measure]]:
    found: dict[Stream, list[Measure]] = {}
    for measure in measures:
        found.setdefault(ROWS[measure.on].stream, []).append(measure)
    return found


def values(source: Source, chosen: bool, stream: Stream, measures: list[Measure]) -> ibis.Table:
    """The rows of a stream with the values they have for the measures that stand on it.

    Columns: ``c`` (the customer), ``row_id``, ``at`` (microseconds), and the :meth:`Measure.columns` of each measure.
    """
    from deeproot.understand.streams import STREAMS

    rows = STREAMS[stream](source, chosen)
    found: dict[str, Any] = {}
    for measure in measures:
        found |= measure.columns(rows, ROWS[measure.on].where)
    return rows.select("c", "row_id", "at", **found)


def _reduced(rows: ibis.Table, measures: list[Measure]) -> ibis.Table:
    reduced: dict[str, Any] = {}
    for measure in measures:
        reduced |= {measure.id: measure.reduced(rows), f"{measure.id}_n": rows[measure.id].count()}
    return rows.group_by("c").aggregate(**reduced)


def _completed(table: ibis.Table, measures: list[Measure]) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    for measure in measures:
        figure = table[measure.id].cast("float64")
        columns[measure.id] = figure if measure.empty is None else figure.fill_null(measure.empty)
        columns[f"{measure.id}_n"] = table[f"{measure.id}_n"].fill_null(0)
    return columns
