"""The Ibis calls that reckonings are made of, each against plain truth: what an engine must do to serve.

An engine is added to ENGINES by a function that opens ROWS on it. DuckDB is run twice: as our own, and as someone's
connection, which is the way Spark and PostgreSQL take.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import ibis
import pyarrow as pa
import pytest

from deeproot.engines import Source, Tables, open_tables

START = datetime.fromisoformat("2026-06-30T12:00:00.000001")
MICROS = 1_782_820_800_000_001
ROWS = pa.table(
    {
        "interaction_id": ["mail:1", "mail:2", "calls:3", "4"],
        "customer_id": ["a", "a", "a", "b"],
        "happened_at": pa.array([START + timedelta(days=n) for n in (0, 1, 1, 5)], pa.timestamp("us")),
        "channel": ["email", "email", "call", "call"],
        "direction": ["in", "out", "both", "out"],
        "member_id": [None, "ann", "bob", "ann"],
        "our_words": pa.array([None, 4, 8, 2], pa.int64()),
    }
)
BELIEFS = pa.table(
    {
        "belief_id": ["x", "y"],
        "customer_id": ["a", "b"],
        "about": ["need", "need"],
        "text": ["t", "t"],
        "from_at": pa.array([START + timedelta(hours=1), START + timedelta(days=9)], pa.timestamp("us")),
        "evidence": pa.array([["p", "q"], []], pa.list_(pa.string())),
    }
)


def on_a_connection() -> Tables:
    connection = ibis.duckdb.connect()
    return open_tables(
        {"interactions": connection.create_table("i", ROWS), "beliefs": connection.create_table("b", BELIEFS)}
    )


ENGINES: dict[str, Callable[[], Tables]] = {
    "DuckDB": lambda: open_tables({"interactions": ROWS, "beliefs": BELIEFS}),
    "DuckDB as a connection": on_a_connection,
}


@pytest.fixture(scope="module", params=ENGINES)
def tables(request: pytest.FixtureRequest) -> Tables:
    return ENGINES[request.param]()


def read(source: Source) -> Any:
    columns = ("customer_id", "channel", "direction", "member_id", "our_words")
    return source.read("interactions", *columns, row_id="interaction_id", at="happened_at")


def ordered(rows: Any) -> dict[str, Any]:
    return {"group_by": rows.customer_id, "order_by": [rows.at, rows.row_id]}


def in_order(source: Source) -> Any:
    rows = read(source)
    order = ordered(rows)
    touched = (rows.direction != "in").ifelse(rows.at, None)
    return rows.select(
        "row_id",
        "at",
        lag=rows.row_id.lag().over(ibis.window(**order)),
        lead=rows.row_id.lead().over(ibis.window(**order)),
        nth=ibis.row_number().over(ibis.window(**order)),
        before=touched.max().over(ibis.window(**order, preceding=(None, 1))),
        after=touched.min().over(ibis.window(**order, following=(1, None))),
    )


def reduced(source: Source) -> Any:
    rows = read(source)
    return rows.group_by("customer_id").aggregate(
        n=rows.count(),
        touches=rows.count(where=rows.direction != "in"),
        words=rows.our_words.count(),
        total=rows.our_words.cast("float64").sum(),
        mean=rows.our_words.cast("float64").mean(),
        median=rows.our_words.cast("float64").median(),
        most=rows.our_words.cast("float64").max(),
        members=rows.member_id.nunique(),
        ratio=rows.our_words.cast("float64").sum() / rows.count(where=rows.direction == "in").nullif(0),
    )


def cells(source: Source) -> Any:
    rows = read(source)
    known = rows.our_words.fill_null(0)
    return rows.select(
        "row_id",
        source=rows.row_id.substr(0, (rows.row_id + ":").find(":")),
        least=ibis.least(known, 4),
        greatest=ibis.greatest(known, 4),
        among=rows.channel.isin(["call", "chat"]) & rows.member_id.notnull(),
        days=(rows.at - MICROS) / float(86_400_000_000),
        unknown=(rows.our_words > 5).ifelse(1.0, 0.0),
    )


def joined(source: Source) -> Any:
    rows = read(source)
    beliefs = source.read("beliefs", "from_at", holder="customer_id")
    later = [rows.customer_id == beliefs.holder, rows.at >= beliefs.from_at]
    found = rows.left_join(beliefs, later)
    some = rows.semi_join(beliefs, later).select("row_id", way=ibis.literal("semi"))
    none = rows.anti_join(beliefs, later).select("row_id", way=ibis.literal("anti"))
    return found.filter(found.from_at.notnull()).select("row_id", way=ibis.literal("left")).union(some, none)


def named(source: Source) -> Any:
    rows = read(source).alias("shared")
    few = rows.filter(rows.direction == "out").select("customer_id").distinct().mutate(out=ibis.literal(True))
    return rows.inner_join(few, "customer_id").select("row_id", "out")


def lists(source: Source) -> Any:
    rows = source.read("beliefs", "belief_id", "evidence")
    return rows.select("belief_id", n=rows.evidence.length())


def answer(tables: Tables, question: Callable[[Source], Any], key: str) -> dict[Any, dict[str, Any]]:
    rows = tables.reckon(question, told=[(0, 0)]).to_pylist()
    return {row.pop(key): row for row in rows}


def test_rows_are_looked_at_in_order(tables: Tables) -> None:
    found = answer(tables, in_order, "row_id")
    day = 86_400_000_000
    assert found["mail:1"] == {
        "at": MICROS,
        "lag": None,
        "lead": "calls:3",
        "nth": 0,
        "before": None,
        "after": MICROS + day,
    }
    assert found["calls:3"] == {
        "at": MICROS + day,
        "lag": "mail:1",
        "lead": "mail:2",
        "nth": 1,
        "before": None,
        "after": MICROS + day,
    }
    assert (found["mail:2"]["before"], found["mail:2"]["after"], found["mail:2"]["nth"]) == (MICROS + day, None, 2)
    assert found["4"]["lag"] is None


def test_rows_are_reduced(tables: Tables) -> None:
    found = answer(tables, reduced, "customer_id")
    assert found["a"] == {
        "n": 3,
        "touches": 2,
        "words": 2,
        "total": 12.0,
        "mean": 6.0,
        "median": 6.0,
        "most": 8.0,
        "members": 2,
        "ratio": 12.0,
    }
    assert found["b"]["ratio"] is None


def test_cells_are_reckoned_and_null_stays_null(tables: Tables) -> None:
    found = answer(tables, cells, "row_id")
    assert {name: row["source"] for name, row in found.items()} == {
        "mail:1": "mail",
        "mail:2": "mail",
        "calls:3": "calls",
        "4": "4",
    }
    assert found["mail:1"] | {"source": ""} == {
        "source": "",
        "least": 0,
        "greatest": 4,
        "among": False,
        "days": 0.0,
        "unknown": 0.0,
    }
    assert found["calls:3"]["among"] is True
    assert (found["calls:3"]["least"], found["calls:3"]["greatest"], found["calls:3"]["unknown"]) == (4, 8, 1.0)
    assert found["4"]["days"] == 5.0


def test_rows_are_joined_by_ranges(tables: Tables) -> None:
    rows = tables.reckon(joined, told=[(0, 0)]).to_pylist()
    assert sorted((row["way"], row["row_id"]) for row in rows) == [
        ("anti", "4"),
        ("anti", "mail:1"),
        ("left", "calls:3"),
        ("left", "mail:2"),
        ("semi", "calls:3"),
        ("semi", "mail:2"),
    ]


def test_a_named_step_is_read_by_several(tables: Tables) -> None:
    assert set(answer(tables, named, "row_id")) == {"mail:1", "mail:2", "calls:3", "4"}


def test_lists_have_a_length(tables: Tables) -> None:
    assert answer(tables, lists, "belief_id") == {"x": {"n": 2}, "y": {"n": 0}}
