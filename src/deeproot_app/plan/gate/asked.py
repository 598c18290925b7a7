"""The questions of the gate to the record: each about many customers at once, one query each."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

from django.db import connection

from deeproot.plan.policy import Capacity, OpenCase
from deeproot.plan.policy.kinds import GIFTS, SERVICE
from deeproot_app.record import sql
from deeproot_app.record.consent.standing import moment
from deeproot_app.record.models import Assignment, Belief, Case, Interaction, Purchase, Subscription

INTERACTIONS, CASES, BELIEFS, ASSIGNMENTS, PURCHASES, TERMS = (
    model._meta.db_table for model in (Interaction, Case, Belief, Assignment, Purchase, Subscription)
)
OURS: Final = "direction IN ('out', 'both') AND automatic = FALSE"
BARE: Final = "COALESCE(happened_at, NULL)"
"""A moment as it is kept. Of the column itself SQLite's driver makes a moment in each row, looked at or not."""
Row = tuple[Any, ...]


def _spelled(at: datetime) -> Any:
    """A moment as the database compares it."""
    return connection.ops.adapt_datetimefield_value(at)


def _listed(words: frozenset[str]) -> str:
    return ", ".join(f"'{word}'" for word in sorted(words))


def _rows(customers: Sequence[str], columns: str, table: str, condition: str, *values: Any) -> list[Row]:
    """What a table holds of these customers: their id, and those columns. Nothing is asked about nobody."""
    if not customers:
        return []
    wanted, names = sql.among("customer_id", customers)
    return sql.rows_of(f"SELECT customer_id, {columns} FROM {table} WHERE {wanted} AND {condition}", names, *values)  # noqa: S608


