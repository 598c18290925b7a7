"""The intervals hold what they say: by exact reckoning, by simulation, and against somebody else's."""

from __future__ import annotations

from collections import Counter
from math import comb, isclose, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest, t

from deeproot.measure.surveys.intervals import Sums, effective, mean, net, share
from deeproot.measure.surveys.scales import SCALES

COUNTS = st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(COUNTS)
def test_a_share_lies_where_wilson_puts_it(counts: tuple[int, int]) -> None:
    good, n = counts
    theirs = binomtest(good, n).proportion_ci(method="wilson")
    low, high = share(good, n)
    assert isclose(low, theirs.low, abs_tol=1e-9)
    assert isclose(high, theirs.high, abs_tol=1e-9)
    assert low <= good / n <= high


def test_a_published_net_promoter_score_has_its_published_interval() -> None:
    """Lewis & Sauro 2021 ("Confidence Intervals for Net Promoter Scores"): 36 promoters, 19 detractors of 67 (NPS 25):
    by hand, 36.75 and 19.75 of 70."""
    low, high = net(36, 19, 67)
    ours, theirs = 36.75 / 70, 19.75 / 70
    half = 1.959963985 * sqrt((ours + theirs - (ours - theirs) ** 2) / 70)
    assert (low, high) == pytest.approx((ours - theirs - half, ours - theirs + half))
    assert (round(100 * low), round(100 * high)) == (4, 45)


@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 60))
def test_a_net_promoter_score_turned_round_has_its_interval_turned_round(good: int, low: int, between: int) -> None:
    n = good + low + between
    below, above = net(good, low, n)
    assert -1 <= below <= above <= 1
    turned = net(low, good, n)
    assert (-above, -below) == pytest.approx(turned)


NET = [(0.5, 0.2), (0.75, 0.05), (0.9, 0.02), (0.1, 0.6), (0.34, 0.33), (0.2, 0.02)]


@pytest.mark.parametrize(("good", "low"), NET)
@pytest.mark.parametrize("n", [10, 25, 60])
def test_nineteen_of_twenty_net_promoter_scores_lie_in_their_interval(good: float, low: float, n: int) -> None:
    """Exactly reckoned over all outcomes of a sample of n, not drawn."""
    held = 0.0
    for ours in range(n + 1):
        for theirs in range(n + 1 - ours):
            between = n - ours - theirs
            chance = comb(n, ours) * comb(n - ours, theirs) * good**ours * low**theirs * (1 - good - low) ** between
            below, above = net(ours, theirs, n)
            held += chance * (below <= good - low <= above)
    assert 0.92 <= held <= 1


SHAPES = {
    "flat": (1, 1, 1, 1, 1, 1, 1),
    "glad": (2, 2, 3, 5, 13, 30, 45),
    "nearly all seven": (1, 0, 0, 1, 3, 15, 80),
    "two camps": (30, 5, 5, 5, 5, 10, 40),
    "a rare one": (4, 0, 0, 0, 0, 0, 96),
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("n", [10, 20, 50])
def test_nineteen_of_twenty_means_lie_in_their_interval_where_plain_t_fails(shape: str, n: int) -> None:
    weights = np.array(SHAPES[shape]) / sum(SHAPES[shape])
    marks = np.arange(1, 8)
    true = float(weights @ marks)
    drawn = np.random.default_rng(7).choice(marks, size=(3_000, n), p=weights)
    sums = Counter(zip(drawn.sum(axis=1).tolist(), (drawn**2).sum(axis=1).tolist(), strict=True))
    held = plain = 0
    for (total, squares), times in sums.items():
        low, high = mean(total, squares, n, n, (1, 7))
        held += times * (low <= true <= high)
        half = t.ppf(0.975, n - 1) * sqrt(max(squares - total**2 / n, 0) / (n - 1) / n)
        plain += times * (abs(total / n - true) <= half)
    assert held / 3_000 >= 0.935
    if shape == "a rare one" and n == 10:
        assert plain / 3_000 < 0.5


def sums_of(by_customer: list[list[float]]) -> Sums:
    each = [(len(own), sum(own)) for own in by_customer]
    return Sums(
        customers=len(each), n=sum(n for n, _ in each), v=sum(v for _, v in each),
        vv_each=sum(one * one for own in by_customer for one in own), nn=sum(n * n for n, _ in each),
        vn=sum(n * v for n, v in each), vv=sum(v * v for _, v in each),
    )  # fmt: skip


GIVEN = st.lists(st.lists(st.sampled_from([-1.0, 0.0, 1.0]), min_size=1, max_size=5), min_size=2, max_size=30)


@given(GIVEN)
def test_what_answers_are_worth_is_the_design_effect_reckoned_answer_by_answer(given_: list[list[float]]) -> None:
    every = [one for own in given_ for one in own]
    middle, n, m = sum(every) / len(every), len(every), len(given_)
    apart = sum((one - middle) ** 2 for one in every) / (n - 1) * n
    together = sum(sum(one - middle for one in own) ** 2 for own in given_) / (m - 1) * m
    worth = effective(sums_of(given_))
    assert 0 < worth <= n
    if n > m and apart > 1e-9:
        assert worth == pytest.approx(n / min(max(1.0, together / apart), n))
    elif n == m:
        assert worth == n


def test_who_answers_ten_times_alike_counts_as_one() -> None:
    ten_each = [[1.0] * 10 if place % 2 else [0.0] * 10 for place in range(20)]
    assert effective(sums_of(ten_each)) == pytest.approx(20, rel=0.06)
    assert effective(sums_of([[1.0] * 10] * 20)) == 20


def test_repeated_answers_do_not_make_an_interval_surer_than_it_is() -> None:
    """Forty customers, each of an opinion of their own and asked five times: counted apart, one would be too sure."""
    rng = np.random.default_rng(3)
    held = naive = 0
    for _ in range(800):
        own = rng.beta(0.6, 0.4, size=40)
        answers = (rng.random((40, 5)) < own[:, None]).astype(float)
        worth = effective(sums_of(answers.tolist()))
        good = float(answers.mean())
        low, high = share(good * worth, worth)
        held += low <= 0.6 <= high
        low, high = share(good * 200, 200)
        naive += low <= 0.6 <= high
    assert held / 800 >= 0.92
    assert naive / 800 < 0.8


def test_a_level_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        share(1, 2, level=95)


@pytest.mark.parametrize(
    ("scale", "said"),
    [
        ("nps", "-------  ++"),
        ("csat", ".-- ++"),
        ("ces", ".--- +++"),
    ],
)
def test_each_mark_of_a_scale_is_good_low_or_between(scale: str, said: str) -> None:
    found = {mark: SCALES[scale].of(mark) for mark in SCALES[scale].marks}
    assert "".join({1: "+", 0: " ", -1: "-"}[found[m]] if m in found else "." for m in range(len(said))) == said
    with pytest.raises(ValueError, match=f"no mark of {scale}"):
        SCALES[scale].of(11)
