"""What a measure is: rows that are its evidence, the value of a row, and how the rows are reduced to one figure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import ibis

How = Literal["count", "count_distinct", "sum", "mean", "median", "max", "ratio", "difference"]
Better = Literal["low", "high", "neither"]
Column = Callable[[Any], Any]
"""A column of a row set, as an expression over it: ``lambda t: t.kind == "pitch"``."""


@dataclass(frozen=True)
class Measure:
    """One question a customer would ask, declared once; figure, evidence, documentation and tile come from it.

    ``on`` names a row set of :data:`deeproot.understand.rows.ROWS`; ``value`` gives each of its rows a value, or null
    where the row says nothing. The rows with a value are the evidence, and ``how`` reduces them:

    =================  ==============================================================  =========================
    how                figure                                                          without rows
    =================  ==============================================================  =========================
    count              how many rows                                                   0
    count_distinct     how many different values                                       0
    sum                the values added                                                0 where ``known``, else null
    mean               the values' mean                                                null
    median             the values' median (the mean of the two in the middle)          null
    max                the largest value                                               null
    ratio              the values added, over the ``weight`` added                     null
    difference         mean value where ``recent``, less the mean where not            null where either is empty
    =================  ==============================================================  =========================
    """

    id: str
    unit: str
    better: Better
    question: str
    rule: str
    on: str
    value: Column
    how: How
    weight: Column | None = None
    recent: Column | None = None
    known: Column | None = None
    first: Literal["high", "low", "late"] = "high"
    """Which rows tell most, and come first in the evidence; the later row first among equals."""
    peak: bool = False
    """The evidence is the row that holds the largest value, not all rows."""

    def columns(self, rows: ibis.Table, where: Column | None) -> dict[str, Any]:
        """What this measure needs of its rows: the value, null where a row is no evidence, and its companions."""
        value = self.value(rows)
        value = value if self.how == "count_distinct" else _number(value)
        value = value if where is None else where(rows).ifelse(value, None)
        columns = {self.id: value}
        if self.weight is not None:
            columns[f"{self.id}__weight"] = value.notnull().ifelse(self.weight(rows).cast("float64"), None)
        if self.recent is not None:
            columns[f"{self.id}__before"] = self.recent(rows).ifelse(None, value)
            columns[f"{self.id}__recent"] = self.recent(rows).ifelse(value, None)
        if self.known is not None:
            columns[f"{self.id}__known"] = self.known(rows).ifelse(1.0, None)
        return columns

    def reduced(self, rows: ibis.Table) -> Any:
        """The figure over rows that hold :meth:`columns`, as an aggregate."""
        figure = _REDUCE[self.how](rows, self.id)
        return settled(figure) if self.how in ("sum", "mean", "ratio", "difference") else figure

    @property
    def empty(self) -> float | None:
        """The figure of a customer without any row."""
        return 0.0 if self.how in ("count", "count_distinct") else None


def settled(figure: Any) -> Any:
    """The figure to nine decimals: in which order an engine adds its rows is no news about a customer."""
    return figure.round(9).cast("float64")


def _number(value: Any) -> Any:
    # PostgreSQL takes a truth for an int, but not for a float.
    return (value.cast("int32") if value.type().is_boolean() else value).cast("float64")


def _sum(rows: ibis.Table, name: str) -> Any:
    known = rows[f"{name}__known"].count() > 0
    return known.ifelse(rows[name].sum().fill_null(0.0), None)


def _ratio(rows: ibis.Table, name: str) -> Any:
    # Spark and PostgreSQL raise on a division by zero; nobody having said a word is no ratio.
    return rows[name].sum() / rows[f"{name}__weight"].sum().nullif(0.0)


_REDUCE: dict[How, Callable[[Any, str], Any]] = {
    "count": lambda rows, name: rows[name].count(),
    "count_distinct": lambda rows, name: rows[name].nunique(),
    "sum": _sum,
    "mean": lambda rows, name: rows[name].mean(),
    "median": lambda rows, name: rows[name].median(),
    "max": lambda rows, name: rows[name].max(),
    "ratio": _ratio,
    "difference": lambda rows, name: rows[f"{name}__recent"].mean() - rows[f"{name}__before"].mean(),
}
