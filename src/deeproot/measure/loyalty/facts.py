"""What customers did in a window that speaks for or against a part of loyalty: one pass over the interactions.

Automatic rows say nothing. Of one who has left, the window ends on the day they left.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from deeproot.engines import Source
from deeproot.measure.surveys.scales import SCALES

if TYPE_CHECKING:
    import ibis

MICROS_A_DAY: Final = 86_400_000_000
MONTH_DAYS: Final = 30
SHOWN: Final = 12
"""So many of the latest rows are given as evidence of one kind of fact; n counts all."""


def facts(source: Source, warm: float) -> ibis.Table:
    """A row a customer and kind of fact: c, fact, n, last, months (the window's 30-day months that have one, as a sum
    of powers of two), ids (`micros id` of the latest). A row of fact null counts what is recorded at all in n."""
    import ibis

    rows = _within(source)
    told = _named(rows, warm)
    parts = [told.select("c", "at", "id", "month", fact=part) for part in ("engagement", "advocacy", "attitude")]
    found = ibis.union(*parts).filter(lambda t: t.fact.notnull())
    latest = ibis.window(group_by=["c", "fact"], order_by=[ibis.desc("at"), ibis.desc("id")])
    ranked = found.mutate(place=ibis.row_number().over(latest))
    said = ranked["at"].cast("string") + " " + ranked.id
    each = ranked.group_by("c", "fact").aggregate(
        n=ranked.count().cast("int64"),
        last=ranked["at"].max(),
        ids=said.collect(where=ranked.place < SHOWN),
    )
    return each.union(_counted(rows, each)).union(_months(found, each))


def _within(source: Source) -> ibis.Table:
    """The rows of each customer's window, none that is automatic; with the thread's first touch, and the month."""
    import ibis

    rows = source.read(
        "interactions", "channel", "direction", "automatic", "kind", "sentiment", "score", "score_kind",
        c="customer_id", at="happened_at", id="interaction_id", thread="thread_id",
    )  # fmt: skip
    lived = source.read("customers", "left_at", who="customer_id")
    moment = source["told"]
    seen = rows.filter(~rows.automatic).cross_join(moment)
    joined = seen.left_join(lived, seen.c == lived.who)
    ends = ibis.ifelse(joined.left_at.notnull() & (joined.left_at < joined.as_of), joined.left_at, joined.as_of)
    past = joined.mutate(ends=ends).filter(lambda t: t["at"] <= t.ends)
    ours = ibis.ifelse(past.direction.isin(["out", "both"]) & past.thread.notnull(), past["at"], ibis.null("int64"))
    first = past.mutate(ours=ours)
    touched = first.mutate(first=first.ours.min().over(ibis.window(group_by=["c", "thread"])))
    within = touched.filter(lambda t: t["at"] > t.ends - t.window * MICROS_A_DAY)
    return within.mutate(month=((within.ends - within["at"]) // (MONTH_DAYS * MICROS_A_DAY)).cast("int64"))


def _named(rows: ibis.Table, warm: float) -> ibis.Table:
    """Each row with the fact that it is of each part; null where it is none."""
    import ibis

    told_us = rows.direction.isin(["in", "both"])
    asked = rows.channel == "survey"
    mention, kind, came = rows.channel == "mention", rows.kind, rows.direction == "in"
    warmly = (rows.sentiment >= warm).fill_null(False)
    coldly = (rows.sentiment <= -warm).fill_null(False)
    marks = marks_of(rows)
    engagement = ibis.cases(
        (told_us & (rows.channel == "usage"), "use"),
        (told_us & (rows.channel == "event"), "event"),
        (came & ~mention & (asked | kind.isin(["feedback", "complaint", "praise"]).fill_null(False)), "feedback"),
        (came & ~mention & kind.isin(["question", "request"]).fill_null(False), "question"),
        (came & ~mention & (rows["at"] > rows["first"]).fill_null(False), "reply"),
        else_=ibis.null("string"),
    )
    advocacy = ibis.cases(
        (came & mention & ((kind == "praise").fill_null(False) | warmly), "public_praise"),
        (came & mention & ((kind == "complaint").fill_null(False) | coldly), "public_complaint"),
        (told_us & (rows.score_kind == "nps").fill_null(False) & marks["good"], "promoter"),
        (told_us & (rows.score_kind == "nps").fill_null(False) & marks["low"], "detractor"),
        else_=ibis.null("string"),
    )
    attitude = ibis.cases(
        (told_us & kind.isin(["praise", "thanks"]).fill_null(False), "praise"),
        (told_us & (kind == "complaint").fill_null(False), "complaint"),
        (told_us & marks["good"], "good_mark"),
        (told_us & marks["low"], "low_mark"),
        (came & warmly, "warm"),
        (came & coldly, "cold"),
        else_=ibis.null("string"),
    )
    return rows.select("c", "at", "id", "month", engagement=engagement, advocacy=advocacy, attitude=attitude)


def marks_of(rows: ibis.Table) -> dict[str, ibis.Value]:
    """Whether a row's mark is a good one, or a low one, of its scale."""
    import ibis

    good: ibis.Value = ibis.literal(False)
    low: ibis.Value = ibis.literal(False)
    for one in SCALES.values():
        on = (rows.score_kind == one.id) & rows.score.between(one.lowest, one.highest)
        good = good | (on & (rows.score >= one.good)).fill_null(False)
        low = low | (on & (rows.score < one.low)).fill_null(False)
    return {"good": good, "low": low}


