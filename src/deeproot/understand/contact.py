"""What passed between us and each customer in the window: touches, the silences between, questions, conversations."""

from __future__ import annotations

import ibis

from deeproot.engines import Source
from deeproot.understand.moment import DAY, HOUR, customers_at, known_rows

WORDS_A_SECOND = 2.5


def window(source: Source, chosen: bool) -> ibis.Table:
    """The interactions of the window, one row each. Everything else here is a choice among them.

    Columns beside the table's own: ``row_id``, ``at``; ``touch``, whether the customer could perceive it from us;
    ``theirs`` and ``ours``, what each side said, in words (from the seconds where the words are not known).
    """
    read = source.read("interactions", "customer_id", "interaction_id", "happened_at", *_OWN, *_SPOKEN)
    rows = known_rows(source, chosen, read, "happened_at")
    rows = rows.filter(rows.happened_at > rows.start)
    return rows.select(
        "c",
        "now",
        "start",
        *_OWN,
        row_id=rows.interaction_id,
        at=rows.happened_at,
        touch=rows.direction.isin(["out", "both"]) & ~rows.automatic,
        theirs=rows.customer_words.cast("float64").fill_null(rows.customer_seconds * WORDS_A_SECOND),
        ours=rows.our_words.cast("float64").fill_null(rows.our_seconds * WORDS_A_SECOND),
    ).alias("contact")


_OWN = (
    "member_id",
    "channel",
    "direction",
    "kind",
    "thread_id",
    "case_id",
    "needs_answer",
    "automatic",
    "personal",
    "sentiment",
)
_SPOKEN = ("customer_words", "our_words", "customer_seconds", "our_seconds")


def touches(source: Source, chosen: bool) -> ibis.Table:
    rows = window(source, chosen)
    return rows.filter(rows.touch)


def personal_touches(source: Source, chosen: bool) -> ibis.Table:
    """Personal touches of customers whose window holds a renewal. Columns: ``near_renewal``."""
    terms = _renewals(source, chosen)
    rows = touches(source, chosen)
    rows = rows.filter(rows.personal).semi_join(terms, [("c", "holder")]).select("c", "row_id", "at")
    days = terms.view()
    near = rows.left_join(days, [rows.c == days.holder, rows.at >= days.opens, rows.at <= days.closes])
    return near.select("c", "row_id", "at", near_renewal=near.opens.notnull())


def _renewals(source: Source, chosen: bool) -> ibis.Table:
    """The days around each renewal of the window, cut so that none overlaps: a touch falls into one at most."""
    read = source.read("subscriptions", "customer_id", "starts_at", "renews_at")
    terms = known_rows(source, chosen, read, "starts_at")
    terms = terms.filter(terms.renews_at > terms.start, terms.renews_at <= terms.now + 45 * DAY)
    terms = terms.select("c", opens=terms.renews_at - 45 * DAY, ends=terms.renews_at + 14 * DAY).distinct()
    following = terms.opens.lead().over(ibis.window(group_by=terms.c, order_by=terms.opens))
    return terms.select("opens", holder=terms.c, closes=ibis.least(terms.ends, (following - 1).fill_null(terms.ends)))


def silences(source: Source, chosen: bool) -> ibis.Table:
    """The intervals without a touch, each as the touch that ended it. Columns: ``days``, ``running``.

    The interval that still runs is ended by a row of its own, without a ``row_id``, just after everything known.
    """
    customers = customers_at(source, chosen)
    customers = customers.filter(customers.silent_from <= customers.now).select("c", "now", "silent_from")
    ends = touches(source, chosen).select("c", "row_id", "at").inner_join(customers, "c")
    ends = ends.filter(ends.at > ends.silent_from).select("c", "now", "silent_from", "row_id", "at")
    last = customers.select("c", "now", "silent_from", row_id=ibis.null("string"), at=customers.now + 1)
    rows = ends.union(last)
    before = rows.at.lag().over(ibis.window(group_by=rows.c, order_by=[rows.at, rows.row_id]))
    return rows.select(
        "c",
        "row_id",
        "at",
        days=(ibis.least(rows.at, rows.now) - before.fill_null(rows.silent_from)) / float(DAY),
        running=rows.row_id.isnull(),
    )


def questions(source: Source, chosen: bool) -> ibis.Table:
    """Inbound rows that need an answer. Columns: ``answered_after`` (hours; null without a reply), ``now``.

    A question is answered by the next touch of its thread; one without a thread by the customer's next touch.
    """
    rows = window(source, chosen)
    asks = rows.needs_answer & (rows.direction == "in") & ~rows.automatic
    rows = rows.select("c", "row_id", "at", "now", "thread_id", "touch", asks=asks)
    threads = rows.filter(rows.thread_id.notnull(), rows.touch | rows.asks)
    loose = rows.filter(rows.thread_id.isnull(), rows.asks)
    theirs = rows.filter(rows.touch).semi_join(loose, "c").mutate(thread_id=ibis.null("string"))
    rows = threads.union(loose, theirs)
    order = {"group_by": [rows.c, rows.thread_id], "order_by": [rows.at, rows.row_id]}
    reply = rows.touch.ifelse(rows.at, None).min().over(ibis.window(**order, following=(1, None)))
    rows = rows.mutate(answered_after=(reply - rows.at) / float(HOUR))
    return rows.filter(rows.asks)


def conversations(source: Source, chosen: bool) -> ibis.Table:
    """The rows of two-way threads, and conversations outside them. Columns: ``theirs``, ``ours``, ``part``.

    ``part`` adds to the number of conversations: a thread is counted by its inbound rows, each for its part of it.
    """
    rows = window(source, chosen)
    rows = rows.filter(~rows.automatic, rows.direction != "internal")
    threads = _two_way(rows)
    spoken = rows.select("c", "row_id", "at", "thread_id", "direction", "theirs", "ours")
    spoken = spoken.left_join(threads, [spoken.c == threads.tc, spoken.thread_id == threads.tid])
    spoken = spoken.filter((spoken.direction == "both") | spoken.inbound.notnull())
    share = (spoken.direction == "in").ifelse(1.0, 0.0) / spoken.inbound
    return spoken.select("c", "row_id", "at", "theirs", "ours", part=share.fill_null(1.0))


def _two_way(rows: ibis.Table) -> ibis.Table:
    """The threads with at least one row in and one out, and how many came in."""
    rows = rows.filter(rows.thread_id.notnull())
    threads = rows.group_by(tc=rows.c, tid=rows.thread_id).aggregate(
        inbound=rows.count(where=rows.direction == "in"), outbound=rows.count(where=rows.direction == "out")
    )
    return threads.filter(threads.inbound > 0, threads.outbound > 0).select("tc", "tid", "inbound")
