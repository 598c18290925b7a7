"""What the reasons of `today` are found in: a few small tables about the customers that are with us at a moment."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from deeproot.engines import Source, Tables
from deeproot.plan import needs as needed
from deeproot.plan.value import Values, values

if TYPE_CHECKING:
    import ibis

Row = dict[str, Any]
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
HOUR = 3_600_000_000


def micros(moment: datetime) -> int:
    """A moment as microseconds since 1970 (UTC); without an offset it is taken as UTC."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return (aware - EPOCH) // timedelta(microseconds=1)


def moment(micros: int) -> datetime:
    """The aware UTC moment of microseconds since 1970."""
    return EPOCH + timedelta(microseconds=micros)


@dataclass(frozen=True)
class Found:
    """What was understood of the customers, as rows.

    questions: customer_id, interaction_id, happened_at, member_id, thread_id, case_id -- waiting for an answer
    complaints: the same columns -- complaints that went silent
    findings: customer_id, scenario, evidence (list), values (measure -> number), rests_on_gap
    gaps: customer_id, source, from_at, to_at -- what the record does not hold

    Moments are aware datetimes, UTC.
    """

    questions: Sequence[Row] = ()
    complaints: Sequence[Row] = ()
    findings: Sequence[Row] = ()
    gaps: Sequence[Row] = ()
    touches_known: bool | None = None
    """Whether the whole record holds any touch; None where these tables are the whole record and may say so."""


@dataclass(frozen=True)
class Facts:
    """All that the reasons need, as of one moment, of the customers who are with us then."""

    as_of: datetime
    found: Found
    customers: Mapping[str, Row]
    """customer_id -> name, persona, owner, since"""
    members: Mapping[str, str]
    """member_id -> name"""
    promises: Sequence[Row]
    """Open ones, due by the horizon: promise_id, customer_id, member_id, made_in, made_at, due, text, holding.

    Where a promise names nobody, its member is the one of the interaction it was made in."""
    cases: Sequence[Row]
    """Open ones: case_id, customer_id, opened_at, owner, people (set of member_id), last_seen, last_note"""
    pulses: Mapping[str, Row]
    """customer_id -> last_touch_at, last_touch, last_heard_at, last_internal_at, rows; only who has an interaction"""
    values: Values = field(default_factory=dict)
    marks: Sequence[Row] = ()
    """Given in surveys, and nobody of us reached out since: interaction_id, customer_id, member_id, marked_at, score,
    score_kind"""
    needs: Mapping[str, Sequence[Row]] = field(default_factory=dict)
    """customer_id -> what holds of its needs, pains, gains, goals: belief_id, text, horizon, assumed, said (micros)"""
    given: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """customer_id -> the resources that it was given"""
    hard_times: frozenset[str] = frozenset()
    """The customers who have less to give for now."""

    @functools.cached_property
    def touches_known(self) -> bool:
        """Whether the record holds what we send at all: where it does not, no silence is known."""
        told = self.found.touches_known
        return any(pulse["last_touch_at"] for pulse in self.pulses.values()) if told is None else told

    @functools.cached_property
    def case_owners(self) -> Mapping[str | None, str | None]:
        """case_id -> the member who works on it, of the open cases."""
        return {case["case_id"]: case["owner"] for case in self.cases}

    @functools.cached_property
    def cases_of(self) -> Mapping[str, list[Row]]:
        """customer_id -> its open cases."""
        found: dict[str, list[Row]] = {}
        for case in self.cases:
            found.setdefault(case["customer_id"], []).append(case)
        return found


def gather(tables: Tables, as_of: datetime, found: Found, due_hours: float, mark_days: float = 30) -> Facts:
    """Read the facts from a record's tables: five passes of the engine over what is open, three over the interactions.

    ``due_hours`` is how far ahead promises are looked for, ``mark_days`` how far back marks.
    """
    now = micros(as_of)
    customers = {
        row.pop("customer_id"): row
        for row in rows(tables, present, now)
        if row["since"] is None or row["since"] <= as_of
    }
    held = rows(tables, needed.held, now)
    return Facts(
        as_of=moment(now),
        found=found,
        customers=customers,
        members={row["member_id"]: row["name"] for row in rows(tables, people, now)},
        promises=rows(tables, open_promises, now, round(due_hours * HOUR)),
        cases=_with_people(rows(tables, open_cases, now), rows(tables, case_work, now)),
        pulses={row.pop("customer_id"): row for row in rows(tables, pulses, now)},
        marks=rows(tables, marks, now, round(mark_days * 24 * HOUR)),
        values=values(tables, now),
        needs=needed.by_customer(held),
        given=needed.had(rows(tables, needed.given, now)),
        hard_times=needed.in_hard_times(held),
    )


MOMENTS = (
    *("since", "made_at", "due", "opened_at", "last_seen", "last_note"),
    *("last_touch_at", "last_heard_at", "last_internal_at", "marked_at"),
)


def rows(tables: Tables, question: Any, as_of: int, window: int = 0) -> list[Row]:
    """The answer to a question as rows, its moments as aware datetimes."""
    answer = tables.reckon(question, told=[(as_of, window)])
    columns = {
        name: [None if value is None else moment(value) for value in column.to_pylist()]
        if name in MOMENTS
        else column.to_pylist()
        for name, column in zip(answer.column_names, answer.columns, strict=True)
    }
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


# The questions to the engine --------------------------------------------------------------------------------------


def present(source: Source) -> ibis.Table:
    """The customers that are with us: not yet left."""
    read = source.read("customers", "customer_id", "name", "persona", "owner", "since", "left_at")
    told = read.cross_join(source["told"])
    here = told.filter(lambda t: t.left_at.isnull() | (t.left_at > t.as_of))
    return here.select("customer_id", "name", "persona", "owner", "since").order_by("customer_id")


