"""What people do with mails: call them back in time, stop everything, say what became of what is uncertain."""

from __future__ import annotations

import pytest
from django.http import Http404

from deeproot_app.act.models import Outbox, Sending, SendingAccount
from deeproot_app.act.outbox import acts, claiming
from deeproot_app.act.outbox.tests.conftest import Queue
from deeproot_app.act.outbox.tests.sending import people, queue_to, states, work
from deeproot_app.base import clock
from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.base.errors import NotAllowed, UserError
from deeproot_app.base.models import Audit, Organisation, User
from deeproot_app.channels.email.sending.tests.sink import Sink
from deeproot_app.record.models import Interaction

State = Sending.State


def test_a_mail_is_called_back_while_it_waits(queued: Queue, member: User) -> None:
    row = acts.cancel(member, queued(actor=member).pk)
    assert (row.state, row.next_at) == (State.CANCELLED, None)
    assert Audit.objects.get(act="mail.cancel").about_id == str(row.pk)
    with pytest.raises(UserError, match="cannot be called back"):
        acts.cancel(member, row.pk)


def test_one_that_a_worker_has_is_called_back_too_and_does_not_leave(at_sink: SendingAccount, sink: Sink) -> None:
    from deeproot_app.act.outbox.handing import Ready, hand_over

    queue_to(people(["ok"]))
    [row] = claiming.claim(1, clock.now())
    acts.cancel(COMMAND_LINE, row.pk)
    assert hand_over([Ready(row, lambda: True)]) == set()
    work()
    assert (sink.taken, states()) == ([], {"ok-0": State.CANCELLED})


def test_what_has_left_cannot_be_called_back(at_sink: SendingAccount, sink: Sink) -> None:
    [row] = queue_to(people(["ok"]))
    work()
    with pytest.raises(UserError, match="cannot be called back"):
        acts.cancel(COMMAND_LINE, row.pk)


def test_anybody_who_may_write_stops_it_and_a_manager_lets_it_go_on(member: User, manager: User) -> None:
    acts.stop(member, "the wrong list")
    assert Outbox.get().stopped_because == "the wrong list"
    with pytest.raises(NotAllowed):
        acts.go(member)
    acts.go(manager)
    assert Outbox.get().stopped_at is None


def test_a_person_who_looked_settles_what_is_uncertain(at_sink: SendingAccount, sink: Sink, manager: User) -> None:
    rows = queue_to(people(["drop_dot", "drop_dot"]))
    work()
    arrived = acts.settle(manager, rows[0].pk, arrived=True, note="they thanked me on the telephone")
    lost = acts.settle(manager, rows[1].pk, arrived=False)
    assert (arrived.state, lost.state) == (State.SENT, State.REFUSED)
    assert Interaction.objects.filter(pk=f"email:{arrived.message_id}").exists()
    assert "on the telephone" in arrived.course[-1][2]
    with pytest.raises(UserError, match="Nothing about it is uncertain"):
        acts.settle(manager, rows[0].pk, arrived=False)
    work()
    assert len(sink.taken) == 2, "settling sends nothing"


def test_a_member_settles_nothing(queued: Queue, member: User) -> None:
    with pytest.raises(NotAllowed):
        acts.settle(member, queued().pk, arrived=True)


def test_mail_to_customers_that_one_may_not_see_does_not_exist(queued: Queue, stranger: User) -> None:
    organisation = Organisation.get()
    organisation.members_see = "own"
    organisation.save()
    row = queued()
    for act in (acts.seen, acts.cancel):
        with pytest.raises(Http404):
            act(stranger, row.pk)


def test_the_grace_is_between_none_and_an_hour(manager: User) -> None:
    acts.grace(manager, 90)
    assert Outbox.get().grace_seconds == 90
    with pytest.raises(UserError):
        acts.grace(manager, 4_000)
