"""Whatever tables are given as, they come out the same; what is wrong with them is named, all at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import duckdb
import ibis
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from deeproot.engines import MEMORY_LIMIT, Source, Tables, open_tables
from deeproot.engines.in_duckdb import ROWS_A_THREAD
from deeproot.tables import TABLES, TablesError

NOON = datetime.fromisoformat("2026-06-30T12:00:00.000001")
ROWS = pa.table(
    {
        "interaction_id": ["mail:1", "mail:2"],
        "customer_id": ["a", "b"],
        "happened_at": pa.array([NOON, NOON - timedelta(days=1)], pa.timestamp("us")),
        "channel": ["email", "call"],
        "direction": ["in", "both"],
        "kind": pa.array([None, None], pa.string()),
        "our_words": pa.array([None, 7], pa.int64()),
        "sentiment": pa.array([0.5, None], pa.float64()),
        "automatic": pa.array([None, True], pa.bool_()),
        "unheard_of": [1, 2],
    }
)
BELIEFS = pa.table(
    {
        "belief_id": ["x", "y"],
        "customer_id": ["a", "a"],
        "about": ["need", "goal"],
        "text": ["t", "t"],
        "from_at": pa.array([NOON, NOON], pa.timestamp("us")),
        "evidence": pa.array([["mail:1"], None], pa.list_(pa.string())),
    }
)


def relation(table: pa.Table, _: Path) -> Any:
    connection = duckdb.connect()
    connection.register("given", table)
    return connection.table("given")


def on_a_connection(table: pa.Table, _: Path) -> Any:
    if not hasattr(on_a_connection, "connection"):
        on_a_connection.connection = ibis.duckdb.connect()  # type: ignore[attr-defined]
    connection = on_a_connection.connection  # type: ignore[attr-defined]
    return connection.create_table(f"t{len(connection.list_tables())}", table)


def file(table: pa.Table, folder: Path) -> str:
    path = folder / f"{table.column_names[0]}.parquet"
    pq.write_table(table, path)
    return str(path)


def files(table: pa.Table, folder: Path) -> str:
    for number in range(2):
        (folder / table.column_names[0]).mkdir(exist_ok=True)
        pq.write_table(table.slice(number, 1), folder / table.column_names[0] / f"{number}.parquet")
    return str(folder / table.column_names[0] / "*.parquet")


SHAPES: dict[str, Callable[[pa.Table, Path], Any]] = {
    "pandas": lambda table, _: table.to_pandas(),
    "pandas with Arrow types": lambda table, _: table.to_pandas(types_mapper=pd.ArrowDtype),
    "Polars": lambda table, _: pl.from_arrow(table),
    "Polars, lazily": lambda table, _: pl.from_arrow(table).lazy(),  # type: ignore[union-attr]
    "Arrow": lambda table, _: table,
    "an Arrow batch": lambda table, _: table.to_batches()[0],
    "an Arrow reader": lambda table, _: table.to_reader(),
    "a DuckDB relation": relation,
    "a Parquet file": file,
    "a pattern of Parquet files": files,
    "Ibis tables of a connection": on_a_connection,
}


def rows(tables: Tables, name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tables[name].to_pyarrow().to_pylist()
    return sorted(found, key=lambda row: str(row[TABLES[name].key[0]]))


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_gives_the_same_rows(shape: str, tmp_path: Path) -> None:
    given = {"interactions": SHAPES[shape](ROWS, tmp_path), "beliefs": SHAPES[shape](BELIEFS, tmp_path)}
    tables = open_tables(given)
    first, second = rows(tables, "interactions")
    assert first == dict.fromkeys(TABLES["interactions"].names) | {
        "interaction_id": "mail:1",
        "customer_id": "a",
        "happened_at": NOON,
        "channel": "email",
        "direction": "in",
        "sentiment": 0.5,
        "needs_answer": False,
        "automatic": False,
        "personal": True,
        "recorded_seq": 0,
    }
    assert (second["our_words"], second["automatic"], second["sentiment"]) == (7, True, None)
    assert [row["evidence"] for row in rows(tables, "beliefs")] == [["mail:1"], None]
    assert {row["customer_id"] for row in rows(tables, "customers")} == {"a", "b"}
    assert rows(tables, "promises") == []


@pytest.mark.parametrize("shape", ["Arrow", "a Parquet file", "Ibis tables of a connection"])
def test_every_table_has_its_columns_and_types_also_those_not_given(shape: str, tmp_path: Path) -> None:
    tables = open_tables({"interactions": SHAPES[shape](ROWS, tmp_path)})
    kinds = {"string": "string", "timestamp": "timestamp[us]", "int64": "int64", "float64": "double", "bool": "bool"}
    for name, table in TABLES.items():
        schema = tables[name].to_pyarrow().schema
        assert schema.names == list(table.names)
        for column in table.columns:
            found = str(schema.field(column.name).type)
            assert found == kinds.get(column.type, found)
            assert column.type != "list" or found.startswith("list<")


def moment(value: Any) -> datetime:
    cells = value if isinstance(value, pa.Array) else pa.array([value])
    given = pa.table({"customer_id": ["a"], "name": ["A"], "kind": ["person"], "since": cells})
    found = open_tables({"customers": given})["customers"].since.to_pyarrow().to_pylist()[0]
    assert isinstance(found, datetime)
    return found


@pytest.mark.parametrize(
    "value",
    [
        NOON,
        NOON.replace(tzinfo=UTC),
        NOON.replace(tzinfo=UTC).astimezone(timezone(timedelta(hours=5, minutes=30))),
        pa.array([NOON], pa.timestamp("ns")),
        pa.array([NOON], pa.timestamp("us", "America/St_Johns")),
        "2026-06-30T12:00:00.000001",
        "2026-06-30 12:00:00.000001",
        "2026-06-30T12:00:00.000001Z",
        "2026-06-30T14:00:00.000001+02:00",
        "2026-06-30T06:30:00.000001-05:30",
    ],
    ids=str,
)
def test_a_moment_is_read_as_utc(value: Any) -> None:
    assert moment(value) == NOON


def test_a_day_begins_at_midnight() -> None:
    assert moment(date(2026, 6, 30)) == moment("2026-06-30") == NOON.replace(hour=0, microsecond=0)


def test_the_zone_of_the_machine_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "America/New_York")
    assert moment("2026-06-30T12:00:00.000001") == NOON


def test_text_in_files_is_read_as_moments_too(tmp_path: Path) -> None:
    given = ROWS.set_column(2, "happened_at", pa.array(["2026-06-30T14:00:00.000001+02:00", "2026-06-29"]))
    assert rows(open_tables({"interactions": file(given, tmp_path)}), "interactions")[0]["happened_at"] == NOON


def test_not_a_number_is_read_as_null() -> None:
    given = ROWS.set_column(7, "sentiment", pa.array([float("nan"), 0.25])).set_column(
        6, "our_words", pa.array([float("nan"), 3.0])
    )
    first, second = rows(open_tables({"interactions": pl.from_arrow(given)}), "interactions")
    assert (first["sentiment"], first["our_words"]) == (None, None)
    assert (second["sentiment"], second["our_words"]) == (0.25, 3)


def test_whole_numbers_may_be_ids_and_categories_are_text() -> None:
    frame = ROWS.to_pandas().assign(customer_id=[1, 2], member_id=[3, 4])
    frame["channel"] = frame["channel"].astype("category")
    first, _ = rows(open_tables({"interactions": frame}), "interactions")
    assert (first["customer_id"], first["member_id"], first["channel"]) == ("1", "3", "email")


def test_a_column_of_nothing_but_nulls_fits_wherever_null_may_stand(tmp_path: Path) -> None:
    given = ROWS.set_column(8, "automatic", pa.nulls(2)).append_column("needs_answer", pa.nulls(2))
    for way in (given, given.to_pandas(), file(given, tmp_path)):
        assert [row["automatic"] for row in rows(open_tables({"interactions": way}), "interactions")] == [False, False]


def test_an_empty_frame_is_an_empty_table() -> None:
    assert rows(open_tables({"beliefs": BELIEFS.to_pandas().head(0)}), "beliefs") == []


def test_a_folder_is_opened_by_the_names_in_it(tmp_path: Path) -> None:
    pq.write_table(ROWS, tmp_path / "interactions.parquet")
    (tmp_path / "beliefs" / "2026").mkdir(parents=True)
    pq.write_table(BELIEFS, tmp_path / "beliefs" / "2026" / "06.parquet")
    tables = open_tables(tmp_path)
    assert tables.given == {"interactions", "beliefs"}
    assert (len(rows(tables, "interactions")), len(rows(tables, "beliefs"))) == (2, 2)


def test_customers_that_are_given_are_believed() -> None:
    given = {"interactions": ROWS, "customers": pa.table({"customer_id": ["c"], "name": ["C"], "kind": ["person"]})}
    assert [row["customer_id"] for row in rows(open_tables(given), "customers")] == ["c"]


def wrong(given: Any) -> list[str]:
    with pytest.raises(TablesError) as error:
        open_tables(given)
    return str(error.value).splitlines()


def test_everything_that_is_wrong_is_named_at_once(tmp_path: Path) -> None:
    (tmp_path / "broken.parquet").write_text("not Parquet")
    found = wrong(
        {
            "interactions": ROWS.drop_columns(["channel"]).set_column(0, "interaction_id", pa.array([True, False])),
            "beliefs": str(tmp_path / "broken.parquet"),
            "cases": str(tmp_path / "nowhere.parquet"),
            "promises": [1, 2],
            "members": pd.DataFrame({"member_id": ["a", 1], "name": "n", "email": "e"}),
            "costumers": ROWS,
        }
    )
    assert [line.partition(":")[0] for line in found] == [
        "beliefs",
        "cases",
        "promises",
        "members.member_id",
        "interactions.interaction_id",
        "interactions.channel",
        "costumers",
    ]
    assert "is bool; it must be string" in found[4]
    assert "is a list; give a pandas or Polars frame" in found[2]


@pytest.mark.parametrize("form", [lambda table, _: table, file, on_a_connection])
def test_a_column_without_any_value_fits_whatever_its_writer_called_it(
    form: Callable[[pa.Table, Path], Any], tmp_path: Path
) -> None:
    nothing = pa.array([None, None], pa.string())
    given = ROWS.set_column(ROWS.column_names.index("our_words"), "our_words", nothing)
    given = given.append_column("customer_words", nothing)
    found = rows(open_tables({"interactions": form(given, tmp_path)}), "interactions")
    assert [(row["our_words"], row["customer_words"]) for row in found] == [(None, None)] * 2


def test_cells_that_cannot_be_are_named_with_their_table_and_column() -> None:
    given = ROWS.set_column(1, "customer_id", pa.array(["a", None]))
    given = given.set_column(4, "direction", pa.array(["in", "inbound"]))
    found = wrong({"interactions": given})
    assert found == [
        "interactions.customer_id: is empty in 1 of 2 rows; each needs one",
        "interactions.direction: holds 'inbound'; it must be one of in, out, both, internal",
    ]
    twice = pa.table({"customer_id": ["c", "c"], "name": ["C", "C"], "kind": ["person", "person"]})
    assert wrong({"customers": twice}) == [
        "customers.customer_id: names a customer again in 1 rows; each may occur once"
    ]


def test_text_that_is_no_moment_is_named_with_an_example(tmp_path: Path) -> None:
    given = ROWS.set_column(2, "happened_at", pa.array(["soon", "2026-06-30"]))
    says = "is no moment in 1 rows, such as 'soon'; it must be ISO 8601 (2026-06-30T09:00Z)"
    assert wrong({"interactions": given}) == [f"interactions.happened_at: {says}"]
    assert wrong({"interactions": file(given, tmp_path)}) == [f"interactions.happened_at: {says}"]


def test_a_folder_that_is_none_is_refused(tmp_path: Path) -> None:
    assert "is not a folder" in wrong(tmp_path / "nowhere")[0]
    assert "holds no table; expected files such as" in wrong(tmp_path)[0]
    with pytest.raises(KeyError, match="no table 'costumers'"):
        open_tables({})["costumers"]


def test_tables_of_two_engines_are_refused() -> None:
    theirs, others = ibis.duckdb.connect(), ibis.duckdb.connect()
    found = wrong({"interactions": theirs.create_table("i", ROWS), "beliefs": others.create_table("b", BELIEFS)})
    assert found == ["beliefs: lives on another engine than the other tables (duckdb); open them on one"]


def test_what_is_in_memory_joins_the_engine_of_the_ibis_tables() -> None:
    tables = open_tables(
        {"interactions": ibis.duckdb.connect().create_table("i", ROWS), "beliefs": BELIEFS.to_pandas()}
    )
    joined = tables["interactions"].inner_join(tables["beliefs"], "customer_id")
    assert joined.count().to_pyarrow().as_py() == 2


def test_the_engine_is_bounded_and_off_the_network() -> None:
    tables = open_tables({"interactions": ROWS}, threads=1, memory_limit="300MB", temp_directory="/nowhere")
    told = tables.connection.raw_sql(
        "select name, value from duckdb_settings() where name in "
        "('threads', 'memory_limit', 'temp_directory', 'autoinstall_known_extensions', 'autoload_known_extensions')"
    ).fetchall()
    assert dict(told) == {
        "threads": "1",
        "memory_limit": "286.1 MiB",
        "temp_directory": "/nowhere",
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
    }
    assert MEMORY_LIMIT == "3GB"


def test_a_memory_limit_that_is_no_size_is_refused() -> None:
    with pytest.raises(ValueError, match="a size such as 3GB or 800MiB, not 'plenty'"):
        open_tables({"interactions": ROWS}, memory_limit="plenty")


def both_ways(source: Source) -> Any:
    once = source.read("interactions", "customer_id", "interaction_id").inner_join(source["asked"], "customer_id")
    again = source.read("interactions", "customer_id", "interaction_id", "kind").inner_join(
        source["asked"], "customer_id"
    )
    return once.union(again.drop("kind"))


def test_little_is_reckoned_by_one_thread_and_much_by_as_many_as_the_machine_has(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 3)
    ids = [f"c{n}" for n in range(ROWS_A_THREAD + 1)]
    much = pa.table({"customer_id": ids, "name": ids, "kind": ["person"] * len(ids)})
    pq.write_table(much, tmp_path / "customers.parquet")
    assert threads_of(open_tables({"customers": much[:ROWS_A_THREAD]})) == 1
    assert threads_of(open_tables({"customers": much})) == 3
    assert threads_of(open_tables({"customers": tmp_path / "customers.parquet"})) == 3
    assert threads_of(open_tables({"customers": much}, threads=2)) == 2


def threads_of(tables: Tables) -> int:
    return int(tables.connection.raw_sql("select current_setting('threads')").fetchall()[0][0])


def test_a_large_answer_of_a_union_comes_whole() -> None:
    many = 100_000
    given = pa.table(
        {
            "interaction_id": [f"mail:{n:040}" for n in range(many)],
            "customer_id": ["a"] * many,
            "happened_at": pa.array([NOON] * many),
            "channel": ["email"] * many,
            "direction": ["in"] * many,
        }
    )
    answer = open_tables({"interactions": given}, threads=2).reckon(both_ways, asked=[("a",)])
    assert len(answer) == 2 * many


def told(source: Source) -> Any:
    return source["told"].cross_join(source["asked"])


@pytest.mark.parametrize("shape", ["Arrow", "Ibis tables of a connection"])
def test_a_question_is_told_small_things(shape: str, tmp_path: Path) -> None:
    tables = open_tables({"interactions": SHAPES[shape](ROWS, tmp_path)})
    answer = tables.reckon(told, told=[(5, 6)], asked=[("a",), ("b",)]).to_pylist()
    assert sorted(answer, key=str) == [{"as_of": 5, "window": 6, "customer_id": name} for name in ("a", "b")]
    assert tables.reckon(told, told=[(5, 6)]).to_pylist() == []