PROMISE = ("promise_id", "customer_id", "member_id", "made_in", "made_at", "text", "holding")


def people(source: Source) -> ibis.Table:
    return source.read("members", "member_id", "name").order_by("member_id")


def open_promises(source: Source) -> ibis.Table:
    """Promises neither kept nor withdrawn whose effective due moment has come or comes within ``window``."""
    read = source.read("promises", *PROMISE, "due_at", "moved_to", "kept_at", "withdrawn_at")
    told = read.cross_join(source["told"]).mutate(due=lambda t: t.moved_to.coalesce(t.due_at))
    still_open = told.filter(
        lambda t: (
            (t.made_at <= t.as_of)
            & (t.due <= t.as_of + t.window)
            & (t.kept_at.isnull() | (t.kept_at > t.as_of))
            & (t.withdrawn_at.isnull() | (t.withdrawn_at > t.as_of))
        )
    )
    makers = made_by(source).right_join(still_open, [("made_in_id", "made_in")])
    owned = makers.mutate(member_id=makers.member_id.coalesce(makers.made_by))
    return owned.select(*PROMISE, "due").order_by("due", "promise_id")


def made_by(source: Source) -> ibis.Table:
    """Who of ours took part in the interactions in which promises were made: theirs are those that name nobody."""
    made_in = source.read("promises", "made_in", "member_id").filter(lambda t: t.member_id.isnull())
    read = source.read("interactions", made_in_id="interaction_id", made_by="member_id")
    known = read.filter(lambda t: t.made_by.notnull()).semi_join(made_in, [("made_in_id", "made_in")])
    return known.group_by("made_in_id").aggregate(made_by=known.made_by.max())


def open_cases(source: Source) -> ibis.Table:
    read = source.read("cases", "case_id", "customer_id", "opened_at", "closed_at", "owner")
    told = read.cross_join(source["told"])
    return (
        told.filter(lambda t: (t.opened_at <= t.as_of) & (t.closed_at.isnull() | (t.closed_at > t.as_of)))
        .select("case_id", "customer_id", "opened_at", "owner")
        .order_by("opened_at", "case_id")
    )


def case_work(source: Source) -> ibis.Table:
    """For each open case and member who took part: when last, and when last within the house."""
    read = source.read("interactions", "case_id", "member_id", "happened_at", "direction", "automatic")
    work = read.filter(lambda t: t.case_id.notnull()).cross_join(source["told"])
    known = work.filter(lambda t: t.happened_at <= t.as_of).semi_join(open_cases(source), "case_id")
    inside = known.direction == "internal"
    return known.group_by("case_id", "member_id").aggregate(
        last_note=known.happened_at.max(where=inside), last_seen=known.happened_at.max(where=~inside & ~known.automatic)
    )


def pulses(source: Source) -> ibis.Table:
    """For each customer with interactions: when they last heard from us, when we from them, the last word inside."""
    read = source.read("interactions", "customer_id", "interaction_id", "happened_at", "direction", "automatic")
    known = read.cross_join(source["told"]).filter(lambda t: t.happened_at <= t.as_of)
    ours, theirs = known.direction.isin(["out", "both"]), known.direction.isin(["in", "both"])
    last = known.group_by("customer_id").aggregate(
        last_touch_at=known.happened_at.max(where=ours & ~known.automatic),
        last_heard_at=known.happened_at.max(where=theirs & ~known.automatic),
        last_internal_at=known.happened_at.max(where=known.direction == "internal"),
    )
    touches = known.filter(ours & ~known.automatic).select("customer_id", "happened_at", "interaction_id")
    at_last = last.left_join(touches, ["customer_id", ("last_touch_at", "happened_at")])
    return at_last.group_by("customer_id", "last_touch_at", "last_heard_at", "last_internal_at").aggregate(
        last_touch=at_last.interaction_id.max()
    )


GIVEN = ("interaction_id", "customer_id", "member_id", "score", "score_kind")


def marks(source: Source) -> ibis.Table:
    """Marks given in the last ``window`` after which nobody of us reached out in person."""
    read = source.read("interactions", *GIVEN, "happened_at", "channel", "direction")
    told = read.filter(lambda t: (t.channel == "survey") & (t.direction == "in") & t.score.notnull())
    given = told.cross_join(source["told"]).filter(
        lambda t: (t.happened_at <= t.as_of) & (t.happened_at > t.as_of - t.window)
    )
    ours = source.read("interactions", "customer_id", "happened_at", "direction", "automatic", "personal")
    touches = ours.filter(lambda t: t.direction.isin(["out", "both"]) & ~t.automatic & t.personal)
    touches = touches.cross_join(source["told"]).filter(lambda t: t.happened_at <= t.as_of)
    last = touches.group_by("customer_id").aggregate(touched_at=touches.happened_at.max())
    known = given.left_join(last, "customer_id")
    alone = known.filter(known.touched_at.isnull() | (known.touched_at < known.happened_at))
    return alone.select(*GIVEN, marked_at=alone.happened_at).order_by("marked_at", "interaction_id")


def _with_people(cases: list[Row], work: Iterable[Row]) -> list[Row]:
    """Each open case with all who take part in it, and when anything last passed in it, outside and inside."""
    by_case: dict[str, list[Row]] = {}
    for row in work:
        by_case.setdefault(row["case_id"], []).append(row)
    for case in cases:
        done = by_case.get(case["case_id"], [])
        case["people"] = {row["member_id"] for row in done if row["member_id"]} | ({case["owner"]} - {None})
        for when in ("last_seen", "last_note"):
            case[when] = max((row[when] for row in done if row[when] is not None), default=None)
    return cases
