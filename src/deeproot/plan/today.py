"""Whom to reach out to today: why, for whom, with which first step, in which order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from deeproot.engines import Tables
from deeproot.plan import rank
from deeproot.plan.facts import Facts, Found, gather
from deeproot.plan.headline import headline
from deeproot.plan.next_step import next_step
from deeproot.plan.offers import GIVING, Offer, Serving, offers
from deeproot.plan.policy.of_today import judged
from deeproot.plan.reasons import REASONS, Candidate, candidates
from deeproot.plan.thresholds import Thresholds
from deeproot.plan.value import largest, scales, weight


@dataclass(frozen=True)
class Item:
    """One line of the day's list. Moments are aware datetimes, UTC; money is in millionths of ``currency``."""

    key: str
    """The same for the same customer, reason and subject."""
    order: str
    """Sorts the list."""
    customer_id: str
    member_id: str | None
    escalated_to: str | None
    reason: str
    subject: str
    headline: str
    next_step: str
    due_at: datetime | None
    waiting_since: datetime | None
    value_micros: int | None
    currency: str
    evidence: tuple[str, ...]
    facts: tuple[str, ...]
    offer: dict[str, Any] | None
    policy: dict[str, Any]


def today(
    tables: Tables,
    as_of: datetime,
    found: Found,
    thresholds: Thresholds | None = None,
    zone: str = "UTC",
    typical: dict[str, int] | None = None,
    serving: Serving | None = None,
) -> list[Item]:
    """The day's list at ``as_of`` from a record's tables and what was understood of it, the most urgent first.

    Ordered by reason (`reasons.REASONS`), then by value at stake, then by waiting time. ``zone`` (IANA name) is whose
    days the words speak of. ``typical`` gives the typical value at stake in each currency, where these tables are only
    a part of the record; else it is taken from them. ``serving`` tells which items of the library serve a need; without
    it nothing is offered.
    """
    thresholds = thresholds or Thresholds()
    facts = gather(tables, as_of, found, thresholds.due_hours, thresholds.low_mark_days)
    return listed(facts, thresholds, zone, typical, serving)


def listed(
    facts: Facts,
    thresholds: Thresholds,
    zone: str = "UTC",
    typical: dict[str, int] | None = None,
    serving: Serving | None = None,
) -> list[Item]:
    """The same from facts already gathered."""
    typical = scales(facts.values) if typical is None else typical
    reasons = candidates(facts, thresholds)
    giving = sorted({candidate.customer_id for candidate in reasons if candidate.reason in GIVING})
    offered = offers(facts, giving, serving) if serving else {}
    found = [_item(candidate, facts, zone, typical, offered.get(candidate.customer_id)) for candidate in reasons]
    return sorted(found, key=lambda item: item.order)


def _item(candidate: Candidate, facts: Facts, zone: str, typical: dict[str, int], offer: Offer | None) -> Item:
    key = rank.key(candidate.customer_id, candidate.reason, candidate.subject)
    at_stake = facts.values.get(candidate.customer_id, {})
    currency = largest(at_stake, typical) if at_stake else ""
    since = candidate.due_at or candidate.waiting_since
    gate = judged(candidate, facts)
    return Item(
        key=key,
        order=rank.order(PLACE[candidate.reason], weight(at_stake, typical), since, key),
        customer_id=candidate.customer_id,
        member_id=candidate.member_id,
        escalated_to=candidate.escalated_to,
        reason=candidate.reason,
        subject=candidate.subject,
        headline=headline(candidate, facts, zone),
        next_step=next_step(candidate, facts, gate, zone),
        due_at=candidate.due_at,
        waiting_since=candidate.waiting_since,
        value_micros=at_stake.get(currency),
        currency=currency,
        evidence=candidate.evidence,
        facts=candidate.facts,
        offer=offer.as_json() if offer and candidate.reason in GIVING else None,
        policy={"allowed": gate.allowed, "reasons": list(gate.ids)},
    )


PLACE = {reason: place for place, reason in enumerate(REASONS)}
