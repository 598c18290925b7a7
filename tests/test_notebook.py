"""The words of a notebook: open a record, ask, and get data frames."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import deeproot as dr
from deeproot.tables import TablesError

INTERACTIONS = pd.DataFrame(
    {
        "interaction_id": ["mail:1", "mail:2", "mail:3"],
        "customer_id": ["acme", "acme", "bolt"],
        "happened_at": pd.to_datetime(["2026-05-01", "2026-06-01", "2026-06-20"]),
        "channel": "email",
        "direction": "out",
        "kind": ["pitch", "value", "miss_you"],
    }
)


@pytest.fixture(scope="module")
def record() -> dr.Record:
    return dr.open(interactions=INTERACTIONS)


def test_what_customers_lived_through_is_a_frame_with_a_row_each(record: dr.Record) -> None:
    frame = record.experience(as_of="2026-06-30")
    assert sorted(frame.index) == ["acme", "bolt"]
    assert frame.loc["acme", "asked_share"] == 0.5
    assert frame.loc["acme", "heard_from_us_n"] == 2
    assert frame["holding_loop"].isna().all()
    assert list(record.experience("2026-06-30", customers=["bolt"]).index) == ["bolt"]


def test_scenarios_come_with_their_evidence(record: dr.Record) -> None:
    (found,) = record.scenarios("2026-08-01").to_dict("records")
    assert (found["customer_id"], found["scenario"], found["evidence"]) == ("bolt", "hollow_miss_you", ("mail:3",))
    assert list(record.scenarios("2026-06-30").columns) == list(found)


def test_a_figure_opens_to_its_rows(record: dr.Record) -> None:
    frame = record.evidence("acme", "asked_share", as_of="2026-06-30")
    assert list(frame.id) == ["mail:1", "mail:2"]
    assert list(frame.value) == [1.0, 0.0]


def test_the_company_is_a_frame_with_a_row_a_measure(record: dr.Record) -> None:
    frame = record.company(as_of="2026-06-30")
    assert frame.loc["heard_from_us", "value"] == 3
    assert frame.loc["heard_from_us", "question"] == "How often did you hear from us?"


def test_a_folder_of_files_is_opened(tmp_path: Path, record: dr.Record) -> None:
    INTERACTIONS.to_parquet(tmp_path / "interactions.parquet")
    opened = dr.open(tmp_path)
    pd.testing.assert_frame_equal(
        opened.experience("2026-06-30").sort_index(), record.experience("2026-06-30").sort_index()
    )
    assert repr(opened) == "<Record of interactions>"


def test_a_folder_and_tables_together_or_neither_are_refused() -> None:
    with pytest.raises(ValueError, match="give either a folder or tables by name"):
        dr.open()
    with pytest.raises(ValueError, match="give either a folder or tables by name"):
        dr.open("folder", interactions=INTERACTIONS)


def test_wrong_columns_are_named() -> None:
    with pytest.raises(TablesError, match=r"interactions\.direction: is missing"):
        dr.open(interactions=INTERACTIONS.drop(columns="direction"))


def test_a_word_that_is_none_of_ours_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'opn'"):
        _ = dr.opn
