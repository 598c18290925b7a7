"""Tests of a mailbox to which copies and forwards are sent: whose they are, which mail counts, and whom it believes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from deeproot_app.base import clock
from deeproot_app.channels.email.tests.made import mail, parts
from deeproot_app.channels.email.tests.test_forwarded import GMAIL
from deeproot_app.record.arrivals.keep import keep
from deeproot_app.record.arrivals.reading import take_in
from deeproot_app.record.mailboxes.tests.made import people_of
from deeproot_app.record.models import Arrival, Connection, Contact, Interaction

ADA, BEN, PAT, IN = "ada@oakfield.example", "ben@oakfield.example", "pat@c1.example", "copies@intake.example"
FORWARD = GMAIL.replace("pat@birch.example", PAT)

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(db: None) -> Connection:
    """The mailbox, and people who are known."""
    people_of()
    return Connection.objects.create(
        name="Copies", slug="copies", channel="email", made_at=clock.now(), settings={"role": "address", "user": IN}
    )


def sent(address: Connection, *mails: bytes) -> list[tuple[str, str]]:
    """These mails reach the mailbox; what became of each, and why."""
    keep(address, [("", {}, raw) for raw in mails])
    take_in(address.pk)
    return list(Arrival.objects.order_by("pk").values_list("state", "reason"))


def rows(*names: str) -> list[tuple[Any, ...]]:
    return list(Interaction.objects.order_by("interaction_id").values_list(*names))


def forward(body: str = FORWARD, **headers: str) -> bytes:
    told = {"from": ADA, "to": IN, "subject": "Fwd: The ovens", "message_id": "<outer@oakfield.example>"}
    return mail(body, date="Mon, 2 Mar 2026 15:00:00 +0100", **(told | headers))


def test_a_copy_is_recorded_by_its_own_from_and_to(address: Connection) -> None:
    states = sent(
        address,
        mail("It comes on Friday.", **{"from": ADA, "to": PAT, "message_id": "<1@x>"}),
        mail("When will it come?", **{"from": PAT, "to": BEN, "cc": IN, "message_id": "<2@x>"}),
    )
    assert states == [("recorded", "")] * 2
    assert rows("interaction_id", "direction", "contact_id", "member_id") == [
        ("email:1@x", "out", "p1", "m-ada"),
        ("email:2@x", "in", "p1", "m-ben"),
    ]


def test_of_a_forward_the_mail_inside_is_recorded_and_who_forwarded_it_took_part(address: Connection) -> None:
    unnamed = FORWARD.replace("To: Ada Lund <ada@oakfield.example>\n", "").replace("Cc: <ben@oakfield.example>\n", "")
    assert sent(address, forward(unnamed)) == [("recorded", "")]
    found = Interaction.objects.select_related("text").get()
    assert (found.direction, found.contact_id, found.member_id) == ("in", "p1", "m-ada")
    assert found.happened_at == datetime(2026, 3, 2, 13, 5, tzinfo=UTC)
    assert (found.text.subject, found.text.body) == ("The ovens", "When will the ovens be serviced?\n\nPat")


def test_the_same_mail_forwarded_and_in_a_mailbox_is_one_whichever_comes_first(address: Connection) -> None:
    itself = mail("When will the ovens be serviced?", **{"from": PAT, "to": ADA, "message_id": "<own@c1>"})
    within = f"Content-Type: message/rfc822\r\n\r\n{itself.decode()}"
    attached = parts(within, **{"from": BEN, "to": IN, "message_id": "<o2@oakfield.example>"})
    states = sent(address, forward(in_reply_to="<own@c1>"), itself, attached)
    assert states == [("recorded", "")] * 3
    assert rows("interaction_id") == [("email:own@c1",)]


def test_a_forward_by_a_stranger_is_not_believed_and_stays_in_quarantine(address: Connection) -> None:
    states = sent(address, forward(**{"from": "eve@evil.example"}))
    assert states == [("unreadable", "it forwards a mail, and comes from 'eve@evil.example', who is none of us")]
    Contact.objects.create(contact_id="p-eve", customer_id="c2", email="eve@evil.example")
    Arrival.objects.update(state=Arrival.State.WAITING)
    take_in(address.pk)
    assert Arrival.objects.get().state == "unreadable", "a customer may not speak for others either"
    assert not Interaction.objects.exists()


def test_a_mail_in_our_name_that_our_server_found_false_stays_in_quarantine(address: Connection) -> None:
    told = "mx.oakfield.example; dmarc=fail header.from=oakfield.example"
    copy = mail("We owe you 1,000,000.", **{"from": ADA, "to": PAT, "authentication_results": told})
    states = sent(address, forward(authentication_results=told), copy)
    assert [state for state, _ in states] == ["unreadable"] * 2
    assert not Interaction.objects.exists()


def test_a_copy_of_a_mail_to_a_customer_that_carries_another_is_that_mail(address: Connection) -> None:
    within = f"Content-Type: message/rfc822\r\n\r\n{mail(message_id='<inner@x>').decode()}"
    raw = parts("Content-Type: text/plain\r\n\r\nSee there.", within, **{"from": ADA, "to": PAT, "message_id": "<3@x>"})
    sent(address, raw)
    assert rows("interaction_id", "direction") == [("email:3@x", "out")]


def test_a_forward_of_a_stranger_s_mail_waits_until_the_stranger_is_known(address: Connection) -> None:
    assert [state for state, _ in sent(address, forward(FORWARD.replace(PAT, "new@new.example")))] == ["nobodys"]
    assert list(Arrival.objects.get().awaited.values_list("what", "value")) == [("address", "new@new.example")]


def test_in_any_other_mailbox_a_forward_is_a_mail_like_others(address: Connection) -> None:
    Connection.objects.update(settings={"user": ADA})
    address.refresh_from_db()
    sent(address, forward(to=PAT))
    assert rows("interaction_id", "direction") == [("email:outer@oakfield.example", "out")]
