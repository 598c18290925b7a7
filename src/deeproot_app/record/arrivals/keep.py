"""Keep what a source delivers, as it came: once this returns, and the transaction ends, nothing of it can be lost."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Final, NamedTuple

from django.db import connection as database
from django.db import transaction

from deeproot_app.base import clock
from deeproot_app.base.errors import UserError
from deeproot_app.record.models import Arrival, Connection, Folder
from deeproot_app.record.models.customers import ID

COLUMNS: Final = (
    "connection_id", "key", "arrived_at", "state", "reason", "headers", "data", "size", "told", "recorded", "rows"
)  # fmt: skip
FASTEST: Final = 1
"""zlib's level: arrivals are many and short-lived in memory."""


class Removed(UserError):  # noqa: N818 - what it is, in a word
    """The connection was removed meanwhile: nothing more is kept of it."""


class Thing(NamedTuple):
    """One delivery: what its source calls it, what came beside it, its bytes. A plain tuple does as well."""

    key: str
    """The same when it is delivered again. Empty: a digest of its bytes."""
    headers: Mapping[str, Any]
    """What is needed to read it later, as JSON can hold it; never a secret."""
    raw: bytes


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of some deliveries."""

    given: int
    new: int
    """How many were not there yet; the others are the same delivery again."""


def keep(
    connection: Connection,
    things: Iterable[Thing | tuple[str, Mapping[str, Any], bytes]],
    *,
    cursor: Mapping[str, Any] | None = None,
    folders: Iterable[Folder] = (),
) -> Kept:
    """Commit what a source delivered, and with it how far the source is read; give how much of it is new.

    One transaction (or the caller's). A delivery whose key was kept before is left as it is: whoever is not sure that
    it was kept delivers it again. ``cursor`` and ``folders`` (made or changed, by name) are set in that transaction:
    the source is never thought to be read further than what is kept. That a source which sends by itself did is noted.
    Reading what is new is another's work: `reading.later(connection.pk)`. Raises Removed where the connection was.
    """
    now = clock.now()
    when = database.ops.adapt_datetimefield_value(now)
    rows = [_row(connection.pk, when, *thing) for thing in things]
    with transaction.atomic():
        _note(connection, now, cursor)
        new = _insert(rows)
        _set(connection, folders)
    return Kept(len(rows), new)


def key_of(raw: bytes) -> str:
    """The key of a delivery whose source gives it none."""
    return f"sha256-{sha256(raw).hexdigest()}"


def unpacked(arrival: Arrival) -> bytes:
    """The bytes of an arrival, as they came."""
    return zlib.decompress(bytes(arrival.data))


def _row(connection: int, when: Any, key: str, headers: Mapping[str, Any], raw: bytes) -> tuple[Any, ...]:
    """The columns of an arrival; ``when`` as the database spells a moment, so that it equals those it is asked for."""
    key = key.replace("\x00", "") or key_of(raw)
    if len(key) > ID:
        key = key_of(key.encode("utf-8", "surrogatepass"))
    beside = json.dumps(dict(headers)).replace("\\u0000", "")
    data = zlib.compress(raw, FASTEST)
    return connection, key, when, Arrival.State.WAITING.value, "", beside, data, len(raw), 0, 0, "[]"


def _note(connection: Connection, now: datetime, cursor: Mapping[str, Any] | None) -> None:
    """The source answered. Locks the connection's row: of two that keep at once, one waits for the other."""
    fields: dict[str, Any] = {"asked_at": now}
    if connection.next_at is None:  # it sends by itself: what it sends is its answer
        fields |= {"answered_at": now, "failing_since": None, "says": "", "failures": 0}
    if cursor is not None:
        fields["cursor"] = connection.cursor = dict(cursor)
    standing = Connection.objects.filter(pk=connection.pk).exclude(state=Connection.State.REMOVED)
    if not standing.update(**fields):
        raise Removed(f"The connection {connection.name!r} was removed: nothing more is kept of it.")
    for name, value in fields.items():
        setattr(connection, name, value)


def _insert(rows: list[tuple[Any, ...]]) -> int:
    """Add those that are not there yet; how many that were."""
    if not rows:
        return 0
    marks = ", ".join(["%s"] * len(COLUMNS))
    names = ", ".join(f'"{name}"' for name in COLUMNS)
    statement = (
        f'INSERT INTO "{Arrival._meta.db_table}" ({names}) VALUES ({marks}) '  # noqa: S608
        'ON CONFLICT ("connection_id", "key") DO NOTHING'
    )
    with database.cursor() as cursor:
        cursor.executemany(statement, rows)
        return int(cursor.rowcount)


def _set(connection: Connection, folders: Iterable[Folder]) -> None:
    some = list(folders)
    for folder in some:
        folder.connection_id = connection.pk
    names = ["uidvalidity", "highest_uid", "highest_modseq", "there", "seen", "direction"]
    fresh = [folder for folder in some if folder.pk is None]
    Folder.objects.bulk_create(fresh, update_conflicts=True, unique_fields=["connection", "name"], update_fields=names)
    Folder.objects.bulk_update([folder for folder in some if folder not in fresh], names)
