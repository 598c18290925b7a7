"""It never talks to itself: whatever answers whatever, a conversation of machines ends."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from deeproot.plan.policy import Touch
from deeproot_app.act.models import Sending, SendingAccount
from deeproot_app.act.outbox import Mail, queue_many
from deeproot_app.act.outbox.tests.sending import people, work
from deeproot_app.base import clock
from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.channels.email.sending.tests.sink import Sink
from deeproot_app.record.models import Interaction, RecordSequence

HOURS = 10


def asks(customer: str, number: int, *, thread: str, automatic: bool = False) -> str:
    """Something that they, or their machine, wrote to us."""
    made = Interaction.objects.create(
        interaction_id=f"email:in{number}@d.example", customer_id=customer, happened_at=clock.now(), channel="email",
        direction="in", thread_id=thread, automatic=automatic, recorded_seq=RecordSequence.take(),
    )  # fmt: skip
    return str(made.pk)


def answer_by_itself(customer: str, asked: str, number: int) -> None:
    touch = Touch(customer, None, None, "email", "answer", automatic=True, address="ok-0@d0.example")
    queue_many(COMMAND_LINE, [Mail(f"answer:{number}", touch, "We have it", "We have your mail.", reply_to=asked)])
    work()


def test_a_machine_that_does_not_say_that_it_is_one_gets_one_answer_a_day(at_sink: SendingAccount, sink: Sink) -> None:
    [customer] = people(["ok"])
    for number in range(HOURS):
        answer_by_itself(customer, asks(customer, number, thread=f"email:t{number}@d.example"), number)
    assert len(sink.taken) == 1
    assert Sending.objects.filter(state=Sending.State.SUPPRESSED).count() == HOURS - 1


def test_no_conversation_has_more_than_five_of_them_however_long(at_sink: SendingAccount, sink: Sink) -> None:
    [customer] = people(["ok"])
    for number in range(HOURS):
        answer_by_itself(customer, asks(customer, number, thread="email:t@d.example"), number)
        earlier = {"handed_at": clock.now() - timedelta(days=2)}
        Sending.objects.filter(handed_at__isnull=False).update(**earlier)
    assert len(sink.taken) == 5


@pytest.mark.parametrize("given", [{"automatic": True}])
def test_what_a_machine_wrote_is_not_answered_by_one(at_sink: SendingAccount, sink: Sink, given: Any) -> None:
    [customer] = people(["ok"])
    answer_by_itself(customer, asks(customer, 1, thread="email:t@d.example", **given), 1)
    assert sink.taken == []
