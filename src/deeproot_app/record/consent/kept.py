"""The ledger as it is handed on: into a file, out of a file, and across a restore. Whatever comes in only adds.

A row comes in with its own id: what is known already is left alone. What forbids counts from then on; a consent from a
file counts as a file's word does, and loosens nothing.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.db import DatabaseError, connection, transaction

from deeproot_app.base import access, clock
from deeproot_app.record import turnstile
from deeproot_app.record.consent.digests import digests, key
from deeproot_app.record.consent.ledger import understood_anew
from deeproot_app.record.consent.whom import home
from deeproot_app.record.importing.dry import DryRun
from deeproot_app.record.importing.further import Became, Kind, Line
from deeproot_app.record.models import Consent, ConsentAddress, ConsentKey, Contact, RecordSequence
from deeproot_app.record.safe import safe, unsafe

COLUMNS: Final = (
    "consent_id", "customer_id", "contact_id", "state", "purpose", "channel", "at", "recorded_at", "how", "sure",
    "source", "language", "words", "proof", "by",
)  # fmt: skip

LONGEST: Final = 300


def rows() -> Iterator[dict[str, Any]]:
    """Every word of the ledger with the digests of its addresses, in order of their ids."""
    for row in Consent.objects.order_by("consent_id").prefetch_related("addresses").iterator(2_000):
        told = {name: getattr(row, name) for name in COLUMNS}
        yield {**told, "digests": sorted(one.digest for one in row.addresses.all())}


def write(file: Path, form: str) -> int:
    """Write the whole ledger as CSV or Parquet; how many words it has."""
    fresh = file.with_suffix(".part")
    count = (_csv if form == "csv" else _parquet)(fresh)
    fresh.replace(file)
    return count


def _csv(file: Path) -> int:
    count = 0
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\r\n")
        writer.writerow([*COLUMNS, "digests"])
        for row in rows():
            writer.writerow([_text(value) for value in row.values()])
            count += 1
    return count


def _text(value: Any) -> str:
    if isinstance(value, list):
        return ";".join(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if hasattr(value, "isoformat") else safe(value) if value else ""


def _parquet(file: Path) -> int:
    import pyarrow as pa
    import pyarrow.parquet as pq

    types = {"at": pa.timestamp("us", "UTC"), "recorded_at": pa.timestamp("us", "UTC"), "sure": pa.bool_()}
    schema = pa.schema(
        [(name, types.get(name, pa.string())) for name in COLUMNS] + [("digests", pa.list_(pa.string()))]
    )
    table = pa.Table.from_pylist(list(rows()), schema)
    pq.write_table(table, file, compression="zstd")
    return int(table.num_rows)


def taken() -> dict[str, Any] | None:
    """The whole ledger, to be put back into whatever database takes this one's place; None where there is none."""
    if connection.vendor == "sqlite" and not Path(connection.settings_dict["NAME"]).exists():
        return None
    try:
        row = ConsentKey.objects.filter(pk=1).first()
        return {"key": bytes(row.key), "rows": list(rows())} if row else None
    except DatabaseError:  # a database of before the ledger, or none of ours
        return None


def put_back(held: dict[str, Any] | None) -> int:
    """Add to the restored ledger what was said since it was saved; how many words that were.

    A backup never brings back a consent that was withdrawn since. A backup of before there was a ledger takes on the
    key; of another installation's (another key, with words of its own) nothing is taken: its digests mean nothing here.
    """
    if held is None:
        return 0
    if held["key"] != key():
        if Consent.objects.exists():
            return 0
        ConsentKey.objects.filter(pk=1).update(key=held["key"])
    return add(held["rows"])


def add(told: Iterable[dict[str, Any]]) -> int:
    """Add those words that are not known yet; how many that were."""
    given = {row["consent_id"]: row for row in told}
    with transaction.atomic():
        turnstile.alone()
        known = set(Consent.objects.values_list("pk", flat=True))
        fresh = [row for name, row in given.items() if name not in known]
        if not fresh:
            return 0
        seq = RecordSequence.take()
        made = [Consent(**{name: row[name] for name in COLUMNS}, recorded_seq=seq) for row in fresh]
        Consent.objects.bulk_create(made, batch_size=500)
        pairs = [(row["consent_id"], digest) for row in fresh for digest in row["digests"]]
        ConsentAddress.objects.bulk_create(
            [ConsentAddress(consent_id=one, digest=digest) for one, digest in pairs], batch_size=500
        )
        understood_anew({row["customer_id"] for row in fresh if row["customer_id"]}, seq)
    return len(fresh)


