"""A record in files that are parted by customers: some can be read without the rest, and all of it part by part.

A bucket is a share of the customers: those whose id's MD5 begins with the same bits, which every engine can say. All
rows of a customer lie in the same bucket of each table. Nearly everything we ask is asked of one customer after the
other, so a record may be of any size: what is held in memory is one part of it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

from deeproot.tables import TABLES, Problem, TablesError

PART_BYTES: Final = 48 * 2**20
"""Files of interactions that are reckoned together: about a million rows, which fit well into memory."""
CUSTOMERS_A_PART: Final = 5_000
"""Customers whose rows are picked out of files together."""
BUCKET: Final = "bucket="
NOBODY: Final = "__HIVE_DEFAULT_PARTITION__"
"""The folder in which Spark puts rows whose bucket is null: those that are no customer's."""


class Files(NamedTuple):
    """Some of a record's files."""

    own: dict[str, list[str]]
    """Table -> the files of some buckets."""
    nobodys: Mapping[str, tuple[str, ...]]
    """Table -> files whose rows are no customer's."""

    def all(self, name: str) -> list[str]:
        return [*self.nobodys.get(name, ()), *self.own.get(name, ())]


@dataclass(frozen=True)
class Parted:
    """Which files hold which share of the customers; all files of a table have the same columns."""

    bits: int
    """So many bits of the hash choose the bucket: there are 2 ** bits."""
    files: Mapping[str, Mapping[int, tuple[str, ...]]]
    """Table -> bucket -> its files; a bucket without rows has none."""
    nobodys: Mapping[str, tuple[str, ...]]
    """Table -> files whose rows are no customer's (the ledger, beliefs about a persona): read with every part."""

    def whole(self) -> Files:
        """All files."""
        return self._together(range(2**self.bits))

    def of(self, customers: Iterable[str]) -> Files:
        """The files that hold these customers, among others."""
        return self._together(sorted({bucket_of(customer, self.bits) for customer in customers}))

    def parts(self) -> Iterator[Files]:
        """All files, in groups of buckets of about :data:`PART_BYTES`."""
        held: list[int] = []
        size = 0
        for bucket in range(2**self.bits):
            more = sum(Path(file).stat().st_size for file in self.files.get("interactions", {}).get(bucket, ()))
            if held and size + more > PART_BYTES:
                yield self._together(held)
                held, size = [], 0
            held.append(bucket)
            size += more
        yield self._together(held)

    def near(self, customers: Iterable[str]) -> Iterator[list[str]]:
        """The customers, each once, in groups that lie near each other."""
        near = sorted(set(customers), key=lambda customer: bucket_of(customer, self.bits))
        for start in range(0, max(1, len(near)), CUSTOMERS_A_PART):
            yield near[start : start + CUSTOMERS_A_PART]

    def _together(self, buckets: Iterable[int]) -> Files:
        chosen = list(buckets)
        own = {name: [file for b in chosen for file in files.get(b, ())] for name, files in self.files.items()}
        return Files(own, self.nobodys)

    @property
    def tables(self) -> list[str]:
        """The tables that have any file."""
        whole = self.whole()
        return [name for name in TABLES if whole.all(name)]


def bucket_of(customer_id: str, bits: int) -> int:
    """The bucket of a customer: the first bits of the MD5 of its id in UTF-8."""
    digest = hashlib.md5(customer_id.encode("utf-8", "surrogatepass"), usedforsecurity=False).digest()
    return int.from_bytes(digest[:4], "big") >> (32 - bits)


def parted_in(folder: Path) -> Parted | None:
    """What a folder holds whose tables are parted as ``<table>/bucket=<hex>/*.parquet``; None where none of them is.

    ``<hex>`` is the beginning of ``md5(customer_id)``, of one length in the whole folder. Tables that no customer has
    rows in are one file or folder, as always. Raises ``TablesError`` where the buckets do not fit each other.
    """
    files: dict[str, dict[int, tuple[str, ...]]] = {}
    nobodys: dict[str, tuple[str, ...]] = {}
    digits: dict[str, int] = {}
    for name in TABLES:
        for place in sorted((folder / name).glob(f"{BUCKET}*")):
            held = tuple(sorted(map(str, place.rglob("*.parquet"))))
            said = place.name.removeprefix(BUCKET)
            if said == NOBODY:
                nobodys[name] = held
            else:
                digits[str(place)] = len(said)
                files.setdefault(name, {})[_number(place, said)] = held
    if not files:
        return None
    if len(set(digits.values())) > 1:
        apart = next(place for place, length in digits.items() if length != min(digits.values()))
        raise TablesError([Problem(apart, None, "has more digits than other buckets of this record; give all as many")])
    for name in set(TABLES) - set(files):
        plain = [folder / f"{name}.parquet", *sorted((folder / name).rglob("*.parquet"))]
        nobodys[name] = nobodys.get(name, ()) + tuple(str(file) for file in plain if file.is_file())
    return Parted(4 * min(digits.values()), files, nobodys)


def _number(place: Path, said: str) -> int:
    try:
        return int(said, 16)
    except ValueError:
        says = "is no bucket; they are named by the first digits of md5(customer_id), such as bucket=a7"
        raise TablesError([Problem(str(place), None, says)]) from None
