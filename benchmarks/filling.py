"""A large made-up record, written into the database part by part; broken off, it goes on where it was.

Every part is an import of its own (`Batch`), written in one transaction with its rows: a part whose import is there is
there whole. Texts are those of the sample company, over and over.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import cycle, islice
from pathlib import Path
from typing import Any

AS_OF = datetime(2026, 6, 30, 12, tzinfo=UTC)
ROWS = 20_000
BIG = 100_000
"""A part of so many rows is told of."""
COLUMNS = ("interaction_id", "subject", "body")


def ready(home: Path, customers: int, interactions: int, texts: int = 0) -> None:
    """Fill the database, or the rest of it; ``texts`` is how many of the interactions have words."""
    from deeproot import sample
    from deeproot_app.base import schema
    from deeproot_app.record.models import Customer

    schema.make_ready(lambda says: None, upgrade=True)
    folder = home / "made"
    if not (folder / "README.txt").exists():
        if Customer.objects.exists():
            return
        sample.large(folder, customers, interactions / customers, until=AS_OF)
    begun = time.perf_counter()
    if fill(folder):
        print(f"record filled in {time.perf_counter() - begun:.0f} s", flush=True)
    say(texts, interactions)


def fill(folder: Path) -> int:
    """Write every part that is not there yet; return how many there were."""
    from django.db import connection

    from deeproot_app.record import sql
    from deeproot_app.record.models import Batch
    from deeproot_app.record.shape import SHAPES

    there = set(Batch.objects.values_list("filename", flat=True))
    parts = [(shape, path) for shape in SHAPES.values() for path in sorted((folder / shape.name).rglob("*.parquet"))]
    missing = [(shape, path) for shape, path in parts if str(path.relative_to(folder)) not in there]
    with sql.many_rows():
        for shape, path in missing:
            fill_part(shape, path, str(path.relative_to(folder)))
    if missing:
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    return len(missing)


def fill_part(shape: Any, path: Path, called: str) -> None:
    """One file as one import called so, its rows in the order of the file."""
    import pyarrow.parquet as pq
    from django.db import transaction

    from deeproot_app.record import sql
    from deeproot_app.record.models import Batch, RecordSequence
    from deeproot_app.record.shape import stored_in

    begun, file = time.perf_counter(), pq.ParquetFile(path)
    many = file.metadata.num_rows
    with transaction.atomic():
        first = RecordSequence.take(many or 1)
        batch = Batch.objects.create(
            table=shape.name, source="large", filename=called, state=Batch.State.DONE, sha256="",
            made_at=AS_OF, finished_at=AS_OF, read=many, created=many, last_seq=first + many - 1,
            settings={"first_seq": first},
        )  # fmt: skip
        names = [column.name for column in shape.columns if column.name in file.schema_arrow.names]
        own = ["recorded_seq", "line", "batch_id", *(["changed_seq"] if shape.name == "customers" else [])]
        columns = [*map(stored_in, names), *own]
        rest = defaults(shape.model, columns)
        place = 0
        for some in file.iter_batches(ROWS, columns=names):
            seqs = range(first + place, first + place + some.num_rows)
            lines = range(place + 2, place + 2 + some.num_rows)
            same = [[value] * some.num_rows for value in (batch.pk, *rest.values())]
            changed = [seqs] if shape.name == "customers" else []
            given = [plain(name, some.column(name)) for name in names]
            rows = zip(*given, seqs, lines, same[0], *changed, *same[1:], strict=True)
            sql.insert(shape.db_table, [*columns, *rest], rows)
            place += some.num_rows
    if many >= BIG:
        print(f"{called}: {many:,} rows in {time.perf_counter() - begun:.1f} s", flush=True)


def plain(name: str, column: Any) -> list[Any]:
    """A column of a file as the database at hand takes it."""
    import pyarrow as pa
    import pyarrow.compute as pc
    from django.db import connection

    from deeproot_app.record.shape import MICROS

    if pa.types.is_timestamp(column.type):
        if connection.vendor == "sqlite":  # as Django writes it: UTC without its offset
            return list(pc.strftime(column.cast(pa.timestamp("s")), format="%Y-%m-%d %H:%M:%S").to_pylist())
        return [value and value.replace(tzinfo=UTC) for value in column.to_pylist()]
    if pa.types.is_list(column.type):
        return [json.dumps(value or []) for value in column.to_pylist()]
    if name == "amount":
        return [round(value * MICROS) for value in column.to_pylist()]
    if pa.types.is_dictionary(column.type):
        column = column.cast(pa.string())
    return list(column.to_pylist())


def defaults(model: Any, given: list[str]) -> dict[str, Any]:
    """The columns that may not be null and that the record says nothing of."""
    fields = [f for f in model._meta.concrete_fields if f.column not in given and not f.primary_key]
    return {f.column: f.get_db_prep_save(f.get_default(), _connection()) for f in fields if not f.null}


def _connection() -> Any:
    from django.db import connection

    return connection


def say(texts: int, interactions: int) -> None:
    """Give every so-manieth interaction words, until there are so many texts."""
    from django.db import transaction

    from deeproot_app.record import sql
    from deeproot_app.record.models import Interaction, Text

    begun, there = time.perf_counter(), Text.objects.count()
    if there >= texts:
        return
    step, told = interactions // texts, words(there)
    last = Text.objects.order_by("-id").values_list("interaction__recorded_seq", flat=True).first() or 0
    with sql.many_rows():
        while there < texts:
            rows = Interaction.objects.filter(recorded_seq__gt=last).order_by("recorded_seq")
            some = list(rows.values_list("pk", "recorded_seq")[step - 1 : step * ROWS : step])
            if not some:
                break
            last = some[-1][1]
            with transaction.atomic():
                sql.insert_texts(Text._meta.db_table, COLUMNS, [(key, *next(told)) for key, _ in some])
            there += len(some)
    print(f"{there:,} texts after {time.perf_counter() - begun:.0f} s", flush=True)


def words(after: int) -> Iterator[tuple[str, str]]:
    """Subjects and bodies as the sample company has them, without end, from that place on."""
    from deeproot import sample

    told = list(sample.company(customers=60, until=AS_OF).texts.values())
    return islice(cycle(told), after % len(told), None)
