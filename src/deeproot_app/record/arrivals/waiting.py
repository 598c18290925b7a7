"""What arrivals wait for, and which of them may now be read: nothing is lost because it came before its customer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from django.db import transaction

from deeproot_app.record import sql
from deeproot_app.record.importing.store import LOOKED_UP
from deeproot_app.record.models import Arrival, Awaited, Interaction
from deeproot_app.record.shape import SHAPES

ADDRESS: Final = "address"
"""What is awaited where it is no table: that a contact has the address."""
ARRIVAL, AWAITED = Arrival._meta.db_table, Awaited._meta.db_table
CONTACTS, IDENTITIES = SHAPES["contacts"].db_table, SHAPES["identities"].db_table

Wait = tuple[str, str]
"""(table or `address`, its key or the address)."""
Waits = Mapping[int, Iterable[Wait]]


def column_of(table: str) -> str:
    """Of a table's key, the column by which its rows are waited for."""
    return LOOKED_UP.get(table, SHAPES[table].key[0])


def note(read: Iterable[int], waits: Waits) -> None:
    """Say what the arrivals that were read now wait for; what they waited for before is forgotten."""
    Awaited.objects.filter(arrival_id__in=list(read)).delete()
    Awaited.objects.bulk_create(
        [
            Awaited(arrival_id=arrival, what=what, value=value[:700])
            for arrival, some in waits.items()
            for what, value in sorted(set(some))
        ],
        batch_size=1_000,
    )


def awaken(recorded: Mapping[str, set[str]]) -> set[int]:
    """Have arrivals read again that wait for something just recorded: {table or `address`: keys}.

    Gives the connections that have something to read. In the transaction that recorded it.
    """
    found: set[int] = set()
    for what, values in recorded.items():
        if values:
            wanted, given = sql.among("value", sorted(values))
            rows = sql.rows_of(f"SELECT arrival_id FROM {AWAITED} WHERE what = %s AND {wanted}", what, given)  # noqa: S608
            found.update(row[0] for row in rows)
    return _wake(found) if found else set()


def follow(moved: Iterable[tuple[str, str]]) -> set[int]:
    """Have arrivals read again whose rows were placed by a contact that is another customer's now.

    ``moved``: (the customer of before, the contact). Gives the connections that have something to read.
    """
    pairs, found = sorted(moved), set[int]()
    for place in range(0, len(pairs), 1_000):
        customers, contacts = zip(*pairs[place : place + 1_000], strict=True)
        rows = Interaction.objects.filter(customer_id__in=set(customers), contact_id__in=set(contacts))
        brought = rows.filter(batch__settings__has_key="connection", line__isnull=False)
        found.update(line for line in brought.values_list("line", flat=True) if line is not None)
    return _wake(found) if found else set()


def awaken_known() -> set[int]:
    """The same for whatever is recorded by now, by whoever did it: an import, a page, another connection.

    Costs a look into an index for each thing that is waited for.
    """
    found: set[int] = set()
    whats = list(Awaited.objects.order_by("what").values_list("what", flat=True).distinct())
    with transaction.atomic():
        for what in whats:
            found.update(row[0] for row in sql.rows_of(_known(what), what))
        return _wake(found) if found else set()


def _known(what: str) -> str:
    """The arrivals that wait for something of that sort which is there."""
    picked = f"SELECT DISTINCT a.arrival_id FROM {AWAITED} a JOIN"  # noqa: S608
    if what == ADDRESS:
        return (
            f"{picked} {CONTACTS} c ON c.email = a.value WHERE a.what = %s UNION "
            f"{picked} {IDENTITIES} i ON i.value = a.value AND i.type = 'email' WHERE a.what = '{ADDRESS}'"
        )
    return f'{picked} "{SHAPES[what].db_table}" t ON t."{column_of(what)}" = a.value WHERE a.what = %s'


def _wake(arrivals: set[int]) -> set[int]:
    """Set them waiting; what they wait for is noted anew when they are read."""
    woken: set[int] = set()
    numbers = sorted(arrivals)
    for place in range(0, len(numbers), 5_000):
        some = Arrival.objects.filter(pk__in=numbers[place : place + 5_000])
        standing = some.filter(state__in=(Arrival.State.NOBODYS, Arrival.State.RECORDED, Arrival.State.IGNORED))
        woken.update(standing.values_list("connection_id", flat=True).distinct())
        standing.update(state=Arrival.State.WAITING)
        Awaited.objects.filter(arrival_id__in=numbers[place : place + 5_000]).delete()
    return woken
