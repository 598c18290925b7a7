"""Tests of the export: every table, whole, safe in a spreadsheet, and the same record when it is read back."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import pyarrow.parquet as pq
import pytest
from django.db import connection

from deeproot.tables import TABLES
from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.base.errors import NotAllowed, UserError
from deeproot_app.base.models import Audit, User
from deeproot_app.conftest import SmallRecord
from deeproot_app.record.arrow import arrow_tables
from deeproot_app.record.export import export
from deeproot_app.record.importing.paths import import_paths
from deeproot_app.record.importing.plan import Options
from deeproot_app.record.models import (
    Assignment,
    Batch,
    Belief,
    Coverage,
    Customer,
    Identity,
    Interaction,
    Promise,
    Purchase,
    Resource,
    Subscription,
    Text,
)
from deeproot_app.record.shape import SHAPES

WHEN = datetime(2026, 3, 1, 9, 30, 0, 250000, UTC)


def fill() -> None:
    """Rows in every table, with everything that is hard to write to a file and read back."""
    Customer.objects.create(customer_id="=1+1", name="@cmd", kind="person", country="NO", timezone="Europe/Oslo")
    Customer.objects.create(customer_id="C 1 😀", name="'=quoted", persona="-baker", left_at=WHEN)
    Identity.objects.create(contact_id="p-birch", type="phone", value="+4722334455", source="crm")
    Resource.objects.create(resource_id="r1", title='A, "B"', kind="guide", needs=["a;b", "c\\", ""], personas=[])
    Subscription.objects.create(
        subscription_id="s1",
        customer_id="=1+1",
        starts_at=WHEN,
        amount_micros=-12_345_678,
        currency="JPY",
        period_months=12,
    )
    Purchase.objects.create(purchase_id="b1", customer_id="=1+1", happened_at=WHEN, amount_micros=7, currency="EUR")
    Belief.objects.create(
        belief_id="n1", customer_id="=1+1", about="goal", text="\tgrow\n", from_at=WHEN, evidence=["x:1"]
    )
    Assignment.objects.create(programme_id="p1", customer_id="=1+1", arm="holdout", assigned_at=WHEN)
    Coverage.objects.create(source="mail", from_at=datetime(2020, 1, 1, tzinfo=UTC), to_at=WHEN, state="gap")
    row = Interaction.objects.create(
        interaction_id="chat:=1",
        customer_id="=1+1",
        happened_at=WHEN,
        channel="chat",
        direction="in",
        sentiment=-0.1,
        score=9,
        score_kind="nps",
        read_from_text={"kind": 0.93, "needs_answer": 1.0},
    )
    Text.objects.create(interaction=row, subject=" =x ", body='line one\r\nline "two"\n\n  ')
    Promise.objects.create(promise_id="hand:1", customer_id="=1+1", made_in="", made_at=WHEN, text="By hand")
    Promise.objects.filter(pk="pr-1").update(holding=["mail:1", "mail:2"], moved_to=WHEN)


def read(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def forget() -> None:
    """An empty record."""
    for shape in reversed(SHAPES.values()):
        shape.model._default_manager.all().delete()
    Batch.objects.all().delete()


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_what_is_exported_and_read_back_is_the_same_record(
    small_record: SmallRecord, tmp_path: Path, form: Literal["csv", "parquet"]
) -> None:
    fill()
    before = {
        name: table.drop_columns(["recorded_seq"] if name == "interactions" else [])
        for name, table in arrow_tables().items()
    }
    export(tmp_path / "first", "csv", COMMAND_LINE)
    export(tmp_path / "brought", form, COMMAND_LINE)
    words = sorted(Text.objects.values_list("interaction_id", "subject", "body"))
    forget()
    report = import_paths([str(tmp_path / "brought")], Options(), COMMAND_LINE)
    assert not report.refused
    export(tmp_path / "second", "csv", COMMAND_LINE)
    for name in TABLES:
        first, second = (tmp_path / which / f"{name}.csv" for which in ("first", "second"))
        assert first.read_bytes() == second.read_bytes(), name
        after = arrow_tables(tables=[name])[name]
        key = [(column, "ascending") for column in TABLES[name].key]
        again = after.drop_columns(["recorded_seq"]) if name == "interactions" else after
        assert before[name].sort_by(key).equals(again.sort_by(key)) or name == "resources", name
    assert sorted(Text.objects.values_list("interaction_id", "subject", "body")) == words


def test_no_cell_is_a_formula_and_numbers_stay_numbers(small_record: SmallRecord, tmp_path: Path) -> None:
    fill()
    export(tmp_path, "csv", COMMAND_LINE)
    for name in TABLES:
        for row in read(tmp_path, name):
            for column, cell in row.items():
                if cell[:1] in "=+-@\t\r" and cell:
                    assert float(cell) < 0, (name, column, cell)
    assert read(tmp_path, "subscriptions")[0]["amount"] == "-12.345678"
    assert read(tmp_path, "customers")[0]["customer_id"] == "'=1+1"


def test_files_have_the_columns_of_the_tables_and_interactions_their_words(
    small_record: SmallRecord, tmp_path: Path
) -> None:
    export(tmp_path, "csv", COMMAND_LINE)
    for name, table in TABLES.items():
        header = (tmp_path / f"{name}.csv").read_text().splitlines()[0].split(",")
        own = [column for column in table.names if column != "recorded_seq"]
        assert header[: len(own)] == own
    assert header_of(tmp_path, "interactions")[-3:] == ["subject", "body", "read_from_text"]
    assert len(read(tmp_path, "interactions")) == 7


def header_of(folder: Path, name: str) -> list[str]:
    return (folder / f"{name}.csv").read_text().splitlines()[0].split(",")


def test_parquet_files_have_the_types_of_the_tables(small_record: SmallRecord, tmp_path: Path) -> None:
    done = export(tmp_path, "parquet", COMMAND_LINE)
    assert {one.table: one.rows for one in done}["interactions"] == 7
    for name, table in TABLES.items():
        found = pq.read_table(tmp_path / f"{name}.parquet")
        for field in table.arrow_schema():
            assert field.name == "recorded_seq" or found.schema.field(field.name).type == field.type


@pytest.mark.django_db(transaction=True)
def test_it_reads_one_moment_of_the_record_on_a_connection_of_its_own(
    request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    request.getfixturevalue("small_record")
    export(tmp_path, "csv", COMMAND_LINE)
    assert len(read(tmp_path, "interactions")) == 7
    assert connection.vendor in ("sqlite", "postgresql")


def test_an_export_is_audited_and_only_for_those_who_may(
    small_record: SmallRecord, tmp_path: Path, member: User
) -> None:
    export(tmp_path, "csv", COMMAND_LINE)
    assert Audit.objects.filter(act="record.export").exists()
    with pytest.raises(NotAllowed):
        export(tmp_path, "csv", member)
    (tmp_path / "file").touch()
    with pytest.raises(UserError, match="cannot be made"):
        export(tmp_path / "file", "csv", COMMAND_LINE)
