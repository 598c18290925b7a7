"""The sample company read from its texts alone: no labels, no promises and no beliefs are given, only who wrote when.

What the figures and Today rest on is held against the truth of the sample, whose sentences the reader's author did not
write. `-s` prints the figures.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from deeproot.engines import open_tables
from deeproot.sample import Company, company, write
from deeproot.understand.evidence import evidence_of
from deeproot_app import loop
from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.base.models import Organisation
from deeproot_app.plan import live
from deeproot_app.record.arrow import arrow_tables
from deeproot_app.record.importing.paths import import_paths
from deeproot_app.record.importing.plan import Options
from deeproot_app.record.models import Belief, Promise

NOW = datetime(2026, 6, 30, 9, 30)  # noqa: DTZ001 -- the sample's moments are UTC without an offset
READ = ("kind", "needs_answer", "sentiment")
MEASURES = ("unanswered", "silent_complaints", "hollow_words")
BAR = 0.9


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


def evidence(tables: Any, customers: Iterable[str]) -> dict[str, set[str]]:
    found = evidence_of(tables, NOW, list(customers), 365, MEASURES)
    return {name: {row["id"] for one in found.values() for row in one[name]} for name in MEASURES}


@pytest.mark.django_db
@pytest.mark.any_database
def test_what_today_and_the_mirror_rest_on_is_read_from_text_alone(tmp_path: Path) -> None:
    Organisation.objects.create(pk=1, timezone="Europe/London", country="GB")
    found = {name: Both(set(), set()) for name in (*MEASURES, "promises", "hardship", "promise_overdue in Today")}
    told = company(seed=11, customers=45, until=NOW)
    write(told, tmp_path / "whole", as_="parquet")
    import_paths([str(bare(told, tmp_path / "bare"))], Options(), COMMAND_LINE)
    loop.read(lambda *told: None)

    customers = [row["customer_id"] for row in told.tables["customers"]]
    true, read = evidence(open_tables(tmp_path / "whole"), customers), evidence(open_tables(arrow_tables()), customers)
    for name in MEASURES:
        found[name] = Both(true[name], read[name])
    found["promises"] = promises(told)
    found["hardship"] = hardship(told)
    found["promise_overdue in Today"] = overdue(told)
    for name, both in found.items():
        print(f"\n{name}: {len(both.true)} true, recall {both.recall:.2f}, precision {both.precision:.2f}")  # noqa: T201
    assert {name: both.recall for name, both in found.items() if both.recall < BAR} == {}
    assert found["promises"].precision >= BAR
    assert found["promise_overdue in Today"].precision > 0.5, "kept promises are taken for forgotten ones"


def promises(told: Company) -> Both:
    """Promises by the message they were made in and the day they are due, a day more or less: zones differ."""
    true = {(row["made_in"], row["due_at"]) for row in told.tables["promises"]}
    read = set()
    for promise in Promise.objects.exclude(due_at=None):
        assert promise.due_at is not None
        due = promise.due_at.replace(tzinfo=None)
        near = next((one for one in true if one[0] == promise.made_in and abs(one[1] - due) <= timedelta(days=1)), None)
        read.add(near or (promise.made_in, due))
    return Both(true, read)


def hardship(told: Company) -> Both:
    """The messages in which customers tell of hard times."""
    capacity = (row for row in told.tables["beliefs"] if row["about"] == "capacity" and row["customer_id"])
    read = Belief.objects.filter(about="capacity").values_list("evidence", flat=True)
    return Both({one for row in capacity for one in row["evidence"]}, {one for some in read for one in some})


def overdue(told: Company) -> Both:
    """The customers whom Today reminds of because a promise to them is overdue."""
    left = {row["customer_id"] for row in told.tables["customers"] if row["left_at"]}
    true = {
        row["customer_id"]
        for row in told.tables["promises"]
        if not row["kept_at"] and not row["withdrawn_at"] and (row["moved_to"] or row["due_at"]) <= NOW
    }
    today = live.listed(NOW.replace(tzinfo=UTC))
    return Both(true - left, {item.customer_id for item in today if item.reason == "promise_overdue"})
