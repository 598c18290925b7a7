"""The figures of the company, by the rule of each kind of measure."""

from __future__ import annotations

import pytest

from deeproot.engines import Tables, open_tables
from deeproot.understand.company import Figure, company
from deeproot.understand.figures import IDS
from deeproot.understand.tests.scenes import NOW, ago, heard, promise, scene, talk, together, touch

LIVES = [
    scene("", "one", None, touch(ago(10), "pitch"), touch(ago(9), "value", member_id="bob"),
          heard(ago(8), needs_answer=True), touch(ago(7)), customer={"persona": "P", "owner": "ann"}),
    scene("", "two", None, touch(ago(100), "pitch"), heard(ago(8), needs_answer=True), talk(ago(4), channel="chat"),
          heard(ago(3), needs_answer=True), promises=[promise(ago(2), holding=["a"])], customer={"persona": "P"}),
    scene("", "three", None),
]  # fmt: skip


@pytest.fixture(scope="module")
def tables() -> Tables:
    return open_tables(together(LIVES))


def test_counts_are_added_over_customers(tables: Tables) -> None:
    assert company(tables, NOW)["heard_from_us"] == Figure(5.0, 5, 3)
    assert company(tables, NOW)["unanswered"] == Figure(1.0, 1, 3)


def test_means_and_medians_are_taken_over_all_rows_together(tables: Tables) -> None:
    figures = company(tables, NOW)
    assert figures["asked_share"] == Figure(0.5, 4, 2)
    assert figures["answer_hours"] == Figure(60.0, 2, 2)


def test_the_largest_and_the_different_ones_are_the_median_over_customers_that_have_one(tables: Tables) -> None:
    figures = company(tables, NOW)
    assert figures["longest_silence_days"].value == pytest.approx(355)
    assert figures["people_met"] == Figure(1.0, 5, 3)
    assert figures["holding_loop"] == Figure(1.0, 1, 1)


def test_each_group_has_its_own_figures_and_unknown_is_a_group(tables: Tables) -> None:
    by = company(tables, NOW, by="persona")
    assert set(by) == {"P", None}
    assert by["P"]["heard_from_us"] == Figure(5.0, 5, 2)
    assert by[None]["heard_from_us"] == Figure(0.0, 0, 1)
    assert by[None]["asked_share"] == Figure(None, 0, 0)
    assert set(company(tables, NOW, by="owner")) == {"ann", None}


def test_a_company_without_customers_has_counts_of_nothing(tables: Tables) -> None:
    figures = company(open_tables({}), NOW)
    assert set(figures) == set(IDS)
    assert figures["heard_from_us"] == Figure(0.0, 0, 0)
    assert figures["asked_share"] == Figure(None, 0, 0)
