"""Looking for duplicates among what changed: its cost follows the change, not the record.

Everybody has a few keys in a table (`deeproot.understand.identity.keys`). Of whoever changed they are written anew;
who shares one with them is compared with them. What comes up waits for a person (`pairs.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction

from deeproot_app.base import clock, jobs
from deeproot_app.base.models import Organisation
from deeproot_app.record import changes, sql
from deeproot_app.record.identity import pairs
from deeproot_app.record.identity.pairs import Found
from deeproot_app.record.identity.whos import contacts_of, customers_of
from deeproot_app.record.models import Contact, DuplicateSearch, Kind, MatchKey

if TYPE_CHECKING:
    from deeproot.understand.identity import Who

Tell = Callable[[int, int, str], None]

CUSTOMERS_AT_ONCE: Final = 500
MANY: Final = 30
"""A key that so many share says nothing of any two of them."""
SHARED: Final = (
    "SELECT DISTINCT k.row_id, o.row_id FROM (SELECT DISTINCT key FROM deeproot_record_matchkey "
    "WHERE kind = %s AND {mine}) d "
    "JOIN deeproot_record_matchkey k ON k.key = d.key AND k.kind = %s AND {k_mine} "
    "JOIN deeproot_record_matchkey o ON o.key = d.key AND o.kind = k.kind AND o.row_id <> k.row_id "
    "WHERE (SELECT count(*) FROM (SELECT 1 FROM deeproot_record_matchkey m WHERE m.key = d.key AND m.kind = k.kind "
    "LIMIT {more}) few) <= {many}"
)


def find(tell: Tell = lambda done, of, says: None) -> int:
    """Look for duplicates among the customers of whom anything changed since the last time; give how many they are.

    Each part is a transaction of its own; broken off, it begins again with all that changed.
    """
    country = Organisation.get().country or None
    state, _ = DuplicateSearch.objects.get_or_create(pk=1)
    changed = changes.since(state.upto_seq)
    for start in range(0, len(changed.customers), CUSTOMERS_AT_ONCE):
        with transaction.atomic():
            _find(changed.customers[start : start + CUSTOMERS_AT_ONCE], country)
        tell(start, len(changed.customers), f"looking for duplicates of {len(changed.customers):,} customers")
    DuplicateSearch.objects.filter(pk=1).update(upto_seq=changed.upto)
    return len(changed.customers)


def _find(customers: Sequence[str], country: str | None) -> None:
    own = customers_of(customers, country)
    _look(Kind.CUSTOMER, customers, own, country)
    ids = list(Contact.objects.filter(customer__in=customers).values_list("pk", flat=True))
    _look(Kind.CONTACT, ids, contacts_of(ids, country), country)


def _look(kind: str, ids: Sequence[str], mine: dict[str, Who], country: str | None) -> None:
    """Write the keys of these anew, and compare them with whoever shares one; ``mine`` are those that stand alone."""
    from deeproot.understand.identity import LIKELY, compare

    _write_keys(kind, ids, mine)
    near = {tuple(sorted(pair)) for pair in _sharing(kind, list(mine))}
    others = sorted({one for pair in near for one in pair} - mine.keys())
    known = mine | (customers_of(others, country) if kind == Kind.CUSTOMER else contacts_of(others, country))
    found: list[Found] = []
    for one, other in sorted(near):
        if one in known and other in known:
            match = compare(known[one], known[other])
            if match.score >= LIKELY:
                found.append(Found(one, other, match.score, [list(row) for row in match.evidence]))
    pairs.keep(kind, list(ids), found, clock.now())


def _write_keys(kind: str, ids: Sequence[str], whos: dict[str, Who]) -> None:
    """Only what differs is written."""
    from deeproot.understand.identity import keys

    now = {(who.id, _digest(key)) for who in whos.values() for key in keys(who)}
    wanted, values = sql.among("row_id", list(ids))
    rows = sql.rows_of(
        f"SELECT id, row_id, key FROM deeproot_record_matchkey WHERE kind = %s AND {wanted}",  # noqa: S608
        kind,
        values,
    )
    there = {(row_id, key): pk for pk, row_id, key in rows}
    gone = [pk for row, pk in there.items() if row not in now]
    for part in _parts(gone):
        MatchKey.objects.filter(pk__in=part).delete()
    sql.insert(
        "deeproot_record_matchkey", ("kind", "row_id", "key"), [(kind, *row) for row in sorted(now - there.keys())]
    )


def _sharing(kind: str, ids: Sequence[str]) -> Iterator[tuple[str, str]]:
    for part in _parts(ids):
        (mine, values), (k_mine, same) = (sql.among(name, list(part)) for name in ("row_id", "k.row_id"))
        query = SHARED.format(mine=mine, k_mine=k_mine, many=MANY, more=MANY + 1)
        yield from sql.rows_of(query, kind, values, kind, same)


def _digest(key: str) -> int:
    """A key as a whole number that every database holds."""
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest(), "big", signed=True)


def _parts(values: Sequence[Any], size: int = 500) -> Iterable[list[Any]]:
    return (list(values[at : at + size]) for at in range(0, len(values), size))


@jobs.task
def find_duplicates() -> int:
    """Look for duplicates of what changed, in the background."""
    return find(jobs.progress)