NEEDED: Final = frozenset({"consent_id", "state", "purpose", "at", "digests"})
FORBIDS: Final = (Consent.State.OBJECTED, Consent.State.DO_NOT_CONTACT, Consent.State.LINKS_REVOKED)


class TakesConsents:
    """Adds the words of an exported ledger that are not known yet.

    What forbids, forbids, also at the addresses that its person has here. A consent becomes a file's word, which
    loosens nothing; and no mark of ours is lifted by a file.
    """

    def __init__(self, actor: access.Actor, dry_run: DryRun | None) -> None:
        self.dry_run = dry_run is not None
        self.seen: set[str] = set()
        """Words of the file that a dry run would have added: each is added once."""

    def some(self, lines: Sequence[Line]) -> Became:
        """Add these words."""
        became, fresh = Became(), []
        named = [unsafe(line.cells.get("consent_id") or "") for line in lines]
        known = self.seen | set(Consent.objects.filter(pk__in=named).values_list("pk", flat=True))
        for line in lines:
            told = _told(line.cells)
            if isinstance(told, str):
                became.refused.append((line.number, "", told))
            elif told["consent_id"] not in known and told["state"] != Consent.State.LIFTED:
                known.add(told["consent_id"])
                fresh.append(told)
        became.created = len(fresh)
        if self.dry_run:
            self.seen |= known
        elif fresh:
            add(_at_their_addresses(fresh))
        return became


def _told(row: Mapping[str, str]) -> dict[str, Any] | str:
    """The word of a row; else why it is none."""
    told: dict[str, Any] = {name: unsafe(row.get(name) or "") for name in COLUMNS}
    if told["state"] not in Consent.State.values or told["purpose"] not in Consent.Purpose.values:
        return "its state or purpose is none of a consent"
    if not 0 < len(told["consent_id"]) <= LONGEST:
        return "it needs a consent_id"
    try:
        at = datetime.fromisoformat(told["at"])
    except ValueError:
        return "at must be a moment, such as 2026-06-30T12:00:00Z"
    if at.tzinfo is None:
        return "at needs its offset, such as Z"
    now = clock.now()
    short = {"channel": 20, "how": 20, "language": 8, "source": LONGEST, "by": 254, "contact_id": LONGEST}
    cut = {name: told[name][:most] for name, most in short.items()}
    ids = {name: told[name][:LONGEST] or None for name in ("customer_id", "contact_id")}
    digests = [one for one in (row.get("digests") or "").split(";") if re.fullmatch(r"[0-9a-f]{64}", one)]
    moments = {"at": min(at, now), "recorded_at": now}
    return {**told, **cut, **ids, **moments, "sure": told["state"] in FORBIDS, "digests": digests}


def _at_their_addresses(fresh: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The words, each also at the addresses that its person has here: a ledger of elsewhere has other digests."""
    by, country = key(), home()
    ids = {row["contact_id"] for row in fresh if row["contact_id"]}
    found = Contact.objects.filter(pk__in=sorted(ids)).values_list("pk", "email", "phone")
    here = {pk: digests((email, phone), by, country) for pk, email, phone in found}
    return [
        {**row, "digests": list(dict.fromkeys([*row["digests"], *here.get(row["contact_id"], ())]))} for row in fresh
    ]


CONSENTS: Final = Kind(
    "consents",
    "Consents and objections, as an export wrote them. They tighten, and loosen nothing: what forbids counts from then "
    "on, a consent counts as a file's word, and no mark of ours is lifted.",
    (*COLUMNS, "digests"),
    lambda names: names >= NEEDED,
    TakesConsents,
    stays="what was said of consents and objections is kept, by law; who changes their mind says so anew, on the "
    "customer's page",
)
