"""Who counts, how many take part, and that nobody can be told from the figures."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from deeproot.measure.participation import FEWEST, OTHERS, Person, Share, counts, monday, participation, weeks_until

TODAY = date(2026, 7, 1)
"""A Wednesday."""
WEEK = date(2026, 6, 22)
LONG_AGO = date(2020, 1, 1)


def one(name: str, team: str = "", since: date = LONG_AGO, until: date | None = None, **more: object) -> Person:
    return Person(name, team, ((since, until),), **more)  # type: ignore[arg-type]


def test_a_newcomer_counts_from_their_first_whole_week_and_who_leaves_no_more_in_their_last() -> None:
    assert counts(one("a", since=WEEK), WEEK, TODAY)
    assert not counts(one("a", since=WEEK + timedelta(days=1)), WEEK, TODAY)
    assert not counts(one("a", until=WEEK + timedelta(days=5)), WEEK, TODAY)
    assert counts(one("a", until=WEEK + timedelta(days=6)), WEEK, TODAY)


def test_the_present_week_is_asked_only_as_far_as_it_is_past() -> None:
    assert counts(one("a"), monday(TODAY), TODAY)
    assert not counts(one("a", until=TODAY - timedelta(days=1)), monday(TODAY), TODAY)


def test_who_is_away_on_all_their_working_days_does_not_count_and_who_is_there_on_one_does() -> None:
    friday = WEEK + timedelta(days=4)
    assert not counts(one("a", away=((WEEK, friday),)), WEEK, TODAY)
    assert counts(one("a", away=((WEEK, friday - timedelta(days=1)),)), WEEK, TODAY)
    assert not counts(one("a", away=((WEEK, WEEK),), workdays=frozenset({0})), WEEK, TODAY)


def test_two_absences_that_meet_are_one() -> None:
    split = ((WEEK, WEEK + timedelta(days=1)), (WEEK + timedelta(days=2), WEEK + timedelta(days=6)))
    assert not counts(one("a", away=split), WEEK, TODAY)


def test_shares_are_of_those_who_count_and_deeds_of_others_are_left_out() -> None:
    weeks = weeks_until(TODAY, 2)
    people = [*(one(str(n)) for n in range(5)), one("new", since=TODAY)]
    deeds = {
        ("0", weeks[0]): {"walk"},
        ("0", weeks[1]): {"note"},
        ("1", weeks[1]): {"note"},
        ("new", weeks[1]): {"note"},
    }
    found = participation(people, deeds, weeks, ["walk", "note", "brief"], TODAY)
    assert found.company.weeks == (Share(1, 5), Share(2, 5))
    assert found.company.month == found.company.whole == Share(2, 5)
    assert found.company.ways == {"walk": Share(1, 5), "note": Share(2, 5), "brief": Share(0, 5)}


def test_of_fewer_than_five_nothing_is_said_of_a_team_or_the_company() -> None:
    weeks = weeks_until(TODAY, 1)
    few = participation([one(str(n)) for n in range(4)], {}, weeks, ["walk"], TODAY)
    assert few.company.weeks == (None,) and few.company.ways == {"walk": None}
    people = [*(one(f"n{n}", "north") for n in range(6)), *(one(f"s{n}", "south") for n in range(5))]
    both = participation(people, {}, weeks, [], TODAY)
    assert [team.name for team in both.teams] == ["north", "south"] and both.hidden == 0
    assert [team.name for team in participation(people[:-1], {}, weeks, [], TODAY).teams] == []


def test_small_teams_are_told_together_where_they_are_enough() -> None:
    people = [one(f"{team}{n}", team) for team, size in (("north", 6), ("s", 3), ("w", 2)) for n in range(size)]
    found = participation(people, {("s0", monday(TODAY)): {"note"}}, weeks_until(TODAY, 1), ["note"], TODAY)
    assert [(team.name, team.whole) for team in found.teams] == [("north", Share(0, 6)), (OTHERS, Share(1, 5))]
    assert found.hidden == 2


@given(st.lists(st.tuples(st.sampled_from("abcd "), st.integers(0, 3)), max_size=40))
def test_no_figure_less_others_is_of_fewer_than_five(drawn: list[tuple[str, int]]) -> None:
    weeks = weeks_until(TODAY, 4)
    people = [one(str(n), team.strip(), since=weeks[late]) for n, (team, late) in enumerate(drawn)]
    found = participation(people, {}, weeks, ["note"], TODAY)
    whole = [*found.company.weeks, found.company.month, found.company.whole]
    for place, share in enumerate(whole):
        told = [figure for team in found.teams if (figure := [*team.weeks, team.month, team.whole][place])]
        assert all(figure.of >= FEWEST for figure in told)
        if share and told:
            left = share.of - sum(figure.of for figure in told)
            assert left == 0 or left >= FEWEST
