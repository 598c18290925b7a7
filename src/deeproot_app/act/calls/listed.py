"""The call list: whom to ring up, those first who may be called now and whose hours end soonest.

It is made of what people put there, and of those reasons of Today for which the telephone is the best way; each
customer stands on it once. Looking at it writes nothing: a reason of Today becomes a call when somebody begins it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q

from deeproot_app.act.calls import permitted
from deeproot_app.act.calls.best import BY_PHONE, by_phone, kind_of
from deeproot_app.act.calls.permitted import Permit
from deeproot_app.act.calls.whom import Reachable, chosen, heard_in, reachable
from deeproot_app.act.models import Call
from deeproot_app.base import access
from deeproot_app.plan import queries as planned
from deeproot_app.plan.models import Item
from deeproot_app.plan.queries import Wanted
from deeproot_app.record.models import Customer

MOST: Final = 60
"""So many customers are shown, the most urgent: more than anybody calls in a day."""
LOOKED_AT: Final = 400
"""So many items of Today are looked at: not everybody has a telephone."""
RESTS: Final = timedelta(days=14)
"""So long does a call that was made, given up or taken off keep the same reason of Today off the list."""


@dataclass
class Entry:
    """One customer to ring up."""

    customer: Customer
    headline: str
    next_step: str
    reason: str
    """Today's reason; empty where a person put it here."""
    member_id: str | None
    call: Call | None = None
    item: Item | None = None
    also: list[str] = field(default_factory=list)
    """Further reasons of Today."""
    people: list[Reachable] = field(default_factory=list)
    """All of theirs who can be rung up."""
    whom: Reachable | None = None
    """Whom to ask for; None where no number of theirs is known: then only what a person put here is shown."""
    permit: Permit | None = None
    """What the gate says, and when they may be called."""
    not_before: datetime | None = None

    @property
    def kind(self) -> str:
        """What the call will be, for the gate."""
        return kind_of(self.reason)


@dataclass(frozen=True)
class CallList:
    """The list at one moment."""

    now: list[Entry]
    """May be called now, the one whose hours end soonest first."""
    later: list[Entry]
    """At a later moment: their hours have not begun, or the next attempt is not due."""
    barred: list[Entry]
    """The gate lets nobody call them; or a person put them here, and nobody knows a number."""
    more: bool
    """There were more than are shown."""


def call_list(actor: access.Actor, now: datetime, member: str = "") -> CallList:
    """The list of one member, or of all whom ``actor`` may see. About a dozen queries, however long the list."""
    access.require(actor, "record.see")
    entries = _put(actor, member)
    entries = _with_today(actor, entries, member, now)
    _with_people(entries)
    entries = [entry for entry in entries if entry.call or entry.whom]
    more, entries = len(entries) > MOST, entries[:MOST]
    _with_permits(entries, now)
    order = {id(entry): place for place, entry in enumerate(entries)}
    free = [entry for entry in entries if entry.whom and entry.permit and not entry.permit.barred]
    due = [entry for entry in free if entry.permit and entry.permit.window.open and not _waits(entry, now)]
    later = [entry for entry in free if entry not in due]
    return CallList(
        now=sorted(due, key=lambda entry: (_closes(entry), order[id(entry)])),
        later=sorted(later, key=lambda entry: (_from(entry, now), order[id(entry)])),
        barred=[entry for entry in entries if entry not in free],
        more=more,
    )


def one(call: Call, now: datetime) -> Entry:
    """One call as the list would show it."""
    entry = _of_call(call)
    entry.item = Item.objects.filter(pk=call.origin_key).first() if call.origin == Call.Origin.TODAY else None
    _with_people([entry])
    _with_permits([entry], now)
    return entry


def _put(actor: access.Actor, member: str) -> list[Entry]:
    """What stands on the list already."""
    waiting = Call.objects.filter(state=Call.State.WAITING).select_related("customer__merged_into", "contact")
    if member:
        waiting = waiting.filter(member_id=member)
    rows = access.customers(actor, waiting, "customer").order_by("made_at", "pk")[:MOST]
    return [_of_call(call) for call in rows]


