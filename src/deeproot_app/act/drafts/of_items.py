"""The drafts of many items of the day's list that carry an offer: what the list's document promises (DESIGN 9)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Protocol

from deeproot_app.act.drafts import spoken
from deeproot_app.act.drafts.draft import write
from deeproot_app.act.drafts.gather import Known
from deeproot_app.base.errors import UserError
from deeproot_app.plan.library import shelf
from deeproot_app.plan.models import Edition
from deeproot_app.record.models import Belief, Contact, Customer, Resource

AT_ONCE: Final = 400


class Listed(Protocol):
    """An item of the list, reckoned or stored."""

    @property
    def customer_id(self) -> str: ...
    @property
    def member_id(self) -> str | None: ...
    @property
    def offer(self) -> dict[str, Any] | None: ...


@dataclass(frozen=True)
class _Rows:
    """What the drafts of some items speak of: a fixed number of queries."""

    customers: Mapping[str, Customer]
    people: Mapping[str, Sequence[Contact]]
    languages: Mapping[str, str]
    resources: Mapping[str, Resource]
    editions: Mapping[str, Mapping[str, Edition]]
    beliefs: Mapping[str, Belief]
    speakers: Mapping[str, spoken.Speaker]


def completed(items: Iterable[Listed], now: datetime) -> list[dict[str, Any] | None]:
    """For each item its offer as it is promised: resource_id, channel, draft, and because; None where it has none.

    The channel is e-mail where somebody there can be written to, else a call: then no draft is made.
    """
    listed = list(items)
    told: list[dict[str, Any] | None] = []
    for start in range(0, len(listed), AT_ONCE):
        block = listed[start : start + AT_ONCE]
        rows = _rows([item for item in block if item.offer])
        told += [_completed(item, rows, now) for item in block]
    return told


def _rows(items: Sequence[Listed]) -> _Rows:
    offers = [item.offer or {} for item in items]
    customers = Customer.objects.in_bulk([item.customer_id for item in items])
    resources = Resource.objects.in_bulk({offer["resource_id"] for offer in offers})
    return _Rows(
        customers,
        spoken.people({pk: [pk] for pk in customers}),
        spoken.languages(list(customers.values())),
        resources,
        shelf.current(list(resources)),
        Belief.objects.in_bulk({offer["belief_id"] for offer in offers}),
        spoken.speakers({item.member_id for item in items}),
    )


def _completed(item: Listed, rows: _Rows, now: datetime) -> dict[str, Any] | None:
    offer = item.offer
    if not offer or offer["resource_id"] not in rows.resources or item.customer_id not in rows.customers:
        return None
    people = rows.people.get(item.customer_id, ())
    channel = "email" if people else "call"
    because = {name: offer[name] for name in ("need", "horizon", "assumed", "why", "belief_id")}
    draft = _draft(item, offer, rows, now) if people else None
    return {"resource_id": offer["resource_id"], "channel": channel, "draft": draft, "because": because}


def _draft(item: Listed, offer: Mapping[str, Any], rows: _Rows, now: datetime) -> str | None:
    resource = rows.resources[offer["resource_id"]]
    known = Known(
        rows.customers[item.customer_id],
        now,
        contact=rows.people[item.customer_id][0],
        need=rows.beliefs.get(offer["belief_id"]),
        resource=resource,
        editions=dict(rows.editions.get(resource.pk, {})),
    )
    speaker = rows.speakers.get(item.member_id or "") or spoken.Speaker("", "")
    try:
        return write(known, "resource", rows.languages[item.customer_id], speaker).text
    except UserError:
        return None
