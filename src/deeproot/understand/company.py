"""The measures of the whole company, or of each group of its customers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple, overload

from deeproot.engines import Source, Tables
from deeproot.understand.experience import BY_ID
from deeproot.understand.figures import IDS, Moment, by_stream, figures_of, told, values
from deeproot.understand.measure import Measure, settled
from deeproot.understand.moment import customers_at

if TYPE_CHECKING:
    import ibis

By = Literal["persona", "owner", "country", "kind"]


class Figure(NamedTuple):
    """A figure over many customers: its value, the rows behind it, and how many customers have one."""

    value: float | None
    n_rows: int
    n_customers: int


Company = dict[str, Figure]
"""``{measure_id: (value, n_rows, n_customers)}``."""


@overload
def company(tables: Tables, as_of: Moment, window_days: int = 365, by: None = None) -> Company: ...
@overload
def company(tables: Tables, as_of: Moment, window_days: int = 365, *, by: By) -> dict[str | None, Company]: ...
def company(
    tables: Tables, as_of: Moment, window_days: int = 365, by: By | None = None
) -> Company | dict[str | None, Company]:
    """Every measure over all customers reported at ``as_of``: ``{measure_id: (value, n_rows, n_customers)}``.

    Counts and sums are added over customers; means, medians, ratios and differences are reduced over all rows of all
    customers together; of the largest value and of the number of different ones it is the median over the customers.
    With ``by``, a column of customers: the same for each of its values, ``None`` standing for those where it is null.
    """
    found = _read(tables, as_of, window_days, by)
    return found if by is not None else found.get(None, {name: _nobody(BY_ID[name]) for name in IDS})


def _nobody(measure: Measure) -> Figure:
    return Figure(0.0 if measure.how == "count" else None, 0, 0)


def _read(tables: Tables, as_of: Moment, window_days: int, by: By | None) -> dict[str | None, Company]:
    table = tables.reckon(_company, by, IDS, **told(as_of, window_days))
    return {
        row["part"]: {name: Figure(row[name], row[f"{name}_n"], row[f"{name}_customers"]) for name in IDS}
        for row in table.to_pylist()
    }


def _company(source: Source, by: By | None, ids: tuple[str, ...]) -> ibis.Table:
    measures = [BY_ID[name] for name in ids]
    parts = _parts(source, by)
    each = figures_of(source, False, ids).inner_join(parts, "customer_id")
    found = each.group_by("part_key").aggregate(part=each.part.max(), **_over_customers(each, measures))
    for stream, own in by_stream(m for m in measures if m.how in _OVER_ROWS).items():
        rows = values(source, False, stream, own).inner_join(parts, "c")
        together = rows.group_by("part_key").aggregate(**{m.id: m.reduced(rows) for m in own})
        found = found.left_join(together, "part_key").drop("part_key_right")
    return found.drop("part_key")


_OVER_ROWS = ("mean", "median", "ratio", "difference")


def _parts(source: Source, by: By | None) -> ibis.Table:
    """The part of the company each customer belongs to; the key is never null, so that parts can be joined."""
    import ibis

    customers = source["customers"]
    part = ibis.null("string") if by is None else customers[by]
    parts = customers.select("customer_id", part=part)
    parts = parts.mutate(part_key=parts.part.isnull().ifelse("-", "+" + parts.part.fill_null("")))
    return parts.inner_join(customers_at(source, False).select("customer_id", "c"), "customer_id")


def _over_customers(each: ibis.Table, measures: list[Measure]) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    for measure in measures:
        columns[f"{measure.id}_n"] = each[f"{measure.id}_n"].sum()
        columns[f"{measure.id}_customers"] = each[measure.id].count()
        if measure.how in ("count", "sum"):
            columns[measure.id] = settled(each[measure.id].sum())
        elif measure.how in ("max", "count_distinct"):
            columns[measure.id] = each[measure.id].median()
    return columns
