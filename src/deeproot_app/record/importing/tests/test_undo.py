"""Tests of taking imports back."""

from __future__ import annotations

import pytest
from django.utils import timezone

from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.base.errors import NotAllowed, UserError
from deeproot_app.base.models import Audit, User
from deeproot_app.record import changes
from deeproot_app.record.arrow import arrow_tables
from deeproot_app.record.conftest import CUSTOMERS, INTERACTIONS, Load, counts
from deeproot_app.record.importing import undo
from deeproot_app.record.importing.report import Report
from deeproot_app.record.models import Batch, Change, Customer, Interaction, RawBlock, Text

TEXTS = "interaction_id,customer_id,happened_at,channel,direction,subject,body\n"


def batch_of(report: Report) -> Batch:
    return Batch.objects.get(pk=report.files[-1].batch or 0)


def record() -> dict[str, object]:
    """Everything that is recorded, but for the numbers of changes."""
    tables = arrow_tables()
    tables["interactions"] = tables["interactions"].drop_columns(["recorded_seq"])
    return {name: sorted(table.to_pylist(), key=str) for name, table in tables.items()}


def test_what_an_import_created_goes_and_its_customers_are_to_be_understood_anew(load: Load, base: Report) -> None:
    before, seq = record(), changes.last()
    batch = batch_of(load({"interactions.csv": INTERACTIONS}))
    done = undo.undo(batch, COMMAND_LINE)
    assert (done.removed, done.restored) == (4, 0), "three interactions and what the ledger said of them"
    assert record() == before
    assert set(changes.since(seq).customers) == {"c1", "c2"}
    assert Batch.objects.get(pk=batch.pk).state == Batch.State.UNDONE
    assert not RawBlock.objects.filter(batch=batch).exists()
    assert Audit.objects.filter(act="record.undo").exists()
    with pytest.raises(UserError, match="was undone already"):
        undo.undo(Batch.objects.get(pk=batch.pk), COMMAND_LINE)


def test_what_an_import_updated_stands_again_as_it_stood(load: Load, base: Report) -> None:
    load({"a.csv": f"{TEXTS}mail:1,c1,2025-01-01T00:00:00Z,email,in,Ovens,Can you come?\n"})
    before, words = record(), list(Text.objects.values("subject", "body"))
    changed = load(
        {"a.csv": f"{TEXTS}mail:1,c2,2025-01-01T00:00:00.5Z,email,out,Stoves,We came.\nmail:2,c1,2025-01-02,sms,in,,\n"}
    )
    assert counts(changed.files[0]) == (2, 1, 1, 0, 0)
    assert record() != before
    done = undo.undo(batch_of(changed), COMMAND_LINE)
    assert (done.removed, done.restored) == (2, 1), "the new interaction and what the ledger said; the changed one"
    assert record() == before
    assert list(Text.objects.values("subject", "body")) == words
    assert not Change.objects.exists()


def test_it_refuses_while_later_imports_or_people_have_built_on_it(load: Load, base: Report) -> None:
    customers = Batch.objects.get(table="customers")
    first = batch_of(load({"interactions.csv": INTERACTIONS}))
    second = batch_of(load({"interactions.csv": INTERACTIONS.replace("answer", "value")}))
    with pytest.raises(UserError, match=f"import {second.pk} changed 1 of its rows since"):
        undo.undo(first, COMMAND_LINE)
    with pytest.raises(UserError, match=f"import {first.pk} has 3 rows that belong to what this import made"):
        undo.undo(customers, COMMAND_LINE)
    undo.undo(second, COMMAND_LINE)
    Interaction.objects.filter(pk="mail:2").update(kind="care")
    Change.objects.create(
        at=timezone.now(),
        recorded_seq=changes.last() + 1,
        table="interactions",
        row_id="mail:2",
        before={"kind": "answer"},
    )
    with pytest.raises(UserError, match="people decided about 1 of the rows that it made"):
        undo.undo(first, COMMAND_LINE)
    assert Interaction.objects.count() == 3


def test_imports_are_undone_one_after_the_other(load: Load) -> None:
    empty = record()
    done = [batch_of(load({"customers.csv": CUSTOMERS})), batch_of(load({"interactions.csv": INTERACTIONS}))]
    done.append(batch_of(load({"interactions.csv": INTERACTIONS.replace("answer", "value")})))
    for batch in reversed(done):
        undo.undo(batch, COMMAND_LINE)
    assert record() == empty


def test_an_undo_that_was_killed_is_begun_again_and_ends(
    load: Load, base: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = record()
    batch = batch_of(load({"interactions.csv": INTERACTIONS}))
    monkeypatch.setattr(undo, "ROWS", 1)
    touched, calls = changes.touched, []

    def killed(customers: set[str], seq: int) -> None:
        calls.append(seq)
        if len(calls) == 3:
            raise KeyboardInterrupt
        touched(customers, seq)

    monkeypatch.setattr(changes, "touched", killed)
    with pytest.raises(KeyboardInterrupt):
        undo.undo(batch, COMMAND_LINE)
    assert Batch.objects.get(pk=batch.pk).state == Batch.State.UNDOING
    undo.undo(Batch.objects.get(pk=batch.pk), COMMAND_LINE)
    assert record() == before


def test_after_an_undo_the_same_file_is_imported_anew(load: Load, base: Report) -> None:
    undo.undo(batch_of(load({"interactions.csv": INTERACTIONS})), COMMAND_LINE)
    assert counts(load({"interactions.csv": INTERACTIONS}).files[0]) == (3, 3, 0, 0, 0)


def test_an_import_of_several_tables_is_undone_whole(load: Load) -> None:
    batch = batch_of(load({"interactions.csv": INTERACTIONS}, creates_customers=True))
    assert Customer.objects.count() == 2
    undo.undo(batch, COMMAND_LINE)
    assert not Customer.objects.exists()


def test_only_those_who_may_undo(load: Load, base: Report, member: User) -> None:
    with pytest.raises(NotAllowed):
        undo.undo(Batch.objects.latest("pk"), member)
