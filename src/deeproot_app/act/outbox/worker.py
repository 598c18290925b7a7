"""One worker at the outbox: it claims mails, gives them to its talkers, and commits what they tell, together.

All that concerns the database is done in this thread, and all that waits to be written is written in one transaction:
the more conversations there are, the less does each mail cost.
"""

from __future__ import annotations

import json
from collections import Counter, deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from time import monotonic
from typing import Final

from deeproot_app.act.models import SendingAccount
from deeproot_app.act.outbox import claiming, handing, settling
from deeproot_app.act.outbox.handing import Ready
from deeproot_app.act.outbox.letters import parcels
from deeproot_app.act.outbox.talker import Talker, Task
from deeproot_app.base import clock
from deeproot_app.base.sealed import unseal
from deeproot_app.channels.email.line import Fault
from deeproot_app.channels.email.sending.address import domain_of
from deeproot_app.channels.email.sending.answers import Answer
from deeproot_app.channels.email.sending.ways import Way, way
from deeproot_app.record import acted

PATIENCE_AT_END: Final = 8.0
"""Seconds for answers that are awaited when the worker is told to stop; what has none by then is found uncertain."""
BEAT: Final = 0.2
TOGETHER: Final = 0.002
"""Seconds for which those that are about to tell are waited for: what is told together is committed together."""
CHANGED: Final = Answer("refused", says="what was to be attached is not there as it was approved")
AGAIN: Final = 1.0
"""Seconds after which the outbox is looked at again while mails are under way and nothing more was due."""


@dataclass
class Done:
    """What a worker did."""

    sent: int = 0
    refused: int = 0
    uncertain: int = 0
    put_off: int = 0
    held: int = 0
    faults: dict[int, str] = field(default_factory=dict)
    """Of accounts: why nothing leaves by them."""


