"""Deeproot from a notebook: tables in, data frames out.

>>> import deeproot as dr
>>> record = dr.open(interactions=interactions, customers=customers)  # doctest: +SKIP
>>> record.experience(as_of="2026-06-30")  # doctest: +SKIP
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from deeproot.engines import MEMORY_LIMIT, Tables, open_tables

if TYPE_CHECKING:
    import pandas as pd
    from pyspark.sql import SparkSession

Moment = datetime | str


def open(  # noqa: A001
    path: str | Path | None = None,
    *,
    spark: SparkSession | None = None,
    memory_limit: str = MEMORY_LIMIT,
    **tables: Any,
) -> Record:
    """Open a record: a folder of Parquet files, or tables by name (``interactions=frame, customers="c.parquet"``).

    A table is a pandas or Polars frame, an Arrow table, a DuckDB relation, an Ibis table of any connection, or the path
    of Parquet files; its columns are those of :mod:`deeproot.tables`. Without ``customers``, everyone who appears in
    ``interactions`` is one. With ``spark``, a session, Spark reckons, and the folder may be any that it reads
    (``dr.open("s3a://bucket/record", spark=session)``); Spark data frames bring their session themselves.
    Raises :class:`~deeproot.tables.TablesError`, naming everything that is wrong.
    """
    if (path is None) == (not tables):
        raise ValueError("give either a folder or tables by name: dr.open('folder') or dr.open(interactions=frame)")
    return Record(open_tables(tables if path is None else path, spark=spark, memory_limit=memory_limit))


class Record:
    """An open record. Every answer is for a moment ``as_of``: datetime or ISO 8601 text, UTC where it has no offset."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables

    def __repr__(self) -> str:
        return f"<Record of {', '.join(sorted(self.tables.given))}>"

    def experience(self, as_of: Moment, window_days: int = 365, customers: Iterable[str] | None = None) -> pd.DataFrame:
        """What each customer lived through: a row a customer, a column a measure, ``<id>_n`` the rows behind it."""
        from deeproot.understand.figures import figures

        return _frame(figures(self.tables, as_of, window_days, customers)).set_index("customer_id")

    def scenarios(
        self,
        as_of: Moment,
        thresholds: Mapping[str, Mapping[str, float]] | None = None,
        window_days: int = 365,
    ) -> pd.DataFrame:
        """The scenarios customers live through: a row each, with evidence, thresholds, values, and whether on a gap."""
        import pandas as pd

        from deeproot.understand.scenarios import Finding, findings

        names = list(Finding.__dataclass_fields__)
        rows = findings(self.tables, as_of, thresholds, window_days)
        return pd.DataFrame([{name: getattr(row, name) for name in names} for row in rows], columns=names)

    def evidence(
        self, customer_id: str, measure_id: str, as_of: Moment, window_days: int = 365, limit: int | None = None
    ) -> pd.DataFrame:
        """The rows behind one figure, the telling ones first: ``id``, ``table``, ``at`` (UTC), ``value``."""
        import pandas as pd

        from deeproot.understand.evidence import Row, evidence

        rows = evidence(self.tables, as_of, customer_id, measure_id, window_days, limit)
        return pd.DataFrame(rows, columns=list(Row.__annotations__))

    def health(self, as_of: Moment, numbers: Mapping[str, float] | None = None) -> pd.DataFrame:
        """How it is with each customer: a row a customer and part, the reading of the whole in ``whole``.

        ``numbers`` replaces those of the rule (``{"window_days": 60, "promises_good": 0.8}``); ValueError for others.
        """
        from deeproot.understand.health.health import frame, health
        from deeproot.understand.health.rule import Rule

        return frame(health(self.tables, as_of, Rule.of(numbers or {})))

    def company(self, as_of: Moment, window_days: int = 365) -> pd.DataFrame:
        """The measures over all customers: a row a measure; ``value``, ``n_rows``, ``n_customers``, ``question``."""
        import pandas as pd

        from deeproot.understand.company import company
        from deeproot.understand.experience import BY_ID

        found = company(self.tables, as_of, window_days)
        rows = [figure._asdict() | {"question": BY_ID[name].question} for name, figure in found.items()]
        return pd.DataFrame(rows, index=pd.Index(found, name="measure"))


def _frame(table: Any) -> pd.DataFrame:
    frame: pd.DataFrame = table.to_pandas()
    return frame
