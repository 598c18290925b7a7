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

    Columns: ``customer_id``; ``now``, the moment up to which anything is known (``as_of``, or ``left_at`` where that
    was earlier); ``start``, where the window begins (exclusive); ``silent_from``, where the first silence begins.
    """
    import ibis

    customers = source["customers"].cross_join(source["told"])
    if chosen:
        customers = customers.semi_join(source["asked"], "customer_id")
    known = customers.filter(customers.since.fill_null(customers.as_of) <= customers.as_of)
    now = ibis.least(known.left_at.fill_null(known.as_of), known.as_of)
    start = now - known.window
    return known.select(
        "customer_id",
        now=now,
        start=start,
        silent_from=ibis.greatest(known.since.fill_null(start), start),
    )


def seen(source: Source, chosen: bool, table: str, moment: str) -> ibis.Table:
    """The rows of a table that are known at each customer's moment, with the columns of :func:`customers_at`."""
    rows, customers = source[table], customers_at(source, chosen)
    joined = rows.inner_join(customers, "customer_id")
    return joined.filter(joined[moment] <= joined.now)
