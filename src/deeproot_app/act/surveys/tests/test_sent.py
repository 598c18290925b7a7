"""From asking to a real server on loopback: the gate is asked at the instant of sending, by the worker itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_string
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from deeproot_app.act.models import Asked, Sending, SendingAccount, Survey
from deeproot_app.act.outbox.tests.sending import account_at, work
from deeproot_app.act.surveys import asking, course, written
from deeproot_app.act.surveys.tests.conftest import NOON, Now
from deeproot_app.base.models import User
from deeproot_app.base.own_link import MASK
from deeproot_app.channels.email.sending.tests.sink import Sink, serving
from deeproot_app.conftest import SmallRecord
from deeproot_app.record.models import Case, Contact, Interaction


@pytest.fixture
def sink(settings: Any, tmp_path: Path) -> Iterator[Sink]:
    settings.HOME = tmp_path
    settings.INNER_HOSTS = frozenset({"127.0.0.1"})
    with serving(Sink()) as found:
        yield found


@pytest.fixture
def account(sink: Sink, survey: Survey) -> SendingAccount:
    return account_at(sink.port)


def test_the_mail_that_asks_arrives_once_and_its_link_opens_the_page(
    account: SendingAccount, sink: Sink, survey: Survey, manager: User, now: Now
) -> None:
    asking.ask(manager, survey, [Contact.objects.get(pk="p-birch")])
    now.later(minutes=5)
    assert work().sent == 1
    work()
    (taken,) = sink.taken
    plain = next(part for part in message_from_string(taken["raw"]).walk() if part.get_content_type() == "text/plain")
    words = plain.get_payload(decode=True).decode()  # type: ignore[union-attr]
    link = re.search(r"/answer/\S+", words)
    assert link is not None
    assert "How likely are you to recommend Oakfield" in Client().get(link.group()).text
    assert course.numbers(manager, survey)["silent"] == 1
    sent = Interaction.objects.get(pk=f"email:{Sending.objects.get().message_id}")
    assert MASK in sent.text.body, "whoever of us reads it cannot answer as they"
    assert "/answer/" not in sent.text.body
    assert "/answer/" in Sending.objects.get().letter.text
    browser = Client()
    browser.force_login(manager)
    page = browser.get(f"/outbox/{Sending.objects.get().pk}/").text
    assert MASK in page
    assert "/answer/" not in page
    assert (sent.channel, sent.direction, sent.kind) == ("email", "out", "admin"), "it gives nothing, and sells nothing"
    other = written.open_(manager, written.make(manager, "Effort", "ces").pk)
    now.later(days=30)
    looked = asking.look(manager, other, [Contact.objects.get(pk="p-birch")])
    assert "recently_surveyed" in [reason.id for reason in looked.people[0].reasons]


def test_nothing_leaves_where_a_case_was_opened_after_it_was_queued(
    account: SendingAccount, sink: Sink, survey: Survey, manager: User, small_record: SmallRecord, now: Now
) -> None:
    asking.ask(manager, survey, [Contact.objects.get(pk="p-birch")])
    Case.objects.create(
        case_id="k-9", customer=small_record.birch, opened_at=NOON + timedelta(minutes=1), owner_id="m-ada",
        recorded_seq=0,
    )  # fmt: skip
    now.later(minutes=5)
    work()
    assert sink.taken == []
    row = Sending.objects.get()
    assert (row.state, row.reasons[0][0]) == ("suppressed", "open_case")
    assert course.numbers(manager, survey)["not"] == 1
    assert Asked.objects.get().answered_at is None
