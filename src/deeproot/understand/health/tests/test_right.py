"""How often readings were right is counted on dates of which it is known who left; too few tell nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pandas as pd
import pytest
from scipy.stats import binomtest

from deeproot.engines import open_tables
from deeproot.tables import TABLES
from deeproot.understand.figures import micros
from deeproot.understand.health.right import Right, dates, how_right, share
from deeproot.understand.risk.leaving import stays

NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)


def ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


def right(readings: list[tuple[str, float, str]], ends: dict[str, float | None], least: int = 1) -> Right:
    """``readings``: customer, days ago, reading; ``ends``: when the contract of each ended, in days ago."""
    rows = [
        {"subscription_id": f"s {who}", "customer_id": who, "starts_at": ago(900).replace(tzinfo=None),
         "ends_at": None if days is None else ago(days).replace(tzinfo=None),
         "amount": 1.0, "currency": "EUR", "period_months": 12}
        for who, days in ends.items()
    ]  # fmt: skip
    import pyarrow as pa

    terms = pa.Table.from_pylist(rows, schema=TABLES["subscriptions"].arrow_schema())
    customers = pa.Table.from_pylist(
        [{"customer_id": who, "name": who, "kind": "person"} for who in ends],
        schema=TABLES["customers"].arrow_schema(),
    )
    known = stays(open_tables({"customers": customers, "subscriptions": terms}))
    given: Any = [{"customer_id": who, "at": micros(ago(days)), "reading": reading} for who, days, reading in readings]
    frame = pd.DataFrame(given, columns=["customer_id", "at", "reading"])
    since = min((ago(days) for _, days, _ in readings), default=NOW)
    return how_right(frame, known, dates(NOW, since), least)


def test_dates_lie_ninety_days_apart_and_long_enough_ago() -> None:
    assert dates(NOW, ago(310)) == [ago(120), ago(210), ago(300)]
    assert dates(NOW, ago(119)) == [] and len(dates(NOW, ago(9_000))) == 8


def test_good_of_one_who_stayed_and_bad_of_one_who_left_are_right() -> None:
    found = right(
        [("a", 150, "good"), ("b", 150, "bad"), ("c", 150, "bad"), ("d", 150, "good"), ("e", 150, "uneasy")],
        {"a": None, "b": 60, "c": None, "d": 31, "e": 60},
    )
    assert (found.right.count, found.right.n) == (2, 4)
    assert {name: (one.count, one.n) for name, one in found.left.items()} == {
        "good": (1, 2), "uneasy": (1, 1), "bad": (1, 2), "all": (3, 5),
    }  # fmt: skip


def test_it_is_the_reading_in_force_that_counts_and_who_left_later_stayed() -> None:
    found = right([("a", 150, "bad"), ("a", 125, "good"), ("a", 119, "bad")], {"a": 29})
    assert (found.left["good"].count, found.left["good"].n, found.right.count) == (0, 1, 1)
    gone = right([("a", 150, "bad"), ("a", 125, "unknown")], {"a": 60})
    assert gone.left["all"].n == 0


def test_who_has_no_contract_then_is_not_asked_about() -> None:
    assert right([("a", 150, "good")], {"a": 130}).left["all"].n == 0


def test_too_few_tell_nothing() -> None:
    assert share(29, 29).share is None and share(30, 30).share == 1.0
    assert not right([("a", 150, "good")], {"a": None}, least=30).known
    assert right([("a", 150, "good")], {"a": None}).known
    assert not right([], {"a": None}, least=30).known


@pytest.mark.parametrize(("count", "n"), [(0, 30), (7, 30), (300, 300), (81, 263)])
def test_the_interval_is_wilsons(count: int, n: int) -> None:
    found, peer = share(count, n), binomtest(count, n).proportion_ci(method="wilson")
    assert (found.low, found.high) == (pytest.approx(peer.low, abs=1e-6), pytest.approx(peer.high, abs=1e-6))
