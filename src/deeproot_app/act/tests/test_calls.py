"""Calls: put on the list, logged with all that came of them, and taken back whole."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from deeproot_app.act.briefs import brief, reading
from deeproot_app.act.calls import begin
from deeproot_app.act.calls.again import MOST
from deeproot_app.act.calls.log import log
from deeproot_app.act.calls.report import Need, Report
from deeproot_app.act.calls.undo import undo
from deeproot_app.act.models import Call
from deeproot_app.base.errors import NotAllowed, UserError
from deeproot_app.base.models import User
from deeproot_app.conftest import AS_OF, SmallRecord
from deeproot_app.plan.models import Item
from deeproot_app.record.models import Belief, Contact, Customer, Interaction, Promise

pytestmark = pytest.mark.usefixtures("as_of")


@pytest.fixture
def item(small_record: SmallRecord) -> Item:
    """Ada owes Birch Bakery a corrected invoice."""
    Contact.objects.filter(pk="p-birch").update(phone="+4723000001")
    return Item.objects.create(
        key="item-owed", customer=small_record.birch, member_id="m-ada", reason="promise_overdue", subject="pr-1",
        order="00", headline="You promised Birch Bakery an invoice.", next_step="Say when it comes.",
        evidence=["pr-1", "mail:c-birch-11"], facts=["pr-1 due"], as_of=AS_OF, first_seen_at=AS_OF,
    )  # fmt: skip


def whole() -> dict[str, list[Any]]:
    """All that a call may touch, as it stands."""
    return {
        "interactions": list(Interaction.objects.order_by("pk").values("pk", "kind", "thread_id")),
        "beliefs": list(Belief.objects.order_by("pk").values("pk", "text", "evidence")),
        "promises": list(
            Promise.objects.order_by("pk").values("pk", "kept_at", "kept_in", "holding", "moved_to", "member_id")
        ),
        "items": list(Item.objects.order_by("pk").values("pk", "settled", "snoozed_until")),
        "calls": list(Call.objects.order_by("pk").values("pk", "state", "attempts", "not_before", "wished")),
    }


TALK = Report(
    "reached", contact_id="p-birch", phone="+4723000001", kind="holding", their_minutes=8, our_minutes=2,
    said="The invoice holds up their bookkeeping.", asked=True, seemed=-0.5, voice="slow, sighed twice",
    needs=[Need("pain", "The books cannot be closed without it", "now")],
    promise="Send the corrected invoice", promise_due=AS_OF + timedelta(days=1), became="put_off",
    new_due=AS_OF + timedelta(days=1), next_at=AS_OF + timedelta(days=3),
)  # fmt: skip


def test_two_clicks_on_one_item_put_one_call_on_the_list(item: Item, member: User) -> None:
    first, second = begin.from_item(member, item.key), begin.from_item(member, item.key)
    assert first == second and Call.objects.count() == 1
    assert (first.promise_id, first.member_id) == ("pr-1", "m-ada")


def test_a_viewer_may_not_put_a_call_on_the_list(item: Item, viewer: User) -> None:
    with pytest.raises(NotAllowed):
        begin.from_item(viewer, item.key)


def test_a_call_in_which_they_were_reached_is_recorded_with_all_that_came_of_it(item: Item, member: User) -> None:
    call = begin.from_item(member, item.key)
    attempt = log(member, call.pk, TALK)
    talk = Interaction.objects.get(pk=attempt.interaction_id)
    assert (talk.channel, talk.direction, talk.kind, talk.sentiment) == ("call", "both", "holding", -0.5)
    assert (talk.customer_seconds, talk.our_seconds, talk.needs_answer) == (480, 120, True)
    assert (talk.customer_words, talk.our_words) == (None, None), "words of our notes are nobody's talk"
    assert talk.thread_id == "t-c-birch-Invoice", "it goes on with the conversation in which it was promised"
    need = Belief.objects.get()
    assert (need.about, need.evidence, need.from_at) == ("pain", [talk.pk], AS_OF)
    owed, new = Promise.objects.get(pk="pr-1"), Promise.objects.exclude(pk="pr-1").get()
    assert owed.holding == [talk.pk]
    assert (new.made_in, new.member_id, new.due_at) == (talk.pk, "m-ada", AS_OF + timedelta(days=1))
    call.refresh_from_db()
    item.refresh_from_db()
    assert call.state == "done" and item.settled
    assert Call.objects.get(origin="agreed").not_before == AS_OF + timedelta(days=3)


def test_cues_are_a_note_among_us_and_not_in_what_the_customer_lived_through(item: Item, member: User) -> None:
    attempt = log(member, begin.from_item(member, item.key).pk, TALK)
    cues = Interaction.objects.select_related("text").get(pk=f"{attempt.interaction_id}-cues")
    assert cues.direction == "internal" and "sighed" in cues.text.body
    assert "sighed" not in Interaction.objects.select_related("text").get(pk=attempt.interaction_id).text.body


def test_taken_back_everything_stands_as_before(item: Item, member: User) -> None:
    call = begin.from_item(member, item.key)
    before = whole()
    attempt = log(member, call.pk, TALK)
    assert whole() != before
    seq = Customer.objects.get(pk="c-birch").changed_seq
    undo(member, attempt.pk)
    assert whole() == before
    assert Customer.objects.get(pk="c-birch").changed_seq > seq, "they are understood anew"
    undo(member, attempt.pk)
    assert whole() == before


def test_nobody_answering_ends_no_silence_and_is_tried_again_within_the_hours(item: Item, member: User) -> None:
    call = begin.from_item(member, item.key)
    attempt = log(member, call.pk, Report("no_answer"))
    assert Interaction.objects.get(pk=attempt.interaction_id).direction == "internal"
    call.refresh_from_db()
    item.refresh_from_db()
    assert call.state == "waiting" and call.not_before is not None and call.not_before > AS_OF
    assert item.snoozed_until == call.not_before and not item.settled


def test_after_so_many_attempts_without_an_answer_the_call_is_given_up(item: Item, member: User) -> None:
    call = begin.from_item(member, item.key)
    for _ in range(MOST):
        log(member, call.pk, Report("no_answer"))
    call.refresh_from_db()
    assert call.state == "given_up"
    with pytest.raises(UserError, match="given up already"):
        log(member, call.pk, Report("no_answer"))


def test_the_moment_they_wish_is_when_they_are_called_back(item: Item, member: User) -> None:
    call = begin.from_item(member, item.key)
    attempt = log(member, call.pk, Report("call_back", call_back_at=AS_OF + timedelta(hours=5)))
    call.refresh_from_db()
    assert (call.not_before, call.wished) == (AS_OF + timedelta(hours=5), True)
    assert Interaction.objects.get(pk=attempt.interaction_id).direction == "both"


def test_a_report_sent_twice_is_logged_once(item: Item, member: User) -> None:
    call = begin.from_item(member, item.key)
    log(member, call.pk, Report("no_answer", after=0))
    with pytest.raises(UserError, match="while this page was open"):
        log(member, call.pk, Report("no_answer", after=0))
    assert call.tried.count() == 1


def test_an_attempt_is_not_taken_back_before_a_later_one(item: Item, member: User) -> None:
    call = begin.from_item(member, item.key)
    first, second = (log(member, call.pk, Report("no_answer")) for _ in range(2))
    with pytest.raises(UserError, match="later attempt"):
        undo(member, first.pk)
    undo(member, second.pk)
    undo(member, first.pk)
    call.refresh_from_db()
    assert (call.attempts, call.not_before) == (0, None)


@pytest.mark.parametrize(
    ("report", "says"),
    [
        (Report("reached", at=AS_OF + timedelta(hours=1)), "not before"),
        (Report("call_back"), "still to come"),
        (Report("reached", became="put_off"), "still to come"),
        (Report("no_answer", promise="Send it"), "Nobody was reached"),
        (Report("reached", promise_due=AS_OF + timedelta(days=1)), "what was promised"),
        (Report("shouted"), "what came of it"),
        (Report("reached", their_minutes=-1), "Minutes"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(item: Item, member: User, report: Report, says: str) -> None:
    call = begin.from_item(member, item.key)
    before = whole()
    with pytest.raises(UserError, match=says):
        log(member, call.pk, report)
    assert whole() == before


def test_opening_the_brief_is_recorded_once_a_day_among_us(item: Item, member: User) -> None:
    call = begin.from_item(member, item.key)
    reading.open_brief(member, call.customer)
    reading.open_brief(member, call.customer)
    opened = Interaction.objects.get(kind="brief")
    assert (opened.direction, opened.member_id, opened.customer_id) == ("internal", "m-ada", "c-birch")
    assert reading.read_by(member, call.customer, AS_OF) == AS_OF


def test_the_brief_tells_what_is_owed_and_what_was_said_last(item: Item) -> None:
    found = brief.brief(item.customer, AS_OF)
    assert [promise.pk for promise in found.promises] == ["pr-1"]
    assert found.promises[0].overdue  # type: ignore[attr-defined]
    assert found.words[0].pk == "mail:c-birch-5"
    assert found.last[0].pk == "mail:c-birch-11"
