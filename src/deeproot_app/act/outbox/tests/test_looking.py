"""What is uncertain is settled by looking; what comes back counts, and so does a complaint."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction

from deeproot_app.act.models import Sending, SendingAccount
from deeproot_app.act.outbox.looking import look
from deeproot_app.act.outbox.tests.sending import people, queue_to, work
from deeproot_app.base import clock
from deeproot_app.channels.email.tests.made import mail
from deeproot_app.record.arrivals.keep import keep
from deeproot_app.record.models import Connection, Consent, Interaction, RecordSequence

State = Sending.State


@pytest.fixture
def mailbox(db: None) -> Connection:
    return Connection.objects.create(name="Support", slug="support", channel="email", made_at=clock.now())


def arrives(mailbox: Connection, *raws: bytes) -> None:
    with transaction.atomic():
        keep(mailbox, [("", {}, raw) for raw in raws])


def a(mode: str) -> Sending:
    """A mail that was sent to somebody so."""
    [row] = queue_to(people([mode]))
    work()
    row.refresh_from_db()
    return row


def report(kind: str, *inside: str, sender: str) -> bytes:
    """A report of its parts, written out whole."""
    body = "".join(f"--B\r\n{one}\r\n" for one in inside) + "--B--\r\n"
    headers = {"from": sender, "message_id": f"<{kind}@mx.example>"}
    return mail(body, content_type=f'multipart/report; report-type={kind}; boundary="B"', **headers)


def bounce(row: Sending, status: str = "5.1.1", action: str = "failed", message: str | None = None) -> bytes:
    told = (
        "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n"
        f"Final-Recipient: rfc822; {row.address}\r\nAction: {action}\r\nStatus: {status}\r\n"
        "Diagnostic-Code: smtp; 550 no such user\r\n"
    )
    back = f"Content-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{message or row.message_id}>\r\n"
    words = "Content-Type: text/plain\r\n\r\nCould not be delivered.\r\n"
    return report("delivery-status", words, told, back, sender="mailer@mx.example")


def complaint(row: Sending, kind: str = "abuse") -> bytes:
    told = f"Content-Type: message/feedback-report\r\n\r\nFeedback-Type: {kind}\r\nVersion: 1\r\nUser-Agent: x/1\r\n"
    back = f"Content-Type: message/rfc822\r\n\r\nMessage-ID: <{row.message_id}>\r\nSubject: x\r\n\r\nx\r\n"
    words = "Content-Type: text/plain\r\n\r\nThis is a complaint.\r\n"
    return report("feedback-report", words, told, back, sender="fbl@mx.example")


def test_a_mail_that_comes_back_was_not_sent_and_its_address_is_written_to_no_more(
    at_sink: SendingAccount, mailbox: Connection
) -> None:
    row = a("ok")
    arrives(mailbox, bounce(row))
    assert look.call()["refused"] == 1
    row.refresh_from_db()
    assert (row.state, row.code) == (State.REFUSED, "5.1.1")
    assert "no such user" in row.says
    assert (Consent.objects.get().how, Consent.objects.get().contact_id) == ("bounce", None)
    assert look.call() == {"settled": 0, "refused": 0, "complained": 0}, "it is told once"


def test_a_full_mailbox_is_no_wrong_address(at_sink: SendingAccount, mailbox: Connection) -> None:
    row = a("ok")
    arrives(mailbox, bounce(row, "5.2.2"))
    look.call()
    row.refresh_from_db()
    assert (row.state, Consent.objects.count()) == (State.REFUSED, 0)


def test_a_report_that_it_is_still_tried_says_that_it_was_taken(at_sink: SendingAccount, mailbox: Connection) -> None:
    row = a("drop_dot")
    arrives(mailbox, bounce(row, "4.4.1", "delayed"))
    look.call()
    row.refresh_from_db()
    assert row.state == State.SENT


def test_a_report_about_another_mail_changes_nothing(at_sink: SendingAccount, mailbox: Connection) -> None:
    row = a("ok")
    arrives(mailbox, bounce(row, message="guessed@oakfield.example"))
    look.call()
    row.refresh_from_db()
    assert (row.state, Consent.objects.count()) == (State.SENT, 0)


def test_an_answer_settles_what_was_uncertain(at_sink: SendingAccount, mailbox: Connection) -> None:
    row = a("drop_dot")
    references = f"<root@birch.example>\r\n <{row.message_id}>"
    arrives(mailbox, mail("Thank you!", references=references, message_id="<r@birch.example>"))
    assert look.call()["settled"] == 1
    row.refresh_from_db()
    assert (row.state, row.says) == (State.SENT, "an answer to it came")
    assert Interaction.objects.filter(pk=f"email:{row.message_id}", direction="out").exists()


def test_its_copy_in_the_folder_of_what_was_sent_settles_it(at_sink: SendingAccount, sink: Any) -> None:
    row = a("drop_dot")
    Interaction.objects.create(
        interaction_id=f"email:{row.message_id}", customer_id=row.customer_id, happened_at=clock.now(),
        channel="email", direction="out", personal=False, recorded_seq=RecordSequence.take(),
    )  # fmt: skip
    assert look.call()["settled"] == 1
    row.refresh_from_db()
    found = Interaction.objects.get(pk=f"email:{row.message_id}")
    assert (row.state, found.kind, found.personal) == (State.SENT, "value", True), "one row, as we know it to be"


def test_a_complaint_is_an_objection_and_the_mail_stays_sent(at_sink: SendingAccount, mailbox: Connection) -> None:
    row = a("ok")
    arrives(mailbox, complaint(row), complaint(row), complaint(row, "not-spam"))
    assert look.call()["complained"] == 1
    row.refresh_from_db()
    assert (row.state, row.complained_at is not None) == (State.SENT, True)
    assert set(Consent.objects.values_list("state", "how")) == {("objected", "complaint")}


def test_what_was_looked_at_is_not_looked_at_again(
    at_sink: SendingAccount, mailbox: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    from deeproot_app.act.outbox import looking

    a("ok")
    arrives(mailbox, *(mail("Hello", message_id=f"<{n}@birch.example>") for n in range(7)))
    looked: list[int] = []
    monkeypatch.setattr(looking, "_look_at", lambda some, found: looked.extend(one.pk for one in some))
    monkeypatch.setattr(looking, "AT_ONCE", 3)
    look.call()
    look.call()
    arrives(mailbox, mail("Hello", message_id="<late@birch.example>"))
    look.call()
    assert len(looked) == len(set(looked)) == 8
