"""The day's choice: never fuller than the day, nobody starved, what we owe before all else."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deeproot.plan.choose import DUTIES, Chosen, Reach, choose
from deeproot.plan.reasons import REASONS

DAY = date(2026, 6, 30)
LONGEST = 30


def reach(key: str, customer: str = "", **told: object) -> Reach:
    given = {
        "member_id": "ada", "reason": "silence_too_long", "order": f"16{key}", "weight": 1.0, "waiting_since": DAY,
        "minutes": 10,
    }  # fmt: skip
    return Reach(key=key, customer_id=customer or f"of-{key}", **(given | told))  # type: ignore[arg-type]


@st.composite
def reaches(draw: st.DrawFn, most: int = 25) -> list[Reach]:
    keys = draw(st.lists(st.integers(0, 999), unique=True, max_size=most))
    return [
        reach(
            f"{key:03}",
            customer=f"c{draw(st.integers(0, most))}",
            member_id=draw(st.sampled_from(["ada", "bo"])),
            reason=(reason := draw(st.sampled_from(REASONS))),
            order=f"{REASONS.index(reason):02}{draw(st.integers(0, 9))}",
            weight=draw(st.none() | st.floats(0, 100)),
            waiting_since=DAY - timedelta(days=draw(st.integers(0, 40))),
            minutes=draw(st.integers(1, LONGEST)),
            horizon=draw(st.sampled_from([None, "now", "quarter", "some_day"])),
            allowed=draw(st.booleans()),
        )
        for key in keys
    ]


@given(reaches(), st.dictionaries(st.sampled_from(["ada", "bo", "cy"]), st.integers(0, 240)))
def test_no_day_is_fuller_than_its_minutes_and_no_customer_stands_in_it_twice(
    some: list[Reach], capacity: dict[str, int]
) -> None:
    chosen = choose(some, capacity)
    for member, minutes in capacity.items():
        day = [place for place in chosen if place.member_id == member]
        assert sum(place.minutes for place in day) <= minutes
        assert [place.rank for place in day] == list(range(1, len(day) + 1))
    assert {place.member_id for place in chosen} <= capacity.keys()
    customers = [place.customer_id for place in chosen]
    assert len(customers) == len(set(customers))


@given(reaches(), st.randoms())
def test_the_order_in_which_they_come_changes_nothing(some: list[Reach], chance: object) -> None:
    mixed = list(some)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert choose(mixed, {"ada": 60, "bo": 45}) == choose(some, {"ada": 60, "bo": 45})


@given(reaches(), st.integers(0, 240))
def test_what_we_owe_stands_before_all_else_and_what_is_refused_is_left_out(some: list[Reach], minutes: int) -> None:
    by_key, chosen = {one.key: one for one in some}, choose(some, {"ada": minutes})
    duties = [by_key[place.key].duty for place in chosen]
    assert duties == sorted(duties, reverse=True)
    assert all(by_key[place.key].allowed or by_key[place.key].duty for place in chosen)
    assert all((place.because == "duty") == by_key[place.key].duty for place in chosen)


@given(reaches(), st.integers(0, 240))
def test_no_room_is_left_that_somebody_would_fit_into(some: list[Reach], minutes: int) -> None:
    chosen = choose(some, {"ada": minutes})
    left = minutes - sum(place.minutes for place in chosen)
    placed = {place.customer_id for place in chosen}
    first: dict[str, Reach] = {}
    for one in sorted(some, key=lambda one: (one.order, one.key)):
        if one.allowed or one.duty:
            first.setdefault(one.customer_id, one)
    waiting = [one for customer, one in first.items() if customer not in placed and one.member_id == "ada"]
    assert all(one.minutes > left for one in waiting if not one.duty)


@settings(max_examples=60)
@given(st.data())
def test_whoever_waits_is_chosen_within_as_many_days_as_others_waited_longer(data: st.DataObject) -> None:
    """Days go by: promises pour in, the rich come first, new ones arrive; the poorest is reached all the same."""
    minutes = data.draw(st.integers(2 * LONGEST, 4 * LONGEST))
    there = {
        f"{n:03}": reach(
            f"{n:03}",
            weight=data.draw(st.floats(0, 9)),
            minutes=data.draw(st.integers(1, LONGEST)),
            waiting_since=DAY - timedelta(days=data.draw(st.integers(0, 5))),
            horizon=data.draw(st.sampled_from([None, "now", "some_day"])),
        )
        for n in range(data.draw(st.integers(1, 12)))
    }
    poorest = min(there.values(), key=lambda one: (one.weight or 0, one.key))
    before = sum(1 for one in there.values() if one.waiting_since <= poorest.waiting_since and one is not poorest)
    for days in range(before + 1):
        today = DAY + timedelta(days=days + 1)
        owed = [
            reach(f"d{today:%j}{n}", reason=DUTIES[0], order=f"00{n}", minutes=data.draw(st.integers(1, LONGEST)))
            for n in range(data.draw(st.integers(0, 6)))
        ]
        keys = {place.key for place in choose([*there.values(), *owed], {"ada": minutes})}
        if poorest.key in keys:
            return
        there |= {key: moved(there[key], today) for key in keys & there.keys()}
        newcomer = reach(f"n{today:%j}", weight=100.0, waiting_since=today, horizon="now")
        there[newcomer.key] = newcomer
    pytest.fail(f"{poorest} was passed over for {before + 1} days")


def moved(one: Reach, day: date) -> Reach:
    return Reach(
        one.key, one.customer_id, one.member_id, one.reason, one.order, one.weight, day, one.minutes, one.horizon
    )


def test_a_near_need_comes_before_a_large_value_and_value_before_the_rest() -> None:
    some = [
        reach("rich", weight=50.0),
        reach("poor", weight=0.1),
        reach("near", weight=0.2, horizon="now"),
        reach("later", weight=0.3, horizon="quarter"),
    ]
    chosen = choose(some, {"ada": 60})
    assert [place.key for place in chosen] == ["near", "later", "rich", "poor"]
    assert chosen[0].because == "need"
    assert chosen[2].because == "value"


def test_one_place_belongs_to_whoever_waited_longest_whatever_is_at_stake() -> None:
    rich = [reach(f"rich{n}", weight=50.0 + n) for n in range(5)]
    poor = reach("poor", weight=None, waiting_since=DAY - timedelta(days=30))
    chosen = choose([*rich, poor], {"ada": 20})
    assert [place.key for place in chosen] == ["rich4", "poor"]
    assert chosen[1] == Chosen("poor", "of-poor", "ada", 2, 10, "waited")


def test_promises_take_the_day_where_it_holds_nothing_beside_them() -> None:
    owed = reach("owed", reason="promise_overdue", order="001", minutes=25)
    waits = reach("waits", waiting_since=DAY - timedelta(days=90), minutes=10)
    assert [place.key for place in choose([owed, waits], {"ada": 30})] == ["owed"]
    assert [place.key for place in choose([owed, waits], {"ada": 35})] == ["owed", "waits"]
    assert choose([owed, waits], {"ada": 5}) == []


def test_a_touch_that_takes_no_time_is_refused() -> None:
    with pytest.raises(ValueError, match="give each at least one"):
        choose([reach("free", minutes=0)], {"ada": 10})
