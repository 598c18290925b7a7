"""Success plans as files, beside the tables of the record: what each goal comes to, how it stood, and the steps.

The goals themselves, with the metric of each, are beliefs (`beliefs.csv`); rows here name them by `belief_id`. A goal
that is shown as another stands here under that other, as it does in `beliefs.csv`.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from deeproot.tables import PLANS, Column, Table
from deeproot_app.base import clock
from deeproot_app.record.models import Belief, Progress, Step, Target
from deeproot_app.record.safe import safe

AT_ONCE: Final = 2_000


def write(table: Table, file: Path, form: str) -> int:
    """Write one of these tables as CSV or Parquet; how many rows it has."""
    fresh = file.with_suffix(".part")
    count = (_csv if form == "csv" else _parquet)(table, fresh)
    fresh.replace(file)
    return count


def rows(table: Table) -> Iterator[dict[str, Any]]:
    """All rows of one of these tables, in order of its key."""
    return {"plan_goals": _goals, "plan_readings": _readings, "plan_steps": _steps}[table.name]()


def _shown_as() -> dict[str, str]:
    """Under which other goal each is shown that says the same."""
    merged = Belief.every.filter(merged_into__isnull=False, about="goal").values_list("pk", "merged_into")
    return {pk: str(kept) for pk, kept in merged}


def _goals() -> Iterator[dict[str, Any]]:
    same = _shown_as()
    own = sorted(Target.objects.values_list("pk", flat=True))
    first: dict[str, str] = {}
    for pk in [*(one for one in own if one not in same), *(one for one in own if one in same)]:
        first.setdefault(same.get(pk, pk), pk)
    rows = Target.objects.in_bulk(list(first.values()))
    for belief, pk in sorted(first.items()):
        row = rows[pk]
        yield {"belief_id": belief, "unit": row.unit, "target": row.value, **_said(row, "by_at", "shared_at", "note")}


def _readings() -> Iterator[dict[str, Any]]:
    same = _shown_as()
    found: dict[tuple[str, datetime], Progress] = {}
    for row in Progress.objects.order_by("belief_id", "at").iterator(AT_ONCE):
        key = same.get(row.belief_id, row.belief_id), row.at
        if row.belief_id not in same or key not in found:
            found[key] = row
    for (belief, _), row in sorted(found.items(), key=lambda one: one[0]):
        yield {"belief_id": belief, **_said(row, "at", "value", "said_in", "note")}


def _steps() -> Iterator[dict[str, Any]]:
    same = _shown_as()
    for row in Step.objects.order_by("key").iterator(AT_ONCE):
        goal = row.goal_id and same.get(row.goal_id, row.goal_id)
        named = {"step_key": row.key, "belief_id": goal}
        yield {name: named[name] if name in named else getattr(row, name) for name in PLANS["plan_steps"].names}


def _said(row: Any, *names: str) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _csv(table: Table, file: Path) -> int:
    count, writers = 0, [_writer(column) for column in table.columns]
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\r\n")
        writer.writerow(table.names)
        for row in rows(table):
            values = zip(writers, row.values(), strict=True)
            writer.writerow(["" if value is None else write(value) for write, value in values])
            count += 1
    return count


def _writer(column: Column) -> Callable[[Any], str]:
    writers: dict[str, Callable[[Any], str]] = {
        "timestamp": clock.written,
        "bool": lambda value: "true" if value else "false",
        "float64": repr,
    }
    return writers.get(column.type, safe)


def _parquet(table: Table, file: Path) -> int:
    import pyarrow as pa
    import pyarrow.parquet as pq

    plain = [{name: _plain(value) for name, value in row.items()} for row in rows(table)]
    pq.write_table(pa.Table.from_pylist(plain, table.arrow_schema()), file, compression="zstd")
    return len(plain)


def _plain(value: Any) -> Any:
    """A moment as the other tables have it, in UTC without saying so; no word is null."""
    return value.replace(tzinfo=None) if isinstance(value, datetime) else value if value != "" else None
