"""What tests of sending need: many people at a sink that behaves as their addresses say, and a worker beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from deeproot.plan.policy import Touch
from deeproot_app.act.models import Sending, SendingAccount
from deeproot_app.act.outbox import Mail, queue_many
from deeproot_app.act.outbox.worker import Done, Worker
from deeproot_app.base import clock
from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.channels.email.sending.tests.sink import Sink
from deeproot_app.record.models import Customer

State = Sending.State


def account_at(port: int, patience: float = 20.0, **more: Any) -> SendingAccount:
    """An account whose server is on this machine at that port."""
    given: dict[str, Any] = {
        "name": "Sink", "from_name": "Oakfield", "from_address": "hello@oakfield.example", "starts_slowly": False,
        "made_at": clock.now(), "settings": {
            "host": "127.0.0.1", "security": "none", "port": str(port), "patience": patience,
        },
    }  # fmt: skip
    return SendingAccount.objects.create(**(given | more))


def people(modes: Iterable[str], domain: str = "") -> list[str]:
    """Customers, a person each; the addresses tell the sink how to behave. Gives the ids."""
    made = [
        Customer(customer_id=f"s-{number}-{mode}", name=f"Person {number}", kind="person", timezone="UTC")
        for number, mode in enumerate(modes)
    ]
    Customer.objects.bulk_create(made)
    return [one.pk for one in made]


def mail_to(customer_id: str, occasion: str = "draft:1", domain: str = "", **more: Any) -> Mail:
    """A mail to one of `people`; each has a domain of its own unless told otherwise."""
    _, number, mode = customer_id.split("-", 2)
    address = f"{mode}-{number}@{domain or f'd{number}.example'}"
    touch = Touch(customer_id, None, "m-ada", "email", "value", address=address)
    given = {"subject": "A guide to shorter queues", "text": "Dear you,\n\nhere is the guide.\n\nAda"}
    return Mail(occasion, touch, **(given | more))


def queue_to(customers: Iterable[str], occasion: str = "draft:1", **more: Any) -> list[Sending]:
    return queue_many(COMMAND_LINE, [mail_to(one, occasion, **more) for one in customers])


def work(seconds: float = 120.0, progress: Callable[[Done], None] = lambda done: None) -> Done:
    return Worker(progress).run(seconds)


def states() -> dict[str, str]:
    """Of each mail, by the local part of its address, where it stands."""
    rows = Sending.objects.values_list("address", "state")
    return {address.partition("@")[0]: state for address, state in rows}


def most_copies(sink: Sink) -> int:
    return max(sink.copies.values(), default=0)
