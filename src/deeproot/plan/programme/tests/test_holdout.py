"""Tests of the hold-out: its share, in each stratum, by nothing but the names."""

from __future__ import annotations

from collections import Counter
from math import ceil, floor

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest, chisquare

from deeproot.plan.programme.holdout import assign, draw

STRATA = st.dictionaries(st.text(max_size=8), st.sampled_from(["", "Founder", "Operations"]), max_size=60)
SHARES = st.floats(0, 0.95)


@given(STRATA, SHARES)
def test_each_stratum_holds_out_its_share_rounded_up_or_down(strata: dict[str, str], share: float) -> None:
    arms = assign(strata, "p", "salt", share)
    assert set(arms) == set(strata)
    for stratum, whole in Counter(strata.values()).items():
        held = sum(arms[one] == "holdout" for one, of in strata.items() if of == stratum)
        assert floor(whole * share - 1e-9) <= held <= ceil(whole * share + 1e-9)


@given(STRATA, SHARES)
def test_the_order_in_which_they_come_changes_nothing(strata: dict[str, str], share: float) -> None:
    assert assign(strata, "p", "s", share) == assign(dict(reversed(strata.items())), "p", "s", share)


def test_those_that_come_one_by_one_are_held_out_with_the_planned_share_too() -> None:
    held = sum(assign({f"c{n}": "x"}, "p", "s", 0.2)[f"c{n}"] == "holdout" for n in range(4_000))
    assert binomtest(held, 4_000, 0.2).pvalue > 0.001


def test_every_place_in_the_order_has_the_same_chance() -> None:
    names = [f"c{n}" for n in range(10)]
    held = Counter(
        one
        for salt in range(4_000)
        for one, arm in assign(dict.fromkeys(names, ""), "p", str(salt), 0.3).items()
        if arm == "holdout"
    )
    assert chisquare([held[name] for name in names]).pvalue > 0.001


def test_another_programme_holds_out_others() -> None:
    customers = {f"c{n}": "" for n in range(1_000)}
    one, other = (assign(customers, name, "s", 0.5) for name in ("p", "q"))
    both = sum(one[name] == other[name] == "holdout" for name in customers)
    assert 200 < both < 300, "a quarter, where they know nothing of each other"


def test_words_cannot_be_moved_from_one_to_the_next() -> None:
    assert draw("ab", "c") != draw("a", "bc")


@pytest.mark.parametrize("share", [-0.1, 1, 1.5, float("nan")])
def test_a_share_that_is_none_is_refused(share: float) -> None:
    with pytest.raises(ValueError, match="a hold-out is a share"):
        assign({"c": ""}, "p", "s", share)
