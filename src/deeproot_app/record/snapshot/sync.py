"""Bringing the files up to the record: what changed is written anew, or all of it, or nothing.

A sync that is killed leaves the files as they were: what it had written is not named by the manifest, and goes with the
next one. Two at once are one: the second waits, and finds nothing left to do.
"""

from __future__ import annotations

import fcntl
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Literal

from django.db import connection, transaction

from deeproot_app.base import clock
from deeproot_app.record.models import HandedOver
from deeproot_app.record.snapshot import files, manifest
from deeproot_app.record.snapshot.changes import Change, written_changes
from deeproot_app.record.snapshot.database import Database, of_one_moment
from deeproot_app.record.snapshot.manifest import NOBODY, Manifest
from deeproot_app.record.snapshot.where import by_bucket, folder, outgrown
from deeproot_app.record.snapshot.whole import Files, written_whole

TOKENS_KEPT: Final = 1_000
"""How many times back the database remembers that it was written to files: by several machines, perhaps."""
WHOLE_FROM: Final = 4
"""Where a fourth of the customers changed, one pass over everything is quicker than to look each of them up."""

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Synced:
    """What a sync did."""

    did: Literal["nothing", "changes", "whole"]
    upto: int
    """The last change of the record that the files have seen."""
    customers: int = 0
    """Whose rows were read anew, or who are gone."""
    rows_read: int = 0
    """Rows that the database gave."""
    files_written: int = 0


def sync(tell: Tell = lambda says: None, *, every_byte: bool = False) -> Synced:
    """Bring the files up to the record as it is now; where there are none, write them.

    The cost follows the buckets whose customers changed. What was erased or taken back is in no file afterwards. With
    ``every_byte`` each file is read and held against its checksum first, and what is damaged is written anew; without,
    a file of another length is found so, and others as they are read. Raises RuntimeError inside a transaction: what it
    has not committed would be kept.
    """
    if connection.in_atomic_block:
        raise RuntimeError("sync() inside a transaction: what may be rolled back would be kept in files")
    place = folder()
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    place.mkdir(exist_ok=True, mode=0o700)
    with alone(place):
        try:
            return _sync(place, tell, every_byte)
        except files.DamagedError:
            return _sync(place, tell, every_byte=True)


def follow(tell: Tell = lambda says: None) -> Synced | None:
    """Bring the files up to the record where there are any: what was taken away or erased is in none afterwards."""
    return sync(tell) if folder().exists() else None


@contextmanager
def alone(place: Path) -> Iterator[None]:
    """Hold the right to change the files; whoever comes second waits. A killed process lets go at once."""
    with place.with_name(f"{place.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _sync(place: Path, tell: Tell, every_byte: bool) -> Synced:
    before = manifest.read(place)
    _clear(place, before)
    with of_one_moment() as database:
        upto = database.last()
        changes: dict[int, Change] | None = None
        if before is not None and _follows(database, before, upto):
            sound = _sound(place, before, every_byte)
            changes = _changes(place, database, before, sound)
            if not changes and (upto, sound.files) == (before.upto, before.files):
                return Synced("nothing", upto)
            before = sound
        if before is None or changes is None or _many(changes, database):
            bits, written = written_whole(database, place, tell)
            did: Literal["changes", "whole"] = "whole"
            customers = database.customers()
        else:
            bits, written = before.bits, written_changes(database, before, changes, place, tell)
            did, customers = "changes", sum(len(change.anew | change.gone) for change in changes.values())
        rows = database.rows_read
    _publish(place, Manifest(bits, upto, secrets.token_hex(16), clock.machine().isoformat(), written))
    fresh = _fresh(before, written)
    return Synced(did, upto, customers, rows, len(fresh))


def _clear(place: Path, before: Manifest | None) -> None:
    """Take away what a killed sync left."""
    for left_over in place.glob("parting-*"):
        shutil.rmtree(left_over, ignore_errors=True)
    files.throw_away(place, before)


def _follows(database: Database, before: Manifest, upto: int) -> bool:
    """Whether the record went on from what the files hold: not put back from a backup, and not outgrown."""
    if upto < before.upto or not database.knows(before.token):
        return False
    return not outgrown(before.rows("interactions"), before.bits)


def _sound(place: Path, before: Manifest, every_byte: bool) -> Manifest:
    """The manifest without the files that are not as they were written."""
    kept = {
        table: {bucket: file for bucket, file in own.items() if files.is_whole(place, file, every_byte=every_byte)}
        for table, own in before.files.items()
    }
    return replace(before, files=kept)


def _damaged(before: Manifest, sound: Manifest) -> set[int]:
    return {bucket for table, own in before.files.items() for bucket in own.keys() - sound.files[table].keys()}


def _changes(place: Path, database: Database, before: Manifest, sound: Manifest) -> dict[int, Change]:
    """What becomes of each bucket of which anything changed.

    Who was removed leaves no trace among the changes: it shows in the number of customers, and then all are compared.
    """
    changed, led = (by_bucket(some, before.bits) for some in database.changed(before.upto))
    found = {bucket: Change(anew=own) for bucket, own in changed.items()}
    for bucket, own in led.items():
        found.setdefault(bucket, Change()).gone = own
    damaged = _damaged(before, sound) - {NOBODY}
    if not damaged and not _removed(place, database, before, changed, led):
        return found
    there = by_bucket(database.everyone(), before.bits)
    for bucket in range(2**before.bits):
        own, change = there.get(bucket, set()), found.get(bucket, Change())
        if bucket in damaged:
            found[bucket] = Change(anew=own, damaged=True)
            continue
        known = files.customers(place, sound, bucket)
        change.gone, change.anew = change.gone | (known - own), change.anew | (own - known)
        if change.gone or change.anew:
            found[bucket] = change
    return found


def _removed(
    place: Path, database: Database, before: Manifest, changed: dict[int, set[str]], led: dict[int, set[str]]
) -> bool:
    """Whether customers were removed: by how many there are, beside how many there would be."""
    fresh = sum(len(own - files.customers(place, before, bucket)) for bucket, own in changed.items())
    merged = sum(len(own & files.customers(place, before, bucket)) for bucket, own in led.items())
    return database.customers() != before.rows("customers") + fresh - merged


def _many(changes: dict[int, Change], database: Database) -> bool:
    return sum(len(change.anew) for change in changes.values()) * WHOLE_FROM > database.customers()


def _publish(place: Path, now: Manifest) -> None:
    """First the database knows of it, then it holds: a copy of the database that does not know these files is older."""
    with transaction.atomic():
        HandedOver.objects.create(token=now.token, made_at=now.made_at)
        old = HandedOver.objects.order_by("-made_at", "token").values_list("pk", flat=True)[TOKENS_KEPT:]
        HandedOver.objects.filter(pk__in=list(old)).delete()
    manifest.publish(place, now)
    files.throw_away(place, now)


def _fresh(before: Manifest | None, written: Files) -> dict[str, int]:
    """The files that were not there before, with their size."""
    names = before.names if before else set()
    return {file.name: file.bytes for own in written.values() for file in own.values() if file.name not in names}
