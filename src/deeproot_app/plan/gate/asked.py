"""The questions of the gate to the record: each about many customers at once, one query each."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

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


def _spelled(at: datetime) -> Any:
    """A moment as the database compares it."""
    return connection.ops.adapt_datetimefield_value(at)


def _listed(words: frozenset[str]) -> str:
    return ", ".join(f"'{word}'" for word in sorted(words))


def touches(
    customers: list[str], since: datetime, at: datetime
) -> dict[str, list[tuple[datetime, str, str, str | None]]]:
    """What they heard from us since a moment, newest first: (when, channel, kind, contact_id); no answers."""
    wanted, values = sql.among("customer_id", customers)
    rows = sql.rows_of(
        f"SELECT customer_id, happened_at, channel, COALESCE(kind, ''), contact_id FROM {INTERACTIONS} WHERE {wanted} "  # noqa: S608
        f"AND happened_at > %s AND happened_at <= %s AND {OURS} AND (kind IS NULL OR kind NOT IN ({_listed(SERVICE)})) "
        "ORDER BY customer_id, happened_at DESC, interaction_id DESC",
        values,
        _spelled(since),
        _spelled(at),
    )
    found: dict[str, list[tuple[datetime, str, str, str | None]]] = defaultdict(list)
    for customer, when, channel, kind, contact in rows:
        found[customer].append((moment(when), channel, kind, contact))
    return found


def open_cases(customers: list[str], at: datetime) -> dict[str, list[OpenCase]]:
    """Their open cases, each with all of ours who take part in it. Two queries."""
    wanted, values = sql.among("customer_id", customers)
    rows = sql.rows_of(
        f"SELECT case_id, customer_id, owner FROM {CASES} WHERE {wanted} AND opened_at <= %s "  # noqa: S608
        "AND (closed_at IS NULL OR closed_at > %s) ORDER BY opened_at, case_id",
        values,
        _spelled(at),
        _spelled(at),
    )
    part: dict[str, set[str]] = defaultdict(set)
    if not rows:
        return {}
    by_customer, theirs = sql.among("customer_id", sorted({row[1] for row in rows}))
    by_case, cases = sql.among("case_id", [row[0] for row in rows])
    work = (
        f"SELECT DISTINCT case_id, member_id FROM {INTERACTIONS} WHERE {by_customer} AND {by_case} "  # noqa: S608
        "AND member_id IS NOT NULL AND happened_at <= %s"
    )
    for case, member in sql.rows_of(work, theirs, cases, _spelled(at)):
        part[case].add(member)
    found: dict[str, list[OpenCase]] = defaultdict(list)
    for case, customer, owner in rows:
        found[customer].append(OpenCase(case, frozenset({*part[case], *({owner} - {None})})))
    return found


def internal(customers: list[str], at: datetime) -> dict[str, datetime]:
    """When one of ours last left a word about them for the others."""
    return _last(customers, "direction = 'internal'", at)


def wrote(customers: list[str], at: datetime) -> dict[str, datetime]:
    """When we last heard from them."""
    return _last(customers, "direction IN ('in', 'both') AND automatic = FALSE", at)


def _last(customers: list[str], condition: str, at: datetime) -> dict[str, datetime]:
    if not customers:
        return {}
    wanted, values = sql.among("customer_id", customers)
    rows = sql.rows_of(
        f"SELECT customer_id, MAX(happened_at) FROM {INTERACTIONS} WHERE {wanted} AND {condition} "  # noqa: S608
        "AND happened_at <= %s GROUP BY customer_id",
        values,
        _spelled(at),
    )
    return {customer: moment(when) for customer, when in rows}


def capacity(customers: list[str], at: datetime) -> dict[str, list[Capacity]]:
    """The hard times that they are in."""
    if not customers:
        return {}
    wanted, values = sql.among("customer_id", customers)
    rows = sql.rows_of(
        f"SELECT customer_id, text, until FROM {BELIEFS} WHERE {wanted} AND about = 'capacity' AND from_at <= %s "  # noqa: S608
        "AND (until IS NULL OR until > %s) ORDER BY from_at, belief_id",
        values,
        _spelled(at),
        _spelled(at),
    )
    found: dict[str, list[Capacity]] = defaultdict(list)
    for customer, text, until in rows:
        found[customer].append(Capacity(text, moment(until) if until else None))
    return found


@dataclass(frozen=True, slots=True)
class Balance:
    """How we stand between asking and giving."""

    last_pitch_at: datetime | None = None
    given: tuple[datetime, ...] = ()
    """When we gave something, oldest first."""

    @property
    def gifts(self) -> int:
        """What we gave since the last pitch."""
        last = self.last_pitch_at
        return sum(last is None or at > last for at in self.given)


def together(found: list[Balance]) -> Balance:
    """The balance of one customer who is recorded under several ids."""
    if len(found) == 1:
        return found[0]
    last = max((one.last_pitch_at for one in found if one.last_pitch_at), default=None)
    return Balance(last, tuple(sorted(at for one in found for at in one.given)))


def balance(customers: list[str], at: datetime) -> dict[str, Balance]:
    """When we last asked them for something, and all that we gave since: of who was never asked, ever."""
    if not customers:
        return {}
    wanted, values = sql.among("customer_id", customers)
    rows = sql.rows_of(
        f"SELECT customer_id, kind, happened_at FROM {INTERACTIONS} WHERE {wanted} AND {OURS} AND happened_at <= %s "  # noqa: S608
        f"AND kind IN ('pitch', {_listed(GIFTS)}) ORDER BY customer_id, happened_at",
        values,
        _spelled(at),
    )
    pitches: dict[str, datetime] = {}
    given: dict[str, list[datetime]] = defaultdict(list)
    for customer, kind, when in rows:
        if kind == "pitch":
            pitches[customer] = moment(when)
        else:
            given[customer].append(moment(when))
    return {one: Balance(pitches.get(one), tuple(given.get(one, ()))) for one in {*pitches, *given}}


def surveyed(customers: list[str], at: datetime) -> dict[str, list[tuple[datetime, str | None]]]:
    """When which of them was last asked to answer a survey, or answered one."""
    if not customers:
        return {}
    wanted, values = sql.among("customer_id", customers)
    rows = sql.rows_of(
        f"SELECT customer_id, MAX(happened_at), contact_id FROM {INTERACTIONS} WHERE {wanted} "  # noqa: S608
        "AND channel = 'survey' AND happened_at <= %s GROUP BY customer_id, contact_id",
        values,
        _spelled(at),
    )
    found: dict[str, list[tuple[datetime, str | None]]] = defaultdict(list)
    for customer, when, contact in rows:
        found[customer].append((moment(when), contact))
    return found


def bought(customers: list[str], at: datetime) -> dict[str, datetime]:
    """When they last bought, or until when their last term runs; ``at`` for one that runs on."""
    if not customers:
        return {}
    wanted, values = sql.among("customer_id", customers)
    term = "COALESCE(ends_at, cancelled_at, %s)"
    rows = sql.rows_of(
        f"SELECT customer_id, MAX(happened_at) FROM {PURCHASES} WHERE {wanted} AND happened_at <= %s "  # noqa: S608
        f"GROUP BY customer_id UNION ALL SELECT customer_id, MAX({term}) FROM {TERMS} WHERE {wanted} "
        "AND starts_at <= %s GROUP BY customer_id",
        values,
        _spelled(at),
        _spelled(at),
        values,
        _spelled(at),
    )
    found: dict[str, datetime] = {}
    for customer, when in rows:
        found[customer] = max(moment(when), found.get(customer, moment(when)))
    return found


def held_out(customers: list[str], programmes: list[str]) -> dict[str, list[str]]:
    """Which of these programmes keep them in their hold-out."""
    if not (customers and programmes):
        return {}
    wanted, values = sql.among("customer_id", customers)
    which, names = sql.among("programme_id", programmes)
    rows = sql.rows_of(
        f"SELECT customer_id, programme_id FROM {ASSIGNMENTS} WHERE {wanted} AND {which} "  # noqa: S608
        "AND arm = 'holdout' ORDER BY 2",
        values,
        names,
    )
    found: dict[str, list[str]] = defaultdict(list)
    for customer, programme in rows:
        found[customer].append(programme)
    return found
