"""Success plans out of a file: what an export wrote is brought in again. What is known stays as people here have it."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any, Final

from django.db import transaction

from deeproot.tables import Column, Table
from deeproot_app.base import access, audit
from deeproot_app.record import changes
from deeproot_app.record.importing.cells import UNSTORABLE
from deeproot_app.record.importing.report import FileReport
from deeproot_app.record.importing.store import Store
from deeproot_app.record.importing.words import shown
from deeproot_app.record.models import Belief, Progress, RecordSequence, Step, Target
from deeproot_app.record.models.customers import ID
from deeproot_app.record.person.erased import Erased, reason
from deeproot_app.record.safe import unsafe
from deeproot_app.record.success import files, goals, steps

Told = dict[str, Any]
AT_ONCE: Final = 1_000
"""Rows that are looked up together."""
LONGEST: Final = {"unit": goals.UNIT, "text": steps.LONGEST, "note": goals.LONGEST}
REFERS: Final = (("customer_id", "customers"), ("belief_id", "beliefs"), ("promise_id", "promises"))
"""What must be there already, by column."""
YEARS: Final = range(1800, 9_000)


def import_plans(path: Path, name: str, actor: access.Actor, store: Store, *, dry_run: bool = False) -> FileReport:
    """Bring in the rows of one such file that are not known yet; ``store`` knows what else is there, or would be.

    A row that names a goal, customer or promise that is not there is refused, with its reason in the report's notes,
    and so is a step of a person who was erased; a person of theirs who is not there is left out. What is brought in
    makes no promise: those have a table of their own.
    """
    access.require(actor, "record.import")
    table = files.table_of(path)
    assert table is not None
    report, erased = FileReport(name, table.name, table.name), Erased.known()
    with transaction.atomic():
        seq = 0 if dry_run else RecordSequence.take()
        known: set[tuple[Any, ...]] = set()
        for lines in _blocks(path, report):
            fresh = _fresh(table, _good(table, lines, store, erased, report), known, report)
            if fresh and not dry_run:
                _add(table, fresh, seq)
        if report.created and not dry_run:
            audit.write(actor, "record.import", ("file", name[:300]), table=table.name, created=report.created)
    return report


def _blocks(path: Path, report: FileReport) -> Iterator[list[tuple[int, dict[str, str]]]]:
    """The rows of the file with their lines, some at a time."""
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as stream:
        rows = enumerate(csv.DictReader(stream), start=2)
        try:
            while block := list(islice(rows, AT_ONCE)):
                yield block
        except csv.Error as fault:
            report.error = f"{report.file}: it is no CSV ({fault})."


def _good(
    table: Table,
    lines: list[tuple[int, dict[str, str]]],
    store: Store,
    erased: Erased | None,
    report: FileReport,
) -> list[Told]:
    """The rows of a block that can be; the others are refused."""
    read = [(line, _told(table, row)) for line, row in lines]
    there = {name: store.present(at, _ids(read, name)) for name, at in REFERS if name in table.names}
    personas = Belief.every.filter(pk__in=there["belief_id"], customer=None)
    there["belief_id"] -= set(personas.values_list("pk", flat=True))
    people = store.present("contacts", _ids(read, "contact_id"))
    good = []
    for line, told in read:
        report.read += 1
        wrong = told if isinstance(told, str) else _lacking(told, there) or _erased(told, erased)
        if isinstance(told, str) or wrong:
            report.refused += 1
            report.notes += [f"Line {line}: {wrong}."] if report.refused <= 5 else []
            continue
        stranger = told.get("contact_id") is not None and told["contact_id"] not in people
        good.append({**told, "contact_id": None} if stranger else told)
    return good


def _ids(read: list[tuple[int, Told | str]], name: str) -> set[str]:
    return {told[name] for _, told in read if not isinstance(told, str) and told.get(name)}


def _lacking(told: Told, there: dict[str, set[str]]) -> str:
    """Which row this one refers to and that is not there; empty where all are."""
    for name, present in there.items():
        if told[name] and told[name] not in present:
            one = {"customer_id": "customer", "belief_id": "goal", "promise_id": "promise"}[name]
            return f"there is no {one} {shown(told[name])}; import its row first"
    return ""


def _erased(told: Told, erased: Erased | None) -> str:
    """Why a step of somebody who was erased does not come back; empty for all others."""
    when = erased.of("contact_id", told["contact_id"]) if erased and told.get("contact_id") else None
    return reason(when) if when else ""


def _told(table: Table, row: dict[str, str]) -> Told | str:
    """What a row tells, by column; else why it is none."""
    told: Told = {}
    for column in table.columns:
        try:
            told[column.name] = _value(column, row.get(column.name) or "")
        except ValueError as fault:
            return f"{column.name} {fault}"
    if told.get("done_at") and told.get("dropped_at"):
        return "a step is done or dropped, not both"
    return told


def _value(column: Column, cell: str) -> Any:
    """What a cell says. Raises ValueError, in a clause."""
    text = unsafe(cell)
    if UNSTORABLE.search(text):
        raise ValueError("holds a NUL or bytes that are no UTF-8")
    if not text.strip():
        if not column.null:
            raise ValueError("is empty; every row needs it")
        return None
    if column.type == "timestamp":
        return _moment(text)
    if column.type == "float64":
        return _number(text)
    words = ("true", "false") if column.type == "bool" else column.words
    if words and text not in words:
        raise ValueError(f"is {shown(text)}; it must be {' or '.join(words)}")
    most = LONGEST.get(column.name, ID)
    if len(text) > most:
        raise ValueError(f"is longer than {most:,} characters")
    return text == "true" if column.type == "bool" else text


def _moment(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None or found.year not in YEARS:
        raise ValueError("must be a moment with its offset, such as 2026-06-30T12:00:00Z")
    return found.astimezone(UTC)


def _number(text: str) -> float:
    try:
        found = float(text)
    except ValueError:
        found = math.nan
    if not math.isfinite(found) or abs(found) > goals.MOST:
        raise ValueError("must be a number that somebody could reach")
    return found


def _fresh(table: Table, rows: list[Told], known: set[tuple[Any, ...]], report: FileReport) -> list[Told]:
    """The rows that are neither here nor before in the file; of two readings of one moment the first counts."""
    known |= _here(table, rows)
    fresh = []
    for told in rows:
        key = tuple(told[name] for name in table.key)
        if key in known:
            report.unchanged += 1
            continue
        known.add(key)
        report.created += 1
        fresh.append(told)
    return fresh


def _here(table: Table, rows: list[Told]) -> set[tuple[Any, ...]]:
    """The keys of the rows that we have."""
    if table.name == "plan_steps":
        return set(Step.objects.filter(key__in={told["step_key"] for told in rows}).values_list("key"))
    beliefs = {told["belief_id"] for told in rows}
    if table.name == "plan_goals":
        return set(Target.objects.filter(belief__in=beliefs).values_list("pk"))
    return set(Progress.objects.filter(belief__in=beliefs).values_list("belief_id", "at"))


def _add(table: Table, rows: list[Told], seq: int) -> None:
    """Record the rows, and say of whom something changed."""
    if table.name == "plan_steps":
        Step.objects.bulk_create([_step(told, seq) for told in rows])
        changes.touched({told["customer_id"] for told in rows}, seq)
        return
    if table.name == "plan_goals":
        Target.objects.bulk_create([_target(told, seq) for told in rows])
    else:
        Progress.objects.bulk_create([_reading(told, seq) for told in rows])
    wanted = Belief.every.filter(pk__in={told["belief_id"] for told in rows}, customer__isnull=False)
    changes.touched(wanted.values_list("customer", flat=True), seq)


def _target(told: Told, seq: int) -> Target:
    words = {name: told[name] or "" for name in ("unit", "note")}
    return Target(
        belief_id=told["belief_id"],
        value=told["target"],
        by_at=told["by_at"],
        shared_at=told["shared_at"],
        recorded_seq=seq,
        **words,
    )


def _reading(told: Told, seq: int) -> Progress:
    words = {name: told[name] or "" for name in ("said_in", "note")}
    return Progress(belief_id=told["belief_id"], at=told["at"], value=told["value"], recorded_seq=seq, **words)


def _step(told: Told, seq: int) -> Step:
    named = {name: told[name] for name in ("customer_id", "member_id", "contact_id", "text", "whose", "shared")}
    moments = {name: told[name] for name in ("due_at", "done_at", "dropped_at", "made_at")}
    words = {name: told[name] or "" for name in ("note", "promise_id")}
    return Step(key=told["step_key"], goal_id=told["belief_id"], recorded_seq=seq, **named, **moments, **words)
