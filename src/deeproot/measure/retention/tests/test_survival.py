"""Survival is what the product of the days says, with censoring, and stays between its bounds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deeproot.measure.retention.survival import PIECE, curve, of_counts

WATCHED = st.lists(st.tuples(st.integers(0, 60), st.booleans()), min_size=1, max_size=80)


def by_hand(watched: list[tuple[int, bool]], entered: list[int] | None = None) -> dict[int, float]:
    """The product over the days, customer by customer: the textbook, slow."""
    begins = entered or [-1] * len(watched)
    share, found = 1.0, {}
    for day in sorted({days for days, _ in watched}):
        risk = sum(
            days >= day and (begin < day or begin <= 0) for (days, _), begin in zip(watched, begins, strict=True)
        )
        gone = sum(left for days, left in watched if days == day)
        share *= 1 - gone / risk if risk else 1.0
        found[day] = share
    return found


@given(WATCHED)
def test_the_curve_is_the_product_over_the_days(watched: list[tuple[int, bool]]) -> None:
    found = curve(*zip(*watched, strict=True))
    assert dict(zip(found.day.tolist(), found.share.tolist(), strict=True)) == pytest.approx(
        by_hand(watched), abs=1e-12
    )
    assert found.customers == len(watched)
    told = np.isfinite(found.low)
    assert (found.low[told] <= found.share[told] + 1e-12).all()
    assert (found.share[told] <= found.high[told] + 1e-12).all()
    assert ((found.low[told] >= 0) & (found.high[told] <= 1)).all()


@given(WATCHED, st.randoms(use_true_random=False))
def test_neither_order_nor_counting_beforehand_changes_it(watched: list[tuple[int, bool]], chance: object) -> None:
    shuffled = list(watched)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    first, again = curve(*zip(*watched, strict=True)), curve(*zip(*shuffled, strict=True))
    days, left = (np.array(column) for column in zip(*watched, strict=True))
    counted = of_counts(np.bincount(days[left], minlength=days.max() + 1), np.bincount(days))
    for other in (again, counted):
        assert np.array_equal(first.share, other.share)
        assert np.array_equal(first.at_risk, other.at_risk)


@given(WATCHED, st.data())
def test_whom_one_knows_from_later_on_counts_from_then_on(watched: list[tuple[int, bool]], data: st.DataObject) -> None:
    entered = [data.draw(st.integers(0, max(days - 1, 0))) for days, _ in watched]
    found = curve(*zip(*watched, strict=True), entered)
    known = dict(zip(found.day.tolist(), found.share.tolist(), strict=True))
    assert known == pytest.approx(by_hand(watched, entered), abs=1e-12)


def test_nobody_left_is_one_and_everybody_left_is_none() -> None:
    assert curve([5, 9], [False, False]).share.tolist() == [1.0, 1.0]
    assert curve([5, 9], [True, True]).share.tolist() == [0.5, 0.0]
    assert curve([5, 9], [False, False]).median == float("inf")
    assert curve([5, 9], [True, True]).median == 5


def test_the_textbook_example_of_kaplan_and_meier() -> None:
    """Remission of leukaemia under 6-MP (Freireich et al. 1963), as in Kalbfleisch & Prentice 1980, table 1.1."""
    weeks = [6, 6, 6, 7, 10, 13, 16, 22, 23, 6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
    left = [True] * 9 + [False] * 12
    found = curve(weeks, left)
    told = {day: round(share, 4) for day, share in zip(found.day.tolist(), found.share.tolist(), strict=True)}
    assert {day: told[day] for day in (6, 7, 10, 13, 16, 22, 23)} == {
        6: 0.8571, 7: 0.8067, 10: 0.7529, 13: 0.6902, 16: 0.6275, 22: 0.5378, 23: 0.4482,
    }  # fmt: skip
    share, low, high = found.at(10)
    assert (share, low, high) == pytest.approx((0.7529, 0.5032, 0.8894), abs=1e-4)
    assert found.at(3)[0] == 1.0
    assert np.isnan(found.at(36)[0])


def test_nobody_is_no_curve_and_less_than_a_day_is_refused() -> None:
    assert curve([], []).customers == 0
    with pytest.raises(ValueError, match="fewer than 0 days"):
        curve([-1], [True])


def test_more_customers_than_are_counted_at_a_time_are_all_counted() -> None:
    chance = np.random.default_rng(0)
    days, left = chance.integers(0, 90, 2 * PIECE + 3), chance.random(2 * PIECE + 3) < 0.4
    found = curve(days[::-1], left[::-1])
    assert found.customers == len(days)
    assert found.left.tolist() == np.bincount(days[left], minlength=90).tolist()
    assert (found.at_risk[:-1] - found.at_risk[1:]).tolist() == np.bincount(days)[:-1].tolist()
