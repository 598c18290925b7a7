"""The outbox is emptied: every mail ends where its server's answer puts it, and none is sent twice."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from deeproot_app.act.models import Letter, Outbox, Sending, SendingAccount
from deeproot_app.act.outbox import claiming
from deeproot_app.act.outbox.tally import tally
from deeproot_app.act.outbox.tests.conftest import Gate
from deeproot_app.act.outbox.tests.sending import account_at, most_copies, people, queue_to, states, work
from deeproot_app.base import clock
from deeproot_app.channels.email.sending.tests.sink import Sink
from deeproot_app.record.models import Consent, Interaction

State = Sending.State


def test_a_mail_is_sent_and_stands_in_the_customers_story(at_sink: SendingAccount, sink: Sink) -> None:
    [row] = queue_to(people(["ok"]))
    assert work().sent == 1
    row.refresh_from_db()
    assert (row.state, row.code, row.settled_at is not None) == (State.SENT, "250 2.0.0", True)
    assert [step[1] for step in row.course] == ["queued", "handing_over", "sent"]
    found = Interaction.objects.get(pk=f"email:{row.message_id}")
    assert (found.customer_id, found.direction, found.kind, found.member_id) == ("s-0-ok", "out", "value", "m-ada")
    assert found.text.body.startswith("Dear you")
    assert f"<{row.message_id}>" in sink.taken[0]["raw"]
    assert Letter.objects.get(sending=row).sent_as == "Ada Lund <hello@oakfield.example>"


@pytest.mark.parametrize(
    ("mode", "state"),
    [
        ("ok", State.SENT), ("r4xx", State.WAITING), ("r5xx", State.REFUSED), ("r421", State.WAITING),
        ("a4xx", State.WAITING), ("a5xx", State.REFUSED), ("d4xx", State.WAITING), ("d5xx", State.REFUSED),
        ("d421", State.WAITING), ("drop_rcpt", State.WAITING), ("drop_data", State.WAITING),
        ("drop_dot", State.UNCERTAIN), ("garbage", State.UNCERTAIN), ("endless", State.UNCERTAIN),
    ],
)  # fmt: skip
def test_each_answer_has_its_state(at_sink: SendingAccount, sink: Sink, mode: str, state: str) -> None:
    [row] = queue_to(people([mode]))
    work()
    row.refresh_from_db()
    assert row.state == state
    assert row.says or state == State.SENT
    assert (row.next_at is not None) == (state == State.WAITING)
    taken = mode in ("ok", "drop_dot", "garbage", "endless")
    assert len(sink.taken) == taken, "what was not taken is not thought sent, nor the other way round"


def test_a_server_that_hangs_leaves_it_uncertain(sink: Sink, small_record: object, gate: Gate) -> None:
    account_at(sink.port, patience=0.3)
    queue_to(people(["hang"]))
    assert work().uncertain == 1


def test_what_is_uncertain_is_never_sent_again(at_sink: SendingAccount, sink: Sink) -> None:
    queue_to(people(["drop_dot"]))
    work()
    Sending.objects.update(next_at=None)
    work()
    assert (len(sink.taken), states()) == (1, {"drop_dot-0": State.UNCERTAIN})
    assert not Interaction.objects.filter(pk__startswith="email:").exists(), "nobody says that it was sent"


def test_a_mixed_crowd_adds_up_and_nobody_gets_two(at_sink: SendingAccount, sink: Sink) -> None:
    modes = ["ok", "r4xx", "a5xx", "ok", "drop_dot", "d5xx", "ok", "a4xx", "drop_data", "ok"] * 4
    queue_to(people(modes))
    work()
    found = tally()
    assert (found.audience, found.adds_up) == (40, True)
    assert (found.sent, found.uncertain, found.refused, found.waiting) == (16, 4, 8, 12)
    assert most_copies(sink) == 1


def test_what_a_server_did_not_take_is_tried_again_later_and_longer(at_sink: SendingAccount, sink: Sink) -> None:
    [row] = queue_to(people(["d4xx"]))
    waits = []
    for _ in range(3):
        Sending.objects.update(next_at=clock.now())
        work()
        row.refresh_from_db()
        assert row.next_at
        waits.append(row.next_at - clock.now())
    assert waits[0] < waits[1] < waits[2]
    assert row.attempts == 3


def test_after_days_it_is_given_up(at_sink: SendingAccount, sink: Sink) -> None:
    [row] = queue_to(people(["d4xx"]))
    Sending.objects.update(queued_at=clock.now() - timedelta(days=5), attempts=6)
    work()
    row.refresh_from_db()
    assert row.state == State.REFUSED
    assert "given up after 7 attempts" in row.says


def test_an_address_that_is_not_is_written_to_no_more(at_sink: SendingAccount, sink: Sink) -> None:
    queue_to(people(["r5xx"]))
    work()
    mark = Consent.objects.get()
    assert (mark.state, mark.channel, mark.how) == ("do_not_contact", "email", "bounce")


def test_a_server_that_asks_for_less_is_given_a_rest(at_sink: SendingAccount, sink: Sink) -> None:
    queue_to(people(["d421"]))
    work()
    at_sink.refresh_from_db()
    assert at_sink.slow_until
    queue_to(people(["ok"]), "draft:2")
    assert work().sent == 0
    SendingAccount.objects.update(slow_until=clock.now() - timedelta(seconds=1))
    assert work().sent == 1
    at_sink.refresh_from_db()
    assert (at_sink.failures, at_sink.says) == (0, "")


def test_a_server_that_is_not_there_costs_no_mail_an_attempt(small_record: object, gate: Gate, sink: Sink) -> None:
    account_at(1)
    [row] = queue_to(people(["ok"]))
    done = work()
    row.refresh_from_db()
    assert (row.state, row.attempts) == (State.QUEUED, 0)
    assert "Nothing listens for mail" in next(iter(done.faults.values()))


def test_the_gate_is_asked_again_at_the_instant_of_sending(at_sink: SendingAccount, sink: Sink, gate: Gate) -> None:
    rows = queue_to(people(["ok", "ok", "ok"]))
    gate.refuse(str(rows[0].customer_id), "objected", overridable=False)
    gate.refuse(str(rows[1].customer_id), "quiet_hours", lifts := clock.now() + timedelta(hours=5))
    work()
    for row in rows:
        row.refresh_from_db()
    assert [row.state for row in rows] == [State.SUPPRESSED, State.WAITING, State.SENT]
    assert rows[1].next_at == lifts
    assert [to for to, _ in sink.began] == ["ok-2@d2.example"], "DATA is said for nobody else"


def test_once_stopped_nothing_leaves_until_it_goes_on(at_sink: SendingAccount, sink: Sink) -> None:
    queue_to(people(["ok"] * 3))
    Outbox.objects.create(pk=1, stopped_at=clock.now())
    work()
    assert (sink.taken, set(states().values())) == ([], {State.QUEUED})
    Outbox.objects.update(stopped_at=None)
    assert work().sent == 3


def test_stopped_while_it_works_no_more_leave_than_are_under_way(at_sink: SendingAccount, sink: Sink) -> None:
    queue_to(people(["ok"] * 40))

    def stop(done: object) -> None:
        if sink.taken:
            Outbox.objects.update_or_create(pk=1, defaults={"stopped_at": clock.now()})

    work(progress=stop)
    found = tally()
    assert found.sent == len(sink.taken) < 40
    assert found.waiting == 40 - found.sent
    assert not Sending.objects.filter(state__in=(State.CLAIMED, State.HANDING_OVER)).exists()


def test_no_more_conversations_with_a_domain_than_its_account_says(at_sink: SendingAccount, sink: Sink) -> None:
    SendingAccount.objects.update(connections=6, a_destination=2)
    queue_to(people(["ok"] * 30), domain="busy.example")
    assert work().sent == 30
    assert sink.most_of["busy.example"] <= 2


def test_no_more_leave_than_the_hour_allows(at_sink: SendingAccount, sink: Sink) -> None:
    SendingAccount.objects.update(hourly=7)
    queue_to(people(["ok"] * 12))
    work()
    assert (len(sink.taken), tally().waiting) == (7, 5)
    later = Sending.objects.filter(state=State.WAITING).order_by("next_at").first()
    assert later is not None
    assert later.next_at is not None
    assert later.next_at > clock.now() + timedelta(minutes=50)


def test_a_new_account_starts_slowly(at_sink: SendingAccount) -> None:
    from deeproot_app.act.outbox import pace

    at_sink.starts_slowly, now = True, timezone.now()
    assert pace.room(at_sink, now) == pace.FIRST_DAY
    at_sink.began_at = now - timedelta(days=2, hours=1)
    assert pace.room(at_sink, now) == 4 * pace.FIRST_DAY
    at_sink.began_at = now - timedelta(days=30)
    assert pace.room(at_sink, now) is None


def test_too_many_wrong_addresses_pause_the_account(at_sink: SendingAccount, sink: Sink) -> None:
    queue_to(people(["r5xx"] * 10))
    work()
    at_sink.refresh_from_db()
    assert at_sink.state == SendingAccount.State.PAUSED
    assert "addresses that do not exist" in at_sink.says
    queue_to(people(["ok"]), "draft:2")
    assert work().sent == 0


def test_one_customer_has_one_mail_under_way(at_sink: SendingAccount, sink: Sink) -> None:
    customer = people(["ok"])
    for number in range(3):
        queue_to(customer, f"draft:{number}")
    assert len(claiming.claim(10, clock.now())) == 1


def test_what_a_dead_worker_had_claimed_is_due_again(at_sink: SendingAccount, sink: Sink) -> None:
    queue_to(people(["ok"] * 2))
    dead = claiming.claim(10, clock.now())
    assert work().sent == 0
    Sending.objects.update(lease_until=clock.machine() - timedelta(seconds=1))
    assert work().sent == 2
    claiming.give_back(dead)
    assert set(states().values()) == {State.SENT}, "whoever wakes up changes nothing"


def test_what_a_dead_worker_was_handing_over_is_uncertain(at_sink: SendingAccount, sink: Sink) -> None:
    queue_to(people(["ok"]))
    claiming.claim(1, clock.now())
    Sending.objects.update(state=State.HANDING_OVER, lease_until=clock.machine() - timedelta(seconds=1))
    work()
    assert (sink.taken, states()) == ([], {"ok-0": State.UNCERTAIN})


def test_a_worker_that_was_thought_dead_hands_nothing_over(at_sink: SendingAccount, sink: Sink) -> None:
    from deeproot_app.act.outbox.handing import Ready, hand_over

    queue_to(people(["ok"]))
    [late] = claiming.claim(1, clock.now())
    Sending.objects.update(lease_until=clock.machine() - timedelta(seconds=1))
    claiming.take_back_lost()
    [taken] = claiming.claim(1, clock.now())
    began: list[str] = []
    assert hand_over([Ready(late, lambda: bool(began.append("late")))]) == set()
    assert hand_over([Ready(taken, lambda: bool(began.append("mine")))]) == {taken.pk}
    assert began == ["mine"]


def test_an_interrupted_worker_gives_back_what_it_had(at_sink: SendingAccount, sink: Sink) -> None:
    from deeproot_app.base.jobs import Interrupted

    queue_to(people(["ok"] * 30))

    def interrupt(done: object) -> None:
        if sink.taken:
            raise Interrupted

    with pytest.raises(Interrupted):
        work(progress=interrupt)
    found = tally()
    assert found.sent == len(sink.taken) < 30
    assert not Sending.objects.filter(state__in=(State.CLAIMED, State.HANDING_OVER)).exists()
