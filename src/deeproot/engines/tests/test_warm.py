"""A DuckDB that stays open answers for each record as one of its own would, and keeps nothing of it."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

import pyarrow as pa
import pytest

from deeproot.engines import MEMORY_LIMIT, Source, Tables, open_tables, warm
from deeproot.engines.warm import Warm

NOON = datetime.fromisoformat("2026-06-30T12:00:00")


def interactions(customer: str, rows: int = 2, **columns: Any) -> pa.Table:
    of = {
        "interaction_id": [f"{customer}:{n}" for n in range(rows)],
        "customer_id": [customer] * rows,
        "happened_at": pa.array([NOON] * rows),
        "channel": ["email"] * rows,
        "direction": ["in"] * rows,
    }
    return pa.table(of | {name: [value] * rows for name, value in columns.items()})


def everything(source: Source) -> Any:
    return source["interactions"].inner_join(source["customers"], "customer_id")


def twice(source: Source) -> Any:
    rows = source["interactions"]
    return rows.union(rows)


def told(source: Source) -> Any:
    return source["told"].cross_join(source["asked"])


@pytest.fixture(autouse=True)
def one(monkeypatch: pytest.MonkeyPatch) -> Iterator[Warm]:
    """The only one that waits."""
    only = Warm()
    monkeypatch.setattr(warm, "_idle", [only])
    yield only
    only.close()


def test_a_record_finds_nothing_of_the_one_before(one: Warm) -> None:
    first = open_tables({"interactions": interactions("a", 3), "customers": named("a")})
    assert customers(first) == ["a"] * 3
    del first
    gc.collect()
    assert warm._idle == [one]
    for name in ("interactions", "customers", "told", "asked"):
        assert one._duckdb.table(name).fetchall() == []
    assert customers(open_tables({"interactions": interactions("b", 1), "customers": named("c")})) == []
    gc.collect()
    assert customers(open_tables({"interactions": interactions("a" * 50, 2, our_words=7)})) == ["a" * 50] * 2


def named(customer: str) -> pa.Table:
    return pa.table({"customer_id": [customer], "name": ["N"], "kind": ["person"]})


def customers(tables: Tables) -> list[str]:
    return tables.reckon(everything)["customer_id"].to_pylist()


def test_two_records_open_at_once_are_apart() -> None:
    first, second = (open_tables({"interactions": interactions(name)}) for name in "ab")
    assert customers(first) == ["a"] * 2
    assert customers(second) == ["b"] * 2


def test_a_question_is_planned_once(one: Warm) -> None:
    for number in range(3):
        customers(open_tables({"interactions": interactions(f"c{number}")}))
        gc.collect()
    assert len(one._prepared) == 1


def test_no_more_plans_are_kept_than_it_says(one: Warm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warm, "PREPARED", 2)
    tables = open_tables({"interactions": interactions("a")})
    for question in (everything, twice, told) * 2:
        tables.reckon(question, told=[(1, 2)], asked=[("a",)])
        assert len(one._prepared) <= 2


def test_tables_that_are_looked_at_themselves_are_nobody_elses(one: Warm) -> None:
    looked_at = open_tables({"interactions": interactions("a")})["interactions"]
    gc.collect()
    assert one not in warm._idle
    assert customers(open_tables({"interactions": interactions("b")})) == ["b"] * 2
    assert looked_at.customer_id.to_pyarrow().to_pylist() == ["a"] * 2


def test_what_is_told_does_not_outlast_its_question() -> None:
    tables = open_tables({"interactions": interactions("a")})
    assert tables.reckon(told, told=[(1, 2)], asked=[("x",)]).num_rows == 1
    assert tables.reckon(told).num_rows == 0


def test_two_threads_may_ask_different_things_at_once() -> None:
    tables = open_tables({"interactions": interactions("a")})
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda n: tables.reckon(told, told=[(n, n)], asked=[("a",)]).to_pylist(), range(40)))
    assert [row["as_of"] for (row,) in answers] == list(range(40))


def test_a_large_answer_of_a_union_comes_whole() -> None:
    tables = open_tables({"interactions": interactions("a" * 200, warm.SMALL)})
    assert tables.reckon(twice).num_rows == 2 * warm.SMALL


def test_a_question_with_two_bounds_is_answered_as_often_as_it_is_asked() -> None:
    tables = open_tables({"interactions": interactions("a", 5_000, our_words=7)})
    moments = [(place, place) for place in range(5_000)]
    assert [tables.reckon(between, told=moments).num_rows for _ in range(3)] == [0, 0, 0]


def between(source: Source) -> Any:
    rows, told = source["interactions"], source["told"]
    return rows.inner_join(told, [rows.our_words < told.as_of, rows.our_words > told.window])


def test_a_record_with_a_fault_is_refused_and_the_next_one_answered() -> None:
    with pytest.raises(ValueError, match="happened_at"):
        open_tables({"interactions": interactions("a").set_column(2, "happened_at", pa.array(["soon", "later"]))})
    assert customers(open_tables({"interactions": interactions("b")})) == ["b"] * 2


@pytest.mark.parametrize(
    "otherwise",
    [{"threads": 1}, {"memory_limit": "2GB"}, {"temp_directory": "/nowhere"}],
    ids=lambda bound: next(iter(bound)),
)
def test_who_sets_bounds_gets_a_duckdb_of_its_own(one: Warm, otherwise: dict[str, Any]) -> None:
    tables = open_tables({"interactions": interactions("a")}, **otherwise)
    assert warm._idle == [one]
    del tables


def test_many_rows_get_a_duckdb_of_their_own(one: Warm) -> None:
    tables = open_tables({"interactions": interactions("a", warm.SMALL + 1)}, memory_limit=MEMORY_LIMIT)
    assert warm._idle == [one]
    del tables
