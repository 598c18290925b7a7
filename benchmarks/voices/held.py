"""What is read of the sample company from its texts alone, held against what is true: row by row, as two sets."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

from deeproot.engines import open_tables
from deeproot.sample import Company, write
from deeproot.understand.evidence import evidence_of

from .telling import NOW

READ: Final = ("kind", "needs_answer", "sentiment")
MEASURES: Final = ("unanswered", "silent_complaints", "hollow_words")
PROMISES, KEPT, HOLDING = "promises with their due day", "promises kept, found kept", "holding replies"
HARDSHIP, OVERDUE = "hard times told of", "customers with an overdue promise in Today"
WANTS: Final = "wants an answer, incoming"
KINDS: Final = {"in": "kinds, incoming", "out": "kinds, outgoing"}
ROWS: Final = (PROMISES, KEPT, HOLDING, *MEASURES, HARDSHIP, OVERDUE, WANTS)


@dataclass
class Both:
    """What is true, and what was read."""

    true: set[Any]
    read: set[Any]

    @property
    def recall(self) -> float:
        return len(self.true & self.read) / len(self.true)

    @property
    def precision(self) -> float:
        return len(self.true & self.read) / max(1, len(self.read))


def bare(told: Company, folder: Path) -> Path:
    """The sample's files without anything that a text could say."""
    write(told, folder)
    (folder / "promises.csv").unlink()
    (folder / "beliefs.csv").unlink()
    path = folder / "interactions.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    left = [place for place, name in enumerate(rows[0]) if name not in READ]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([row[place] for place in left] for row in rows)
    return folder


def take_in(told: Company, folder: Path) -> None:
    """Import the bare company into the home at hand, and read every text of it."""
    from deeproot_app import loop
    from deeproot_app.base.access import COMMAND_LINE
    from deeproot_app.base.models import Organisation
    from deeproot_app.record.importing.paths import import_paths
    from deeproot_app.record.importing.plan import Options

    Organisation.objects.update_or_create(pk=1, defaults={"timezone": "Europe/London", "country": "GB"})
    import_paths([str(bare(told, folder / "bare"))], Options(), COMMAND_LINE)
    with patch.dict(os.environ, DEEPROOT_NOW=f"{NOW.isoformat()}Z"):
        loop.read(lambda *told: None)


def held(told: Company, folder: Path) -> dict[str, Both]:
    """Every row of the table: promises, measures, Today, questions and kinds of what was taken in from ``told``."""
    found = {PROMISES: promises(told), KEPT: kept(told), HOLDING: holding(told), **measured(told, folder)}
    found |= {HARDSHIP: hardship(told), OVERDUE: overdue(told), WANTS: wants(told)}
    return found | {name: kinds(told, direction) for direction, name in KINDS.items()}


def measured(told: Company, folder: Path) -> dict[str, Both]:
    """What measures rest on, by the ids of their evidence."""
    from deeproot_app.record.arrow import arrow_tables

    write(told, folder / "whole", as_="parquet")
    customers = [row["customer_id"] for row in told.tables["customers"]]
    true, read = evidence(open_tables(folder / "whole"), customers), evidence(open_tables(arrow_tables()), customers)
    return {name: Both(true[name], read[name]) for name in MEASURES}


def evidence(tables: Any, customers: Iterable[str]) -> dict[str, set[str]]:
    found = evidence_of(tables, NOW, list(customers), 365, MEASURES)
    return {name: {row["id"] for one in found.values() for row in one[name]} for name in MEASURES}


def promises(told: Company) -> Both:
    """Promises by the message they were made in and the day they are due, a day more or less: zones differ."""
    true = {(row["made_in"], row["due_at"]) for row in told.tables["promises"]}
    return Both(true, {key for key, _ in _found(true)})


def kept(told: Company) -> Both:
    """Promises of which it is known that they were kept; those that are none, or were not, are false."""
    true = {(row["made_in"], row["due_at"]) for row in told.tables["promises"]}
    found = {key for key, promise in _found(true) if promise.kept_at}
    return Both({(row["made_in"], row["due_at"]) for row in told.tables["promises"] if row["kept_at"]}, found)


def _found(true: set[tuple[str, datetime]]) -> Iterator[tuple[tuple[str, datetime], Any]]:
    from deeproot_app.record.models import Promise

    due_of: dict[str, list[datetime]] = {}
    for made_in, due in true:
        due_of.setdefault(made_in, []).append(due)
    for promise in Promise.objects.exclude(due_at=None):
        assert promise.due_at is not None
        due = promise.due_at.replace(tzinfo=None)
        near = next((one for one in due_of.get(promise.made_in, ()) if abs(one - due) <= timedelta(days=1)), due)
        yield (promise.made_in, near), promise


def holding(told: Company) -> Both:
    """The messages that put off a promise."""
    from deeproot_app.record.models import Promise

    read = Promise.objects.values_list("holding", flat=True)
    true = {held for row in told.tables["promises"] for held in row["holding"]}
    return Both(true, {held for some in read for held in some})


def hardship(told: Company) -> Both:
    """The messages in which customers tell of hard times."""
    from deeproot_app.record.models import Belief

    capacity = (row for row in told.tables["beliefs"] if row["about"] == "capacity" and row["customer_id"])
    read = Belief.objects.filter(about="capacity").values_list("evidence", flat=True)
    return Both({one for row in capacity for one in row["evidence"]}, {one for some in read for one in some})


def overdue(told: Company) -> Both:
    """The customers whom Today reminds of because a promise to them is overdue."""
    from deeproot_app.plan import live

    left = {row["customer_id"] for row in told.tables["customers"] if row["left_at"]}
    true = {
        row["customer_id"]
        for row in told.tables["promises"]
        if not row["kept_at"] and not row["withdrawn_at"] and (row["moved_to"] or row["due_at"]) <= NOW
    }
    today = live.listed(NOW.replace(tzinfo=UTC))
    return Both(true - left, {item.customer_id for item in today if item.reason == "promise_overdue"})


def wants(told: Company) -> Both:
    """The customers' messages that ask for an answer."""
    from deeproot_app.record.models import Interaction

    said = {row["interaction_id"]: row["needs_answer"] for row in written(told, "in")}
    read = Interaction.objects.filter(needs_answer=True).values_list("interaction_id", flat=True)
    return Both({one for one, asks in said.items() if asks}, {one for one in read.iterator() if one in said})


def kinds(told: Company, direction: str) -> Both:
    """Messages and the kind that each is; one that no kind was read of is in the first set alone."""
    from deeproot_app.record.models import Interaction

    true = {(row["interaction_id"], row["kind"]) for row in written(told, direction) if row["kind"]}
    ids = {one for one, _ in true}
    read = Interaction.objects.exclude(kind=None).values_list("interaction_id", "kind")
    return Both(true, {(one, kind) for one, kind in read.iterator() if one in ids})


def written(told: Company, direction: str) -> list[dict[str, Any]]:
    """The messages of that direction that somebody wrote."""
    texts = told.texts
    return [
        row
        for row in told.tables["interactions"]
        if row["direction"] == direction and not row["automatic"] and texts.get(row["interaction_id"], ("", ""))[1]
    ]
