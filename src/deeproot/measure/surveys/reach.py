"""Who was asked, who answered, who never was asked: a score says nothing of those whom nobody asked.

An asking is an outgoing interaction of channel `survey`, or one that is told (:class:`Asking`): a mail that asks is
recorded as mail. Reminders in its conversation are the same asking. It was
answered where something came in by survey in the same conversation; where the asking or the answer belongs to none,
where the same person (or nobody in particular) answered within 30 days and before the next asking.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from deeproot.engines import Source, Tables
from deeproot.measure.surveys import intervals
from deeproot.measure.surveys.intervals import LEAST, METHODS, Estimate, Sums
from deeproot.measure.surveys.marks import MICROS, By, answers, grouped, in_spans, of_survey, only

if TYPE_CHECKING:
    import ibis

ANSWERED_WITHIN: Final = timedelta(days=30)
WAITS: Final = timedelta(days=7)
"""For so long one who has not answered may still do so."""
SILENT_DAYS: Final = 90
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Asking:
    """One person who was asked, where no interaction of channel `survey` says so."""

    customer_id: str
    contact_id: str | None
    thread_id: str
    """The conversation that the answer will be of; it begins as the answer's id does."""
    at: datetime


@dataclass(frozen=True)
class Span:
    """What is looked at: from when until when (aware), of which survey, and who was asked beside the record."""

    begins: datetime
    ends: datetime
    survey: str | None = None
    """What the ids of the answers to one survey begin with; None: all, whoever asked."""
    askings: Sequence[Asking] = ()

    @property
    def told(self) -> dict[str, list[tuple[Any, ...]]]:
        """As the small tables of :data:`deeproot.engines.TOLD`."""
        asked = [(one.customer_id, one.contact_id, one.thread_id, _micros(one.at)) for one in self.askings]
        moments = [(_micros(self.begins), 0), (_micros(self.ends), 1)]
        return {"told": moments, "askings": asked, "survey": [*only(self.survey)["survey"]]}


def _micros(moment: datetime) -> int:
    return (moment - EPOCH) // timedelta(microseconds=1)


@dataclass(frozen=True)
class Response:
    """What became of the askings of a span, of all customers or of one group of them."""

    group: str | None
    asked: int
    """Askings: each person and occasion once."""
    answered: int
    waiting: int
    """Not answered, and asked less than 7 days before the end: they may still answer."""
    customers: int
    rate: Estimate | None
    """Answered of asked, with its interval; None where fewer than 10 customers were asked."""


@dataclass(frozen=True)
class Part:
    """So many customers; how many of them are silent (no sign of life for 90 days), and how many at risk."""

    customers: int = 0
    silent: int = 0
    at_risk: int = 0


@dataclass(frozen=True)
class Reach:
    """Of those who are customers at the end of a span: who answered, who was asked and did not, who never was asked."""

    group: str | None
    answered: Part
    unanswered: Part
    never_asked: Part

    @property
    def customers(self) -> int:
        return self.answered.customers + self.unanswered.customers + self.never_asked.customers


@dataclass(frozen=True)
class NeverAsked:
    """A customer whom no survey of the span asked, and who answered none."""

    customer_id: str
    heard_at: datetime | None
    """Their last sign of life, UTC; None where there is none."""
    silent: bool
    at_risk: bool


def responses(tables: Tables, span: Span, by: By | None = None, level: float = 0.95) -> list[Response]:
    """How many of those asked within the span answered before its end; by group, unknown first.

    Empty where nobody was asked: answers imported from elsewhere come without their askings.
    """
    return [_response(row, level) for row in tables.reckon(_responses, by, **span.told).to_pylist()]


def _response(row: Mapping[str, Any], level: float) -> Response:
    asked, answered, customers = row["asked"], row["answered"], row["customers"]
    rate = None
    if customers >= LEAST:
        worth = intervals.effective(Sums(customers, asked, answered, answered, row["nn"], row["vn"], row["vv"]))
        low, high = intervals.share(answered * worth / asked, worth, level)
        rate = Estimate("response", answered / asked, low, high, asked, customers, level, METHODS["response"])
    return Response(row["part"], asked, answered, row["waiting"], customers, rate)


