"""Any history of the outbox: whatever is done in whatever order, nobody gets two, and everybody is counted.

The server of these histories is a model: it answers as the history says, and remembers what it took. A few
histories here; a thousand by `HYPOTHESIS_PROFILE=histories`.
"""

from __future__ import annotations

import os
from collections import Counter
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from deeproot.plan.policy import Touch
from deeproot_app.act.models import Outbox, Sending, SendingAccount
from deeproot_app.act.outbox import Mail, acts, claiming, queue_many, settling
from deeproot_app.act.outbox.course import UNSETTLED
from deeproot_app.act.outbox.handing import Ready, hand_over
from deeproot_app.act.outbox.tally import tally
from deeproot_app.act.outbox.tests.conftest import Gate
from deeproot_app.act.outbox.tests.sending import account_at
from deeproot_app.base import clock
from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.base.errors import UserError
from deeproot_app.channels.email.sending.answers import Answer
from deeproot_app.record.models import Customer

State = Sending.State
PEOPLE = 4
HISTORIES = 1_000 if os.environ.get("HYPOTHESIS_PROFILE") == "histories" else 10
ANSWERS = {
    "sent": (True, Answer("sent", "250")),
    "refused": (False, Answer("refused", "554 5.7.1", "no")),
    "later": (False, Answer("later", "451", "not now")),
    "lost": (True, Answer("uncertain", says="the answer never came")),
    "broke": (False, Answer("later", says="the line broke")),
    "unknown": (False, Answer("uncertain", says="the answer never came")),
}
"""What a server does: whether it takes the mail, and what we hear."""


class Histories(RuleBasedStateMachine):
    """One outbox, its workers, its people."""

    gate: Gate

    def __init__(self) -> None:
        super().__init__()
        for model in (Sending, SendingAccount, Outbox, Customer):
            if model is Sending:
                Sending.objects.all().delete()
            else:
                model._default_manager.all().delete()
        self.gate.says.clear()
        Customer.objects.bulk_create(Customer(customer_id=f"h-{n}", name=f"H {n}") for n in range(PEOPLE))
        account_at(1)
        self.wanted: set[tuple[int, int]] = set()
        self.taken: Counter[str] = Counter()
        self.claimed: list[Sending] = []
        self.handed: list[Sending] = []
        self.objected: set[str] = set()

    @rule(person=st.integers(0, PEOPLE - 1), occasion=st.integers(0, 2))
    def queue(self, person: int, occasion: int) -> None:
        touch = Touch(f"h-{person}", None, None, "email", "value", address=f"h{person}@d{person}.example")
        queue_many(COMMAND_LINE, [Mail(f"draft:{occasion}", touch, "Hello", "Hello")])
        self.wanted.add((person, occasion))

    @rule(most=st.integers(1, 3))
    def claim(self, most: int) -> None:
        self.claimed += claiming.claim(most, clock.now())

    @precondition(lambda self: self.claimed)
    @rule(how_many=st.integers(1, 3), commits=st.booleans())
    def hand(self, how_many: int, commits: bool) -> None:
        some, self.claimed = self.claimed[:how_many], self.claimed[how_many:]
        began: list[str] = []
        ready = [Ready(row, lambda row=row: bool(began.append(str(row.customer_id)))) for row in some]  # type: ignore[misc]
        passing = hand_over(ready)
        assert not self.objected & set(began), "DATA is said for nobody who objected"
        if commits:
            self.handed += [row for row in some if row.pk in passing]
        # else the worker died right after its commit: nothing left, and the row says that it may have

    @precondition(lambda self: self.handed)
    @rule(how=st.sampled_from(sorted(ANSWERS)), dies=st.booleans())
    def answer(self, how: str, dies: bool) -> None:
        row = self.handed.pop(0)
        takes, answer = ANSWERS[how]
        self.taken[row.message_id] += takes
        if not dies:
            settling.settle([(row, answer, "")])

    @rule()
    def leases_end(self) -> None:
        Sending.objects.exclude(lease_until=None).update(lease_until=clock.machine() - timedelta(seconds=1))
        claiming.take_back_lost()

    @rule()
    def time_passes(self) -> None:
        Sending.objects.exclude(next_at=None).update(next_at=clock.now())
        SendingAccount.objects.update(slow_until=None)

    @precondition(lambda self: self.claimed)
    @rule()
    def give_back(self) -> None:
        claiming.give_back(self.claimed)
        self.claimed = []

    @rule(person=st.integers(0, PEOPLE - 1))
    def object_(self, person: int) -> None:
        self.gate.refuse(f"h-{person}", "objected", overridable=False)
        self.objected.add(f"h-{person}")

    @rule(which=st.integers(0, 11))
    def cancel(self, which: int) -> None:
        self._act(which, lambda pk: acts.cancel(COMMAND_LINE, pk))

    @rule(which=st.integers(0, 11), arrived=st.booleans())
    def settle(self, which: int, arrived: bool) -> None:
        self._act(which, lambda pk: acts.settle(COMMAND_LINE, pk, arrived=arrived))

    def _act(self, which: int, act: Any) -> None:
        rows = list(Sending.objects.order_by("pk").values_list("pk", flat=True))
        if which < len(rows):
            with suppress(UserError):
                act(rows[which])

    @rule(stops=st.booleans())
    def stop_or_go(self, stops: bool) -> None:
        (acts.stop if stops else acts.go)(COMMAND_LINE)

    @invariant()
    def nobody_gets_two(self) -> None:
        assert max(self.taken.values(), default=0) <= 1

    @invariant()
    def everybody_is_counted(self) -> None:
        found = tally()
        assert found.adds_up
        assert found.audience == len(self.wanted)

    @invariant()
    def what_was_taken_is_never_due_again(self) -> None:
        taken = [one for one, count in self.taken.items() if count]
        again = Sending.objects.filter(message_id__in=taken, state__in=(State.QUEUED, State.WAITING, State.CLAIMED))
        assert not again.exists()

    @invariant()
    def what_is_settled_waits_for_nothing(self) -> None:
        assert not Sending.objects.exclude(state__in=UNSETTLED).exclude(next_at=None).exists()


@pytest.mark.django_db
def test_every_history_keeps_its_word(gate: Gate) -> None:
    Histories.gate = gate
    run_state_machine_as_test(
        Histories,
        settings=settings(
            max_examples=HISTORIES, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
