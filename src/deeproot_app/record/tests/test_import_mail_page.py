"""Mail on the import pages: uploaded, looked at, tried out, imported."""

from __future__ import annotations

import pytest
from django.test import Client

from deeproot_app.base.jobs import run_waiting
from deeproot_app.channels.email.tests.made import mail
from deeproot_app.record.models import Batch, Interaction
from deeproot_app.record.tests.pages import CUSTOMERS, act, counts, page, send, text

pytestmark = pytest.mark.django_db
CONTACTS = "contact_id,customer_id,email\np1,c-elm,pat@birch.example\n"
ENVELOPE = "From x Mon Mar  3 10:00:00 2025\n"


def test_a_mailbox_is_shown_tried_out_and_imported(browser: Client) -> None:
    send(browser, ("customers.csv", CUSTOMERS), ("contacts.csv", CONTACTS))
    act(browser, "start", Batch.objects.get(filename="customers.csv"))
    known, stranger = (
        mail(subject="The invoice").decode(),
        mail(message_id="<2@x>", **{"from": "x@else.example"}).decode(),
    )
    box = "".join(ENVELOPE + one.replace("\r\n", "\n") + "\n\n" for one in (known, stranger))
    answer = text(send(browser, ("inbox.mbox", box)))
    assert "The invoice" in answer
    assert "Delimiter" not in answer
    batch = Batch.objects.get(filename="inbox.mbox")
    run_waiting()
    assert "no customer has the address" in page(browser, batch)
    assert not Interaction.objects.exists()
    act(browser, "start", batch)
    assert counts(batch) == (2, 1, 0, 0, 1)
    assert Interaction.objects.get().customer_id == "c-elm"
    assert "email/inbox" in page(browser, batch)


def test_one_mail_is_known_by_its_headers(browser: Client) -> None:
    send(browser, ("saved.eml", mail(subject="The invoice").decode()))
    assert Batch.objects.get().source == "email/saved"
    assert Batch.objects.get().settings["upload"]["look"]["rows"][0][3] == "The invoice"
