"""A record in files that are parted by customers, read by DuckDB: some of them, or all of it part by part."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from deeproot.engines.in_duckdb import InDuckDB
from deeproot.engines.parted import Files, Parted
from deeproot.tables import TABLES

if TYPE_CHECKING:
    import ibis
    import pyarrow as pa

    from deeproot.engines.source import Question


class InFiles:
    """What :class:`InDuckDB` is over all the files, knowing which of them hold whom."""

    def __init__(self, whole: InDuckDB, parted: Parted) -> None:
        self._whole = whole
        self.parted = parted

    def table(self, name: str) -> ibis.Table:
        return self._whole.table(name)

    @property
    def connection(self) -> ibis.BaseBackend:
        return self._whole.connection

    def reckon(
        self, question: Question, options: tuple[Any, ...], told: Mapping[str, list[tuple[Any, ...]]]
    ) -> pa.Table:
        return self._whole.reckon(question, options, told)

    def rows(self, name: str, customers: Sequence[str]) -> pa.Table:
        """The rows of these customers, and those that are nobody's, canonical."""
        files = self.parted.of(customers)
        if not files.all(name):
            return TABLES[name].arrow_schema().empty_table()
        return self._whole.rows(name, _picked(name, files), *([list(customers)] if files.own.get(name) else ()))

    def parts(self) -> Iterator[InDuckDB]:
        """The record, some buckets at a time."""
        for files in self.parted.parts():
            yield self._whole.reading({name: files.all(name) for name in self.parted.tables})


def _picked(name: str, files: Files) -> str:
    """SQL for the rows of the customers that are its value, and for those that are nobody's."""
    parts = []
    if own := files.own.get(name):
        # Not `= any(?)`: of a subquery the first and last value lead to the row groups.
        parts.append(_all_of(own) + " where customer_id in (select unnest(?::varchar[]))")
    if nobodys := files.nobodys.get(name):
        parts.append(_all_of(nobodys))
    return " union all by name ".join(parts)


def _all_of(files: Iterable[str]) -> str:
    names = ", ".join("'" + file.replace("'", "''") + "'" for file in files)
    return f"select * from read_parquet([{names}], hive_partitioning = false)"  # noqa: S608 - names that we quote
