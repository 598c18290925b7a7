"""Links as a file: what an export writes beside the tables, and what an import of it makes again."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from deeproot_app.base import access, clock
from deeproot_app.record import search
from deeproot_app.record.identity.merge import follow
from deeproot_app.record.importing.dry import DryRun
from deeproot_app.record.importing.further import Became, Kind, Line
from deeproot_app.record.models import Kind as Of
from deeproot_app.record.models import Link, RecordSequence
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


class TakesLinks:
    """Makes the links of a file that are not known yet. What is known stays as people here have it."""

    def __init__(self, actor: access.Actor, dry_run: DryRun | None) -> None:
        self.dry_run = dry_run is not None
        self.known: set[str | tuple[str, str, str]] = set()
        """Links that are made, by their ids, and what those say that stand; here, or in the rows of the file before."""

    def some(self, lines: Sequence[Line]) -> Became:
        """Make these links, and let all that reads the record see them."""
        became, seq = Became(), 0 if self.dry_run else RecordSequence.take()
        fresh: list[Link] = []
        told = [(line.number, _link(line.cells, seq)) for line in lines]
        self._see([link for _, link in told if not isinstance(link, str)])
        for number, link in told:
            if isinstance(link, str):
                became.refused.append((number, "", link))
            elif link.pk not in self.known and not (link.undone_at is None and _says(link) in self.known):
                self.known |= {link.pk, _says(link)} if link.undone_at is None else {link.pk}
                fresh.append(link)
        became.created = len(fresh)
        if not self.dry_run:
            _make(fresh, seq)
        return became

    def _see(self, links: Sequence[Link]) -> None:
        """Learn which of these are known, by their ids, and which say what a link says that stands. Two queries."""
        self.known |= set(Link.objects.filter(pk__in=[one.pk for one in links]).values_list("pk", flat=True))
        same = Link.objects.filter(from_id__in=[one.from_id for one in links], undone_at__isnull=True)
        self.known |= {_says(one) for one in same}


def _says(link: Link) -> tuple[str, str, str]:
    return link.kind, link.from_id, link.into_id


def _make(fresh: Sequence[Link], seq: int) -> None:
    Link.objects.bulk_create(fresh, batch_size=500)
    concerned: dict[str, set[str]] = defaultdict(set)
    for link in fresh:
        concerned[link.kind] |= {link.from_id, link.into_id}
    for kind, ids in concerned.items():
        follow(kind, ids, seq)


def _link(row: Mapping[str, str], seq: int) -> Link | str:
    """The link of a row; else why it is none."""
    told = {name: unsafe(row.get(name) or "") for name in COLUMNS}
    if told["kind"] not in Of.values:
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


LINKS: Final = Kind(
    "links",
    "Who is one with whom, as an export wrote it. Links that are not known yet are made; those that people here made "
    "or took back stay.",
    COLUMNS,
    lambda names: names >= NEEDED,
    TakesLinks,
    after=search.refresh,
    stays="what people did since rests on who is one with whom; separate who is not the same one by one, under "
    "Same customer? (or with deeproot identity separate)",
)
