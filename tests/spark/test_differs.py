"""What Spark does otherwise than DuckDB, each difference met once, in `deeproot.engines`, and seen here to be met.

All is asked in one question a shape: what comes out must be what DuckDB says of the same rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from operator import itemgetter
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import deeproot as dr
from deeproot.engines import Source, Tables, open_tables
from deeproot.tables import TABLES, TablesError

pytestmark = pytest.mark.spark
NOON = datetime.fromisoformat("2026-06-30T12:00:00.000001")
MICROS = 1_782_820_800_000_001
ROWS = pa.table(
    {
        "interaction_id": ["mail:1", "mail:2"],
        "customer_id": ["a", "😀 'b' {}"],
        "happened_at": pa.array([NOON, NOON - timedelta(days=1)], pa.timestamp("us")),
        "channel": ["email", "call"],
        "direction": ["in", "both"],
        "our_words": pa.array([None, 7], pa.int64()),
        "sentiment": pa.array([0.5, None], pa.float64()),
        "automatic": pa.array([None, True], pa.bool_()),
    }
)
BELIEFS = pa.table(
    {
        "belief_id": ["x", "y", "z"],
        "customer_id": ["a", "a", "a"],
        "about": ["need", "goal", "pain"],
        "text": ["t", "t", "t"],
        "from_at": pa.array([NOON] * 3, pa.timestamp("us")),
        "evidence": pa.array([["mail:1", "mail:2"], None, []], pa.list_(pa.string())),
    }
)


def everything(source: Source, table: str) -> Any:
    """Every column of a table, as reckonings read it."""
    return source.read(table, *TABLES[table].names)


def rows(tables: Tables, table: str = "interactions") -> list[dict[str, Any]]:
    found = tables.reckon(everything, table).to_pylist()
    return sorted(found, key=lambda row: str(row[TABLES[table].key[0]]))


def both(given: Any, spark: Any, table: str = "interactions") -> list[dict[str, Any]]:
    """What both engines say of what was given, which must be the same."""
    theirs = rows(open_tables(given, spark=spark), table)
    assert theirs == rows(open_tables(given), table)
    return theirs


def swapped(table: pa.Table, name: str, cells: Any, kind: pa.DataType | None = None) -> pa.Table:
    return table.set_column(table.column_names.index(name), name, pa.array(cells, kind))


def on_spark(spark: Any, sql: str) -> Any:
    """The two rows as a frame of the user's session, columns replaced by expressions of Spark."""
    return spark.createDataFrame(ROWS.to_pylist(), spark_schema()).selectExpr(*sql.split("; "))


def spark_schema() -> str:
    return (
        "interaction_id string, customer_id string, happened_at timestamp_ntz, channel string, direction string, "
        "our_words bigint, sentiment double, automatic boolean"
    )


def test_the_session_of_the_user_goes_on_as_it_was(spark: Any) -> None:
    before = {name: spark.conf.get(name) for name in ("spark.sql.session.timeZone", "spark.sql.ansi.enabled")}
    views = {table.name for table in spark.catalog.listTables()}
    rows(open_tables({"interactions": ROWS}, spark=spark))
    assert before == {"spark.sql.session.timeZone": "Asia/Kolkata", "spark.sql.ansi.enabled": "false"}
    assert {name: spark.conf.get(name) for name in before} == before
    assert {table.name for table in spark.catalog.listTables()} == views
    assert not spark.catalog.listTables(spark.conf.get("spark.sql.globalTempDatabase"))


def test_moments_are_utc_whatever_the_zone_of_the_session(spark: Any) -> None:
    """Spark takes moments without an offset as moments of the session's zone."""
    told = [NOON.replace(tzinfo=UTC), None]
    for cells, kind in (
        ([NOON] * 2, pa.timestamp("us")),
        ([told[0]] * 2, pa.timestamp("us", "Europe/Berlin")),
        (["2026-06-30T12:00:00.000001", "2026-06-30 14:00:00.000001+02:00"], pa.string()),
    ):
        found = both({"interactions": swapped(ROWS, "happened_at", cells, kind)}, spark)
        assert {row["happened_at"] for row in found} == {MICROS}, kind
    days = swapped(ROWS, "happened_at", [date(2026, 6, 30)] * 2)
    assert {row["happened_at"] for row in both({"interactions": days}, spark)} == {MICROS - 43_200_000_001}


def test_moments_of_a_frame_are_what_its_own_session_says(spark: Any) -> None:
    """Without an offset they are taken as UTC, as anywhere; text that the user cast is what that cast made of it."""
    instant = "timestamp '2026-06-30T12:00:00.000001Z' as happened_at"
    local = "cast('2026-06-30T17:30:00.000001' as timestamp) as happened_at"  # in Kolkata
    without = "timestamp_ntz '2026-06-30T12:00:00.000001' as happened_at"
    for moment in (instant, local, without):
        frame = on_spark(spark, f"interaction_id; customer_id; channel; direction; {moment}")
        assert {row["happened_at"] for row in rows(open_tables({"interactions": frame}))} == {MICROS}, moment


