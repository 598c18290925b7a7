"""Tests of the queue of what was read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from deeproot_app.base.models import Organisation, User
from deeproot_app.base.tests.plans import plan
from deeproot_app.conftest import SmallRecord
from deeproot_app.record.models import Proposal
from deeproot_app.record.review import queue
from deeproot_app.record.review.queue import Wanted
from deeproot_app.record.review.tests.proposals import propose

pytestmark = pytest.mark.usefixtures("small_record")


@pytest.fixture
def proposals(small_record: SmallRecord) -> list[Proposal]:
    """In the order of the queue: promises first, the oldest message first."""
    rows = [
        propose("mail:c-birch-5", "needs_answer"),
        propose("mail:c-birch-11", "promise", place=1),
        propose("mail:c-cedar-89", "promise"),
        propose("mail:c-dune-200", "promise"),
        propose("mail:c-birch-12", "belief"),
        propose("mail:c-birch-11", "outcome", promise_id="pr-1"),
    ]
    return [rows[at] for at in (3, 2, 1, 5, 0, 4)]


def names(part: queue.Part) -> list[int]:
    return [row.pk for row in part.rows]


def test_promises_come_first_and_the_oldest_message_first(manager: User, proposals: list[Proposal]) -> None:
    part = queue.part(manager, Wanted())
    assert names(part) == [row.pk for row in proposals]
    assert part.before == [] and part.following is None


def test_a_place_is_held_by_the_proposal_that_stood_there(manager: User, proposals: list[Proposal]) -> None:
    third = proposals[2]
    part = queue.part(manager, Wanted(), third.pk, size=2)
    assert names(part) == [third.pk, proposals[3].pk]
    assert part.following == proposals[4]
    assert part.before == [proposals[1], proposals[0]]
    Proposal.objects.filter(pk=third.pk).update(state="confirmed", decided_at=timezone.now())
    part = queue.part(manager, Wanted(), third.pk, size=2)
    assert names(part) == [proposals[3].pk, proposals[4].pk]
    assert part.before == [proposals[1], proposals[0]]


def test_messages_of_one_moment_are_walked_without_losing_or_repeating_one(manager: User) -> None:
    made = [propose("mail:c-birch-11", "promise", place=place) for place in range(9)]
    met, part = [], queue.part(manager, Wanted(), size=1)
    while part.open:
        met.append(part.open)
        part = queue.part(manager, Wanted(), part.next.pk if part.next else None, size=1)
        if part.open == made[0]:
            break
    assert met == made


def test_the_queue_is_narrowed_by_sort_member_and_customer(manager: User, proposals: list[Proposal]) -> None:
    def found(**more: Any) -> set[str]:
        return {row.interaction_id for row in queue.part(manager, Wanted(**more)).rows}

    assert found(sort="belief") == {"mail:c-birch-12"}
    assert found(member="m-cleo") == {"mail:c-dune-200"}
    assert found(member="m-ben") == {"mail:c-cedar-89"}
    assert found(member="m-ada", sort="promise") == {"mail:c-birch-11"}
    assert found(customer="c-dune", sort="belief") == set()
    assert queue.count_by_sort(manager, Wanted(customer="c-birch")) == {
        "promise": 1, "outcome": 1, "needs_answer": 1, "belief": 1,
    }  # fmt: skip


def test_what_was_applied_and_what_was_decided_stand_apart_the_latest_first(
    manager: User, proposals: list[Proposal]
) -> None:
    for number, row in enumerate(proposals[:3]):
        Proposal.objects.filter(pk=row.pk).update(
            state="confirmed", decided_at=datetime(2020 + number, 3, 1, tzinfo=UTC)
        )
    Proposal.objects.filter(pk=proposals[3].pk).update(state="opened")
    assert names(queue.part(manager, Wanted(state="decided"))) == [row.pk for row in proposals[2::-1]]
    assert names(queue.part(manager, Wanted(state="decided"), proposals[1].pk)) == [proposals[1].pk, proposals[0].pk]
    assert names(queue.part(manager, Wanted(state="rule"))) == [proposals[3].pk]
    assert len(queue.part(manager, Wanted()).rows) == 2


def test_the_queue_is_narrowed_by_when_the_message_was_written(manager: User, proposals: list[Proposal]) -> None:
    cut = proposals[1].made_at
    earlier = {row.pk for row in proposals if row.made_at < cut}
    assert set(names(queue.part(manager, Wanted(before=cut)))) == earlier
    assert set(names(queue.part(manager, Wanted(since=cut)))) == {row.pk for row in proposals} - earlier
    assert queue.waiting(manager, Wanted(before=cut)) == len(earlier) > 0


@pytest.mark.usefixtures("proposals")
def test_who_sees_only_their_own_sees_no_other_proposal(
    stranger: User, manager: User, monkeypatch: pytest.MonkeyPatch, small_record: SmallRecord
) -> None:
    monkeypatch.setenv("DEEPROOT_NOW", small_record.as_of.isoformat())
    Organisation(pk=1, members_see="own").save()
    rows = queue.part(stranger, Wanted()).rows
    assert [row.customer_id for row in rows] == ["c-dune"]
    assert queue.waiting(stranger) == 1 and queue.waiting(manager) == 6
    foreign = Proposal.objects.filter(customer="c-birch").first()
    assert foreign is not None
    with pytest.raises(Http404):
        queue.one(stranger, foreign.pk)
    # a foreign place is no place: one begins at the beginning
    assert queue.part(stranger, Wanted(), foreign.pk).rows == rows


def test_it_costs_the_same_however_long_the_queue_is(
    manager: User, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    made = [propose("mail:c-birch-11", "promise", place=place) for place in range(40)]
    with django_assert_max_num_queries(4):
        part = queue.part(manager, Wanted(), made[20].pk)
    assert len(part.rows) == queue.SHOWN and len(part.before) == queue.SHOWN


@pytest.mark.usefixtures("proposals")
def test_the_queue_is_read_from_its_index(manager: User) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL reads a table as small as this one whole")
    for found in (queue.matching(manager, Wanted()), queue.matching(manager, Wanted(sort="promise"))):
        with CaptureQueriesContext(connection) as asked:
            list(found.order_by(*queue.ORDER["waiting"])[:12])
        steps = " ".join(plan(asked.captured_queries[0]["sql"]))
        assert "proposal_queue" in steps and "TEMP B-TREE" not in steps
