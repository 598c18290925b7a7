"""What a reckoning reads: tables as expressions of the engine they live on, and the small ones that tell it things."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ibis

Question = Callable[..., "ibis.Table"]
"""A module-level function ``(source, *options) -> Ibis table``; its options are hashable and few."""

TOLD = {
    "told": {"as_of": "int64", "window": "int64"},
    "asked": {"customer_id": "string"},
    "askings": {"customer_id": "string", "contact_id": "string", "thread_id": "string", "at": "int64"},
    "survey": {"prefix": "string"},
}
"""Small tables that carry what a reckoning is told, so that its SQL does not change with it (microseconds)."""


class Source:
    """What a reckoning reads: the tables by name, as expressions of the engine they live on."""

    def __init__(self, engine: str, tables: Mapping[str, ibis.Table]) -> None:
        self._engine = engine
        self._tables = tables

    def __getitem__(self, name: str) -> ibis.Table:
        return self._tables[name]

    def read(self, name: str, *columns: str, **renamed: str) -> ibis.Table:
        """Some columns of a table, those of ``renamed`` under another name (``at="happened_at"``).

        Moments come as whole microseconds since 1970 (UTC): one arithmetic on every engine, exact, quick to sort.
        """
        table = self._tables[name]
        named = {column: table[column] for column in columns} | {new: table[old] for new, old in renamed.items()}
        to_micros = micros_on(self._engine)
        return table.select(**{n: to_micros(c) if c.type().is_timestamp() else c for n, c in named.items()})


@functools.cache
def micros_on(engine: str) -> Callable[[ibis.Value], ibis.Value]:
    """How an engine says a moment in whole microseconds since 1970: by a function of its own, or put together."""
    import ibis

    name = {"duckdb": "epoch_us", "pyspark": "unix_micros"}.get(engine)
    if name is None:
        return _put_together

    @ibis.udf.scalar.builtin(name=name, signature=(("timestamp",), "int64"))
    def micros(moment): ...  # type: ignore[no-untyped-def]

    return micros  # type: ignore[no-any-return]


def _put_together(moment: ibis.Value) -> ibis.Value:
    # Whole seconds first: PostgreSQL rounds a moment to the nearest second when it counts them.
    seconds = moment.truncate("s").epoch_seconds().cast("int64")
    return seconds * 1_000_000 + moment.microsecond().cast("int64")


def rows_asked(source: Source, name: str) -> ibis.Table:
    """The rows of a table that belong to the customers ``asked`` for, and those that are no customer's."""
    table = source[name]
    if "customer_id" not in table.columns:
        return table
    own = table.semi_join(source["asked"], "customer_id")
    return own.union(table.filter(table.customer_id.isnull()))
