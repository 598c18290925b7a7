"""Tests of what is known of customers: what a turn stored is what a reckoning for that moment says."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from deeproot.plan.programme.facts import NUMBERS, TEXTS
from deeproot.understand.experience import BY_ID
from deeproot_app import loop
from deeproot_app.base.models import User
from deeproot_app.conftest import SmallRecord
from deeproot_app.plan.programmes import audience, known
from deeproot_app.record.models import Belief, Customer
from deeproot_app.understand import rules
from deeproot_app.understand.due import everyone
from deeproot_app.understand.reckon import reckon
from deeproot_app.understand.source import opened

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("customers_alone")]


@pytest.fixture
def understood(small_record: SmallRecord) -> SmallRecord:
    Belief.objects.create(
        belief_id="b-1",
        customer=small_record.birch,
        about="need",
        text="A monthly report",
        horizon="now",
        from_at=small_record.as_of - timedelta(days=9),
        recorded_seq=0,
    )
    loop.turn(small_record.as_of)
    return small_record


def test_what_is_stored_is_what_is_reckoned_for_that_moment(understood: SmallRecord) -> None:
    customers, at = everyone(), understood.as_of
    now = known.stored(customers, at)
    with opened() as read:
        then = known.reckoned(reckon(read.everything(), at, rules.in_force(at)), customers)
    assert now.keys() == then.keys() == {"c-birch", "c-cedar", "c-dune"}
    for name in now:
        assert now[name].texts == then[name].texts
        assert now[name].scenarios == then[name].scenarios
        assert list(now[name].beliefs) == list(then[name].beliefs)
        for number in (*NUMBERS, *BY_ID):
            assert now[name].numbers.get(number) == pytest.approx(then[name].numbers.get(number)), (name, number)


def test_everything_that_may_be_asked_is_told(understood: SmallRecord) -> None:
    birch = known.stored(["c-birch"], understood.as_of)["c-birch"]
    assert set(birch.texts) == set(TEXTS)
    assert set(NUMBERS) <= set(birch.numbers)
    assert birch.numbers["overdue_promises"] == 1
    assert (birch.texts["owner"], birch.texts["team"]) == ("m-ada", "north")


def test_many_customers_need_no_more_queries_than_one(
    understood: SmallRecord, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    customers = everyone()
    with django_assert_num_queries(5):
        assert len(known.stored(customers, understood.as_of)) == 3


def test_who_left_or_is_shown_under_another_is_not_among_them(understood: SmallRecord) -> None:
    Customer.objects.filter(pk="c-cedar").update(left_at=understood.as_of - timedelta(days=1))
    Customer.objects.filter(pk="c-dune").update(merged_into="c-birch", recorded_seq=0)
    assert set(known.stored(everyone(), understood.as_of)) == {"c-birch"}


def test_an_audience_is_counted_with_those_of_whom_it_is_not_known(understood: SmallRecord, manager: User) -> None:
    Customer.objects.filter(pk="c-birch").update(persona="Founder")
    found = audience.count(manager, {"of": "persona", "is": ["Founder"]}, understood.as_of)
    assert (found.inside, found.outside, found.unknown) == (1, 0, 2)
    assert found.some == (("c-birch", "Birch Bakery"),)


def test_nobody_counts_customers_that_they_may_not_see(understood: SmallRecord, stranger: User) -> None:
    from deeproot_app.base.models import Organisation

    Organisation.objects.update_or_create(pk=1, defaults={"members_see": "own"})
    found = audience.count(stranger, {"not": {"holds": "goal"}}, understood.as_of)
    assert (found.inside, found.some) == (1, (("c-dune", "Dune Travel"),))


def test_those_inside_come_part_by_part(understood: SmallRecord, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audience, "AT_ONCE", 2)
    parts = list(audience.inside({"of": "overdue_promises", "at_most": 9}, understood.as_of, Customer.objects.all()))
    assert [set(part) for part in parts] == [{"c-birch", "c-cedar"}, {"c-dune"}]
