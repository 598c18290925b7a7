"""Tests of what people decided: no later file and no undo of an import takes it away."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import transaction

from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.base.clock import now
from deeproot_app.base.errors import UserError
from deeproot_app.base.models import User
from deeproot_app.record import promises
from deeproot_app.record.conftest import INTERACTIONS, Load, counts
from deeproot_app.record.importing import undo
from deeproot_app.record.importing.decided import decided
from deeproot_app.record.importing.report import Report
from deeproot_app.record.models import Batch, Belief, Case, Change, Interaction, Promise, RawBlock, RecordSequence
from deeproot_app.record.shape import SHAPES

HEAD = "promise_id,customer_id,made_in,made_at,due_at,text,kept_at,withdrawn_at\n"
OPEN = f"{HEAD}p1,c1,mail:2,2025-03-02,2025-03-05,The offer by Wednesday,,\n"
KEPT = f"{HEAD}p1,c1,mail:2,2025-03-02,2025-03-05,The offer by Wednesday,2025-03-04,\n"
WITHDRAWN = f"{HEAD}p1,c1,mail:2,2025-03-02,2025-03-05,The offer by Wednesday,,2025-03-04\n"
REWORDED = f"{HEAD}p1,c1,mail:2,2025-03-02,2025-03-05,The whole offer by Wednesday,,\n"
CASES = "case_id,customer_id,opened_at,closed_at,confirmed_at\ncase-1,c1,2025-03-01,,{confirmed}\n"
BELIEFS = "belief_id,customer_id,about,text,from_at,horizon\nb1,c1,need,Quieter ovens,2025-03-01,{horizon}\n"


def a_person_sets(row: Any, table: str, **values: Any) -> None:
    """What every page that lets people decide does: the values, what stood before, and its place in commit order."""
    before = {name: _json(getattr(row, name)) for name in values}
    with transaction.atomic():
        seq = RecordSequence.take()
        Change.objects.create(at=now(), recorded_seq=seq, table=table, row_id=row.pk, before=before)
        type(row).objects.filter(pk=row.pk).update(**values, recorded_seq=seq)


def _json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def batch_of(report: Report) -> Batch:
    return Batch.objects.get(pk=report.files[-1].batch or 0)


@pytest.fixture
def promised(load: Load, base: Report) -> Promise:
    """A promise, recorded from a file and open."""
    load({"promises.csv": OPEN})
    return Promise.objects.get()


def test_a_withdrawn_promise_is_not_kept_by_a_later_file(load: Load, promised: Promise, manager: User) -> None:
    promises.withdraw(manager, "p1", "The customer found it alone.")
    report = load({"promises.csv": KEPT}).files[0]
    promised.refresh_from_db()
    assert promised.kept_at is None
    assert promised.withdrawn_at is not None
    assert counts(report) == (1, 0, 0, 1, 0)
    said = "1 row stays as a person decided; the file says otherwise, and is kept in the raw rows."
    assert said in report.notes
    assert RawBlock.objects.filter(batch=report.batch).exists(), "what the file said is not lost"


def test_a_kept_promise_is_not_withdrawn_by_a_later_file(load: Load, promised: Promise, manager: User) -> None:
    promises.keep(manager, "p1")
    load({"promises.csv": WITHDRAWN})
    promised.refresh_from_db()
    assert promised.kept_at is not None
    assert promised.withdrawn_at is None, "whoever says that it was kept says that it was not withdrawn"


def test_a_dry_run_says_what_would_stay(load: Load, promised: Promise, manager: User) -> None:
    promises.keep(manager, "p1")
    report = load({"promises.csv": WITHDRAWN}, dry_run=True).files[0]
    assert any(note.startswith("1 row stays as a person decided") for note in report.notes)


def test_what_nobody_decided_follows_the_file(load: Load, promised: Promise, manager: User) -> None:
    promises.keep(manager, "p1")
    report = load({"promises.csv": REWORDED}).files[0]
    promised.refresh_from_db()
    assert promised.text == "The whole offer by Wednesday"
    assert promised.kept_at is not None
    assert counts(report) == (1, 0, 1, 0, 0)


def test_a_decision_that_was_taken_back_decides_nothing(load: Load, promised: Promise, manager: User) -> None:
    change = promises.withdraw(manager, "p1", "By mistake.")
    promises.undo(manager, change.pk)
    report = load({"promises.csv": KEPT}).files[0]
    promised.refresh_from_db()
    assert promised.kept_at == datetime(2025, 3, 4, tzinfo=UTC)
    assert not [note for note in report.notes if "decided" in note]


@pytest.mark.parametrize(
    ("table", "model", "file", "again", "decision"),
    [
        ("cases", Case, CASES.format(confirmed=""), CASES.format(confirmed="2025-03-09"),
         {"confirmed_at": datetime(2025, 4, 1, tzinfo=UTC)}),
        ("beliefs", Belief, BELIEFS.format(horizon="some_day"), BELIEFS.format(horizon="quarter"),
         {"horizon": "now"}),
        ("interactions", Interaction, INTERACTIONS.replace("answer", "care"), INTERACTIONS.replace("answer", "admin"),
         {"kind": "appreciation"}),
    ],
)  # fmt: skip
def test_no_file_outranks_a_person(
    load: Load, base: Report, table: str, model: Any, file: str, again: str, decision: dict[str, Any]
) -> None:
    load({f"{table}.csv": file})
    row = model.objects.order_by("pk")[len(file.splitlines()) // 4]
    a_person_sets(row, table, **decision)
    report = load({f"{table}.csv": again}).files[0]
    row.refresh_from_db()
    assert {name: getattr(row, name) for name in decision} == decision
    assert any(note.startswith("1 row stays as a person decided") for note in report.notes)


def test_undoing_an_import_leaves_what_people_decided_since(load: Load, base: Report) -> None:
    load({"interactions.csv": INTERACTIONS})
    second = batch_of(load({"interactions.csv": INTERACTIONS.replace(",answer,t1,0,40", ",value,t1,0,44")}))
    a_person_sets(Interaction.objects.get(pk="mail:2"), "interactions", kind="care")
    done = undo.undo(second, COMMAND_LINE)
    row = Interaction.objects.get(pk="mail:2")
    assert (row.kind, row.our_words) == ("care", 40)
    assert (done.restored, done.decided) == (1, 1)
    assert Change.objects.get(batch=None).before == {"kind": "answer"}, (
        "taken back, theirs puts back the first import's"
    )


def test_undoing_an_import_of_promises_leaves_one_that_was_kept_since(
    load: Load, promised: Promise, manager: User
) -> None:
    second = batch_of(load({"promises.csv": REWORDED}))
    promises.keep(manager, "p1")
    undo.undo(second, COMMAND_LINE)
    promised.refresh_from_db()
    assert (promised.text, promised.kept_at is None) == ("The offer by Wednesday", False)


def test_rows_that_people_decided_about_are_not_removed(load: Load, promised: Promise, manager: User) -> None:
    first = Batch.objects.get(table="promises")
    change = promises.keep(manager, "p1")
    with pytest.raises(UserError, match="people decided about 1 of the rows that it made"):
        undo.undo(first, COMMAND_LINE)
    assert Promise.objects.exists()
    promises.undo(manager, change.pk)
    undo.undo(first, COMMAND_LINE)
    assert not Promise.objects.exists()


def test_looking_for_decisions_takes_two_queries_however_many_rows(
    load: Load, base: Report, django_assert_num_queries: Any
) -> None:
    load({"interactions.csv": INTERACTIONS})
    for row in Interaction.objects.all():
        a_person_sets(row, "interactions", needs_answer=not row.needs_answer)
    with django_assert_num_queries(2):
        found = decided(SHAPES["interactions"], ["mail:1", "mail:2", "mail:3"])
    assert found == {key: {"needs_answer"} for key in ("mail:1", "mail:2", "mail:3")}
