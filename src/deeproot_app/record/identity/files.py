"""Links as a file: what an export writes beside the tables, and what an import of it makes again."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.db import transaction
from django.db.models import Q

from deeproot_app.base import access, audit, clock
from deeproot_app.record.headers import has_columns
from deeproot_app.record.identity.merge import follow
from deeproot_app.record.importing.report import FileReport
from deeproot_app.record.models import Kind, Link, RecordSequence
from deeproot_app.record.safe import safe, unsafe

COLUMNS: Final = ("link_id", "kind", "from_id", "into_id", "source", "reason", "made_at", "actor", "undone_at")
NEEDED: Final = frozenset({"link_id", "kind", "from_id", "into_id"})
LONGEST: Final = 300


def rows() -> Iterator[dict[str, Any]]:
    """Every link that was made, those taken back too, in order of their ids."""
    for link in Link.objects.order_by("link_id").iterator(2_000):
        yield {name: getattr(link, name) for name in COLUMNS}


def write_csv(file: Path) -> int:
    """Write all links; how many they are."""
    count, fresh = 0, file.with_suffix(".part")
    with fresh.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\r\n")
        writer.writerow(COLUMNS)
        for row in rows():
            writer.writerow([_text(value) for value in row.values()])
            count += 1
    fresh.replace(file)
    return count


def write_parquet(file: Path) -> int:
    """Write all links as Parquet; how many they are."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    moments = ("made_at", "undone_at")
    schema = pa.schema([(name, pa.timestamp("us", "UTC") if name in moments else pa.string()) for name in COLUMNS])
    table = pa.Table.from_pylist(list(rows()), schema)
    fresh = file.with_suffix(".part")
    pq.write_table(table, fresh, compression="zstd")
    fresh.replace(file)
    return int(table.num_rows)


def _text(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    return safe(value) if value else ""


def is_links(path: Path) -> bool:
    """Whether a file is one of links, by its header."""
    return has_columns(path, NEEDED)


def import_links(path: Path, shown: str, actor: access.Actor, *, dry_run: bool = False) -> FileReport:
    """Make the links of a file that are not known yet. What is known stays as people here have it.

    A row that is no link is refused, with its reason in the report's notes.
    """
    access.require(actor, "record.import")
    report = FileReport(shown, "links", "links")
    with transaction.atomic(), path.open(encoding="utf-8-sig", newline="") as stream:
        seq = RecordSequence.take()
        known = set(Link.objects.values_list("pk", flat=True))
        concerned: dict[str, set[str]] = defaultdict(set)
        for line, row in enumerate(csv.DictReader(stream), start=2):
            report.read += 1
            link = _link(row, seq)
            if isinstance(link, str):
                report.refused += 1
                report.notes += [f"Line {line}: {link}."] if report.refused <= 5 else []
            elif link.pk in known or _standing(link):
                report.unchanged += 1
            else:
                report.created += 1
                known.add(link.pk)
                link.save(force_insert=True)
                concerned[link.kind] |= {link.from_id, link.into_id}
        for kind, ids in concerned.items():
            follow(kind, ids, seq)
        if dry_run:
            transaction.set_rollback(True)
        elif report.created:
            audit.write(actor, "record.import", ("file", shown[:300]), table="links", created=report.created)
    return report


def _link(row: dict[str, str], seq: int) -> Link | str:
    """The link of a row; else why it is none."""
    told = {name: unsafe(row.get(name) or "") for name in COLUMNS}
    if told["kind"] not in Kind.values:
        return f"kind is {told['kind']!r}; it must be customer or contact"
    if not all(0 < len(told[name]) <= LONGEST for name in NEEDED) or told["from_id"] == told["into_id"]:
        return "it needs link_id, from_id and another into_id"
    try:
        made, undone = (datetime.fromisoformat(told[name]) if told[name] else None for name in ("made_at", "undone_at"))
    except ValueError:
        return "made_at and undone_at must be moments, such as 2026-06-30T12:00:00Z"
    if any(at is not None and at.tzinfo is None for at in (made, undone)):
        return "made_at and undone_at need their offset, such as Z"
    named = {name: told[name][:LONGEST] for name in ("link_id", "kind", "from_id", "into_id")}
    said = {"source": told["source"][:LONGEST] or "file", "reason": told["reason"][:500], "actor": told["actor"][:254]}
    return Link(**named, **said, made_at=made or clock.now(), undone_at=undone, recorded_seq=seq)


def _standing(link: Link) -> bool:
    """Whether a link that says the same stands already."""
    if link.undone_at is not None:
        return False
    same = Q(from_id=link.from_id, into_id=link.into_id)
    return Link.objects.filter(same, kind=link.kind, undone_at__isnull=True).exists()
