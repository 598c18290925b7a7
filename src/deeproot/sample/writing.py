"""The sample company as files: the canonical CSV files anybody may import, or Parquet; its truth beside them."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from ..tables import TABLES, Table
from .telling import Company

Format = Literal["csv", "parquet"]
README = """{name}

THIS IS A SIMULATED COMPANY. No person, laboratory or letter in these files is real; every e-mail address ends in
.example,
which nobody can own. It was made by Deeproot's sample generator and stands as of {until} UTC.

Files: one a table, with the columns that docs/tables.md explains; interactions also has subject and body.
truth.json says what is true of it: who lives through which scenario and why, who leaves and why, what each text says.
Import the folder with: deeproot import {folder}
"""


def write(company: Company, folder: str | Path, as_: Format = "csv") -> list[Path]:
    """Write every table of the company into ``folder`` as ``<table>.csv`` or ``.parquet``, README.txt and truth.json.

    CSV: UTF-8, comma, header; lists joined by ``;``, booleans ``true`` and ``false``, null an empty cell, moments ISO
    8601 with Z.
    ``interactions`` has two columns more than the table: ``subject`` and ``body``. Returns the files, tables first.
    Raises ``ValueError`` for another format. The folder is made where it is missing; files of the same name are
    replaced.
    """
    if as_ not in ("csv", "parquet"):
        raise ValueError(f"the sample is written as 'csv' or 'parquet', not as {as_!r}")
    home = Path(folder)
    home.mkdir(parents=True, exist_ok=True)
    put = _csv if as_ == "csv" else _parquet
    files = [put(company, table, home / f"{name}.{as_}") for name, table in TABLES.items()]
    truth = home / "truth.json"
    truth.write_text(json.dumps(company.truth, ensure_ascii=False, indent=1), encoding="utf-8")
    readme = home / "README.txt"
    until = f"{company.until:%Y-%m-%d %H:%M}"
    readme.write_text(README.format(name=company.name, until=until, folder=home.name), encoding="utf-8")
    return [*files, truth, readme]


def _csv(company: Company, table: Table, path: Path) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(_names(table))
        writer.writerows([_cell(value) for value in row] for row in _rows(company, table))
    return path


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return f"{value.isoformat()}Z"
    return ";".join(value) if isinstance(value, list) else str(value)


def _parquet(company: Company, table: Table, path: Path) -> Path:
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = list(zip(*_rows(company, table), strict=True)) or [()] * len(_names(table))
    schema = table.arrow_schema()
    for name in _names(table)[len(table.columns) :]:
        schema = schema.append(pa.field(name, pa.string()))
    arrays = [pa.array(column, type=field.type) for column, field in zip(columns, schema, strict=True)]
    pq.write_table(pa.Table.from_arrays(arrays, schema=schema), path)
    return path


def _names(table: Table) -> tuple[str, ...]:
    return (*table.names, "subject", "body") if table.name == "interactions" else table.names


def _rows(company: Company, table: Table) -> Iterator[list[Any]]:
    for row in company.tables[table.name]:
        values = [row[name] for name in table.names]
        if table.name == "interactions":
            values += [text or None for text in company.texts.get(row["interaction_id"], ("", ""))]
        yield values