def test_null_is_null_in_every_type_and_a_list_that_is_null_has_no_length(spark: Any) -> None:
    """Without ANSI mode Spark says -1."""
    tables = open_tables({"beliefs": BELIEFS}, spark=spark)
    found = {row["belief_id"]: row["n"] for row in tables.reckon(lengths).to_pylist()}
    assert found == {"x": 2, "y": None, "z": 0}
    assert [row["evidence"] for row in both({"beliefs": BELIEFS}, spark, "beliefs")] == [["mail:1", "mail:2"], None, []]


def lengths(source: Source) -> Any:
    table = source.read("beliefs", "belief_id", "evidence")
    return table.select("belief_id", n=table.evidence.length())


def test_nan_is_null_and_a_number_for_a_whole_one_is_rounded(spark: Any) -> None:
    """Spark keeps NaN as the largest number, and cuts 2.7 to 2."""
    given = swapped(swapped(ROWS, "sentiment", [float("nan"), 0.25]), "our_words", [2.7, float("nan")])
    first, second = both({"interactions": given}, spark)
    assert (first["sentiment"], second["sentiment"]) == (None, 0.25)
    assert (first["our_words"], second["our_words"]) == (3, None)
    halves = swapped(ROWS, "our_words", [2.5, 3.5])
    assert [row["our_words"] for row in both({"interactions": halves}, spark)] == [2, 4]


def test_a_column_of_nothing_but_nulls_fits_wherever_null_may_stand(spark: Any, tmp_path: Path) -> None:
    """Spark reads it from Parquet as whole numbers."""
    given = ROWS.set_column(7, "automatic", pa.nulls(2)).append_column("kind", pa.nulls(2))
    pq.write_table(given, tmp_path / "interactions.parquet")
    for way in ({"interactions": given}, tmp_path):
        found = both(way, spark)
        assert [(row["automatic"], row["kind"]) for row in found] == [(False, None), (False, None)]


def test_a_column_of_another_name_is_another_column_whatever_its_case(spark: Any) -> None:
    """Spark finds Kind under kind, and both ambiguous."""
    frame = on_spark(spark, "interaction_id; customer_id; happened_at; channel; direction; 'value' as kind")
    frame = frame.toDF("interaction_id", "customer_id", "happened_at", "channel", "direction", "Kind")
    assert {row["kind"] for row in rows(open_tables({"interactions": frame}))} == {None}
    spark.conf.set("spark.sql.caseSensitive", "true")
    twice = frame.selectExpr("*", "'care' as kind", "1 as `a ``strange`` name`")
    spark.conf.unset("spark.sql.caseSensitive")
    assert {row["kind"] for row in rows(open_tables({"interactions": twice}))} == {"care"}


def test_quotients_are_those_of_floats(spark: Any) -> None:
    """Ibis writes 0.3 as it is, and Spark reads a decimal number, whose quotients end after some digits."""
    given = {"interactions": ROWS}
    theirs, ours = (t.reckon(quotients).to_pylist() for t in (open_tables(given, spark=spark), open_tables(given)))
    key = itemgetter("interaction_id")
    assert sorted(theirs, key=key) == sorted(ours, key=key)


def quotients(source: Source) -> Any:
    table = source.read("interactions", "interaction_id", "happened_at", "our_words")
    by_nothing = table.our_words / (table.our_words - 7).nullif(0)
    return table.select(
        "interaction_id", a=table.happened_at / float(86_400_000_000), b=by_nothing, c=table.our_words / 0.3
    )


def test_a_whole_number_beside_a_null_keeps_all_its_digits(spark: Any) -> None:
    """On the way through pandas, as Ibis goes, it becomes a float, which ends at 2**53."""
    large = 2**62 + 1
    found = both({"interactions": swapped(ROWS, "our_words", [None, large], pa.int64())}, spark)
    assert [row["our_words"] for row in found] == [None, large]


def test_what_is_told_comes_as_it_is(spark: Any) -> None:
    tables = open_tables({"interactions": ROWS}, spark=spark)
    names = ["😀 'b' {}", 'say "so"', "back\\slash", ":said", "new\nline", "％", ""]
    told = tables.reckon(asked, told=[(2**62 + 1, -1)], asked=[(name,) for name in names]).to_pylist()
    assert {row["customer_id"] for row in told} == set(names)
    assert {(row["as_of"], row["window"]) for row in told} == {(2**62 + 1, -1)}
    assert tables.reckon(asked, told=[(1, 1)]).to_pylist() == []


def asked(source: Source) -> Any:
    return source["told"].cross_join(source["asked"])


def test_order_is_that_of_the_letters_and_null_comes_last(spark: Any) -> None:
    """Spark puts nulls first unless told."""
    names = pa.table({"customer_id": ["b", "B", "é", "😀", "～", "10", "9", " a"]})
    many = pa.table(dict.fromkeys(("customer_id", "name"), names["customer_id"])).append_column(
        "kind", pa.array(["person"] * 8)
    )
    given = {"customers": many.append_column("since", pa.array([None, *[NOON] * 7], pa.timestamp("us")))}
    theirs, ours = (t.reckon(numbered).to_pylist() for t in (open_tables(given, spark=spark), open_tables(given)))
    key = itemgetter("customer_id")
    assert sorted(theirs, key=key) == sorted(ours, key=key)


