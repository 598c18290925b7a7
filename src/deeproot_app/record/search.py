"""Customers found by what one types: a part of a name, an id, an address, or of words that were written.

Any script; case does not matter. Words of three letters or more are looked up in the indexes of `record.indexes`;
shorter ones at the beginning of names only, since two letters are in nearly every text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL

from deeproot_app.record import changes
from deeproot_app.record.models import Contact, Customer, Identity, Named, SearchIndex

LATEST_TEXTS = 2_000
"""How many of the texts that match are looked at, the latest recorded first: a common word is in all of them."""
FEW = 10_000
CUSTOMERS_AT_ONCE = 1_000
LONGEST = 200


def matching_customers(found: QuerySet[Customer], search: str) -> QuerySet[Customer]:
    """Those of ``found`` whose names, ids or addresses hold every word of ``search``, or of whom a text does."""
    words = search.casefold()[:LONGEST].replace("\0", " ").split()
    if not words:
        return found
    return found.filter(_by_name(words) | Q(pk__in=_by_text(words)))


def _by_name(words: Sequence[str]) -> Q:
    """Those whose names hold all the words.

    SQLite gathers a few from the index; of many, it is looked up by the customer, so that a list is read no further
    than it is shown.
    """
    named = Named.objects.all()
    for word in words:
        starts = Q(words__startswith=word) | Q(words__contains=f" {word}")
        named = named.filter(Q(words__contains=word) if len(word) >= 3 else starts)
    if _sqlite() and (long := [word for word in words if len(word) >= 3]):
        held = RawSQL(*_holding("deeproot_record_named", long))  # noqa: S611 - the words are values
        if Named.objects.filter(pk__in=held)[: FEW + 1].count() > FEW:
            return Q(Exists(named.filter(customer=OuterRef("pk"))))
        named = named.filter(pk__in=held)
    return Q(pk__in=named.values("customer_id"))


def _by_text(words: Sequence[str]) -> list[str]:
    """The customers of the latest texts that hold all the words; none for words of which every one is short."""
    long = [word for word in words if len(word) >= 3]
    if not long:
        return []
    held, values = _holding("deeproot_record_text", long)
    sql = (
        "SELECT DISTINCT COALESCE(c.merged_into, c.customer_id) FROM deeproot_record_interaction i "  # noqa: S608
        "JOIN deeproot_record_customer c ON c.customer_id = i.customer_id WHERE i.interaction_id IN "
        f"(SELECT interaction_id FROM deeproot_record_text WHERE id IN ({held} ORDER BY 1 DESC LIMIT {LATEST_TEXTS}))"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [row[0] for row in cursor.fetchall()]


def _holding(table: str, words: Sequence[str]) -> tuple[str, list[str]]:
    """The ids of the rows of an indexed table that hold all words, as SQL with its values.

    SQLite's index gives them in their order, so that of a common word it reads no more than are wanted.
    """
    if _sqlite():
        match = " AND ".join('"' + word.replace('"', '""') + '"' for word in words)
        return f"SELECT rowid FROM {table}_fts WHERE {table}_fts MATCH %s", [match]  # noqa: S608
    expression = "subject || ' ' || body" if table.endswith("_text") else "words"
    held = " AND ".join([f"({expression}) ILIKE %s"] * len(words))
    return f"SELECT id FROM {table} WHERE {held}", [f"%{_plain(word)}%" for word in words]  # noqa: S608


def _plain(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")


def _sqlite() -> bool:
    return connection.vendor == "sqlite"


def refresh() -> int:
    """Index the names of what was recorded since the last time; return of how many customers. It costs the change."""
    with transaction.atomic():
        state, _ = SearchIndex.objects.select_for_update().get_or_create(pk=1)
        changed = changes.since(state.upto_seq)
        for some in _parts(changed.customers):
            _index(some)
        SearchIndex.objects.filter(pk=1).update(upto_seq=changed.upto)
    return len(changed.customers)


def _index(customers: Sequence[str]) -> None:
    """Write the words of these customers anew, who leads others also with theirs: four queries, however many."""
    found = list(_names(customers))
    leads = {pk: leader or pk for pk, _, leader in found}
    words: dict[str, list[str]] = {pk: [] for pk in {*leads, *leads.values()}}
    for pk, name, leader in found:
        for one in {pk, leader or pk}:
            words[one] += [name, pk]
    contacts = Contact.objects.filter(customer_id__in=list(leads))
    for customer, *named in contacts.values_list("customer_id", "name", "email", "phone", "contact_id"):
        for one in {customer, leads[customer]}:
            words[one] += filter(None, named)
    identities = Identity.objects.filter(contact__customer_id__in=list(leads), removed_at__isnull=True)
    for customer, value in identities.values_list("contact__customer_id", "value"):
        for one in {customer, leads[customer]}:
            words[one].append(value)
    Named.objects.bulk_create(
        [Named(customer_id=pk, words=_folded(said)) for pk, said in words.items() if pk in leads],
        update_conflicts=True,
        unique_fields=["customer"],
        update_fields=["words"],
    )


def _names(customers: Sequence[str]) -> Iterable[tuple[str, str, str | None]]:
    """Of these customers and of those that they lead: id, name, who leads it."""
    wanted = Q(pk__in=customers) | Q(merged_into__in=customers)
    return Customer.objects.filter(wanted).order_by("pk").values_list("pk", "name", "merged_into_id")


def _folded(words: Iterable[str]) -> str:
    return " ".join(dict.fromkeys(" ".join(words).casefold().split()))


def _parts(customers: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(customers), CUSTOMERS_AT_ONCE):
        yield customers[start : start + CUSTOMERS_AT_ONCE]
