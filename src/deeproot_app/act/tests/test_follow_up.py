"""Promises followed up: delivered, put off, handed over, withdrawn, each taken back whole."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from deeproot_app.act.follow_up import promised
from deeproot_app.base.errors import UserError
from deeproot_app.base.models import User
from deeproot_app.conftest import AS_OF, Browser, SmallRecord
from deeproot_app.record.models import Change, Interaction, Promise

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_of")]


def stands() -> list[Any]:
    names = ("kept_at", "kept_in", "holding", "moved_to", "member_id", "withdrawn_at")
    return [*Promise.objects.values_list(*names), *Interaction.objects.order_by("pk").values_list("pk", "kind")]


ACTS: dict[str, Callable[[User], Change]] = {
    "deliver": lambda user: promised.deliver(user, "pr-1", "email", "Sent the corrected invoice."),
    "hold": lambda user: promised.hold(user, "pr-1", AS_OF + timedelta(days=2), "call", "Told Pat: Thursday."),
    "hand_over": lambda user: promised.hand_over(user, "pr-1", "m-ben", "The amount is 20 too high."),
    "withdraw": lambda user: promised.withdraw(user, "pr-1", "They bought elsewhere."),
}


@pytest.mark.parametrize("act", ACTS)
def test_what_was_done_about_a_promise_is_taken_back_with_its_word_in_the_record(
    small_record: SmallRecord, member: User, act: str
) -> None:
    before = stands()
    change = ACTS[act](member)
    assert stands() != before
    promised.undo(member, change.pk)
    assert stands() == before


def test_a_delivery_is_an_answer_in_the_conversation_in_which_it_was_promised(
    small_record: SmallRecord, member: User
) -> None:
    ACTS["deliver"](member)
    promise = Promise.objects.get()
    said = Interaction.objects.get(pk=promise.kept_in)
    assert (said.direction, said.kind, said.channel, said.member_id) == ("out", "answer", "email", "m-ada")
    assert said.thread_id == "t-c-birch-Invoice" and promise.kept_at == AS_OF


def test_a_holding_reply_is_counted_and_moves_no_day_that_has_passed(small_record: SmallRecord, member: User) -> None:
    ACTS["hold"](member)
    promise = Promise.objects.get()
    assert len(promise.holding) == 1 and promise.moved_to is None
    assert Interaction.objects.get(pk=promise.holding[0]).kind == "holding"


def test_handed_over_the_next_one_knows_what_they_must_and_the_customer_sees_nothing_of_it(
    small_record: SmallRecord, member: User
) -> None:
    with pytest.raises(UserError, match="must know"):
        promised.hand_over(member, "pr-1", "m-ben", " ")
    ACTS["hand_over"](member)
    note = Interaction.objects.select_related("text").get(kind="handover")
    assert Promise.objects.get().member_id == "m-ben"
    assert note.direction == "internal" and "20 too high" in note.text.body


def test_it_may_have_been_kept_in_a_message_that_is_there_already(small_record: SmallRecord, member: User) -> None:
    with pytest.raises(UserError, match="our messages"):
        promised.delivered_in(member, "pr-1", "mail:c-birch-5")
    promised.delivered_in(member, "pr-1", "mail:c-birch-11")
    assert Promise.objects.get().kept_in == "mail:c-birch-11"
    promised.undo(member, Change.objects.get().pk)
    assert Interaction.objects.filter(pk="mail:c-birch-11").exists(), "what others wrote is never taken away"


def test_a_settled_promise_is_followed_up_no_more(small_record: SmallRecord, member: User) -> None:
    ACTS["withdraw"](member)
    for act in ACTS.values():
        with pytest.raises(UserError, match="settled already"):
            act(member)


def test_the_page_of_a_promise_leads_to_each_way_of_following_it_up(
    small_record: SmallRecord, member: User, viewer: User, client_of: Browser
) -> None:
    client, address = client_of(member), reverse("act:follow_up", args=["pr-1"])
    page = client.get(address).content.decode()
    assert "corrected invoice by Friday" in page and "overdue" in page
    for words in ("It was delivered", "They were told a new day", "Hand it over", "Take it back", "Call them"):
        assert words in page
    assert "Take it back" not in client_of(viewer).get(address).content.decode()


def test_what_is_wrong_with_a_form_is_said_on_the_page_with_all_that_was_typed(
    small_record: SmallRecord, member: User, client_of: Browser
) -> None:
    client, hold = client_of(member), reverse("act:follow_up_hold", args=["pr-1"])
    sent = {"hold-channel": "call", "hold-words": "Told Pat", "hold-new_due": "2026-06-29T12:00"}
    answer = client.post(hold, sent)
    assert answer.status_code == 422
    assert "still to come" in answer.content.decode() and "Told Pat" in answer.content.decode()
    done = client.post(hold, sent | {"hold-new_due": "2026-07-02T12:00"}, follow=True)
    assert "put off" in done.content.decode() and len(Promise.objects.get().holding) == 1
    client.post(reverse("act:follow_up_undo", args=[Change.objects.get().pk]))
    assert Promise.objects.get().holding == []
