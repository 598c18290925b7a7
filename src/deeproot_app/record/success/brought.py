"""Success plans out of a file: what an export wrote is brought in again. What is known stays as people here have it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from deeproot.tables import PLANS, Column, Table
from deeproot_app.base.models import Organisation
from deeproot_app.record import changes
from deeproot_app.record.importing.cells import UNSTORABLE
from deeproot_app.record.importing.dry import DryRun
from deeproot_app.record.importing.further import Became, Kind, Line
from deeproot_app.record.importing.moments import Moments
from deeproot_app.record.importing.store import Database, Store
from deeproot_app.record.importing.words import shown
from deeproot_app.record.models import Belief, Progress, RecordSequence, Step, Target
from deeproot_app.record.models.customers import ID
from deeproot_app.record.person.erased import Erased, reason
from deeproot_app.record.safe import unsafe
from deeproot_app.record.success import goals, steps, undone

Told = dict[str, Any]
Wrong = tuple[str, str]
"""A column (empty: the whole row), and why it is wrong."""
OF_TABLE: Final = {"plan_goals": "targets", "plan_readings": "progress", "plan_steps": "steps"}
"""What the tables are called where their changes are kept."""
LONGEST: Final = {"unit": goals.UNIT, "text": steps.LONGEST, "note": goals.LONGEST}
REFERS: Final = (("customer_id", "customers"), ("belief_id", "beliefs"), ("promise_id", "promises"))
"""What must be there already, by column."""


class TakesPlans:
    """Brings in the rows of one such file that are not known yet.

    A row that names a goal, customer or promise that is not there is refused, and so is a step of a person who was
    erased; a person of theirs who is not there is left out. What is brought in makes no promise: those have a table of
    their own.
    """

    def __init__(self, table: Table, dry_run: DryRun | None) -> None:
        self.table, self.dry_run = table, dry_run is not None
        self.store: Store = dry_run or Database()
        """Knows what else is there, or would be."""
        self.erased = Erased.known()
        self.moments = Moments(Organisation.get().timezone)
        self.seen: set[tuple[Any, ...]] = set()
        """Rows of the file: of two readings of one moment the first counts."""

    def some(self, lines: Sequence[Line]) -> Became:
        """Bring in these rows."""
        became = Became()
        fresh = self._fresh(self._good(lines, became))
        became.created = len(fresh)
        became.notes = self.moments.notes_of_the_zone()
        if fresh and not self.dry_run:
            seq = RecordSequence.take()
            became.added = [(OF_TABLE[self.table.name], str(row.pk), seq) for row in _add(self.table, fresh, seq)]
        return became

    def _good(self, lines: Sequence[Line], became: Became) -> list[Told]:
        """The rows that can be; the others are refused."""
        read = [(line.number, _told(self.table, line.cells, self.moments)) for line in lines]
        there = {name: self.store.present(at, _ids(read, name)) for name, at in REFERS if name in self.table.names}
        personas = Belief.every.filter(pk__in=there["belief_id"], customer=None)
        there["belief_id"] = there["belief_id"] - set(personas.values_list("pk", flat=True))
        people = self.store.present("contacts", _ids(read, "contact_id"))
        good = []
        for line, told in read:
            if isinstance(told, tuple):
                became.refused.append((line, *told))
                continue
            if wrong := _lacking(told, there) or _erased(told, self.erased):
                became.refused.append((line, *wrong))
                continue
            stranger = told.get("contact_id") is not None and told["contact_id"] not in people
            good.append({**told, "contact_id": None} if stranger else told)
        return good

    def _fresh(self, rows: list[Told]) -> list[Told]:
        """The rows that are neither here nor before in the file."""
        self.seen |= _here(self.table, rows)
        fresh = []
        for told in rows:
            key = tuple(told[name] for name in self.table.key)
            if key not in self.seen:
                self.seen.add(key)
                fresh.append(told)
        return fresh


def _ids(read: list[tuple[int, Told | Wrong]], name: str) -> set[str]:
    return {told[name] for _, told in read if not isinstance(told, tuple) and told.get(name)}


def _lacking(told: Told, there: dict[str, set[str]]) -> Wrong | None:
    """Which row this one refers to and that is not there; None where all are."""
    for name, present in there.items():
        if told[name] and told[name] not in present:
            one = {"customer_id": "customer", "belief_id": "goal", "promise_id": "promise"}[name]
            return name, f"there is no {one} {shown(told[name])}; import its row first"
    return None


def _erased(told: Told, erased: Erased | None) -> Wrong | None:
    """Why a step of somebody who was erased does not come back; None for all others."""
    when = erased.of("contact_id", told["contact_id"]) if erased and told.get("contact_id") else None
    return ("contact_id", reason(when)) if when else None


def _told(table: Table, row: Mapping[str, str], moments: Moments) -> Told | Wrong:
    """What a row tells, by column; else which column is wrong, and why."""
    told: Told = {}
    for column in table.columns:
        try:
            told[column.name] = _value(column, row.get(column.name) or "", moments)
        except ValueError as fault:
            return column.name, str(fault)
    if told.get("done_at") and told.get("dropped_at"):
        return "", "a step is done or dropped, not both"
    return told


def _value(column: Column, cell: str, moments: Moments) -> Any:
    """What a cell says. Raises ValueError, in a clause."""
    text = unsafe(cell)
    if UNSTORABLE.search(text):
        raise ValueError("holds a NUL or bytes that are no UTF-8")
    if not text.strip():
        if not column.null:
            raise ValueError("is empty; every row needs it")
        return None
    if column.type == "timestamp":
        return datetime.fromisoformat(moments.read(text.strip())).replace(tzinfo=UTC)
    if column.type == "float64":
        return _number(text)
    words = ("true", "false") if column.type == "bool" else column.words
    if words and text not in words:
        raise ValueError(f"is {shown(text)}; it must be {' or '.join(words)}")
    most = LONGEST.get(column.name, ID)
    if len(text) > most:
        raise ValueError(f"is longer than {most:,} characters")
    return text == "true" if column.type == "bool" else text


def _number(text: str) -> float:
    try:
        found = float(text)
    except ValueError:
        found = math.nan
    if not math.isfinite(found) or abs(found) > goals.MOST:
        raise ValueError("must be a number that somebody could reach")
    return found


def _here(table: Table, rows: list[Told]) -> set[tuple[Any, ...]]:
    """The keys of the rows that we have."""
    if table.name == "plan_steps":
        return set(Step.objects.filter(key__in={told["step_key"] for told in rows}).values_list("key"))
    beliefs = {told["belief_id"] for told in rows}
    if table.name == "plan_goals":
        return set(Target.objects.filter(belief__in=beliefs).values_list("pk"))
    return set(Progress.objects.filter(belief__in=beliefs).values_list("belief_id", "at"))


def _add(table: Table, rows: list[Told], seq: int) -> list[Any]:
    """Record the rows, and say of whom something changed; gives the rows as they were recorded."""
    made: list[Any]
    if table.name == "plan_steps":
        made = Step.objects.bulk_create([_step(told, seq) for told in rows])
        changes.touched({told["customer_id"] for told in rows}, seq)
        return made
    if table.name == "plan_goals":
        made = Target.objects.bulk_create([_target(told, seq) for told in rows])
    else:
        made = Progress.objects.bulk_create([_reading(told, seq) for told in rows])
    wanted = Belief.every.filter(pk__in={told["belief_id"] for told in rows}, customer__isnull=False)
    changes.touched(wanted.values_list("customer", flat=True), seq)
    return made


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


def _kind(table: Table) -> Kind:
    needed = frozenset(table.names)
    return Kind(
        table.name,
        f"Success plans, as an export wrote them. {table.says} What is not known yet is added; what people here have "
        "stays as it is.",
        table.names,
        lambda names: names >= needed,
        lambda actor, dry_run: TakesPlans(table, dry_run),
        take_back=undone.take_back,
        changed=undone.changed,
    )


PLANNED: Final = tuple(_kind(table) for table in PLANS.values())
