"""A turn that reads files stores what one out of the database would; one after a change reads the change alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from django.db import transaction

from deeproot.engines.parted import bucket_of
from deeproot_app import loop
from deeproot_app.plan import live
from deeproot_app.plan.models import Item
from deeproot_app.record import arrow
from deeproot_app.record.models import Interaction, RecordSequence
from deeproot_app.record.snapshot import choice, database, where
from deeproot_app.record.snapshot.sync import sync
from deeproot_app.record.snapshot.tests import cast
from deeproot_app.understand import company
from deeproot_app.understand import live as mirrors
from deeproot_app.understand.models import CompanyFigure, Figure, Finding, FindingCount, Turn, Understanding
from tests.reckoning.random_records import drawn
from tests.test_turn import T, quiet, record, what_is_stored

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A home of our own, buckets and blocks of few rows, and a record that counts as large."""
    settings.HOME = tmp_path
    monkeypatch.setattr(where, "ROWS_A_BUCKET", 16)
    monkeypatch.setattr("deeproot_app.understand.source.ROWS_A_BLOCK", 90)
    monkeypatch.setattr(choice, "_ours_alone", lambda: False)
    monkeypatch.setattr(company, "MONTHS_BEFORE", 1)


def of_the_company() -> list[tuple[Any, ...]]:
    figures = CompanyFigure.objects.order_by("day", "group", "measure")
    counts = FindingCount.objects.order_by("day", "group", "scenario")
    return [
        *((day, group, measure, n, customers, value if value is None else pytest.approx(value, rel=1e-9))
          for day, group, measure, n, customers, value in figures.values_list(
              "day", "group", "measure", "n", "customers", "value")),
        *counts.values_list("day", "group", "scenario", "customers", "of", "at_stake"),
    ]  # fmt: skip


def forget() -> None:
    for model in (Item, Figure, Finding, FindingCount, Understanding, Turn, CompanyFigure):
        model._default_manager.all().delete()


def test_a_whole_turn_stores_the_same_from_files_as_from_the_database(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    record(drawn(T, 14, 11))
    loop.turn(T, tell=quiet)
    assert not (tmp_path / "snapshots" / "record").exists()
    ours, companys, turn = what_is_stored(), of_the_company(), Turn.objects.get()
    today, mirror = live.listed(T), mirrors.company_mirror(T)
    forget()
    monkeypatch.setattr(choice, "SMALL", 0)
    says: list[str] = []
    again = loop.turn(T, tell=lambda done, whole, said: says.append(said))
    assert len([said for said in says if said.startswith("reckoning ") and said.endswith(" customers")]) > 1
    assert (tmp_path / "snapshots" / "record" / "manifest.json").exists()
    assert what_is_stored() == ours
    assert of_the_company() == companys
    assert (again.customers, again.findings, again.items, again.scales) == (
        *(turn.customers, turn.findings, turn.items, turn.scales),
    )
    assert live.listed(T) == today
    assert mirrors.company_mirror(T).living == mirror.living


@pytest.fixture
def rows(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How many rows of each table the database gives as tables from now on."""
    counted: Counter[str] = Counter()
    real = arrow.reading

    @contextmanager
    def counting() -> Any:
        with real() as read:

            def told(sql: str, values: Sequence[str], schema: pa.Schema) -> Iterable[pa.RecordBatch]:
                for batch in read(sql, values, schema):
                    counted[sql.partition('FROM "deeproot_record_')[2].partition('"')[0]] += batch.num_rows
                    yield batch

            yield told

    monkeypatch.setattr(arrow, "reading", counting)
    monkeypatch.setattr(database, "reading", counting)
    return counted


def test_a_turn_after_a_change_reads_the_rows_of_who_changed_and_no_file(
    monkeypatch: pytest.MonkeyPatch, rows: Counter[str]
) -> None:
    monkeypatch.setattr(choice, "SMALL", 0)
    cast.fill(100)
    with transaction.atomic():
        RecordSequence.take(10_000)  # a record beside which the changes below are few
    loop.turn(cast.T + timedelta(minutes=10), tell=quiet)
    files, rows_before = cast.names(), dict(rows)
    assert rows_before["interaction"] == 300
    rows.clear()
    cast.change(["c0003", "c0050"])
    turn = loop.turn(cast.T + timedelta(minutes=12), tell=quiet)
    assert turn.customers == 2
    theirs = Interaction.objects.filter(customer_id__in=["c0003", "c0050"]).count()
    assert (rows["customer"], rows["interaction"], rows["promise"]) == (2, theirs, 4)
    assert sum(rows.values()) < 40
    assert cast.names() == files
    sync()
    buckets = {name.partition("/")[2].partition("-")[0] for name in cast.names() - files}
    bits = where.bits_for(300)
    assert buckets == {f"{bucket_of(one, bits):04x}" for one in ("c0003", "c0050")}
