"""The whole record as files: every table of `deeproot.tables`, as CSV or Parquet; an import of either is the same."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from django.db import connection

from deeproot.tables import PLANS, Column
from deeproot_app.base import access, audit
from deeproot_app.base.errors import UserError
from deeproot_app.record.arrow import STANDING, reading, selected
from deeproot_app.record.as_one import Read
from deeproot_app.record.consent.kept import write as write_consents
from deeproot_app.record.identity.files import write_csv as write_links
from deeproot_app.record.identity.files import write_parquet as write_links_parquet
from deeproot_app.record.safe import safe
from deeproot_app.record.shape import MICROS, SHAPES, Shape
from deeproot_app.record.success.files import write as write_plan
from deeproot_app.record.written import listed, read_from_text

As = Literal["csv", "parquet"]

EXTRAS: Final = ("subject", "body", "read_from_text")
"""What interactions carry beside their own columns: their words, and which columns were read from these."""
LEFT_OUT: Final = {"recorded_seq"}
"""Ours alone: a record made anew counts anew."""


@dataclass(frozen=True)
class Exported:
    """One file that was written."""

    table: str
    file: Path
    rows: int


def export(folder: Path, form: As, actor: access.Actor) -> list[Exported]:
    """Write every table of the record into ``folder``, made where it is not there; rows in order of their keys.

    Rows stand as they were recorded, each under its own id; beside them the links that say which ids are one, the
    ledger of consents and objections, and the success plans.

    All files are of one moment of the record. Each is written beside its place and moved there whole. Raises UserError
    where the folder cannot be written to, NotAllowed where the actor may not export.
    """
    access.require(actor, "record.export")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise UserError(f"{folder} cannot be made: {(fault.strerror or 'no reason given').lower()}.") from None
    write = _csv if form == "csv" else _parquet
    with reading() as read:
        done = [write(read, shape, folder / f"{shape.name}.{form}") for shape in SHAPES.values()]
    links = folder / f"links.{form}"
    done.append(Exported("links", links, write_links(links) if form == "csv" else write_links_parquet(links)))
    consents = folder / f"consents.{form}"
    done.append(Exported("consents", consents, write_consents(consents, form)))
    for name, table in PLANS.items():
        file = folder / f"{name}.{form}"
        done.append(Exported(name, file, write_plan(table, file, form)))
    audit.write(actor, "record.export", None, form=form, rows=sum(one.rows for one in done))
    return done


def columns_of(shape: Shape) -> list[str]:
    """The columns of an exported file, in order."""
    own = [column.name for column in shape.table.columns if column.name not in LEFT_OUT]
    return own + (list(EXTRAS) if shape.name == "interactions" else [])


def query(shape: Shape) -> str:
    """All rows of a table in the order of its key, with what is exported beside its own columns."""
    own = [column for column in shape.table.columns if column.name not in LEFT_OUT]
    chosen = [selected(column, "t") for column in own]
    joined = ""
    if shape.name == "interactions":
        unread = "CASE WHEN w.id IS NULL THEN NULL ELSE '{}' END"
        chosen += ["w.subject", "w.body", f'coalesce(CAST(t."read_from_text" AS text), {unread})']
        joined = " LEFT JOIN deeproot_record_text w ON w.interaction_id = t.interaction_id"
    collation = ' COLLATE "C"' if connection.vendor == "postgresql" else ""  # as SQLite orders: by code point
    types = {column.name: column.type for column in shape.table.columns}
    order = ", ".join(f't."{name}"{collation if types[name] == "string" else ""}' for name in shape.key)
    there = f" WHERE t.{STANDING[shape.name]}" if shape.name in STANDING else ""
    return f'SELECT {", ".join(chosen)} FROM "{shape.db_table}" t{joined}{there} ORDER BY {order}'  # noqa: S608


def schema(shape: Shape) -> Any:
    """The Arrow schema of an exported table."""
    import pyarrow as pa

    own = [field for field in shape.table.arrow_schema() if field.name not in LEFT_OUT]
    more = [pa.field(name, pa.string()) for name in EXTRAS] if shape.name == "interactions" else []
    return pa.schema([*own, *more])


def _parquet(read: Read, shape: Shape, file: Path) -> Exported:
    import pyarrow.parquet as pq

    rows, fresh = 0, file.with_suffix(".part")
    with pq.ParquetWriter(fresh, schema(shape), compression="zstd") as writer:
        for batch in read(query(shape), (), schema(shape)):
            writer.write_batch(batch)
            rows += batch.num_rows
    fresh.replace(file)
    return Exported(shape.name, file, rows)


def _csv(read: Read, shape: Shape, file: Path) -> Exported:
    rows, fresh = 0, file.with_suffix(".part")
    with fresh.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\r\n")
        writer.writerow(columns_of(shape))
        for some in _as_text(read, shape):
            writer.writerows(some)
            rows += len(some)
    fresh.replace(file)
    return Exported(shape.name, file, rows)


def _as_text(read: Read, shape: Shape) -> Iterator[list[tuple[str, ...]]]:
    columns: list[Column | str] = [column for column in shape.table.columns if column.name not in LEFT_OUT]
    columns += EXTRAS if shape.name == "interactions" else ()
    writers = [_writer(column) for column in columns]
    for batch in read(query(shape), (), schema(shape)):
        lists = [
            ["" if value is None else write(value) for value in values.to_pylist()]
            for write, values in zip(writers, batch.columns, strict=True)
        ]
        yield list(zip(*lists, strict=True))


def _writer(column: Column | str) -> Callable[[Any], str]:
    """How a value of that column is written, so that reading it gives the value again."""
    if isinstance(column, str):
        return read_from_text if column == "read_from_text" else safe
    if column.name == "amount":
        return _amount
    writers: dict[str, Callable[[Any], str]] = {
        "timestamp": lambda value: f"{value.isoformat()}Z",
        "bool": lambda value: "true" if value else "false",
        "int64": str,
        "float64": repr,
        "list": listed,
    }
    return writers.get(column.type, safe)


def _amount(value: float) -> str:
    """Exact to the millionth, without an exponent, and without zeros that say nothing."""
    return f"{round(value * MICROS) / MICROS:.6f}".rstrip("0").rstrip(".")
