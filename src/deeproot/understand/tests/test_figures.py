"""What is asked of the figures, beside the measures themselves: moments, windows, customers, and their cost."""

from __future__ import annotations

from datetime import UTC
from typing import Any

import pytest

from deeproot.engines import Tables, duckdb_sql, open_tables
from deeproot.understand import evidence
from deeproot.understand.figures import IDS, figures
from deeproot.understand.tests.scenes import INSTANT, NOW, ago, gap, heard, scene, together, touch

LIVES = [
    scene("", "here", None, touch(ago(10), "pitch"), touch(ago(20), "value"), heard(ago(100)),
          coverage=[gap(ago(9), ago(8)), gap(ago(700), ago(600))]),
    scene("", "gone", None, touch(ago(10)), customer={"left_at": ago(30)}),
    scene("", "to come", None, customer={"since": NOW + INSTANT}),
    scene("", "just begun", None, customer={"since": NOW}),
]  # fmt: skip
HERE, GONE, _, BEGUN = (life.id for life in LIVES)


@pytest.fixture(scope="module")
def tables() -> Tables:
    return open_tables(together(LIVES))


def rows(tables: Tables, as_of: Any, **more: Any) -> dict[str, dict[str, Any]]:
    return {row["customer_id"]: row for row in figures(tables, as_of, **more).to_pylist()}


def test_each_customer_that_has_begun_is_a_row_with_every_measure(tables: Tables) -> None:
    table = figures(tables, NOW)
    assert set(table["customer_id"].to_pylist()) == {HERE, GONE, BEGUN}
    assert table.column_names == ["customer_id", "as_of", *(c for name in IDS for c in (name, f"{name}_n"))]
    assert {str(table.schema.field(name).type) for name in IDS} == {"double"}
    assert {str(table.schema.field(f"{name}_n").type) for name in IDS} == {"int64"}


def test_the_figures_of_one_who_left_are_of_that_day(tables: Tables) -> None:
    found = rows(tables, NOW)
    assert found[GONE]["as_of"] == ago(30)
    assert found[HERE]["as_of"] == NOW


def test_a_moment_may_be_text_or_have_an_offset(tables: Tables) -> None:
    east = NOW.replace(tzinfo=UTC).astimezone().isoformat()
    for as_of in (NOW.isoformat(), NOW.replace(tzinfo=UTC), east, f"{NOW.isoformat()}Z"):
        assert rows(tables, as_of) == rows(tables, NOW)


def test_a_moment_in_the_past_knows_nothing_later(tables: Tables) -> None:
    assert rows(tables, ago(15))[HERE]["heard_from_us"] == 1


def test_a_shorter_window_looks_back_less_far(tables: Tables) -> None:
    assert rows(tables, NOW, window_days=15)[HERE]["heard_from_us"] == 1
    assert rows(tables, NOW, window_days=15)[HERE]["longest_silence_days"] == 10


def test_a_window_of_no_days_is_refused(tables: Tables) -> None:
    with pytest.raises(ValueError, match="at least one day"):
        figures(tables, NOW, window_days=0)


def test_of_nobody_there_are_no_figures(tables: Tables) -> None:
    assert rows(tables, NOW, customers=[]) == {}
    assert rows(tables, NOW, customers=["nobody we know"]) == {}


def test_an_empty_record_has_no_figures() -> None:
    assert len(figures(open_tables({}), NOW)) == 0


def test_the_sql_is_written_once_whatever_is_asked_and_of_whichever_record(tables: Tables) -> None:
    figures(tables, NOW, customers=[HERE])
    before = duckdb_sql.question_sql.cache_info().misses
    figures(tables, ago(50), customers=[GONE, BEGUN], window_days=90)
    figures(open_tables(together(LIVES[:1])), ago(60), customers=["x"])
    assert duckdb_sql.question_sql.cache_info().misses == before


def test_evidence_comes_with_the_telling_rows_first(tables: Tables) -> None:
    shown = evidence.evidence(tables, NOW, HERE, "asked_share")
    assert [row["value"] for row in shown] == [1.0, 0.0]
    assert shown[0] | {"id": ""} == {"id": "", "table": "interactions", "at": ago(10).replace(tzinfo=UTC), "value": 1.0}
    assert evidence.evidence(tables, NOW, HERE, "asked_share", limit=1) == shown[:1]


def test_a_count_shows_the_latest_first(tables: Tables) -> None:
    moments = [row["at"] for row in evidence.evidence(tables, NOW, HERE, "heard_from_us")]
    assert moments == sorted(moments, reverse=True)
    assert len(moments) == 2


def test_a_gap_is_shown_by_its_source_and_beginning(tables: Tables) -> None:
    (shown,) = evidence.evidence(tables, NOW, HERE, "record_gap_days")
    assert shown["id"] == f"{HERE}/mail|{ago(9).isoformat()}Z"
    assert shown["table"] == "coverage"


def test_the_gaps_of_a_customer_are_those_that_reach_into_the_window(tables: Tables) -> None:
    (found,) = evidence.gaps(tables, NOW, HERE)
    assert found == {
        "source": f"{HERE}/mail",
        "from_at": ago(9).replace(tzinfo=UTC),
        "to_at": ago(8).replace(tzinfo=UTC),
    }
    assert evidence.gaps(tables, NOW, GONE) == []


def test_a_measure_that_does_not_exist_is_refused_by_name(tables: Tables) -> None:
    with pytest.raises(ValueError, match="no measure 'luck'; the measures are heard_from_us"):
        evidence.evidence(tables, NOW, HERE, "luck")


def test_someone_unknown_has_no_evidence(tables: Tables) -> None:
    assert evidence.evidence(tables, NOW, "nobody we know", "heard_from_us") == []
