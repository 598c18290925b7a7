"""The customers behind a figure are as many as it says, and bring what it says."""

from __future__ import annotations

from collections import Counter
from typing import Any, get_args

import pytest
from hypothesis import given, settings

from deeproot.measure.retention.behind import beginners, moved, stays
from deeproot.measure.retention.cohorts import Business, cohorts
from deeproot.measure.retention.revenue import revenue
from deeproot.measure.retention.staying import staying
from deeproot.measure.retention.tests.test_revenue import MONTHS, TERMS, term, terms
from deeproot.measure.retention.tests.test_staying import AS_OF


@given(TERMS)
@settings(max_examples=15, deadline=None)
def test_who_moved_adds_up_to_the_bridge(rows: list[dict[str, Any]]) -> None:
    tables = terms(rows)
    for month in revenue(tables, MONTHS, "persona"):
        mine = [
            one
            for one in moved(tables, month.begins, month.ends, "persona")
            if (one.currency, one.group) == (month.currency, month.group)
        ]
        assert sum(one.before for one in mine) == pytest.approx(month.start)
        assert sum(one.after for one in mine) == pytest.approx(month.end)
        assert sum(one.after - one.before for one in mine if one.part == "grown") == pytest.approx(month.grown)
        for part, count in (
            ("new", month.customers_new),
            ("back", month.customers_back),
            ("lost", month.customers_lost),
        ):
            assert len([one for one in mine if one.part == part]) == count


def test_a_free_contract_moves_nothing_and_who_pays_after_it_is_new() -> None:
    free = [term("1", "a", 0, 0.0), term("2", "b", 0, 0.0), term("2", "b", 45), term("3", "c", -90, ends_at=-30)]
    tables = terms([*free, term("3", "c", 40, 0.0)])
    found = {
        month.begins: {one.customer_id: one.part for one in moved(tables, month.begins, month.ends)}
        for month in revenue(tables, MONTHS)
    }
    assert [part for parts in found.values() for part in parts.items()] == [("b", "new"), *[("b", "same")] * 2]
    assert [month.customers_new for month in revenue(tables, MONTHS)][:1] == [1]


@given(TERMS)
@settings(max_examples=15, deadline=None)
def test_who_began_and_who_stayed_are_those_counted(rows: list[dict[str, Any]]) -> None:
    tables = terms(rows)
    for cohort in cohorts(tables, MONTHS):
        found = beginners(tables, MONTHS, MONTHS.index(cohort.begins))
        assert len(found) == cohort.size
        assert tuple(sum(column) for column in zip(*found.values(), strict=True)) == cohort.there
    told = stays(tables, AS_OF)
    assert len(told) == sum(curve.customers for curve in staying(tables, AS_OF).values())
    assert sum(one.left for one in told) == sum(int(curve.left.sum()) for curve in staying(tables, AS_OF).values())
    grouped = Counter(one.group for one in stays(tables, AS_OF, "persona"))
    assert grouped == {group: curve.customers for group, curve in staying(tables, AS_OF, "persona").items()}


@pytest.mark.parametrize("business", get_args(Business))
def test_a_month_in_which_nobody_began_has_nobody(business: Business) -> None:
    assert beginners(terms([term("1", "a", 0)]), MONTHS, 2, business) == {}
