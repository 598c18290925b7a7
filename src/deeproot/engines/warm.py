"""A DuckDB that stays open between small records: its tables and the plans of its questions outlive what it held.

To plan a question of all measures takes DuckDB longer than to answer it for one customer. So the tables of a small
record are filled into those of a DuckDB that has answered before, and its questions are there prepared.
"""

from __future__ import annotations

import functools
import os
import weakref
from collections.abc import Mapping
from threading import RLock
from typing import TYPE_CHECKING, Any, Final

import duckdb

from deeproot.engines.duckdb_sql import canonical_sql, empty_sql, everyone_sql, question_sql, told_sql
from deeproot.engines.in_duckdb import InDuckDB, tell
from deeproot.engines.source import TOLD, Question
from deeproot.tables import TABLES

if TYPE_CHECKING:
    import ibis
    import pyarrow as pa

SMALL: Final = 20_000
"""Rows of all tables together; a larger record gains more by a plan of its own."""
IDLE: Final = 4
"""How many wait for the next record; each takes some megabytes."""
PREPARED: Final = 64
"""Questions that one keeps prepared."""
OF_VALUES: Final = "statistics_propagation,compressed_materialization,row_group_pruner"
"""What DuckDB does to a plan that only holds for the rows that were there when it was made."""
NO_END: Final = 1 << 62
"""Rows up to which two bounds are met by a merge: a prepared IE_JOIN, which DuckDB takes from 1,000 on, answers once;
asked again it ends with an internal error and takes the whole database with it (DuckDB 1.5.6)."""

_idle: list[Warm] = []
_changing = RLock()


def suits(tables: Mapping[str, Any]) -> bool:
    """Whether these are few rows, and from memory."""
    import pyarrow as pa

    return all(isinstance(table, pa.Table) for table in tables.values()) and sum(map(len, tables.values())) <= SMALL


def take() -> Warm:
    """One that holds nothing, and is nobody else's until it is given back."""
    with _changing:
        return _idle.pop() if _idle else Warm()


def give_back(warm: Warm) -> None:
    """Have it hold nothing again, and wait for the next record."""
    try:
        kept = warm.clear()
    except duckdb.Error:
        return
    with _changing:
        if kept and len(_idle) < IDLE:
            _idle.append(warm)


def until_gone(owner: object, warm: Warm) -> None:
    """Give it back when ``owner``, by which alone it can be asked, is gone."""
    weakref.finalize(owner, give_back, warm).atexit = False


def _leave_to_parent() -> None:
    """What the parent process holds is not ours to use, nor to close."""
    _parents.append(list(_idle))
    _idle.clear()


_parents: list[list[Warm]] = []
os.register_at_fork(after_in_child=_leave_to_parent)


class Warm(InDuckDB):
    """An in-memory DuckDB whose canonical tables are filled and emptied."""

    def __init__(self) -> None:
        super().__init__(1, "1GB", None)
        self._duckdb.execute(f"set disabled_optimizers = '{OF_VALUES}'; set merge_join_threshold = {NO_END}")
        self._duckdb.execute("; ".join(empty_sql(name) for name in TABLES))
        self._duckdb.execute("; ".join(told_sql(name, "table") for name in TOLD))
        self._prepared: dict[str, str] = {}
        self._asking = RLock()
        self._lent = False

    def clear(self) -> bool:
        """Hold nothing any more. False where somebody may still look at the tables themselves."""
        if self._lent:
            return False
        self._duckdb.execute("; ".join(f'truncate "{name}"' for name in {"customers", *self._schemas, *TOLD}))
        self.types.clear()
        self._schemas.clear()
        return True

    def settle(self) -> None:
        for name, schema in self._schemas.items():
            self._duckdb.execute(f'insert into "{name}" {canonical_sql(name, schema)}')
            self._duckdb.unregister(f"given_{name}")
        if "customers" not in self._schemas and "interactions" in self._schemas:
            self._duckdb.execute(f"insert into customers {everyone_sql()}")
        self._in_memory.clear()

    @functools.cached_property
    def connection(self) -> ibis.BaseBackend:
        import ibis

        self._lent = True
        return ibis.duckdb.from_connection(self._duckdb)

    def reckon(
        self, question: Question, options: tuple[Any, ...], told: Mapping[str, list[tuple[Any, ...]]]
    ) -> pa.Table:
        sql, schema = question_sql(question, options)
        with self._asking:
            for name in TOLD:
                self._duckdb.execute(f'truncate "{name}"')
                tell(self._duckdb, name, told.get(name, []))
            return self._duckdb.sql(f"execute {self._plan(sql)}").to_arrow_table().cast(schema)

    def _plan(self, sql: str) -> str:
        """The name under which a question is prepared."""
        if sql not in self._prepared:
            if len(self._prepared) == PREPARED:
                self._duckdb.execute("; ".join(f"deallocate {name}" for name in self._prepared.values()))
                self._prepared.clear()
            name = f"question_{len(self._prepared)}"
            self._duckdb.execute(f"prepare {name} as {sql}")
            self._prepared[sql] = name
        return self._prepared[sql]
