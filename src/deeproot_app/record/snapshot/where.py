"""What lies where: the tables handed over, and the bucket of each customer.

A bucket is a share of the customers, as `deeproot.engines.parted` has it. All rows of a customer lie in the same bucket
of each table, and there beside each other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from django.conf import settings

from deeproot.engines.parted import bucket_of
from deeproot.tables import TABLES

if TYPE_CHECKING:
    import pyarrow as pa

HANDED: Final = (
    *("customers", "members", "interactions", "promises", "beliefs", "cases"),
    *("subscriptions", "purchases", "coverage"),
)
"""The tables that understanding reads; addresses and texts stay in the database."""
OF_NOBODY: Final = ("members", "coverage")
"""Tables whose rows are no customer's: one file each."""
OF_CUSTOMERS: Final = tuple(name for name in HANDED if name not in OF_NOBODY)

LAYOUT: Final = 1
"""Goes up whenever a newer program must not read what an older one wrote."""
ROWS_A_BUCKET: Final = 32_768
"""Interactions of a bucket, or fewer: what a changed customer costs to write anew."""
MOST_BITS: Final = 10
"""No more than 1024 buckets: beyond that, files cost more than rows."""
OUTGROWN: Final = 4
"""So many times the rows a bucket should have, and more buckets are made."""
ROWS_A_GROUP: Final = 8_192
"""Rows of a row group: what is read for one customer."""


def folder() -> Path:
    """Where the files are."""
    return Path(settings.HOME) / "snapshots" / "record"


def bits_for(interactions: int) -> int:
    """How many bits of the hash choose the bucket, for a record of so many interactions."""
    return min(MOST_BITS, max(0, (interactions - 1) // ROWS_A_BUCKET).bit_length())


def outgrown(interactions: int, bits: int) -> bool:
    """Whether the buckets hold so much more than they should that there should be more of them."""
    return interactions > OUTGROWN * ROWS_A_BUCKET << bits and bits_for(interactions) > bits


def by_bucket(customers: Iterable[str], bits: int) -> dict[int, set[str]]:
    """The customers of each bucket."""
    found: dict[int, set[str]] = {}
    for customer in customers:
        found.setdefault(bucket_of(customer, bits), set()).add(customer)
    return found


def buckets(ids: pa.ChunkedArray, bits: int) -> pa.Array:
    """The bucket of each row, by its customer."""
    import pyarrow as pa

    coded = ids.combine_chunks().dictionary_encode()
    return pa.array([bucket_of(one, bits) for one in coded.dictionary.to_pylist()], pa.uint16()).take(coded.indices)


def in_order(table: str, rows: pa.Table) -> pa.Table:
    """The rows by customer, then by time, then by key: one order, whatever order they came in."""
    names = [*(n for n in ("customer_id", "happened_at") if n in rows.schema.names), *TABLES[table].key]
    return rows.sort_by([(name, "ascending") for name in dict.fromkeys(names)])


def shape_of_tables() -> str:
    """Differs where a column of the tables does: of another name, type or place."""
    told = [(name, TABLES[name].arrow_schema().to_string(show_field_metadata=False)) for name in HANDED]
    return hashlib.blake2b(repr(told).encode(), digest_size=8).hexdigest()