def _responses(source: Source, by: By | None) -> ibis.Table:
    import ibis

    asked = grouped(_asked(source), source, by)
    each = asked.group_by("part", "c").aggregate(
        n=asked.count(),
        v=asked.answered.cast("int64").sum(),
        waiting=(~asked.answered & asked.late).cast("int64").sum(),
    )
    added = each.group_by("part").aggregate(
        asked=each.n.sum().cast("int64"),
        answered=each.v.sum().cast("int64"),
        waiting=each.waiting.sum().cast("int64"),
        customers=each.count().cast("int64"),
        nn=(each.n * each.n).sum().cast("float64"),
        vn=(each.v * each.n).sum().cast("float64"),
        vv=(each.v * each.v).sum().cast("float64"),
    )
    return added.order_by(ibis.asc("part", nulls_first=True))


def _asked(source: Source) -> ibis.Table:
    """Each asking of the span: c, asking, answered, late (asked so late that an answer may still come)."""
    import ibis

    asked = in_spans(_askings(source), source)
    closes = source["told"].filter(lambda t: t.window == 1).select(end="as_of")
    came = answers(source).cross_join(closes).filter(lambda t: t["at"] < t.end)
    came = came.select(who="c", when="at", whose="contact", there="thread")
    met = asked.left_join(came, [asked.c == came.who, came.when >= asked["at"]])
    loose = met.thread.isnull() | met.there.isnull()
    same = (met.contact == met.whose) | met.contact.isnull() | met.whose.isnull()
    soon = met.when <= met["at"] + int(ANSWERED_WITHIN / timedelta(microseconds=1))
    before = met.following.isnull() | (met.when < met.following)
    answer = ((met.thread == met.there) | (loose & same & soon & before)).fill_null(False)
    judged = met.mutate(answer=answer)
    late = judged["at"] > judged.closes - int(WAITS / timedelta(microseconds=1))
    found = (
        judged.mutate(late=late)
        .group_by("c", "asking")
        .aggregate(answered=lambda t: t.answer.cast("int64").max() > 0, late=lambda t: t.late.cast("int64").max() > 0)
    )
    return found.mutate(answered=ibis.coalesce(found.answered, False))


def _askings(source: Source) -> ibis.Table:
    """Each asking by its first message: c, asking, at, contact, thread, following (when that person is asked next)."""
    import ibis

    rows = source.read(
        "interactions", "channel", "direction", "automatic", c="customer_id", at="happened_at", id="interaction_id",
        contact="contact_id", thread="thread_id",
    )  # fmt: skip
    columns = ["c", "at", "id", "contact", "thread"]
    sent = of_survey(rows.filter((rows.channel == "survey") & (rows.direction == "out") & ~rows.automatic), source)
    more = source["askings"]
    told = more.select(c="customer_id", at="at", id="thread_id", contact="contact_id", thread="thread_id")
    every = sent.select(columns).union(of_survey(told, source).select(columns))
    named = every.mutate(asking=ibis.coalesce("t:" + every.thread, "i:" + every.id), person=every.contact.fill_null(""))
    first = named.group_by("c", "asking", "person").aggregate(
        at=named["at"].min(), contact=named.contact.max(), thread=named.thread.max()
    )
    each = first.mutate(asking=first.asking + "/" + first.person)
    turns = ibis.window(group_by=["c", "person"], order_by=["at", "asking"])
    return each.mutate(following=each["at"].lead().over(turns))


