"""What the tests of the outbox share: an account, a gate that says what a test wants, and mails by a word."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from deeproot.plan.policy import ALLOWED, Reason, Touch, Verdict
from deeproot_app.act.models import Sending, SendingAccount
from deeproot_app.act.outbox import asking, queue
from deeproot_app.act.outbox.tests.sending import account_at
from deeproot_app.base import clock
from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.channels.email.sending.tests.sink import Sink, serving
from deeproot_app.conftest import SmallRecord

Queue = Callable[..., Sending]


class Gate:
    """Stands where the gate stands: every verdict is what the test said of the touch's customer, else yes."""

    def __init__(self) -> None:
        self.says: dict[str, Verdict] = {}
        self.asked = 0

    def decide(self, touches: Sequence[Touch], at: datetime) -> list[Verdict]:
        self.asked += 1
        return [self.says.get(touch.customer_id, ALLOWED) for touch in touches]

    def refuse(self, customer_id: str, id_: str, lifts_at: datetime | None = None, overridable: bool = True) -> None:
        words = f"The rule of {id_}."
        self.says[customer_id] = Verdict(False, (Reason(id_, words, f"What led to {id_}.", lifts_at, overridable),))


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Gate:
    told = Gate()
    monkeypatch.setattr(asking, "gate", told, raising=False)
    return told


@pytest.fixture(autouse=True)
def at_home(home: Path) -> Path:
    """Every test here has a home of its own."""
    return home


@pytest.fixture
def account(db: None) -> SendingAccount:
    return SendingAccount.objects.create(
        name="Oakfield", from_name="Oakfield", from_address="hello@oakfield.example", starts_slowly=False,
        made_at=clock.now(),
    )  # fmt: skip


def a_touch(customer: str = "birch", **more: Any) -> Touch:
    given: dict[str, Any] = {
        "customer_id": f"c-{customer}", "contact_id": f"p-{customer}", "member_id": "m-ada", "channel": "email",
        "kind": "value",
    }  # fmt: skip
    return Touch(**(given | more))


@pytest.fixture
def queued(small_record: SmallRecord, account: SendingAccount, gate: Gate) -> Queue:
    """Queues a mail to Birch Bakery, at once and by the command line unless told otherwise."""

    def put(occasion: str = "draft:1", actor: Any = COMMAND_LINE, touch: Touch | None = None, **more: Any) -> Sending:
        given = {
            "subject": "A guide to shorter queues", "text": "Dear Pat,\n\nhere is the guide I promised.\n\nAda",
        } | more  # fmt: skip
        return queue(actor, occasion=occasion, touch=touch or a_touch(), **given)

    return put


@pytest.fixture
def sink(settings: Any) -> Iterator[Sink]:
    settings.INNER_HOSTS = frozenset({"127.0.0.1"})
    with serving(Sink()) as found:
        yield found


@pytest.fixture
def at_sink(sink: Sink, small_record: SmallRecord, gate: Gate) -> SendingAccount:
    """An account that sends to the sink, and a record to write into."""
    return account_at(sink.port)