def numbered(source: Source) -> Any:
    table = source.read("customers", "customer_id", "since")
    return table.select(
        "customer_id",
        byte=ibis.row_number().over(ibis.window(order_by=table.customer_id)),
        null=ibis.row_number().over(ibis.window(order_by=[table.since, table.customer_id])),
    )


def test_a_folder_is_read_with_all_that_lies_below_it(spark: Any, tmp_path: Path) -> None:
    """Spark passes over folders inside a folder, but for those named like `month=06`, of which it makes a column."""
    (tmp_path / "beliefs" / "2026" / "06").mkdir(parents=True)
    pq.write_table(BELIEFS.slice(0, 1), tmp_path / "beliefs" / "2026" / "06" / "a.parquet")
    pq.write_table(BELIEFS.slice(1).drop_columns("evidence"), tmp_path / "beliefs" / "b.parquet")
    for channel in ("email", "call"):
        (tmp_path / "interactions" / f"channel={channel}").mkdir(parents=True)
        part = ROWS.filter(pa.compute.equal(ROWS["channel"], channel)).drop_columns("channel")
        pq.write_table(part, tmp_path / "interactions" / f"channel={channel}" / "0.parquet")
    beliefs = {"beliefs": str(tmp_path / "beliefs")}
    assert [row["evidence"] for row in both(beliefs, spark, "beliefs")] == [["mail:1", "mail:2"], None, None]
    by_url = open_tables(f"file://{tmp_path}/", spark=spark)
    assert [row["channel"] for row in rows(by_url)] == ["email", "call"]


@pytest.fixture
def delta(tmp_path: Path) -> Iterator[Path]:
    (tmp_path / "interactions" / "_delta_log").mkdir(parents=True)
    pq.write_table(ROWS, tmp_path / "interactions" / "0.parquet")
    return tmp_path


def test_a_delta_table_is_never_read_as_plain_parquet(spark: Any, delta: Path) -> None:
    """Its folder also holds the rows that were deleted."""
    with pytest.raises(TablesError, match="is a Delta table, and this Spark session has no Delta"):
        open_tables(delta, spark=spark)


def test_all_that_is_wrong_is_named_at_once(spark: Any, tmp_path: Path) -> None:
    (tmp_path / "broken.parquet").write_text("not Parquet")
    given = {
        "interactions": on_spark(spark, "interaction_id; customer_id; happened_at; true as direction"),
        "beliefs": str(tmp_path / "broken.parquet"),
        "cases": str(tmp_path / "nowhere.parquet"),
        "promises": [1, 2],
    }
    with pytest.raises(TablesError) as wrong:
        open_tables(given)
    found = [str(problem).partition(":")[0] for problem in wrong.value.problems]
    assert found == ["beliefs", "cases", "promises", "interactions.channel", "interactions.direction"]
    with pytest.raises(
        TablesError, match=r"happened_at: is no moment in 1 rows, such as '2026-06'; it must be ISO 8601"
    ):
        open_tables({"interactions": swapped(ROWS, "happened_at", ["2026-06", "2026-06-30"])}, spark=spark)
    with pytest.raises(TablesError, match="is not a folder that Spark can list"):
        open_tables(tmp_path / "nowhere", spark=spark)
    with pytest.raises(TablesError, match="holds no table"):
        open_tables(tmp_path, spark=spark)


def test_an_ibis_table_of_spark_is_read_where_it_is(spark: Any) -> None:
    theirs = spark.newSession()
    theirs.createDataFrame(ROWS.to_pylist(), spark_schema()).createOrReplaceTempView("theirs")
    given = ibis.pyspark.connect(theirs).table("theirs")
    found = rows(open_tables({"interactions": given.filter(given.customer_id == "a")}))
    assert [row["happened_at"] for row in found] == [MICROS]


def test_what_is_no_session_is_refused() -> None:
    with pytest.raises(ValueError, match="spark must be a SparkSession that runs beside Python, not a str"):
        dr.open("folder", spark="local[2]")


def test_a_notebook_gives_frames_of_spark_and_gets_frames_of_pandas(spark: Any) -> None:
    frame = spark.createDataFrame(ROWS.to_pylist(), spark_schema())
    record = dr.open(interactions=frame)
    assert repr(record) == "<Record of interactions>"
    found = record.evidence("a", "mood_change", as_of="2026-07-01")
    assert list(found.id) == ["mail:1"]
    assert list(found.value) == [0.5]


def test_a_list_of_files_is_one_table_on_both(spark: Any, tmp_path: Path) -> None:
    files = []
    for place in range(2):
        pq.write_table(ROWS.slice(place, 1), tmp_path / f"{place}.parquet")
        files.append(str(tmp_path / f"{place}.parquet"))
    assert len(both({"interactions": files}, spark)) == 2