class Worker:
    """Empties the outbox as far as it may."""

    def __init__(
        self,
        progress: Callable[[Done], None] = lambda done: None,
        *,
        make: Callable[[SendingAccount], Way] | None = None,
    ) -> None:
        """``progress`` is told how far it is, and raises where it is to stop; ``make`` gives a way to an account."""
        self.done = Done()
        self._progress = progress
        self._make = make or way_of
        self._events: SimpleQueue[Task] = SimpleQueue()
        self._talkers: dict[int, list[Talker]] = {}
        self._idle: dict[int, list[Talker]] = {}
        self._accounts: dict[int, SendingAccount] = {}
        self._waiting: deque[Task] = deque()
        self._busy: dict[int, Task] = {}
        self._domains: Counter[tuple[int, str]] = Counter()
        self._empty, self._looked = False, 0.0

    def run(self, seconds: float = 20.0) -> Done:
        """Send what is due for about so long; what is under way then is still waited for."""
        until, stopped = monotonic() + seconds, None
        try:
            while True:
                try:
                    self._progress(self.done)
                except BaseException as told:  # the worker is to stop: what is under way is brought to its end
                    stopped, until = stopped or told, min(until, monotonic())
                over = monotonic() >= until
                if over:
                    self._let_go()
                else:
                    self._claim()
                self._assign()
                if not self._busy and (over or self._empty):
                    break
                if stopped is not None and monotonic() >= until + PATIENCE_AT_END:
                    break
                self._commit(self._told())
        finally:
            self._let_go()
            self._end()
        if stopped is not None:
            raise stopped
        return self.done

    def _claim(self) -> None:
        """Have a few mails at hand for the talkers that are free, and as many more."""
        wanted = self._wanted()
        if len(self._waiting) > wanted // 4 or (self._empty and self._busy and monotonic() - self._looked < AGAIN):
            return
        now, self._looked = clock.now(), monotonic()
        claiming.take_back_lost()
        found = claiming.claim(wanted - len(self._waiting), now) if claiming.due(now).exists() else []
        self._empty = not found
        known = parcels(found)
        settling.settle([(row, CHANGED, "") for row in found if row.account and row.pk not in known])
        found = [row for row in found if row.pk in known or not row.account]
        for row in found:
            self._know(row.account)
        claiming.give_back([row for row in found if row.account_id not in self._talkers])
        for row in found:
            if row.account_id in self._talkers:
                self._waiting.append(Task(row, known[row.pk], self._talkers[row.account_id][0]))

    def _wanted(self) -> int:
        """So many mails are taken up at a time: a few for each talker; fewer before there is any."""
        every = sum(map(len, self._talkers.values()))
        return max(4 * every, 4)

    def _know(self, account: SendingAccount | None) -> None:
        """Have talkers for an account that is new to this worker."""
        if account is None or account.pk in self._talkers or account.pk in self.done.faults:
            return
        try:
            talkers = [
                Talker(account.pk, self._make(account), self._events) for _ in range(max(account.connections, 1))
            ]
        except Fault as fault:
            self._fail(account.pk, fault)
            return
        acted.prepare()
        self._accounts[account.pk], self._talkers[account.pk], self._idle[account.pk] = account, talkers, [*talkers]

    def _assign(self) -> None:
        """Give the mails at hand to talkers that are free; of one domain no more at once than its account says."""
        left: deque[Task] = deque()
        while self._waiting:
            task = self._waiting.popleft()
            account = task.sending.account_id or 0
            if account in self.done.faults:
                claiming.give_back([task.sending])
            elif self._idle[account] and self._domains[_domain(task)] < max(self._accounts[account].a_destination, 1):
                task.talker = self._idle[account].pop()
                self._busy[task.sending.pk] = task
                self._domains[_domain(task)] += 1
                task.talker.take(task)
            else:
                left.append(task)
        self._waiting = left

    def _told(self) -> list[Task]:
        """What the talkers tell: at least one where one comes within a beat, and those that come right after it."""
        found: list[Task] = []
        with suppress(Empty):
            found.append(self._events.get(timeout=BEAT if self._busy else 0.01))
            while len(found) < len(self._busy):
                found.append(self._events.get(timeout=TOGETHER))
        return found

    def _commit(self, told: list[Task]) -> None:
        """Write what is known now, in two transactions: what became of mails, then what is to be handed over."""
        over = [task for task in told if task.over]
        for task in over:
            self._free(task)
        self._assign()
        settling.settle([(task.sending, task.answer, _as(task)) for task in over if task.answer is not None])
        self._count(over)
        for task in over:
            if task.fault is not None:
                self._fail(task.talker.account, task.fault)
                claiming.give_back([task.sending])
        over_now = {id(task) for task in over}
        self._hand_over([task for task in told if id(task) not in over_now])

    def _hand_over(self, ready: list[Task]) -> None:
        if not ready:
            return
        passing: set[int] = set()
        try:
            passing = handing.hand_over(
                [Ready(task.sending, task.talker.way.begin, task.talker.way.patience) for task in ready]
            )
        except BaseException:
            for task in ready:
                task.talker.way.close()  # DATA may have been said: nothing more is, and the mail is due again
            raise
        finally:
            for task in ready:
                task.talker.go(task.sending.pk in passing)
            self.done.held += len(ready) - len(passing)

    def _free(self, task: Task) -> None:
        """Its talker has time again."""
        self._busy.pop(task.sending.pk, None)
        self._domains[_domain(task)] -= 1
        self._idle[task.talker.account].append(task.talker)

    def _count(self, over: list[Task]) -> None:
        for task in over:
            what = task.answer.what if task.answer else ""
            self.done.sent += what == "sent"
            self.done.refused += what == "refused"
            self.done.uncertain += what == "uncertain"
            self.done.put_off += what in ("later", "slow_down")

    def _fail(self, account: int, fault: Fault) -> None:
        """Nothing leaves by this account for now."""
        if account not in self.done.faults:
            self.done.faults[account] = fault.message
            settling.failed(SendingAccount.objects.get(pk=account), fault.message, clock.now())

    def _let_go(self) -> None:
        """Give back what is at hand and was given to no talker."""
        rows = [task.sending for task in self._waiting]
        self._waiting.clear()
        claiming.give_back(rows)

    def _end(self) -> None:
        for talkers in self._talkers.values():
            for talker in talkers:
                talker.end()
        busy = {task.talker for task in self._busy.values()}
        for talkers in self._talkers.values():
            for talker in talkers:
                if talker not in busy:
                    talker.join(3.0)


def way_of(account: SendingAccount) -> Way:
    """By what an account's mail leaves. Raises Fault where its settings cannot be used."""
    secrets = json.loads(unseal(account.sealed)) if account.sealed else {}
    return way(account.by, account.settings, secrets, domain_of(account.from_address))


def _domain(task: Task) -> tuple[int, str]:
    return task.sending.account_id or 0, domain_of(task.sending.address)


def _as(task: Task) -> str:
    """Who wrote, as the mail said."""
    who = task.parcel.mail.sender
    return f"{who.name} <{who.value}>" if who.name else who.value
