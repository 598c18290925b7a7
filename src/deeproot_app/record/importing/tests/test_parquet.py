"""Parquet files: read as the table that they are, with the same checks as CSV."""

from __future__ import annotations

import tracemalloc
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.record.files import parquet
from deeproot_app.record.files.longest import LONGEST
from deeproot_app.record.files.opened import FileError, opened
from deeproot_app.record.importing.paths import import_paths
from deeproot_app.record.importing.plan import Options
from deeproot_app.record.importing.report import FileReport
from deeproot_app.record.models import Batch, Customer, Purchase, Resource

pytestmark = pytest.mark.django_db
WHEN = datetime(2026, 3, 1, 9, 30, 0, 250000, UTC)


def brought(folder: Path, table: str = "customers", /, **columns: Any) -> FileReport:
    pq.write_table(pa.table(columns), folder / f"{table}.parquet")
    (found,) = import_paths([str(folder / f"{table}.parquet")], Options(), COMMAND_LINE).files
    return found


def test_values_of_every_type_are_read_as_what_they_say(tmp_path: Path) -> None:
    known = brought(
        tmp_path,
        customer_id=pa.array(["=1+1", "c 2"]).dictionary_encode(),
        name=['a, "b"\r\nc', "'-x"],
        since=pa.array([WHEN.replace(tzinfo=None), None], pa.timestamp("ns")),
        left_at=pa.array([WHEN, None], pa.timestamp("us", "Europe/Berlin")),
    )
    assert (known.created, known.refused, known.notes) == (2, 0, [])
    found = [(row.pk, row.name, row.since, row.left_at) for row in Customer.objects.order_by("pk")]
    assert found == [("=1+1", 'a, "b"\r\nc', WHEN, WHEN), ("c 2", "'-x", None, None)]
    amounts = {"b1": Decimal("12.345678"), "b2": Decimal("-0.5")}
    brought(
        tmp_path, "purchases", purchase_id=list(amounts), customer_id=["c 2"] * 2, happened_at=[date(2026, 3, 1)] * 2,
        amount=list(amounts.values()), currency=["EUR"] * 2,
    )  # fmt: skip
    assert dict(Purchase.objects.values_list("pk", "amount_micros")) == {"b1": 12_345_678, "b2": -500_000}
    brought(tmp_path, "resources", resource_id=["r"], title=["A guide"], kind=["guide"], needs=[["a;b", "c\\"]])
    assert Resource.objects.get().needs == ["a;b", "c\\"]


def test_small_and_large_amounts_come_in_to_the_millionth(tmp_path: Path) -> None:
    Customer.objects.create(customer_id="c1", name="A", kind="organisation")
    found = brought(
        tmp_path, "purchases", purchase_id=["b1", "b2"], customer_id=["c1"] * 2, happened_at=["2026-03-01"] * 2,
        amount=[0.00001, 1e10], currency=["EUR"] * 2,
    )  # fmt: skip
    assert (found.created, found.first_refused) == (2, [])
    assert dict(Purchase.objects.values_list("pk", "amount_micros")) == {"b1": 10, "b2": 10**16}


def test_a_row_that_cannot_be_is_refused_and_the_others_come_in(tmp_path: Path) -> None:
    broken = pa.array([b"A", b"\xff", b"C\x00", b"D"], pa.binary())
    found = brought(
        tmp_path, customer_id=["c1", "c2", "c3", "c4"], name=broken, since=["2025-01-01", "", "", "yesterday"],
    )  # fmt: skip
    assert (found.read, found.created, found.refused) == (4, 1, 3)
    refused = dict(Batch.objects.get().refused_rows.values_list("line", "reason"))
    assert set(refused) == {3, 4, 5}
    assert "'yesterday' is not an ISO 8601 time" in refused[5]
    assert refused[3] == refused[4] == "the row holds a NUL or bytes that are no characters of the file's encoding"


def test_the_same_file_again_changes_nothing_and_many_rows_come_in_whole(tmp_path: Path) -> None:
    many = [f"c{number}" for number in range(3 * parquet.ROWS + 1)]
    assert brought(tmp_path, customer_id=many, name=many).created == len(many)
    again = brought(tmp_path, customer_id=many, name=many)
    assert (again.created, again.unchanged) == (0, len(many))
    assert Customer.objects.count() == len(many)


@pytest.mark.parametrize("cut", [6, 200, -40])
def test_a_damaged_file_is_refused_in_a_sentence(tmp_path: Path, cut: int) -> None:
    pq.write_table(pa.table({"customer_id": ["c1"], "name": ["A"]}), tmp_path / "a.parquet")
    whole = (tmp_path / "a.parquet").read_bytes()
    (tmp_path / "a.parquet").write_bytes(whole[:cut])
    with pytest.raises(FileError, match=r"is a damaged Parquet file .*; get it anew"):
        import_paths([str(tmp_path / "a.parquet")], Options(), COMMAND_LINE)


def test_what_would_fill_the_memory_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "MOST_UNPACKED", 10)
    with pytest.raises(FileError, match="a row group of this Parquet file is larger than"):
        brought(tmp_path, customer_id=["c1"], name=["A"])


def test_a_value_that_many_rows_have_is_unpacked_once_and_a_row_goes_no_further_than_too_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file of a kilobyte may say the same million letters in each of its rows, in each of its columns."""
    most = 1 << 19
    monkeypatch.setattr(parquet, "LONGEST", most)
    long = pa.DictionaryArray.from_arrays(pa.array([0] * parquet.ROWS, pa.int32()), pa.array(["a" * most]))
    table = pa.table({"customer_id": long, "name": long, "phone": long})
    pq.write_table(table, tmp_path / "customers.parquet", store_schema=False)
    tracemalloc.start()
    with opened(tmp_path / "customers.parquet") as (stream, _):
        lengths = [len(line) for line in iter(lambda: stream.readline(3 * most), b"")]
        _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(lengths) == 1 + parquet.ROWS
    assert most < min(lengths[1:]) <= max(lengths) < most + 100
    assert peak < 64 * most


def test_a_row_that_is_too_long_costs_itself(tmp_path: Path) -> None:
    found = brought(tmp_path, customer_id=["c1", "c2"], name=["a" * (LONGEST + 1), "B"])
    assert (found.created, found.refused) == (1, 1)
    assert "longer than" in Batch.objects.get().refused_rows.get().reason
