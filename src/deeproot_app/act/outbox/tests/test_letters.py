"""What leaves says who it is from, what it is, and how to hear no more."""

from __future__ import annotations

from email import message_from_string
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from deeproot_app.act.models import Letter, SendingAccount, SendsAs
from deeproot_app.act.outbox import queue_many
from deeproot_app.act.outbox.tests.sending import mail_to, people, queue_to, work
from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.channels.email.sending.tests.sink import Sink
from deeproot_app.record.models import Consent, Customer


def sent(sink: Sink, **touch: Any) -> Any:
    """The headers of the one mail that left, with that in its touch."""
    from dataclasses import replace

    [customer] = people(["ok"])
    mail = mail_to(customer)
    queue_many(COMMAND_LINE, [replace(mail, touch=replace(mail.touch, **touch))])
    work()
    return message_from_string(sink.taken[0]["raw"])


@pytest.fixture(autouse=True)
def public(settings: Any) -> None:
    settings.PUBLIC_URL = "https://roots.oakfield.example"
    settings.SECURE_SSL_REDIRECT = False


def test_one_of_many_can_be_ended_with_one_click(at_sink: SendingAccount, sink: Sink) -> None:
    at_sink.footer = "Oakfield\n1 Acorn Street, Oslo"
    at_sink.save()
    found = sent(sink, personal=False)
    link = found["list-unsubscribe"].strip().strip("<>")
    assert link.startswith("https://roots.oakfield.example/")
    assert found["list-unsubscribe-post"] == "List-Unsubscribe=One-Click"
    plain = found.get_payload(0).get_payload(decode=True).decode()
    assert "1 Acorn Street, Oslo" in plain
    assert "https://roots.oakfield.example/preferences/" in plain
    browser = Client(enforce_csrf_checks=True)
    path = urlsplit(link).path
    assert browser.get(path).status_code == 200
    assert not Consent.objects.exists(), "looking changes nothing"
    assert browser.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert Consent.objects.get().state == "objected"


def test_a_colleagues_own_answer_is_a_letter_without_a_word_about_ending_it(
    at_sink: SendingAccount, sink: Sink
) -> None:
    found = sent(sink, kind="answer")
    assert found["list-unsubscribe"] is found["precedence"] is found["auto-submitted"] is None


def test_what_nobody_decided_about_says_so_and_can_be_ended(at_sink: SendingAccount, sink: Sink) -> None:
    found = sent(sink, kind="care", automatic=True)
    assert found["auto-submitted"] == "auto-generated"
    assert found["list-unsubscribe"]


def test_the_line_is_in_the_readers_language(at_sink: SendingAccount, sink: Sink) -> None:
    customers = people(["ok"])
    Customer.objects.update(country="DE")
    queue_to(customers)
    work()
    plain = message_from_string(sink.taken[0]["raw"]).get_payload(0).get_payload(decode=True).decode()
    assert "Wählen Sie" in plain


def test_a_colleague_writes_under_their_own_name_and_address(at_sink: SendingAccount, sink: Sink) -> None:
    SendsAs.objects.create(account=at_sink, member_id="m-ada", name="Ada", address="ada@oakfield.example")
    found = sent(sink)
    assert found["from"].split() == ["Ada", "<ada@oakfield.example>"]
    assert found["message-id"].endswith("@oakfield.example>")
    assert Letter.objects.get().sent_as == "Ada <ada@oakfield.example>"


def test_without_one_it_is_their_name_at_the_accounts_address(at_sink: SendingAccount, sink: Sink) -> None:
    assert sent(sink)["from"].split() == ["Ada", "Lund", "<hello@oakfield.example>"]
