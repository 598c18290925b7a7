from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.http import Http404

from deeproot_app.base import access
from deeproot_app.base.models import Organisation, User
from deeproot_app.base.tests.plans import plan
from deeproot_app.conftest import AS_OF, SmallRecord
from deeproot_app.plan import decide, queries
from deeproot_app.plan.models import Item
from deeproot_app.plan.queries import Wanted
from deeproot_app.plan.tests.record import found, stored

ALL = access.COMMAND_LINE


def listed(wanted: Wanted, actor: access.Actor = ALL, size: int = 50) -> list[tuple[str, str, list[str]]]:
    """(customer, reason, further reasons) of the first page."""
    told = queries.today(actor, wanted, AS_OF, {}, size)
    return [
        (item.customer_id, item.reason, [more.reason for more in told.also.get(item.customer_id, ())])
        for item in told.page.rows
    ]


@pytest.fixture
def _list(small_record: SmallRecord) -> None:
    stored(
        found("c-birch", "silence_too_long"),
        found("c-birch", "unanswered", "t-1"),
        found("c-birch", "promise_overdue", "p", member_id="m-ben", escalated_to="m-ada"),
        found("c-cedar", "unanswered", "t-2", member_id="m-ben", weight=9.0),
        found("c-dune", "unanswered", "t-3", member_id=None, weight=None),
    )


@pytest.mark.usefixtures("_list")
def test_each_customer_stands_once_with_its_most_urgent_reason_and_the_others_beneath() -> None:
    assert listed(Wanted()) == [
        ("c-birch", "promise_overdue", ["unanswered", "silence_too_long"]),
        ("c-cedar", "unanswered", []),
        ("c-dune", "unanswered", []),
    ]


@pytest.mark.usefixtures("_list")
def test_a_members_list_is_what_is_theirs_and_what_was_escalated_to_them() -> None:
    assert listed(Wanted(member="m-ada")) == [("c-birch", "promise_overdue", ["unanswered", "silence_too_long"])]
    assert listed(Wanted(member="m-ben")) == [("c-birch", "promise_overdue", []), ("c-cedar", "unanswered", [])]
    assert listed(Wanted(nobody=True)) == [("c-dune", "unanswered", [])]
    assert listed(Wanted(reason="silence_too_long")) == [("c-birch", "silence_too_long", [])]


@pytest.mark.usefixtures("_list")
def test_pages_follow_one_another_without_gap_or_repeat() -> None:
    seen: list[str] = []
    query: dict[str, str] = {}
    while True:
        page = queries.today(ALL, Wanted(), AS_OF, query, size=1).page
        seen += [item.customer_id for item in page.rows]
        if not page.next:
            break
        name, _, value = page.next.partition("=")
        query = {name: value}
    assert seen == ["c-birch", "c-cedar", "c-dune"]


@pytest.mark.usefixtures("_list")
def test_a_lead_that_is_settled_gives_way_to_the_next_reason() -> None:
    decide.done(ALL, Item.objects.get(reason="promise_overdue").pk)
    assert listed(Wanted())[-1] != ("c-birch", "promise_overdue", ["unanswered", "silence_too_long"])
    assert ("c-birch", "unanswered", ["silence_too_long"]) in listed(Wanted())


@pytest.mark.usefixtures("_list")
def test_who_sees_their_own_customers_only_sees_only_their_items(stranger: User) -> None:
    Organisation.objects.update_or_create(pk=1, defaults={"members_see": "own"})
    assert listed(Wanted(), stranger) == [("c-dune", "unanswered", [])]
    assert queries.count_by_reason(stranger, Wanted(), AS_OF) == {"unanswered": 1}
    with pytest.raises(Http404):
        queries.one(stranger, Item.objects.filter(customer="c-birch").first().pk)  # type: ignore[union-attr]


@pytest.mark.usefixtures("_list")
def test_the_list_takes_two_queries_however_long_it_is(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    with django_assert_num_queries(2):
        told = queries.today(ALL, Wanted(), AS_OF, {})
        assert [(item.customer.name, item.member and item.member.name) for item in told.page.rows]


@pytest.mark.usefixtures("_list")
def test_it_counts_by_reason_and_shows_what_was_decided_of_late(member: User) -> None:
    assert queries.count_by_reason(ALL, Wanted(), AS_OF) == {
        "promise_overdue": 1,
        "unanswered": 3,
        "silence_too_long": 1,
    }
    key = Item.objects.get(reason="silence_too_long").pk
    decision = decide.done(member, key)
    since = decision.at - timedelta(hours=1)
    assert list(queries.decided(ALL, since)) == [decision]
    decide.undo(member, decision.pk)
    assert list(queries.decided(ALL, since)) == []
    assert list(queries.history(queries.one(ALL, key))) == [decision]
    assert [item.reason for item in queries.of_customers(ALL, ["c-birch"], AS_OF)["c-birch"]] == [
        "promise_overdue",
        "unanswered",
        "silence_too_long",
    ]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="plans are told in SQLite's words")
@pytest.mark.parametrize("wanted", [Wanted(), Wanted(reason="unanswered"), Wanted(nobody=True), Wanted(member="m-ben")])
@pytest.mark.usefixtures("_list")
def test_whether_a_customer_has_a_more_urgent_item_is_looked_up_by_the_customer(wanted: Wanted) -> None:
    sql, values = queries.leads(ALL, wanted, AS_OF).order_by("order").query.sql_with_params()
    steps = plan(sql, values)
    before = steps[next(place for place, step in enumerate(steps) if step.startswith("CORRELATED")) + 1]
    assert "item_of_customer (customer_id=? AND order" in before
    assert not [step for step in steps if step.startswith("SCAN") and "INDEX" not in step]
