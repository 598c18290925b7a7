"""Tests with real data as its makers give it, imported by the commands that docs/importing.md shows."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.record.arrow import arrow_tables
from deeproot_app.record.conftest import counts
from deeproot_app.record.importing.paths import import_paths
from deeproot_app.record.importing.plan import Options
from deeproot_app.record.importing.report import FileReport

ROOT = Path(__file__).resolve().parents[5]
DATA = ROOT.parent / "shared" / "data"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        not DATA.is_dir(), reason="the data sets are not at ../shared/data; docs/importing.md says where to get them"
    ),
]


def documented(name: str) -> FileReport:
    """Import one of the data sets just as the documentation says."""
    lines = (ROOT / "docs" / "importing.md").read_text(encoding="utf-8").splitlines()
    words = next(shlex.split(line) for line in lines if line.startswith("deeproot import") and name in line)
    mapping = words[words.index("--mapping") + 1] if "--mapping" in words else None
    path = next(word for word in words[2:] if word.endswith(name))
    return import_paths([str(DATA / Path(path).name)], Options(mapping=mapping), COMMAND_LINE).files[0]


def test_cdnow_purchases_come_in_whole() -> None:
    report = documented("CDNOW_sample.txt")
    assert counts(report) == (6_919, 6_919, 0, 0, 0)
    tables = arrow_tables()
    assert tables["customers"].num_rows == 2_357
    assert round(sum(tables["purchases"]["amount"].to_pylist()), 2) == 244_091.94
    first = {row["customer_id"]: row["since"] for row in tables["customers"].to_pylist()}
    assert f"{first['00004']:%Y-%m-%d}" == "1997-01-01"
    assert counts(documented("CDNOW_sample.txt")) == (6_919, 0, 0, 6_919, 0)


def test_the_help_desk_log_becomes_cases_with_requests_and_answers() -> None:
    assert counts(documented("helpdesk.csv")) == (13_710, 13_710, 0, 0, 0)
    tables = arrow_tables()
    assert tables["customers"].num_rows == tables["cases"].num_rows == 3_804
    cases = {row["case_id"]: row for row in tables["cases"].to_pylist()}
    assert str(cases["helpdesk-2"]["opened_at"]) == "2012-04-03 16:55:38"
    assert str(cases["helpdesk-2"]["closed_at"]) == "2012-04-05 17:15:52"
    directions = tables["interactions"]["direction"].to_pylist()
    assert (directions.count("in"), directions.count("out")) == (4_144, 4_150)


def test_support_replies_are_read() -> None:
    assert counts(documented("support_replies_labelled.csv")) == (150, 150, 0, 0, 0)
    rows = arrow_tables(tables=["interactions"])["interactions"].to_pylist()
    assert {row["direction"] for row in rows} == {"out"}
    assert all(row["our_words"] for row in rows)
    assert sum(row["kind"] is not None for row in rows) > 60


def test_an_event_log_and_a_customer_list_come_in() -> None:
    assert counts(documented("bpi_12_w.csv")) == (72_413, 72_413, 0, 0, 0)
    report = documented("telco_churn.csv")
    assert counts(report) == (7_043, 7_043, 0, 0, 0)
    customers = arrow_tables(tables=["customers"])["customers"].to_pylist()
    assert sum(row["left_at"] is not None for row in customers) == 1_869
