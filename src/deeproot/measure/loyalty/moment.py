"""Is it the right moment to ask a customer for a favour? What speaks for it, and what against it, each with its row.

For it: lately a promise kept, a praise or thanks, a high mark. Against it: a case open, hard times, a promise overdue,
a complaint or a low mark lately, that they left; and that they were asked before, and how that went.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, Literal

from deeproot.engines import Source, Tables
from deeproot.measure.loyalty.facts import MICROS_A_DAY, marks_of
from deeproot.measure.loyalty.parts import EPOCH

if TYPE_CHECKING:
    import ibis

LATELY_DAYS: Final = 30
"""So long a good moment lasts, and so long a complaint or a low mark spoils it."""
FOR: Final = {
    "kept_promise": "We kept a promise",
    "praise": "They praised or thanked us",
    "high_mark": "They gave a high mark",
}
AGAINST: Final = {
    "open_case": "A case of theirs is open",
    "hard_times": "They go through hard times",
    "overdue_promise": "We owe them a promise that is overdue",
    "complaint": "They complained lately",
    "low_mark": "They gave a low mark lately",
    "left": "They are no customer any more",
    "waits": "They were asked, and have not answered yet",
    "said_no": "They said no: nobody asks again for a year",
    "no_answer": "They were asked, and did not answer: not again for half a year",
    "said_yes": "They said yes lately: do not wear them out",
    "nothing_lately": "Nothing good happened lately: wait for a kept promise, a praise or a high mark",
}
ANSWERED_WITHIN: Final = timedelta(days=30)
"""Who has not answered by then is taken not to answer."""
QUIET_AFTER: Final = {"no": timedelta(days=365), "none": timedelta(days=180), "yes": timedelta(days=90)}
"""So long after each answer nobody asks again."""
Answer = Literal["asked", "yes", "no", "none"]


@dataclass(frozen=True, slots=True)
class AskedBefore:
    """That a customer was asked for a favour, and what became of it."""

    customer_id: str
    at: datetime
    answer: Answer
    answered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Sign:
    """One thing that speaks for asking now, or against it."""

    what: str
    """One of :data:`FOR` or :data:`AGAINST`."""
    at: datetime | None
    evidence: str
    """The id of the interaction, promise, case or belief; empty where there is no row."""
    until: datetime | None = None
    """When it stops to hold, where that is known."""

    @property
    def says(self) -> str:
        return FOR.get(self.what) or AGAINST[self.what]


@dataclass(frozen=True, slots=True)
class Moment:
    """What speaks for asking one customer now, the latest first, and what against it."""

    good: tuple[Sign, ...]
    against: tuple[Sign, ...]

    @property
    def is_right(self) -> bool:
        return bool(self.good) and not self.against


def moments(
    tables: Tables, as_of: datetime, asked: Iterable[AskedBefore] = (), lately_days: int = LATELY_DAYS
) -> dict[str, Moment]:
    """The moment of every customer who began by ``as_of`` (aware); one question to the engine.

    Reads `customers`, `interactions`, `promises`, `cases` and `beliefs`. Nothing after ``as_of`` is known.
    """
    told = {"told": [((as_of - EPOCH) // timedelta(microseconds=1), lately_days)]}
    rows: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in tables.reckon(_signs, **told).to_pylist():
        rows[row["c"]].append(row)
    before: dict[str, list[AskedBefore]] = defaultdict(list)
    for one in asked:
        before[one.customer_id].append(one)
    return {customer: _moment(some, before.get(customer, []), as_of) for customer, some in sorted(rows.items())}


def _moment(rows: Iterable[Mapping[str, Any]], before: Iterable[AskedBefore], as_of: datetime) -> Moment:
    signs = [_sign(row) for row in rows if row["what"] is not None]
    signs.sort(key=lambda sign: (sign.at or EPOCH, sign.evidence), reverse=True)
    good = tuple(sign for sign in signs if sign.what in FOR)
    against = [sign for sign in signs if sign.what in AGAINST]
    against += filter(None, [_quiet(one, as_of) for one in before])
    if not good:
        against.append(Sign("nothing_lately", None, ""))
    order = list(AGAINST)
    return Moment(good, tuple(sorted(against, key=lambda sign: order.index(sign.what))))


def _sign(row: Mapping[str, Any]) -> Sign:
    at, until = (None if row[name] is None else EPOCH + timedelta(microseconds=row[name]) for name in ("at", "until"))
    return Sign(row["what"], at, row["id"], until)


def _quiet(one: AskedBefore, as_of: datetime) -> Sign | None:
    """Why not again yet, after that they were asked; None where that is long ago."""
    answer, at = one.answer, one.answered_at or one.at
    if answer == "asked":
        if as_of < one.at + ANSWERED_WITHIN:
            return Sign("waits", one.at, "", one.at + ANSWERED_WITHIN)
        answer, at = "none", one.at + ANSWERED_WITHIN
    until = at + QUIET_AFTER[answer]
    words = {"no": "said_no", "none": "no_answer", "yes": "said_yes"}
    return Sign(words[answer], at, "", until) if as_of < until else None


def _signs(source: Source) -> ibis.Table:
    """A row a sign: c, what, at, id, until; and one of `what` null for every customer."""
    import ibis

    moment = source["told"]
    customers = source.read("customers", "since", "left_at", c="customer_id").cross_join(moment)
    there = customers.filter(customers.since.isnull() | (customers.since <= customers.as_of))
    none, empty = ibis.null("int64"), ibis.literal("")
    everybody = there.select("c", what=ibis.null("string"), at=none, id=empty, until=none)
    left = there.filter(there.left_at <= there.as_of)
    parts = [
        left.select("c", what=ibis.literal("left"), at="left_at", id=empty, until=none),
        _said(source), _owed(source), _open(source), _hard(source),
    ]  # fmt: skip
    signs = ibis.union(*parts)
    return everybody.union(signs.semi_join(there, "c"))


def _said(source: Source) -> ibis.Table:
    """What they said lately, for asking or against it."""
    import ibis

    rows = source.read(
        "interactions", "direction", "automatic", "kind", "score", "score_kind", c="customer_id", at="happened_at",
        id="interaction_id",
    ).cross_join(source["told"])  # fmt: skip
    long = rows.window * MICROS_A_DAY
    came = rows.filter(
        rows.direction.isin(["in", "both"]) & ~rows.automatic & (rows["at"] <= rows.as_of)
        & (rows["at"] > rows.as_of - long)
    )  # fmt: skip
    marks = marks_of(came)
    what = ibis.cases(
        ((came.kind == "complaint").fill_null(False), "complaint"),
        (marks["low"], "low_mark"),
        (marks["good"], "high_mark"),
        (came.kind.isin(["praise", "thanks"]).fill_null(False), "praise"),
        else_=ibis.null("string"),
    )
    until = ibis.ifelse(what.isin(list(AGAINST)), came["at"] + came.window * MICROS_A_DAY, ibis.null("int64"))
    named = came.select("c", "at", "id", what=what, until=until).filter(lambda t: t.what.notnull())
    return named.select("c", "what", "at", "id", "until")


def _owed(source: Source) -> ibis.Table:
    """Promises kept lately, and those that are overdue."""
    import ibis

    rows = source.read(
        "promises", "made_at", "due_at", "moved_to", "kept_at", "withdrawn_at", c="customer_id", id="promise_id"
    ).cross_join(source["told"])
    made = rows.filter((rows.made_at <= rows.as_of) & ~(rows.withdrawn_at <= rows.as_of).fill_null(False))
    due = ibis.coalesce(made.moved_to, made.due_at)
    kept = (made.kept_at <= made.as_of).fill_null(False)
    lately = kept & (made.kept_at > made.as_of - made.window * MICROS_A_DAY)
    what = ibis.cases(
        (lately, "kept_promise"), ((~kept & (due < made.as_of)).fill_null(False), "overdue_promise"),
        else_=ibis.null("string"),
    )  # fmt: skip
    at = ibis.ifelse(kept, made.kept_at, due)
    return made.select("c", what=what, at=at, id="id", until=ibis.null("int64")).filter(lambda t: t.what.notnull())


def _open(source: Source) -> ibis.Table:
    """Cases that are open."""
    import ibis

    rows = source.read("cases", "opened_at", "closed_at", c="customer_id", id="case_id").cross_join(source["told"])
    now = rows.filter((rows.opened_at <= rows.as_of) & (rows.closed_at.isnull() | (rows.closed_at > rows.as_of)))
    return now.select("c", what=ibis.literal("open_case"), at="opened_at", id="id", until=ibis.null("int64"))


def _hard(source: Source) -> ibis.Table:
    """Beliefs of low capacity that hold."""
    import ibis

    rows = source.read("beliefs", "about", "from_at", "until", c="customer_id", id="belief_id").cross_join(
        source["told"]
    )
    own = rows.filter((rows.about == "capacity") & rows.c.notnull())
    now = own.filter((own.from_at <= own.as_of) & (own.until.isnull() | (own.until > own.as_of)))
    return now.select("c", what=ibis.literal("hard_times"), at="from_at", id="id", until="until")
