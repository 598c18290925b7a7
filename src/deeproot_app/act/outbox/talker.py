"""One conversation after another, in a thread of its own: it knows mails and servers, and no database."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from queue import SimpleQueue
from threading import Thread

from deeproot_app.act.models import Sending
from deeproot_app.channels.email.line import Fault
from deeproot_app.channels.email.sending.answers import Answer
from deeproot_app.channels.email.sending.parcel import Parcel
from deeproot_app.channels.email.sending.ways import Way

log = logging.getLogger("deeproot.outbox")


@dataclass(eq=False, slots=True)
class Task:
    """One mail that a talker has."""

    sending: Sending
    parcel: Parcel
    talker: Talker
    over: bool = False
    """Whether its talker is done with it; before that it only told that all is ready."""
    answer: Answer | None = None
    """None of a mail that was not to leave."""
    fault: Fault | None = None
    """Why nothing at all could be handed over."""


class Talker:
    """Hands over one mail at a time. It tells `events` when a mail is ready, and when there is an answer."""

    def __init__(self, account: int, way: Way, events: SimpleQueue[Task]) -> None:
        self.account = account
        self.way = way
        self._events = events
        self._inbox: SimpleQueue[Task | None] = SimpleQueue()
        self._go: SimpleQueue[bool] = SimpleQueue()
        self._thread = Thread(target=self._run, name="talker", daemon=True)
        self._thread.start()

    def take(self, task: Task) -> None:
        """Have this mail handed over: it is told when it is ready, and waits for `go`."""
        self._inbox.put(task)

    def go(self, may: bool) -> None:
        """Whether the mail that is ready may leave."""
        self._go.put(may)

    def end(self) -> None:
        """Nothing more comes."""
        self._go.put(False)
        self._inbox.put(None)

    def join(self, seconds: float) -> None:
        self._thread.join(seconds)

    def _run(self) -> None:
        while (task := self._inbox.get()) is not None:
            try:
                task.answer = self._handed(task)
            except Fault as fault:
                task.fault = fault
            except Exception as fault:
                log.exception("handing over mail %s failed", task.sending.pk)
                self.way.close()
                task.fault = Fault(f"{type(fault).__name__}; the program's log says more.", lasting=False)
            task.over = True
            self._events.put(task)
        self.way.end()

    def _handed(self, task: Task) -> Answer | None:
        """The answer to the mail; None where it was not to leave."""
        answer = self.way.offer(task.parcel)
        if answer.what != "sent":
            return answer
        self._events.put(task)
        if not self._go.get():
            self.way.forget()
            return None
        answer = self.way.content()
        return self.way.finish() if answer.what == "sent" else answer