def _counted(rows: ibis.Table, like: ibis.Table) -> ibis.Table:
    """How much is recorded of each customer, as rows of no fact."""
    import ibis

    counted = rows.group_by("c").aggregate(n=rows.count().cast("int64"), last=rows["at"].max())
    return counted.select(
        "c", "n", "last", fact=ibis.null("string"), ids=ibis.null(like.ids.type())
    ).select(*like.columns)  # fmt: skip


def _months(found: ibis.Table, like: ibis.Table) -> ibis.Table:
    """In how many months each customer was engaged, as rows of fact `months`."""
    import ibis

    own = found.filter(found.fact.isin(["use", "event", "feedback", "question", "reply"]))
    counted = own.group_by("c").aggregate(n=own.month.nunique().cast("int64"), last=own["at"].max())
    return counted.select(
        "c", "n", "last", fact=ibis.literal("months"), ids=ibis.null(like.ids.type())
    ).select(*like.columns)  # fmt: skip


def staying(source: Source) -> ibis.Table:
    """Who is reported, and how they stay: c, since, left_at, term_ends_at (null where none runs or it runs on without
    an end), runs (whether a term runs), cancelled (that term was)."""
    import ibis

    moment = source["told"]
    customers = source.read("customers", "since", "left_at", c="customer_id").cross_join(moment)
    there = customers.filter(customers.since.isnull() | (customers.since <= customers.as_of))
    there = there.mutate(left_at=ibis.ifelse(there.left_at <= there.as_of, there.left_at, ibis.null("int64")))
    terms = source.read(
        "subscriptions", "starts_at", "renews_at", "ends_at", "cancelled_at", whose="customer_id"
    ).cross_join(moment)
    ends = ibis.coalesce(terms.ends_at, terms.renews_at)
    runs = terms.mutate(ends=ends).filter(lambda t: (t.starts_at <= t.as_of) & (t.ends.isnull() | (t.ends > t.as_of)))
    over = (runs.cancelled_at <= runs.as_of).fill_null(False)
    held = (
        runs.mutate(over=over)
        .group_by("whose")
        .aggregate(
            term_ends_at=lambda t: t.ends.max(),
            endless=lambda t: (t.ends.isnull() & ~t.over).cast("int64").max(),
            kept=lambda t: (~t.over).cast("int64").max(),
        )
    )
    joined = there.left_join(held, there.c == held.whose)
    return joined.select(
        "c", "since", "left_at",
        term_ends_at=ibis.ifelse(joined.endless == 1, ibis.null("int64"), joined.term_ends_at),
        runs=joined.kept.notnull(),
        cancelled=(joined.kept == 0).fill_null(False),
    )  # fmt: skip
