"""What changed in the record since a moment of its own count.

Numbers grow in commit order (`RecordSequence`): whoever has seen everything up to n and asks for what came after n
misses nothing, whatever was being written meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection, transaction

from deeproot_app.record import sql
from deeproot_app.record.models import Customer, RecordSequence


@dataclass(frozen=True)
class Changes:
    """What changed after ``since``, up to and with ``upto``: pass ``upto`` as ``since`` the next time."""

    since: int
    upto: int
    customers: tuple[str, ...]
    """Whose rows were added, changed or taken away, in the order of their last change; and who leads them."""


def last() -> int:
    """The number of the last committed change; 0 for an empty record."""
    return RecordSequence.objects.filter(pk=1).values_list("last", flat=True).first() or 0


def since(seq: int) -> Changes:
    """The customers of whom anything changed after ``seq``. Costs an index range: the change, not the record.

    Customers that were removed are not among them; what was stored about them went with them.
    """
    with transaction.atomic():
        upto = last()
        changed = Customer.objects.filter(changed_seq__gt=seq, changed_seq__lte=upto)
        ids = changed.order_by("changed_seq").values_list("customer_id", flat=True).iterator(5_000)
        leaders = (
            changed.filter(merged_into__isnull=False).order_by("merged_into").values_list("merged_into", flat=True)
        )
        return Changes(seq, upto, tuple(dict.fromkeys([*ids, *leaders])))


def touched(customers: Iterable[str], seq: int) -> None:
    """Say that something of these customers changed with number ``seq``. Belongs in the transaction that changed it."""
    if not connection.in_atomic_block:
        raise RuntimeError("touched() outside a transaction: a turn could read the number without the change")
    wanted, values = sql.among("customer_id", sorted(set(customers)))
    sql.run(f"UPDATE deeproot_record_customer SET changed_seq = %s WHERE {wanted}", seq, values)  # noqa: S608


def touched_sources(sources: Iterable[str], seq: int) -> None:
    """Say that what is known of these sources changed: it bears on every customer who has an interaction of theirs."""
    for source in sources:
        sql.run(
            "UPDATE deeproot_record_customer SET changed_seq = %s WHERE customer_id IN (SELECT customer_id "
            "FROM deeproot_record_interaction WHERE interaction_id >= %s AND interaction_id < %s)",
            seq,
            f"{source}:",
            f"{source};",  # the character after the colon
        )
