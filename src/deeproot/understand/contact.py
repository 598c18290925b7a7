"""What passed between us and each customer in the window, in order: touches, the silences between, replies, threads."""

from __future__ import annotations

from typing import Any

import ibis

from deeproot.engines import Source
from deeproot.understand.moment import DAY, HOUR, customers_at, seen

WORDS_A_SECOND = 2.5


def contact(source: Source, chosen: bool) -> ibis.Table:
    """One row an interaction of the window, and one closing row a customer that ends the silence still running."""
    rows = _in_order(_interactions(source, chosen).union(_closing(source, chosen)))
    return _near_renewal(_with_words(_with_silence(rows)), source, chosen)


def is_touch(rows: ibis.Table) -> Any:
    return rows.direction.isin(["out", "both"]) & ~rows.automatic


def is_heard(rows: ibis.Table) -> Any:
    return rows.direction.isin(["in", "both"]) & ~rows.automatic


def in_window(source: Source, chosen: bool) -> ibis.Table:
    rows = seen(source, chosen, "interactions", "happened_at")
    return rows.filter(rows.happened_at > rows.start)


_CARRIED = (
    "customer_id",
    "now",
    "start",
    "silent_from",
    "member_id",
    "channel",
    "direction",
    "kind",
    "thread_id",
    "needs_answer",
    "automatic",
    "personal",
    "customer_words",
    "our_words",
    "customer_seconds",
    "our_seconds",
    "sentiment",
)


def _interactions(source: Source, chosen: bool) -> ibis.Table:
    rows = in_window(source, chosen)
    return rows.select(
        *_CARRIED, row_id=rows.interaction_id, at=rows.happened_at, touch=is_touch(rows), closing=ibis.literal(False)
    )


def _closing(source: Source, chosen: bool) -> ibis.Table:
    """A row just after everything known, so that the silence still running is an interval like any other."""
    customers = customers_at(source, chosen)
    interactions = source["interactions"]
    nothing = {name: ibis.null(interactions[name].type()) for name in _CARRIED[4:]}
    rows = customers.mutate(**nothing | {"automatic": ibis.literal(False), "needs_answer": ibis.literal(False)})
    return rows.select(
        *_CARRIED,
        row_id=ibis.null("string"),
        at=rows.now + 1,
        touch=ibis.literal(False),
        closing=ibis.literal(True),
    )


def _in_order(rows: ibis.Table) -> ibis.Table:
    """Add the touch before, and the first touch after: of the customer, and of the thread."""
    touched_at = rows.touch.ifelse(rows.at, None)
    customer = {"group_by": rows.customer_id, "order_by": [rows.at, rows.row_id]}
    thread = {"group_by": [rows.customer_id, rows.thread_id], "order_by": [rows.at, rows.row_id]}
    whole_thread = ibis.window(group_by=thread["group_by"])
    asked = ~rows.automatic & (rows.direction == "in")
    answered = ~rows.automatic & (rows.direction == "out")
    return rows.mutate(
        last_touch=touched_at.max().over(ibis.window(**customer, preceding=(None, 1))),
        next_touch=touched_at.min().over(ibis.window(**customer, following=(1, None))),
        next_in_thread=touched_at.min().over(ibis.window(**thread, following=(1, None))),
        inbound=asked.cast("int64").sum().over(whole_thread),
        outbound=answered.cast("int64").sum().over(whole_thread),
    )


def _with_silence(rows: ibis.Table) -> ibis.Table:
    """Add how long nothing was heard from us before a touch (or before ``now``, on the closing row), in days."""
    since = ibis.greatest(rows.last_touch.fill_null(rows.silent_from), rows.silent_from)
    until = ibis.least(rows.at, rows.now)
    ends = (rows.touch & (rows.at > rows.silent_from)) | (rows.closing & (rows.silent_from <= rows.now))
    reply = rows.thread_id.notnull().ifelse(rows.next_in_thread, rows.next_touch)
    return rows.mutate(
        silent_days=ends.ifelse((until - since) / float(DAY), None),
        question=rows.needs_answer & ~rows.automatic & (rows.direction == "in"),
        answered_after=(reply - rows.at) / float(HOUR),
    )


def _with_words(rows: ibis.Table) -> ibis.Table:
    """Add what each side said in conversations, in words, and the share of a two-way conversation a row stands for."""
    theirs = rows.customer_words.cast("float64").fill_null(rows.customer_seconds * WORDS_A_SECOND)
    ours = rows.our_words.cast("float64").fill_null(rows.our_seconds * WORDS_A_SECOND)
    two_way = rows.thread_id.notnull() & (rows.inbound > 0) & (rows.outbound > 0)
    spoken = ~rows.automatic & ~rows.closing & (rows.direction != "internal") & (two_way | (rows.direction == "both"))
    # A thread is counted once by its inbound rows, each for its part: a count of different threads needs no sort so.
    part = two_way.ifelse((rows.direction == "in").cast("float64") / rows.inbound.nullif(0), 1.0)
    return rows.mutate(conversed=spoken, conversation=part, their_words=theirs, our_words_said=ours)


def _near_renewal(rows: ibis.Table, source: Source, chosen: bool) -> ibis.Table:
    """Add whether a touch lies near a renewal: true, false, or null where the window holds no renewal."""
    terms = _renewals(source, chosen)
    renewing = terms.select("customer_id").distinct().mutate(renews=True)
    rows = rows.left_join(renewing, "customer_id").drop("customer_id_right")
    near = rows.left_join(
        terms, [rows.customer_id == terms.customer_id, rows.at >= terms.opens, rows.at <= terms.closes]
    )
    return near.drop("customer_id_right").mutate(near_renewal=near.renews.ifelse(near.opens.notnull(), None))


def _renewals(source: Source, chosen: bool) -> ibis.Table:
    """The days around each renewal of the window, cut so that none overlaps: a touch falls into one at most."""
    terms = seen(source, chosen, "subscriptions", "starts_at")
    terms = terms.filter(terms.renews_at > terms.start, terms.renews_at <= terms.now + 45 * DAY)
    terms = terms.select("customer_id", opens=terms.renews_at - 45 * DAY, ends=terms.renews_at + 14 * DAY)
    terms = terms.distinct()
    following = terms.opens.lead().over(ibis.window(group_by=terms.customer_id, order_by=terms.opens))
    return terms.select("customer_id", "opens", closes=ibis.least(terms.ends, (following - 1).fill_null(terms.ends)))