def _of_call(call: Call) -> Entry:
    return Entry(
        customer=call.customer.leader, headline=call.headline, next_step=call.next_step, reason=call.reason,
        member_id=call.member_id, call=call, not_before=call.not_before,
    )  # fmt: skip


def _with_today(actor: access.Actor, entries: list[Entry], member: str, now: datetime) -> list[Entry]:
    """The list with those reasons of Today for which the telephone is best; a customer stands there once."""
    found = planned.waiting(actor, Wanted(member=member), now).filter(Q(reason__in=BY_PHONE) | Q(offer__channel="call"))
    items = list(found.select_related("customer__merged_into").order_by("order")[:LOOKED_AT])
    rested = _rested([item.key for item in items], now)
    known = {entry.customer.pk: entry for entry in entries}
    for item in items:
        customer = item.customer.leader
        if customer.pk in known:
            _join(known[customer.pk], item)
        elif by_phone(item.reason, item.offer) and item.key not in rested:
            known[customer.pk] = Entry(
                customer=customer, headline=item.headline, next_step=item.next_step, reason=item.reason,
                member_id=item.member_id, item=item,
            )  # fmt: skip
            entries = [*entries, known[customer.pk]]
    return entries


def _join(entry: Entry, item: Item) -> None:
    own = entry.item.key if entry.item else entry.call.origin_key if entry.call else ""
    if item.key != own and item.reason not in (entry.reason, *entry.also):
        entry.also.append(item.reason)


def _rested(keys: Sequence[str], now: datetime) -> set[str]:
    calls = Call.objects.filter(origin=Call.Origin.TODAY, origin_key__in=keys, settled_at__gt=now - RESTS)
    return set(calls.values_list("origin_key", flat=True))


def _with_people(entries: Iterable[Entry]) -> None:
    """Whom to ask for: who is named, else who spoke last in what it is about, else the first with a number."""
    rows = list(entries)
    led = _led([entry.customer.pk for entry in rows])
    people = reachable({entry.customer.pk: [entry.customer.pk, *led.get(entry.customer.pk, ())] for entry in rows})
    heard = heard_in(one for entry in rows if entry.item for one in entry.item.evidence)
    for entry in rows:
        spoke = [heard[one] for one in reversed(entry.item.evidence) if one in heard] if entry.item else []
        entry.people = people[entry.customer.pk]
        entry.whom = chosen(entry.people, entry.call.contact_id if entry.call else None, spoke)


def _led(customers: Sequence[str]) -> dict[str, list[str]]:
    """Under which other ids these customers are recorded; one query, and of few rows."""
    found: dict[str, list[str]] = {}
    for pk, leader in Customer.objects.filter(merged_into__in=customers).values_list("pk", "merged_into_id"):
        found.setdefault(str(leader), []).append(pk)
    return found


def _with_permits(entries: Iterable[Entry], now: datetime) -> None:
    rows = list(entries)
    for entry, permit in zip(rows, permitted.permits([_asked(entry) for entry in rows], now), strict=True):
        entry.permit = permit


def _asked(entry: Entry) -> permitted.Asked:
    whom = entry.whom
    return permitted.Asked(
        entry.customer.pk, whom.contact_id if whom else None, entry.member_id, entry.kind, whom.phone if whom else None
    )


def _waits(entry: Entry, now: datetime) -> bool:
    return entry.not_before is not None and entry.not_before > now


def _closes(entry: Entry) -> float:
    closes = entry.permit.window.closes_at if entry.permit else None
    return closes.timestamp() if closes else float("inf")


def _from(entry: Entry, now: datetime) -> datetime:
    opens = (entry.permit.window.opens_at if entry.permit else None) or now
    return max(opens, entry.not_before or opens)
