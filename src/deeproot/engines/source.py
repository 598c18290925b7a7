"""What a reckoning reads: tables as expressions of the engine they live on, and the small ones that tell it things."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

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

    def beside(
        self, rows: ibis.Table, group: str, *order: str, after: Mapping[str, str] | None = None,
        before: Mapping[str, str] | None = None,
    ) -> ibis.Table:  # fmt: skip
        """The rows with columns of the row that comes directly ``after``, and directly ``before``, in their group.

        ``after`` and ``before`` map a new column to the one it is taken from; it is null where no such row is. Of rows
        alike in all of ``order``, which comes first is undefined.
        """
        asked = [(new, old, 1) for new, old in (after or {}).items()]
        asked += [(new, old, -1) for new, old in (before or {}).items()]
        return _beside(rows, group, order, asked, parted=self._engine != "duckdb")

    def place(self, column: ibis.Value, words: Sequence[str]) -> ibis.Value:
        """The place of a string among ``words``, from 0; -1 where it is none of them, or null."""
        if self._engine != "duckdb":
            return column.cases(*((word, place) for place, word in enumerate(words)), else_=-1)
        import ibis

        # Files hold such columns as dictionaries: a function of one of them is run once a word, a CASE once a row.
        return (_list_position()(ibis.literal(list(words)), column).fill_null(0) - 1).cast("int32")


def _beside(
    rows: ibis.Table, group: str, order: Sequence[str], asked: Sequence[tuple[str, str, int]], parted: bool
) -> ibis.Table:
    """Where the engine need not divide the rows for its machines, one order of all is cheaper than one a group."""
    import ibis

    if parted:
        turns = ibis.window(group_by=rows[group], order_by=[rows[name] for name in order])
        return rows.mutate(**{new: _shifted(rows[old], step, turns) for new, old, step in asked})
    turns = ibis.window(order_by=[rows[group], *(rows[name] for name in order)])
    steps = {step: f"_{group}{step}" for _, _, step in asked}
    near = {name: _shifted(rows[group], step, turns) for step, name in steps.items()}
    taken = rows.mutate(**near, **{new: _shifted(rows[old], step, turns) for new, old, step in asked})
    own = {new: (taken[steps[step]] == taken[group]).ifelse(taken[new], None) for new, _, step in asked}
    return taken.mutate(**own).drop(*steps.values())


def _shifted(column: ibis.Value, step: int, turns: Any) -> ibis.Value:
    return (column.lead() if step > 0 else column.lag()).over(turns)


@functools.cache
def _list_position() -> Callable[..., ibis.Value]:
    import ibis

    @ibis.udf.scalar.builtin(name="list_position", signature=(("array<string>", "string"), "int32"))
    def list_position(words, word): ...  # type: ignore[no-untyped-def]

    return list_position  # type: ignore[no-any-return]


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
