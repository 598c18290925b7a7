"""Who was erased does not come back by a file or a source: what matches a keyed digest of theirs is refused.

What they themselves say after the day they were erased is something new, and is taken.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from django.db import DatabaseError, connection, transaction

from deeproot_app.record.consent.digests import digest, key
from deeproot_app.record.consent.whom import home
from deeproot_app.record.importing.prepared import Prepared
from deeproot_app.record.models import ConsentKey, ErasedDigest, Erasure

COLUMNS: Final = {
    "contact_id": "contact={}", "customer_id": "customer={}", "email": "{}", "phone": "{}", "value": "{}",
    "contact_email": "{}",
}  # fmt: skip
"""The columns by which a row is somebody's, and what of them a digest is made of."""


@dataclass(frozen=True)
class Erased:
    """Who was erased, as their digests tell; made once for an import."""

    by: bytes
    country: str | None
    when: dict[str, datetime]

    @classmethod
    def known(cls) -> Erased | None:
        """Everybody who was erased; None where nobody ever was. One query."""
        rows = ErasedDigest.objects.values_list("digest", "erasure__asked_at")
        when = dict(rows.order_by("erasure__asked_at").iterator(2_000))
        return cls(key(), home(), when) if when else None

    def of(self, column: str, value: Any) -> datetime | None:
        """When whom this value names was erased; None where nobody of that name was."""
        found = digest(COLUMNS[column].format(value), self.by, self.country)
        return self.when.get(found) if found else None

    def named(self, cells: Mapping[str, Any], table: str = "", key: Any = None) -> bool:
        """Whether a row that a source tells of is somebody's who was erased, and no news of after that day."""
        when = [self.of(column, value) for column, value in cells.items() if column in COLUMNS and value]
        if isinstance(key, str) and table in ("contacts", "customers"):
            when.append(self.of(f"{table.removesuffix('s')}_id", key))
        found = [one for one in when if one is not None]
        return bool(found) and not _since(cells.get("happened_at"), max(found))

    def wrote(self, senders: Iterable[str], at: datetime) -> datetime | None:
        """When somebody at one of these addresses was erased, of something that passed before then."""
        found = [when for one in senders if (when := self.of("email", one)) is not None and at <= when]
        return max(found, default=None)

    def within(self, part: Prepared) -> dict[int, tuple[str, datetime]]:
        """The rows of a part that are somebody's who was erased: {place in the part: (column, when)}."""
        found: dict[int, tuple[str, datetime]] = {}
        known: dict[tuple[str, Any], datetime | None] = {}
        for column in COLUMNS.keys() & part.columns.keys():
            for at, value in enumerate(part.columns[column]):
                if value is None or at in found:
                    continue
                one = (column, value)
                if one not in known:
                    known[one] = self.of(column, value)
                if (when := known[one]) is not None:
                    found[at] = (column, when)
        happened = part.columns.get("happened_at")
        if happened is None:
            return found
        return {at: told for at, told in found.items() if not _since(happened[at], told[1])}


def _since(value: Any, when: datetime) -> bool:
    """Whether something happened after that moment."""
    try:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except ValueError:
        return False
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) > when


def reason(when: datetime) -> str:
    """Why a row is refused."""
    return f"whom it is of was erased on {when:%Y-%m-%d} (docs/privacy.md)"


def remember(erasure: Erasure, digests: Iterable[str]) -> None:
    """Keep the digests by which they are known again. Belongs in the transaction that asks for the erasing."""
    ErasedDigest.objects.bulk_create(
        [ErasedDigest(erasure=erasure, digest=one) for one in digests], ignore_conflicts=True
    )


def taken() -> dict[str, Any] | None:
    """Who was erased, to be told to whatever database takes this one's place; None where there is none."""
    if connection.vendor == "sqlite" and not Path(connection.settings_dict["NAME"]).exists():
        return None
    try:
        row = ConsentKey.objects.filter(pk=1).first()
        if row is None:
            return None
        told = Erasure.objects.prefetch_related("digests").order_by("asked_at")
        return {"key": bytes(row.key), "erased": [_told(one) for one in told]}
    except DatabaseError:  # a database of before there was such a list, or none of ours
        return None


def _told(one: Erasure) -> dict[str, Any]:
    names = ("erasure_id", "whole", "asked_at", "actor")
    return {name: getattr(one, name) for name in names} | {"digests": [row.digest for row in one.digests.all()]}


def put_back(held: dict[str, Any] | None) -> list[str]:
    """Add those to the restored list who were erased since the backup was taken; the ids of their erasures.

    The database of another installation has another key, to which these digests mean nothing: nothing is added then.
    """
    if held is None or held["key"] != key():
        return []
    known = set(Erasure.objects.values_list("pk", flat=True))
    fresh: Sequence[dict[str, Any]] = [one for one in held["erased"] if one["erasure_id"] not in known]
    with transaction.atomic():
        for one in fresh:
            told = {name: one[name] for name in ("erasure_id", "whole", "asked_at", "actor")}
            remember(Erasure.objects.create(**told), one["digests"])
    return [one["erasure_id"] for one in fresh]
