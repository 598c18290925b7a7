"""The customers at a moment: who is reported, until when we look at each, and from when on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deeproot.engines import Source

if TYPE_CHECKING:
    import ibis

HOUR = 3_600_000_000
DAY = 24 * HOUR
"""In microseconds, as all moments are inside a reckoning."""


def customers_at(source: Source, chosen: bool) -> ibis.Table:
    """Every customer reported at ``as_of``, one row each; only those of ``asked`` where ``chosen``.

    Columns: ``customer_id``; ``c``, a number that stands for it; ``now``, the moment up to which anything is known
    (``as_of``, or ``left_at`` where that was earlier); ``start``, where the window begins (exclusive); ``silent_from``,
    where the first silence begins.
    """
    import ibis

    customers = source.read("customers", "customer_id", "since", "left_at")
    if chosen:
        customers = customers.semi_join(source["asked"], "customer_id")
    customers = customers.cross_join(source["told"])
    known = customers.filter(customers.since.fill_null(customers.as_of) <= customers.as_of)
    now = ibis.least(known.left_at.fill_null(known.as_of), known.as_of)
    start = now - known.window
    return known.select(
        "customer_id",
        # Numbers are sorted, hashed and compared several times faster than the ids they stand for.
        c=ibis.row_number().over(ibis.window(order_by=known.customer_id)).cast("int32"),
        now=now,
        start=start,
        silent_from=ibis.greatest(known.since.fill_null(start), start),
    )


def known_rows(source: Source, chosen: bool, rows: ibis.Table, moment: str) -> ibis.Table:
    """The rows that are known at their customer's moment: ``c``, ``now``, ``start``, and their own columns."""
    customers = customers_at(source, chosen).select("customer_id", "c", "now", "start")
    joined = rows.inner_join(customers, "customer_id").drop("customer_id")
    return joined.filter(joined[moment] <= joined.now)
