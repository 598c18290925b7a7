"""What a turn asks the engine beside the measures, as Ibis expressions over the record's tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from deeproot.engines import Source
from deeproot.understand.moment import customers_at

if TYPE_CHECKING:
    import ibis

HOUR = 3_600_000_000
DAY = 24 * HOUR
NEVER = 2**62


def standing(source: Source) -> ibis.Table:
    """For each customer: open promises, and when a contract is next to be signed again."""
    read = source.read("promises", "promise_id", "customer_id", "made_at", "kept_at", "withdrawn_at")
    told = read.cross_join(source["told"])
    kept, withdrawn = _not_by(told.kept_at, told.as_of), _not_by(told.withdrawn_at, told.as_of)
    promised = told.filter(told.made_at <= told.as_of, kept, withdrawn)
    promised = promised.group_by("customer_id").aggregate(open_promises=promised.promise_id.count())
    read = source.read("subscriptions", "customer_id", "starts_at", "renews_at", "cancelled_at")
    terms = read.cross_join(source["told"])
    running = terms.filter(
        terms.starts_at <= terms.as_of, terms.renews_at > terms.as_of, _not_by(terms.cancelled_at, terms.as_of)
    )
    renewing = running.group_by("customer_id").aggregate(renews_at=running.renews_at.min())
    joined = source.read("customers", "customer_id").left_join(promised, "customer_id").drop("customer_id_right")
    return joined.left_join(renewing, "customer_id").select("customer_id", "open_promises", "renews_at")


def _not_by(moment: Any, as_of: Any) -> Any:
    return moment.isnull() | (moment > as_of)


def interactions_asked(source: Source) -> ibis.Table:
    """The interactions whose ids were asked for: who, when, in which conversation and case."""
    ids = source["asked"].select(interaction_id=source["asked"].customer_id)
    columns = ("customer_id", "interaction_id", "happened_at", "member_id", "thread_id", "case_id")
    return source.read("interactions", *columns).semi_join(ids, "interaction_id")


def gaps(source: Source) -> ibis.Table:
    """The gaps of the sources that each customer uses, as far as they lie in the window."""
    from deeproot.understand.streams import STREAMS

    rows = STREAMS["gaps"](source, False)
    rows = rows.inner_join(customers_at(source, False).select("customer_id", "c"), "c")
    rows = rows.filter(rows.row_id.notnull())
    return rows.select("customer_id", source=rows.row_id, from_at=rows.at, to_at=rows.to_at)


def next_change(source: Source, due_ahead: int, escalate: int, silence: int) -> ibis.Table:
    """For each customer the first moment after ``as_of`` at which a count, a finding or a reason may change by itself.

    Rows enter the window when their moment comes and leave it a window later; questions, complaints, promises and
    beliefs have moments of their own; where a rule is strict, its change comes a microsecond later. Rather one moment
    too many than one too few: at worst a customer is reckoned once for nothing. ``due_ahead``, ``escalate`` and
    ``silence`` are the thresholds that cut time, in microseconds.
    """
    parts = [
        _next_of_interactions(source, silence),
        _next_of_promises(source, due_ahead, escalate),
        _next(source, "beliefs", lambda t: [t.from_at, t.until, t.confirmed_at, _confirmed(t) + 180 * DAY + 1]),
        _next(source, "cases", lambda t: [t.opened_at, t.closed_at, t.confirmed_at]),
        _next(source, "subscriptions", _moments_of_term),
        _next(source, "purchases", lambda t: [t.happened_at, t.happened_at + 365 * DAY]),
        _next(source, "customers", lambda t: [t.since, t.left_at]),
    ]
    rows = parts[0].union(*parts[1:])
    return rows.filter(rows.at < NEVER).group_by("customer_id").aggregate(next_change_at=rows.at.min())


def _next_of_interactions(source: Source, silence: int) -> ibis.Table:
    def moments(t: Any) -> list[Any]:
        theirs, at = t.direction.isin(["in", "both"]), t.happened_at
        settles = theirs | (t.kind == "miss_you")
        return [
            at,
            at + t.window,
            at + t.window - silence + 1,
            (theirs & t.needs_answer).ifelse(at + 48 * HOUR, None),
            settles.ifelse(at + 14 * DAY, None),
            t.sentiment.notnull().ifelse(at + 90 * DAY, None),
            (t.direction == "internal").ifelse(at + 24 * HOUR + 1, None),
        ]

    return _next(source, "interactions", moments)


def _next_of_promises(source: Source, due_ahead: int, escalate: int) -> ibis.Table:
    def moments(t: Any) -> list[Any]:
        due = t.moved_to.coalesce(t.due_at)
        own = [t.made_at, t.kept_at, t.withdrawn_at, t.made_at + t.window]
        return [*own, due - due_ahead, due, due + escalate, due + t.window]

    return _next(source, "promises", moments)


def _confirmed(t: Any) -> Any:
    return t.confirmed_at.coalesce(t.from_at)


def _moments_of_term(t: Any) -> list[Any]:
    near = [t.renews_at - 45 * DAY, t.renews_at, t.renews_at + t.window]
    return [t.starts_at, t.ends_at, t.cancelled_at, *near]


READ = {
    "interactions": ("happened_at", "direction", "kind", "needs_answer", "sentiment"),
    "promises": ("made_at", "due_at", "moved_to", "kept_at", "withdrawn_at"),
    "beliefs": ("from_at", "until", "confirmed_at"),
    "cases": ("opened_at", "closed_at", "confirmed_at"),
    "subscriptions": ("starts_at", "ends_at", "cancelled_at", "renews_at"),
    "purchases": ("happened_at",),
    "customers": ("since", "left_at"),
}


def _next(source: Source, table: str, moments: Any) -> ibis.Table:
    """For each customer the first of these moments of its rows that lies after ``as_of``; NEVER where none does."""
    import ibis

    told = source.read(table, "customer_id", *READ[table]).cross_join(source["told"])
    firsts = {f"at_{n}": moment.min(where=moment > told.as_of) for n, moment in enumerate(moments(told))}
    rows = told.group_by("customer_id").aggregate(**firsts)
    least = ibis.least(*(rows[name].fill_null(NEVER) for name in firsts)) if len(firsts) > 1 else rows["at_0"]
    return rows.select("customer_id", at=least.cast("int64"))