def reach(
    tables: Tables, span: Span, by: By | None = None, at_risk: Collection[str] = (), silent_days: int = SILENT_DAYS
) -> list[Reach]:
    """Who of the customers at the end of the span was reached within it; by group, unknown first.

    A customer is silent without a sign of life (anything that came in and is not automatic, product use and purchases
    among it) in the ``silent_days`` before the end. ``at_risk`` names those whom somebody holds to be at risk. One
    question to the engine.
    """
    risky = [(one,) for one in dict.fromkeys(at_risk)]
    found: dict[str | None, dict[str, Part]] = {}
    for row in tables.reckon(_reach, by, silent_days, asked=risky, **span.told).to_pylist():
        parts = found.setdefault(row["part"], {})
        parts[row["state"]] = Part(row["customers"], row["silent"], row["at_risk"])
    names = ("answered", "unanswered", "never_asked")
    return [Reach(group, *(parts.get(name, Part()) for name in names)) for group, parts in found.items()]


def _reach(source: Source, by: By | None, silent_days: int) -> ibis.Table:
    import ibis

    held = grouped(_present(source, silent_days), source, by)
    counted = held.group_by("part", "state").aggregate(
        customers=held.count().cast("int64"),
        silent=held.silent.cast("int64").sum().cast("int64"),
        at_risk=held.at_risk.cast("int64").sum().cast("int64"),
    )
    return counted.order_by(ibis.asc("part", nulls_first=True), "state")


def never_asked(
    tables: Tables,
    span: Span,
    at_risk: Collection[str] = (),
    silent_days: int = SILENT_DAYS,
    most: int | None = None,
) -> list[NeverAsked]:
    """Whom nobody asked: those at risk first, then those silent the longest. ``most`` limits how many are given."""
    risky = [(one,) for one in dict.fromkeys(at_risk)]
    found = tables.reckon(_never, silent_days, most, asked=risky, **span.told)
    return [
        NeverAsked(
            row["c"],
            None if row["heard"] is None else EPOCH + timedelta(microseconds=row["heard"]),
            row["silent"],
            row["at_risk"],
        )
        for row in found.to_pylist()
    ]


def _never(source: Source, silent_days: int, most: int | None) -> ibis.Table:
    import ibis

    never = _present(source, silent_days).filter(lambda t: t.state == "never_asked")
    ordered = never.order_by(ibis.desc("at_risk"), ibis.asc("heard", nulls_first=True), "c")
    told = ordered.select("c", "heard", "silent", "at_risk")
    return told if most is None else told.limit(most)


def _present(source: Source, silent_days: int) -> ibis.Table:
    """Those who are customers at the end of the span: c, state, heard (their last sign of life), silent, at_risk."""
    import ibis

    closes = source["told"].filter(lambda t: t.window == 1).select(end="as_of")
    customers = source.read("customers", "since", "left_at", c="customer_id").cross_join(closes)
    there = customers.filter(
        lambda t: (t.since.isnull() | (t.since < t.end)) & (t.left_at.isnull() | (t.left_at > t.end))
    ).select("c", "end")
    asked = in_spans(_askings(source), source).select(a="c", was_asked=True).distinct()
    answered = in_spans(answers(source), source).select(b="c", has_answered=True).distinct()
    risky = source["asked"].select(d="customer_id", is_risky=True).distinct()
    joined = there.left_join(asked, there.c == asked.a)
    joined = joined.left_join(answered, joined.c == answered.b)
    joined = joined.left_join(risky, joined.c == risky.d)
    lived = _heard(source, closes)
    joined = joined.left_join(lived, joined.c == lived.e)
    state = ibis.cases(
        (joined.has_answered.notnull(), "answered"), (joined.was_asked.notnull(), "unanswered"), else_="never_asked"
    )
    long = joined.end - silent_days * 86_400 * MICROS
    return joined.select(
        "c",
        "heard",
        state=state,
        silent=joined.heard.isnull() | (joined.heard < long),
        at_risk=joined.is_risky.notnull(),
    )


def _heard(source: Source, closes: ibis.Table) -> ibis.Table:
    """The last sign of life of each customer before the end: e (the customer), heard."""
    rows = source.read("interactions", "direction", "automatic", e="customer_id", at="happened_at").cross_join(closes)
    came = rows.filter(rows.direction.isin(["in", "both"]) & ~rows.automatic & (rows["at"] < rows.end))
    return came.group_by("e").aggregate(heard=came["at"].max())
