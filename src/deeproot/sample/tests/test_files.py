"""The sample company as files, and the large record."""

from __future__ import annotations

import csv
import json
from datetime import datetime, timedelta
from hashlib import md5
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest

from deeproot.sample import Company, bulk, large, write
from deeproot.tables import TABLES

from .conftest import NOW
from .test_company import REFERS


def test_csv_files_hold_the_canonical_cells(small: Company, tmp_path: Path) -> None:
    files = write(small, tmp_path)
    assert {file.name for file in files} == {*(f"{name}.csv" for name in TABLES), "truth.json", "README.txt"}
    with (tmp_path / "interactions.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == (*TABLES["interactions"].names, "subject", "body")
    assert len(rows) == len(small.tables["interactions"])
    for cells, row in zip(rows, small.tables["interactions"], strict=True):
        assert datetime.fromisoformat(cells["happened_at"]).replace(tzinfo=None) == row["happened_at"]
        assert cells["happened_at"].endswith("Z")
        assert cells["needs_answer"] in ("true", "false")
        assert cells["case_id"] == (row["case_id"] or "")
        assert (cells["subject"], cells["body"]) == small.texts.get(row["interaction_id"], ("", ""))
    with (tmp_path / "beliefs.csv").open(encoding="utf-8", newline="") as file:
        lists = [cells["evidence"].split(";") if cells["evidence"] else [] for cells in csv.DictReader(file)]
    assert lists == [row["evidence"] for row in small.tables["beliefs"]]


def test_truth_and_a_plain_warning_lie_beside_the_tables(small: Company, tmp_path: Path) -> None:
    write(small, tmp_path)
    assert json.loads((tmp_path / "truth.json").read_text(encoding="utf-8")) == small.truth
    assert "SIMULATED" in (tmp_path / "README.txt").read_text(encoding="utf-8")


def test_parquet_files_have_the_types_of_the_tables(small: Company, tmp_path: Path) -> None:
    write(small, tmp_path, as_="parquet")
    words = {
        "string": pa.string(),
        "timestamp": pa.timestamp("us"),
        "int64": pa.int64(),
        "float64": pa.float64(),
        "bool": pa.bool_(),
    }
    for name, table in TABLES.items():
        found = pq.read_table(tmp_path / f"{name}.parquet")
        assert found.num_rows == len(small.tables[name])
        for column in table.columns:
            assert found.schema.field(column.name).type == words.get(column.type, pa.list_(pa.string()))


def test_another_format_is_refused(small: Company, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="'csv' or 'parquet'"):
        write(small, tmp_path, as_="xlsx")  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def big(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("large")
    large(home, customers=3_000, interactions_per_customer=40, until=NOW)
    return home


def rows_of(home: Path, name: str) -> pa.Table:
    return ds.dataset(home / name, format="parquet").to_table()


def test_the_large_record_has_every_table_with_its_columns(big: Path) -> None:
    for name, table in TABLES.items():
        found = rows_of(big, name)
        assert set(found.column_names) == set(table.names)
        assert found.num_rows > 0, name


def test_every_id_of_the_large_record_that_is_referred_to_exists(big: Path) -> None:
    tables = {name: rows_of(big, name).to_pydict() for name in TABLES}
    ids = {name: set(columns[TABLES[name].key[0]]) for name, columns in tables.items()}
    for name, columns in tables.items():
        keys = list(zip(*(columns[part] for part in TABLES[name].key), strict=True))
        assert len(keys) == len(set(keys)), name
        for column in set(REFERS) & set(columns):
            wanted: set[Any] = set()
            for value in columns[column]:
                wanted |= set(value) if isinstance(value, list) else {value}
            assert wanted - {None} <= ids[REFERS[column]], f"{name}.{column}"


def test_the_large_record_keeps_to_its_time_and_its_words(big: Path) -> None:
    found = rows_of(big, "interactions").to_pylist()
    assert all(NOW - timedelta(days=1100) <= row["happened_at"] <= NOW for row in found)
    for column in TABLES["interactions"].columns:
        for row in found:
            assert row[column.name] is not None or column.null, column.name
            assert not column.words or row[column.name] is None or row[column.name] in column.words


def test_a_few_customers_of_the_large_record_have_much_of_its_traffic(big: Path) -> None:
    counts = sorted(
        rows_of(big, "interactions")["customer_id"].value_counts().field("counts").to_pylist(), reverse=True
    )
    assert sum(counts[:300]) > 0.25 * sum(counts)
    assert 30 < sum(counts) / 3_000 < 50


def test_rows_of_the_large_record_stand_by_customer_and_moment(big: Path) -> None:
    for part in (big / "interactions").iterdir():
        found = pq.read_table(part, columns=["customer_id", "happened_at"], partitioning=None).to_pylist()
        keys = [(row["customer_id"], row["happened_at"]) for row in found]
        assert keys == sorted(keys)


def test_the_large_record_has_something_for_every_measure(big: Path) -> None:
    promises = rows_of(big, "promises").to_pylist()
    assert any(len(row["holding"]) >= 3 for row in promises)
    assert any(row["withdrawn_at"] for row in promises)
    assert any(row["kept_at"] and row["kept_at"] > (row["moved_to"] or row["due_at"]) for row in promises)
    assert any(row["confirmed_at"] for row in rows_of(big, "cases").to_pylist())
    assert {row["about"] for row in rows_of(big, "beliefs").to_pylist()} >= {"capacity", "need"}


def test_the_large_record_is_the_same_each_time_and_its_blocks_do_not_meet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("deeproot.sample.bulk.BLOCK_ROWS", 900)
    counted = large(tmp_path / "a", customers=100, interactions_per_customer=30, until=NOW)
    large(tmp_path / "b", customers=100, interactions_per_customer=30, until=NOW)
    assert len(list((tmp_path / "a" / "interactions").iterdir())) == 16
    first, second = (rows_of(tmp_path / name, "interactions") for name in ("a", "b"))
    assert first.equals(second)
    for key in ("interaction_id", "thread_id"):
        owners = {(row[key], row["customer_id"]) for row in first.to_pylist() if row[key]}
        assert len({one for one, _ in owners}) == len(owners)
    assert counted["interactions"] == first.num_rows


def test_fewer_customers_replace_what_a_larger_record_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("deeproot.sample.bulk.BLOCK_ROWS", 900)
    large(tmp_path, customers=100, interactions_per_customer=30, until=NOW)
    counted = large(tmp_path, customers=10, interactions_per_customer=30, until=NOW)
    assert rows_of(tmp_path, "interactions").num_rows == counted["interactions"]


def test_a_large_record_is_written_as_csv_too(tmp_path: Path) -> None:
    counted = large(tmp_path, customers=20, interactions_per_customer=30, until=NOW, as_="csv")
    rows = csv_rows(tmp_path / "interactions")
    assert len(rows) == counted["interactions"]
    assert datetime.fromisoformat(rows[0]["happened_at"]).tzinfo
    assert {row["needs_answer"] for row in rows} == {"true", "false"}
    assert any(row["evidence"].startswith("large-") for row in csv_rows(tmp_path / "beliefs"))


def csv_rows(folder: Path) -> list[dict[str, str]]:
    rows = []
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows += list(csv.DictReader(file))
    return rows


def test_a_customer_without_anything_can_be_written(tmp_path: Path) -> None:
    assert large(tmp_path, customers=2, interactions_per_customer=0.01, until=NOW)["customers"] == 2


def test_a_large_record_needs_a_last_moment_and_customers(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="last moment"):
        large(tmp_path)
    with pytest.raises(ValueError, match="at least 1 customer"):
        large(tmp_path, customers=0, until=NOW)


def test_a_large_record_that_was_killed_goes_on_where_it_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("deeproot.sample.bulk.BLOCK_ROWS", 900)
    whole = large(tmp_path / "whole", customers=100, interactions_per_customer=30, until=NOW)
    drawn: list[int] = []

    def until_killed(seed: int, first: int, *rest: Any) -> dict[str, pa.Table]:
        drawn.append(first)
        if len(drawn) == 3:
            raise KeyboardInterrupt
        return block(seed, first, *rest)

    block = bulk._block
    monkeypatch.setattr("deeproot.sample.bulk._block", until_killed)
    with pytest.raises(KeyboardInterrupt):
        large(tmp_path / "killed", customers=100, interactions_per_customer=30, until=NOW)
    assert large(tmp_path / "killed", customers=100, interactions_per_customer=30, until=NOW) == whole
    assert drawn[:3] == [*drawn[:2], drawn[3]], "the two that were whole are not drawn again"
    assert len(drawn) == 16 + 1
    assert rows_of(tmp_path / "killed", "interactions").equals(rows_of(tmp_path / "whole", "interactions"))


def test_another_record_begins_anew_where_one_was_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("deeproot.sample.bulk.Parts.complete", lambda *_: None)
    large(tmp_path, customers=50, interactions_per_customer=30, until=NOW)
    counted = large(tmp_path, customers=20, interactions_per_customer=30, until=NOW, seed=8)
    assert rows_of(tmp_path, "customers").num_rows == counted["customers"] == 20


def test_a_bucket_holds_the_same_customers_in_every_table_and_says_whom(tmp_path: Path) -> None:
    large(tmp_path, customers=100, interactions_per_customer=30, until=NOW)
    for name in ("customers", "interactions", "promises", "beliefs", "cases", "subscriptions", "purchases"):
        for part in (tmp_path / name).iterdir():
            for customer in pq.read_table(part / "part.parquet", partitioning=None)["customer_id"].to_pylist():
                assert part.name == f"bucket={md5(customer.encode()).hexdigest()[0]}"
