"""Who leads whom, told by the links that stand and by nothing else: whatever the order in which they were made.

Ids that are linked, however many links lie between them, are one. The id that leads is the one from which no link
leads on; where there are several such, or none, it is the one of longest (`record.as_one.in_order`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import connection
from django.db.models import Q

from deeproot_app.record import sql
from deeproot_app.record.as_one import age
from deeproot_app.record.models import Contact, Customer, Kind, Link

MODELS: Final[dict[str, type[Customer] | type[Contact]]] = {Kind.CUSTOMER: Customer, Kind.CONTACT: Contact}
AT_ONCE: Final = 500


@dataclass(frozen=True)
class Settled:
    """Whom it bears on that links were made or undone."""

    rows: frozenset[str]
    """Those whose leader is another now, with the leaders they had and have."""
    customers: frozenset[str]
    """The customers whose rows read otherwise now."""


def settle(kind: str, ids: Iterable[str]) -> Settled:
    """Bring `merged_into` of all that hang together with these ids in line with the links that stand.

    Belongs in the transaction that changed links, or took rows away or brought them. It costs the groups concerned.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("settle() outside a transaction: somebody could read links that say otherwise")
    members, links = linked(kind, ids)
    rows = _rows(kind, members)
    leaders = {one: leader for group in _groups(members, links) for one, leader in _led(group, links, rows).items()}
    moved = {one for one, row in rows.items() if row["merged_into"] != leaders[one]}
    model = MODELS[kind]
    by_leader: dict[str | None, list[str]] = defaultdict(list)
    for one in moved:
        by_leader[leaders[one]].append(one)
    for leader, led in by_leader.items():
        for part in _parts(led):
            model._default_manager.filter(pk__in=part).update(merged_into=leader)
    concerned = moved | {rows[one]["merged_into"] for one in moved} | {leaders[one] for one in moved}
    named = frozenset(one for one in concerned if one is not None)
    return Settled(named, named if kind == Kind.CUSTOMER else _customers_of(named))


def linked(kind: str, ids: Iterable[str], *, ever: bool = False) -> tuple[set[str], list[Link]]:
    """All ids that hang together with these, themselves included, and the links between them; a query a step outwards.

    ``ever`` follows links that were undone too.
    """
    there = Link.objects.filter(kind=kind) if ever else Link.objects.filter(kind=kind, undone_at__isnull=True)
    found: dict[str, Link] = {}
    members: set[str] = set()
    fresh = set(ids)
    while fresh:
        members |= fresh
        reached: set[str] = set()
        for part in _parts(sorted(fresh)):
            for link in there.filter(Q(from_id__in=part) | Q(into_id__in=part)):
                found[link.pk] = link
                reached |= {link.from_id, link.into_id}
        fresh = reached - members
    return members, sorted(found.values(), key=lambda link: (link.made_at, link.pk))


def ever_one(customers: Iterable[str]) -> dict[str, list[str]]:
    """For those of these customers that were ever linked: all other ids they were linked with, undone links too."""
    if not Link.objects.filter(kind=Kind.CUSTOMER).exists():
        return {}
    named = set(customers)
    members, links = linked(Kind.CUSTOMER, named, ever=True)
    groups = [group for group in _groups(members, links) if len(group) > 1]
    return {one: sorted(group - {one}) for group in groups for one in group & named}


def unsettled(kind: str) -> list[str]:
    """Ids whose rows say otherwise than the links: linked and led apart, or led by a row that is gone. Two queries."""
    table, pk, link = MODELS[kind]._meta.db_table, MODELS[kind]._meta.pk.column, Link._meta.db_table
    apart = (
        f"SELECT l.from_id FROM {link} l JOIN {table} a ON a.{pk} = l.from_id JOIN {table} b ON b.{pk} = l.into_id "  # noqa: S608
        f"WHERE l.kind = %s AND l.undone_at IS NULL "
        f"AND COALESCE(a.merged_into, a.{pk}) <> COALESCE(b.merged_into, b.{pk})"
    )
    led_by_none = (
        f"SELECT a.{pk} FROM {table} a LEFT JOIN {table} b ON b.{pk} = a.merged_into "  # noqa: S608
        f"WHERE a.merged_into IS NOT NULL AND (b.{pk} IS NULL OR b.merged_into IS NOT NULL)"
    )
    rows = [*sql.rows_of(apart, kind), *sql.rows_of(led_by_none)]
    return sorted({row[0] for row in rows})


def _rows(kind: str, ids: set[str]) -> dict[str, dict[str, Any]]:
    names = ("pk", "merged_into", *(("since",) if kind == Kind.CUSTOMER else ()))
    model = MODELS[kind]
    return {
        row["pk"]: row
        for part in _parts(sorted(ids))
        for row in model._default_manager.filter(pk__in=part).values(*names)
    }


def _groups(members: set[str], links: list[Link]) -> list[set[str]]:
    group = {one: {one} for one in members}
    for link in links:
        one, other = group[link.from_id], group[link.into_id]
        if one is not other:
            one |= other
            group.update(dict.fromkeys(other, one))
    return list({id(some): some for some in group.values()}.values())


def _led(group: set[str], links: list[Link], rows: dict[str, dict[str, Any]]) -> dict[str, str | None]:
    """For each id of a group that has a row: who leads it; None for the one that leads, or stands alone."""
    there = [one for one in group if one in rows]
    if not there:
        return {}
    lead_on = {link.from_id for link in links}
    ends = [one for one in there if one not in lead_on] or there
    leader = min(ends, key=lambda one: by_age(one, rows[one].get("since")))
    return {one: None if one == leader else leader for one in there}


def by_age(one: str, since: datetime | None) -> tuple[bool, float, str]:
    """Sorts ids: the customer of longest first, of whom it is not known last."""
    return (*age(since), one)


def _customers_of(contacts: frozenset[str]) -> frozenset[str]:
    rows = Contact.objects.filter(pk__in=contacts).values_list("customer_id", "customer__merged_into")
    return frozenset(one for row in rows for one in row if one is not None)


def _parts(ids: list[str]) -> Iterable[list[str]]:
    return (ids[at : at + AT_ONCE] for at in range(0, len(ids), AT_ONCE))
