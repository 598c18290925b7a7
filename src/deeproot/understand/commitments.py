"""Promises due, beliefs that hold, and gaps of the record: the row sets that do not come from interactions."""

from __future__ import annotations

import ibis

from deeproot.engines import Source
from deeproot.understand.moment import DAY, known_rows


def promises(source: Source, chosen: bool) -> ibis.Table:
    """Promises with a due moment. Columns beside the table's own: ``due`` (moved or not), ``kept``, ``late_days``."""
    moments = ("made_at", "due_at", "moved_to", "kept_at", "withdrawn_at")
    read = source.read("promises", "customer_id", "promise_id", "holding", *moments)
    rows = known_rows(source, chosen, read, "made_at")
    rows = rows.mutate(
        due=rows.moved_to.fill_null(rows.due_at),
        kept=(rows.kept_at <= rows.now).ifelse(rows.kept_at, None),
        withdrawn=(rows.withdrawn_at <= rows.now).fill_null(False),
    )
    rows = rows.filter(rows.due.notnull())
    in_time = (rows.kept <= rows.due).fill_null(False)
    return rows.select(
        "c",
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
    read = source.read("beliefs", "customer_id", "belief_id", "from_at", "until", "confirmed_at", "evidence")
    rows = known_rows(source, chosen, read, "from_at")
    rows = rows.filter(rows.until.isnull() | (rows.until > rows.now))
    confirmed = (rows.confirmed_at <= rows.now).ifelse(rows.confirmed_at, None).fill_null(rows.from_at)
    stale = confirmed < rows.now - 180 * DAY
    return rows.select(
        "c",
        row_id=rows.belief_id,
        at=rows.from_at,
        assumed=stale | (rows.evidence.length().fill_null(0) == 0),
    )


def gaps(source: Source, chosen: bool) -> ibis.Table:
    """The gaps of the sources each customer uses, and one row without ``row_id`` a customer of whom a source is known.

    Columns: ``unseen_days``, ``known``, ``from_at``, ``to_at``. Gaps of several sources overlap: each counts only what
    those before it left open, so that they add to their union.
    """
    ledger = source.read("coverage", "source", "from_at", "to_at", "state")
    used = _sources(source, chosen)
    known = used.inner_join(ledger.filter(ledger.state.isin(["complete", "gap"])), "source")
    known = known.filter(known.from_at <= known.now).select("c").distinct()
    gaps = used.inner_join(ledger.filter(ledger.state == "gap"), "source")
    gaps = gaps.filter(gaps.from_at <= gaps.now).mutate(
        cut_from=ibis.greatest(gaps.from_at, gaps.start), cut_to=ibis.least(gaps.to_at, gaps.now)
    )
    return _uncovered(gaps.filter(gaps.cut_to > gaps.cut_from)).union(_known(known))


def _sources(source: Source, chosen: bool) -> ibis.Table:
    """The sources each customer's interactions come from: the part of the id before the first colon."""
    read = source.read("interactions", "customer_id", "interaction_id", "happened_at")
    rows = known_rows(source, chosen, read, "happened_at")
    name = rows.interaction_id.substr(0, (rows.interaction_id + ":").find(":"))
    return rows.select("c", "now", "start", source=name).distinct().alias("sources")


def _uncovered(gaps: ibis.Table) -> ibis.Table:
    order = [gaps.from_at, gaps.source]
    covered = gaps.cut_to.max().over(ibis.window(group_by=gaps.c, order_by=order, preceding=(None, 1)))
    gaps = gaps.mutate(open_from=ibis.greatest(gaps.cut_from, covered.fill_null(gaps.cut_from)))
    return gaps.select(
        "c",
        row_id=gaps.source,
        at=gaps.from_at,
        to_at=gaps.to_at,
        unseen_days=ibis.greatest(gaps.cut_to - gaps.open_from, 0) / float(DAY),
        known=ibis.literal(True),
    )


def _known(customers: ibis.Table) -> ibis.Table:
    return customers.select(
        "c",
        row_id=ibis.null("string"),
        at=ibis.null("int64"),
        to_at=ibis.null("int64"),
        unseen_days=ibis.null("float64"),
        known=ibis.literal(True),
    )
