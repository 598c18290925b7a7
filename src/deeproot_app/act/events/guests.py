"""Who is asked: found by address, name or group, put on the list once, taken off again while nothing was sent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from django.db import transaction
from django.db.models import QuerySet

from deeproot_app.act.appreciation import listed
from deeproot_app.act.drafts import spoken
from deeproot_app.act.events import planned
from deeproot_app.act.models import Event, Guest
from deeproot_app.base import access, audit, clock
from deeproot_app.base.errors import UserError
from deeproot_app.record.models import Contact, Customer, Identity

MOST: Final = 2_000
"""So many at once, at most."""
GROUPS: Final = {
    "": "Only those named here",
    "unthanked": "Whom nobody thanked for long",
    "everybody": "Everybody who is with us",
}


@dataclass(frozen=True)
class Found:
    """The people that some words name, and the words that name nobody."""

    people: list[Contact]
    unknown: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Added:
    """How many came onto the list, how many stood there, who could not."""

    added: int
    there: int
    unknown: list[str]


def named(actor: access.Actor, words: Iterable[str]) -> Found:
    """The people whom addresses, customers' ids and customers' names mean; for a customer, the first with an address.

    Only of customers whom the actor may see. A fixed number of queries. Raises UserError for too many.
    """
    lines = list(dict.fromkeys(word.strip() for word in words if word.strip()))
    if len(lines) > MOST:
        raise UserError(f"At most {MOST:,} at once; bring them in parts.")
    by_address = _addressed(actor, [line.lower() for line in lines if "@" in line])
    rest = [line for line in lines if "@" not in line]
    seen = access.customers(actor, Customer.objects.select_related("merged_into"))
    rows = [*seen.filter(pk__in=rest), *seen.filter(name__in=rest)]
    leaders = {line: row.leader for row in rows for line in (row.pk, row.name)}
    firsts = _firsts({row.leader.pk: row.leader for row in rows}.values())
    people: dict[str, Contact] = {}
    unknown: list[str] = []
    for line in lines:
        leader = leaders.get(line)
        one = by_address.get(line.lower()) if "@" in line else firsts.get(leader.pk) if leader else None
        if one is None:
            unknown.append(line)
        else:
            people[one.pk] = one
    return Found(list(people.values()), unknown)


def _addressed(actor: access.Actor, addresses: Sequence[str]) -> dict[str, Contact]:
    """The person of each of these addresses. Two queries."""
    own = access.customers(actor, Contact.objects.select_related("merged_into"), "customer")
    found = {(row.email or "").lower(): row.merged_into or row for row in own.filter(email__in=addresses)}
    marks = Identity.objects.filter(type="email", value__in=addresses, removed_at__isnull=True)
    of = dict(marks.values_list("value", "contact_id"))
    rows = own.in_bulk(list(of.values()))
    for address, contact in of.items():
        if contact in rows:
            found.setdefault(address.lower(), rows[contact].merged_into or rows[contact])
    return found


def group(actor: access.Actor, name: str) -> Found:
    """The people of a group, one a customer; customers none of whom has an address are told. Raises UserError for too
    many, and for a group that there is not."""
    rows: QuerySet[Customer]
    if name == "unthanked":
        rows = listed.unthanked(actor, clock.now())
    elif name == "everybody":
        rows = access.customers(actor, Customer.objects.filter(merged_into=None, left_at=None))
    else:
        raise UserError("There is no such group.")
    customers = list(rows.order_by("name", "customer_id")[: MOST + 1])
    if len(customers) > MOST:
        raise UserError(f"These are more than {MOST:,} customers; name those who are meant.")
    firsts = _firsts(customers)
    return Found(list(firsts.values()), [row.name for row in customers if row.pk not in firsts])


def _firsts(customers: Iterable[Customer]) -> dict[str, Contact]:
    """The first person with a mail address of each of these leading customers. Two queries."""
    ids = {row.pk: [row.pk] for row in customers}
    for led, leader in Customer.objects.filter(merged_into__in=list(ids)).values_list("pk", "merged_into"):
        ids[leader].append(led)
    return {leader: some[0] for leader, some in spoken.people(ids).items()}


def add(actor: access.Actor, event: Event, found: Found) -> Added:
    """Put people on the list; who stands there already stays as they are. Nothing is sent."""
    access.require(actor, planned.ACT)
    if event.state == Event.State.CANCELLED:
        raise UserError("It is called off; put it on again first.")
    with transaction.atomic():
        Event.objects.select_for_update().get(pk=event.pk)
        pks = [one.pk for one in found.people]
        there = set(event.guests.filter(contact__in=pks).values_list("contact_id", flat=True))
        fresh = [one for one in found.people if one.pk not in there]
        rows = [
            Guest(
                event=event, customer_id=one.customer_id, contact=one, added_at=clock.now(), added_by=str(actor)[:254]
            )
            for one in fresh
        ]
        Guest.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)
        if rows:
            audit.write(actor, "event.ask", event, guests=len(rows))
    return Added(len(rows), len(there), found.unknown)


def take_off(actor: access.Actor, guest_id: int) -> Guest:
    """Take somebody off the list to whom nothing was sent and who said nothing. Raises UserError else."""
    access.require(actor, planned.ACT)
    with transaction.atomic():
        rows = Guest.objects.select_for_update(of=("self",)).select_related("event", "contact")
        row = access.one(actor, rows, "customer", pk=guest_id if guest_id < 2**63 else 0)
        if row.sending_id is not None or row.answer or row.came is not None:
            raise UserError("They were invited, or answered: they stay on the list, so that it stays true.")
        audit.write(actor, "event.take_off", row.event, guest=row.contact_id)
        pk = row.pk
        row.delete()
        row.pk = pk
    return row