def _of_each(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """The rows by their first column, in their order."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row[0]].append(row)
    return found


def touches(customers: Sequence[str], since: datetime, at: datetime) -> dict[str, list[Row]]:
    """What they heard from us since a moment, oldest first: (customer_id, when, channel, kind, contact_id); no answers.

    ``when`` is as `moment` reads it.
    """
    return _of_each(
        _rows(
            customers, f"{BARE}, channel, COALESCE(kind, ''), contact_id", INTERACTIONS,
            f"happened_at > %s AND happened_at <= %s AND {OURS} AND (kind IS NULL OR kind NOT IN ({_listed(SERVICE)})) "
            "ORDER BY customer_id, happened_at, interaction_id",
            _spelled(since), _spelled(at),
        )
    )  # fmt: skip


def open_cases(customers: Sequence[str], at: datetime) -> dict[str, list[OpenCase]]:
    """Their open cases, each with all of ours who take part in it. Two queries."""
    holds = "opened_at <= %s AND (closed_at IS NULL OR closed_at > %s) ORDER BY opened_at, case_id"
    rows = _rows(customers, "case_id, owner, COALESCE(opened_at, NULL)", CASES, holds, _spelled(at), _spelled(at))
    if not rows:
        return {}
    part: dict[str, set[str]] = defaultdict(set)
    by_case, cases = sql.among("case_id", [row[1] for row in rows])
    works = f"{by_case} AND member_id IS NOT NULL AND happened_at <= %s GROUP BY customer_id, case_id, member_id"
    for _, case, member in _rows(
        sorted({row[0] for row in rows}), "case_id, member_id", INTERACTIONS, works, cases, _spelled(at)
    ):
        part[case].add(member)
    found: dict[str, list[OpenCase]] = defaultdict(list)
    for customer, case, owner, opened in rows:
        found[customer].append(OpenCase(case, frozenset({*part[case], *({owner} - {None})}), moment(opened)))
    return found


def internal(customers: Sequence[str], at: datetime) -> dict[str, datetime]:
    """When one of ours last left a word about them for the others."""
    return _last(customers, "direction = 'internal'", at)


def wrote(customers: Sequence[str], at: datetime) -> dict[str, datetime]:
    """When we last heard from them."""
    return _last(customers, "direction IN ('in', 'both') AND automatic = FALSE", at)


def _last(customers: Sequence[str], condition: str, at: datetime) -> dict[str, datetime]:
    last = f"{condition} AND happened_at <= %s GROUP BY customer_id"
    return _moments(_rows(customers, "MAX(happened_at)", INTERACTIONS, last, _spelled(at)))


def _moments(rows: Iterable[Row]) -> dict[str, datetime]:
    return {customer: moment(when) for customer, when in rows}


def capacity(customers: Sequence[str], at: datetime) -> dict[str, list[Capacity]]:
    """The hard times that they are in."""
    holds = (
        "about = 'capacity' AND merged_into_id IS NULL AND from_at <= %s AND (until IS NULL OR until > %s) "
        "ORDER BY from_at, belief_id"
    )
    found: dict[str, list[Capacity]] = defaultdict(list)
    for customer, text, until in _rows(customers, "text, until", BELIEFS, holds, _spelled(at), _spelled(at)):
        found[customer].append(Capacity(text, moment(until) if until else None))
    return found


class Balance(NamedTuple):
    """How we stand between asking and giving; moments as the database spells them, which sorts as they follow."""

    last_pitch: Any = None
    given: Sequence[Any] = ()
    """When we gave something, oldest first."""

    @property
    def last_pitch_at(self) -> datetime | None:
        return moment(self.last_pitch) if self.last_pitch else None

    @property
    def gifts(self) -> int:
        """What we gave since the last pitch; ever, of who was never asked."""
        return len(self.given) - (bisect_right(self.given, self.last_pitch) if self.last_pitch else 0)


NONE: Final = Balance()


def together(found: Sequence[Balance]) -> Balance:
    """The balance of one customer who is recorded under several ids."""
    last = max((one.last_pitch for one in found if one.last_pitch), default=None)
    return Balance(last, sorted(at for one in found for at in one.given))


def balance(customers: Sequence[str], at: datetime) -> dict[str, Balance]:
    """When we last asked them for something, and when we gave something."""
    ours = f"{OURS} AND happened_at <= %s AND kind IN ('pitch', {_listed(GIFTS)}) ORDER BY customer_id, happened_at"
    pitches: dict[str, Any] = {}
    given: dict[str, list[Any]] = defaultdict(list)
    for customer, kind, when in _rows(customers, f"kind, {BARE}", INTERACTIONS, ours, _spelled(at)):
        if kind == "pitch":
            pitches[customer] = when
        else:
            given[customer].append(when)
    return {one: Balance(pitches.get(one), given.get(one, ())) for one in {*pitches, *given}}


mailed_surveys: Final[list[Callable[[Sequence[str], datetime], Iterable[Row]]]] = []
"""What else tells when a mail asked which of some customers to answer a survey, by a moment: (customer_id, when,
contact_id). Whoever mails surveys adds itself here, for the gate may not ask it."""


def surveyed(customers: Sequence[str], at: datetime) -> dict[str, list[Row]]:
    """When which of them was last asked to answer a survey, or answered one: (customer_id, when, contact_id)."""
    asked = "channel = 'survey' AND happened_at <= %s GROUP BY customer_id, contact_id"
    rows = _rows(customers, "MAX(happened_at), contact_id", INTERACTIONS, asked, _spelled(at))
    mailed = (row for mailed_to in mailed_surveys if customers for row in mailed_to(customers, at))
    return _of_each((*rows, *mailed))


def bought(customers: Sequence[str], at: datetime) -> dict[str, datetime]:
    """When they last bought, or until when their last term runs; ``at`` for one that runs on. Two queries."""
    end = "COALESCE(ends_at, cancelled_at)"
    ends = f"MAX({end}), MAX(CASE WHEN {end} IS NULL THEN 1 ELSE 0 END)"
    terms = _rows(customers, ends, TERMS, "starts_at <= %s GROUP BY customer_id", _spelled(at))
    paid = _rows(customers, "MAX(happened_at)", PURCHASES, "happened_at <= %s GROUP BY customer_id", _spelled(at))
    found = _moments(paid)
    for customer, ended, runs_on in terms:
        known = [found.get(customer), moment(ended) if ended else None, at.astimezone(UTC) if runs_on else None]
        found[customer] = max(one for one in known if one)
    return found


def held_out(customers: Sequence[str], programmes: Collection[str]) -> dict[str, list[str]]:
    """Which of these programmes keep them in their hold-out."""
    if not programmes:
        return {}
    which, names = sql.among("programme_id", sorted(programmes))
    found: dict[str, list[str]] = defaultdict(list)
    for customer, programme in _rows(
        customers, "programme_id", ASSIGNMENTS, f"{which} AND arm = 'holdout' ORDER BY 2", names
    ):
        found[customer].append(programme)
    return found
