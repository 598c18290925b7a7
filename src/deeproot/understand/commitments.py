"""Promises due, beliefs that hold, and gaps of the record: the row sets that do not come from interactions."""

from __future__ import annotations

import ibis

from deeproot.engines import Source
from deeproot.understand.moment import DAY, customers_at, seen


def promises(source: Source, chosen: bool) -> ibis.Table:
    """Promises with a due moment. Columns beside the table's own: ``due`` (moved or not), ``kept``, ``late_days``."""
    rows = seen(source, chosen, "promises", "made_at")
    rows = rows.mutate(
        due=rows.moved_to.fill_null(rows.due_at),
        kept=(rows.kept_at <= rows.now).ifelse(rows.kept_at, None),
        withdrawn=(rows.withdrawn_at <= rows.now).fill_null(False),
    )
    rows = rows.filter(rows.due.notnull())
    in_time = (rows.kept <= rows.due).fill_null(False)
    return rows.select(
        "customer_id",
        "due",
        "kept",
        "withdrawn",
        row_id=rows.promise_id,
        at=rows.made_at,
        put_off=rows.holding.length().fill_null(0),
        made_lately=rows.made_at > rows.start,
        due_lately=(rows.due > rows.start) & (rows.due <= rows.now) & ~rows.withdrawn,
        overdue=(rows.due <= rows.now) & rows.kept.isnull() & ~rows.withdrawn,
        in_time=in_time,
        late_days=in_time.ifelse(None, (rows.kept.fill_null(rows.now) - rows.due) / float(DAY)),
    )


def beliefs(source: Source, chosen: bool) -> ibis.Table:
    """What we hold about a customer at its moment. Columns: ``assumed``."""
    rows = seen(source, chosen, "beliefs", "from_at")
    rows = rows.filter(rows.until.isnull() | (rows.until > rows.now))
    confirmed = (rows.confirmed_at <= rows.now).ifelse(rows.confirmed_at, None).fill_null(rows.from_at)
    stale = confirmed < rows.now - 180 * DAY
    return rows.select(
        "customer_id",
        row_id=rows.belief_id,
        at=rows.from_at,
        assumed=stale | (rows.evidence.length().fill_null(0) == 0),
    )


def gaps(source: Source, chosen: bool) -> ibis.Table:
    """What the ledger says of the sources each customer uses. Columns: ``unseen_days``, null unless it is a gap.

    Gaps of several sources overlap: each row counts only what those before it left open, so that they add to the union.
    """
    rows = _ledger(source, chosen)
    cut_from, cut_to = ibis.greatest(rows.from_at, rows.start), ibis.least(rows.to_at, rows.now)
    gap = (rows.state == "gap") & (cut_to > cut_from)
    rows = rows.mutate(cut_from=gap.ifelse(cut_from, None), cut_to=gap.ifelse(cut_to, None))
    before = ibis.window(
        group_by=rows.customer_id, order_by=[rows.cut_from, rows.cut_to, rows.source], preceding=(None, 1)
    )
    rows = rows.mutate(covered=rows.cut_to.max().over(before))
    open_from = ibis.greatest(rows.cut_from, rows.covered.fill_null(rows.cut_from))
    unseen = ibis.greatest(rows.cut_to - open_from, 0) / float(DAY)
    return rows.mutate(unseen_days=rows.cut_to.notnull().ifelse(unseen, None), row_id=rows.source, at=rows.from_at)


def _ledger(source: Source, chosen: bool) -> ibis.Table:
    """The rows of ``coverage`` that say something of a source the customer uses, with :func:`customers_at`."""
    coverage = source["coverage"]
    coverage = coverage.filter(coverage.state.isin(["complete", "gap"]))
    coverage = coverage.select("source", "from_at", "to_at", "state")
    rows = seen(source, chosen, "interactions", "happened_at")
    name = rows.interaction_id.substr(0, (rows.interaction_id + ":").find(":"))
    used = rows.select("customer_id", source=name).distinct()
    ledger = used.inner_join(coverage, "source").inner_join(customers_at(source, chosen), "customer_id")
    return ledger.filter(ledger.from_at <= ledger.now)
