"""What marks customers gave in each of some spans of time, apart by scale and group, with the scores they make.

An answer is an interaction of channel `survey` that came in, is not automatic and has a mark with its scale; whoever
asked, and wherever it was imported from.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, Final, Literal

from deeproot.engines import Source, Tables
from deeproot.measure.surveys import intervals
from deeproot.measure.surveys.intervals import LEAST, METHODS, Estimate, Sums
from deeproot.measure.surveys.scales import SCALES, Scale

if TYPE_CHECKING:
    import ibis

By = Literal["persona", "owner", "country", "kind"]
MICROS: Final = 1_000_000
HELD: Final = ("place", "part", "scale")
"""What each figure is apart by: the span, the group, the scale."""


@dataclass(frozen=True)
class Marks:
    """The marks of one scale, in one span of time, of all customers or of one group of them."""

    begins: datetime
    ends: datetime
    scale: Scale
    group: str | None
    """The value of the column asked for; None for all, and for customers without one."""
    n: int
    """Answers with a mark on the scale."""
    customers: int
    """Who gave them."""
    off_scale: int
    """Answers whose mark is not on the scale: in no figure."""
    counts: Mapping[float, int]
    """How many gave which mark; ascending."""
    good: int
    low: int
    estimates: tuple[Estimate, ...]
    """The score first; for ces the share that found it easy second. Empty where fewer than 10 customers answered."""

    @property
    def score(self) -> Estimate | None:
        """None where too few answered to say anything."""
        return self.estimates[0] if self.estimates else None


def marks(
    tables: Tables,
    beginnings: Sequence[datetime],
    by: By | None = None,
    survey: str | None = None,
    level: float = 0.95,
) -> list[Marks]:
    """The marks given between each of the ``beginnings`` (ascending, aware) and the next; two questions to the engine.

    By a column of customers where one is asked for; ordered by span, scale, group (unknown first). Spans, scales and
    groups without an answer are left out. ``survey`` is what the ids of the answers to one survey begin with; all
    surveys, whoever asked, where it is None.
    """
    told = {"told": [(int(one.timestamp() * MICROS), place) for place, one in enumerate(beginnings)]} | only(survey)
    counts: dict[tuple[Any, ...], dict[float, int]] = defaultdict(dict)
    for row in tables.reckon(_counts, by, **told).to_pylist():
        counts[row["place"], row["scale"], row["part"]][row["mark"]] = row["n"]
    return [
        _marks(row, beginnings, counts[row["place"], row["scale"], row["part"]], level)
        for row in tables.reckon(_sums, by, **told).to_pylist()
    ]


def _marks(row: Mapping[str, Any], beginnings: Sequence[datetime], counts: dict[float, int], level: float) -> Marks:
    scale, place = SCALES[row["scale"]], row["place"]
    return Marks(
        begins=beginnings[place],
        ends=beginnings[place + 1],
        scale=scale,
        group=row["part"],
        n=row["n"],
        customers=row["customers"],
        off_scale=row["off_scale"],
        counts=dict(sorted(counts.items())),
        good=row["good"],
        low=row["low"],
        estimates=_estimates(scale, row, level) if row["customers"] >= LEAST else (),
    )


def _estimates(scale: Scale, row: Mapping[str, Any], level: float) -> tuple[Estimate, ...]:
    n, customers = row["n"], row["customers"]

    def told(name: str, value: float, between: tuple[float, float], times: float = 1.0) -> Estimate:
        low, high = (times * one for one in between)
        return Estimate(name, times * value, low, high, n, customers, level, METHODS[name])

    worth = intervals.effective(_over(row, "v", row["v_each"]))
    part = worth / n
    if scale.id == "nps":
        between = intervals.net(row["good"] * part, row["low"] * part, worth, level)
        return (told("nps", (row["good"] - row["low"]) / n, between, 100),)
    top = told(
        "csat" if scale.id == "csat" else "easy", row["good"] / n, intervals.share(row["good"] * part, worth, level)
    )
    if scale.id == "csat":
        return (top,)
    worth = intervals.effective(_over(row, "m", row["m_each"]))
    part, ends = worth / n, (float(scale.lowest), float(scale.highest))
    between = intervals.mean(row["m"] * part, row["m_each"] * part, worth, customers, ends, level)
    return told("ces", row["m"] / n, between), top


def _over(row: Mapping[str, Any], name: str, each: float) -> Sums:
    """The sums over customers of what the score is made of (v) or of the marks (m)."""
    return Sums(row["customers"], row["n"], row[name], each, row["nn"], row[f"{name}n"], row[f"{name}{name}"])


def _sums(source: Source, by: By | None) -> ibis.Table:
    """A row a span, group and scale: what the scores and their intervals are made of."""
    held = _held(source, by)
    each = held.group_by(*HELD, "c").aggregate(
        n=held.on.cast("int64").sum(),
        off=(~held.on).cast("int64").sum(),
        good=held.good.sum(),
        low=held.low.sum(),
        v=held.v.sum(),
        v_each=(held.v * held.v).sum(),
        m=held.m.sum(),
        m_each=(held.m * held.m).sum(),
    )
    added = each.group_by(*HELD).aggregate(
        **{name: each[name].sum().cast("int64") for name in ("n", "good", "low", "v", "v_each")},
        customers=(each.n > 0).cast("int64").sum().cast("int64"),
        off_scale=each.off.sum().cast("int64"),
        m=each.m.sum(),
        m_each=each.m_each.sum(),
        nn=(each.n * each.n).sum().cast("float64"),
        vn=(each.v * each.n).sum().cast("float64"),
        vv=(each.v * each.v).sum().cast("float64"),
        mn=(each.m * each.n).sum(),
        mm=(each.m * each.m).sum(),
    )
    return _ordered(added)


def _counts(source: Source, by: By | None) -> ibis.Table:
    """A row a span, group, scale and mark: how many gave it."""
    held = _held(source, by).filter(lambda t: t.on)
    return _ordered(held.group_by(*HELD, "mark").aggregate(n=held.count().cast("int64")), "mark")


def _ordered(rows: ibis.Table, *further: str) -> ibis.Table:
    import ibis

    return rows.order_by("place", "scale", ibis.asc("part", nulls_first=True), *further)


def _held(source: Source, by: By | None) -> ibis.Table:
    """Each answer in one of the spans: place, part, scale, c, mark, and what it adds to the score."""
    import ibis

    given = in_spans(answers(source), source).filter(lambda t: t.mark.notnull() & t.scale.isin(list(SCALES)))
    on = given.mutate(on=_any(given, lambda one: given.mark.between(one.lowest, one.highest)))
    good = on.on & _any(on, lambda one: on.mark >= one.good)
    low = on.on & _any(on, lambda one: on.mark < one.low)
    zero = ibis.literal(0, "int64")
    worth = on.mutate(
        good=good.cast("int64"),
        low=low.cast("int64"),
        v=good.cast("int64") - ibis.ifelse(on.scale == "nps", low.cast("int64"), zero),
        m=ibis.ifelse(on.on, on.mark, ibis.literal(0.0)),
    )
    return grouped(worth, source, by)


def _any(rows: ibis.Table, holds: Any) -> ibis.Value:
    """Whether it holds for the scale that a row is of."""
    return reduce(or_, ((rows.scale == one.id) & holds(one) for one in SCALES.values()))


def answers(source: Source) -> ibis.Table:
    """What came in by surveys: c, at, contact, thread, mark, scale; a free answer has no mark."""
    rows = source.read(
        "interactions", "channel", "direction", "automatic", c="customer_id", at="happened_at", id="interaction_id",
        contact="contact_id", thread="thread_id", mark="score", scale="score_kind",
    )  # fmt: skip
    came = rows.filter((rows.channel == "survey") & rows.direction.isin(["in", "both"]) & ~rows.automatic)
    return of_survey(came, source).select("c", "at", "id", "contact", "thread", "mark", "scale")


def only(survey: str | None) -> dict[str, list[tuple[str]]]:
    """What a question is told so that it looks at one survey."""
    return {"survey": [(survey,)] if survey else []}


def of_survey(rows: ibis.Table, source: Source) -> ibis.Table:
    """The rows of the survey told, by what their ids begin with; all rows where none is told."""
    wanted = source["survey"].aggregate(prefix=lambda t: t.prefix.max())
    either = rows.cross_join(wanted)
    return either.filter(either.prefix.isnull() | either.id.startswith(either.prefix)).drop("prefix")


def in_spans(rows: ibis.Table, source: Source) -> ibis.Table:
    """The rows that lie in one of the spans told, with its place; those in none are left out."""
    told = source["told"]
    following = told.select(closes="as_of", before=told.window - 1)
    spans = told.inner_join(following, told.window == following.before)
    spans = spans.select(opens="as_of", place="window", closes="closes")
    return rows.inner_join(spans, [rows["at"] >= spans.opens, rows["at"] < spans.closes])


def grouped(rows: ibis.Table, source: Source, by: By | None) -> ibis.Table:
    """The rows with the part that their customer (c) belongs to."""
    import ibis

    if by is None:
        return rows.mutate(part=ibis.literal(None, "string"))
    known = source.read("customers", known="customer_id", part=by)
    return rows.left_join(known, rows.c == known.known).drop("known")
