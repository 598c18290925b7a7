"""Whoever looks after a customer hears at once when they write, by whatever door; by mail once an hour a thread."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from email import message_from_string
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from deeproot_app.act.follow_up import tell
from deeproot_app.act.models import Notice, NoticeWish, SendingAccount, Watermark
from deeproot_app.act.notes.mailing import mail_notices
from deeproot_app.act.notes.replies import hear_replies
from deeproot_app.base.models import Organisation, User
from deeproot_app.channels.email.sending.answers import Answer
from deeproot_app.channels.email.sending.tests.sink import Sink, serving
from deeproot_app.conftest import AS_OF, SmallRecord
from deeproot_app.record.models import Case, Interaction, RecordSequence, Text

pytestmark = pytest.mark.usefixtures("as_of", "small_record")


@pytest.fixture(autouse=True)
def begun(as_of: object, small_record: SmallRecord) -> None:
    """The first look only says how far the record goes: nobody is told of what was there before."""
    assert hear_replies.call() == 0
    assert not Notice.objects.exists()


def wrote(name: str, customer: str = "c-birch", hours: float = 1, body: str = "Hello?", **more: Any) -> Interaction:
    given = {"channel": "email", "direction": "in", "thread_id": "t-1"} | more
    row = Interaction.objects.create(
        interaction_id=f"x:{name}", customer_id=customer, happened_at=AS_OF - timedelta(hours=hours),
        recorded_seq=RecordSequence.take(), **given,
    )  # fmt: skip
    Text.objects.create(interaction=row, body=body)
    return row


@pytest.mark.parametrize("channel", ["email", "chat", "call", "survey", "case", "sms", "mention", "letter"])
def test_their_owner_hears_by_whatever_door_they_come(member: User, stranger: User, channel: str) -> None:
    row = wrote("1", channel=channel)
    assert hear_replies.call() == 1
    assert [(one.user, one.what, one.interaction_id) for one in Notice.objects.all()] == [(member, "reply", row.pk)]
    assert hear_replies.call() == 0


@pytest.mark.parametrize(
    "given",
    [
        {"direction": "out"}, {"direction": "internal"}, {"automatic": True}, {"channel": "usage"},
        {"channel": "purchase"}, {"hours": 49},
    ],
)  # fmt: skip
def test_what_is_no_news_tells_nobody(member: User, given: dict[str, Any]) -> None:
    wrote("1", **given)
    hear_replies.call()
    assert not Notice.objects.exists()


def test_whose_case_it_is_in_hears_too_where_they_may_see_the_customer(member: User, stranger: User) -> None:
    Case.objects.create(case_id="k-9", customer_id="c-birch", opened_at=AS_OF, owner_id="m-cleo")
    wrote("1", case_id="k-9")
    hear_replies.call()
    assert {row.user for row in Notice.objects.all()} == {member, stranger}
    Organisation(pk=1, members_see="own").save()
    wrote("2", case_id="k-9")
    hear_replies.call()
    assert {row.user for row in Notice.objects.filter(interaction_id="x:2")} == {member}


def test_a_row_that_is_recorded_anew_tells_nobody_again(member: User) -> None:
    row = wrote("1")
    hear_replies.call()
    Interaction.objects.filter(pk=row.pk).update(recorded_seq=RecordSequence.take())
    hear_replies.call()
    assert Notice.objects.count() == 1


def test_it_asks_no_more_for_many_messages_than_for_few(member: User) -> None:
    def asked(some: range) -> int:
        for n in some:
            wrote(str(n))
        with CaptureQueriesContext(connection) as captured:
            hear_replies.call()
        return len(captured)

    few = asked(range(1))
    assert asked(range(1, 40)) <= few <= 16


@pytest.fixture
def sink(tmp_path: Path, settings: Any) -> Iterator[Sink]:
    settings.HOME = tmp_path
    settings.INNER_HOSTS = frozenset({"127.0.0.1"})
    with serving(Sink()) as found:
        SendingAccount.objects.create(
            name="Oakfield", from_name="Oakfield", from_address="hello@oakfield.example", made_at=AS_OF,
            settings={"host": "127.0.0.1", "port": str(found.port), "security": "none"},
        )  # fmt: skip
        yield found


def test_they_are_told_by_mail_at_once_and_once_an_hour_of_a_thread(
    member: User, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrote("1", body="Where is the oven?")
    hear_replies.call()
    assert mail_notices.call() == 1
    wrote("2", body="And the bill?", hours=0)
    wrote("3", body="Another matter", thread_id="t-2")
    hear_replies.call()
    assert mail_notices.call() == 1, "of the first thread they were told within the hour; of the other they are now"
    monkeypatch.setenv("DEEPROOT_NOW", (AS_OF + timedelta(hours=1)).isoformat())
    assert mail_notices.call() == 1
    assert mail_notices.call() == 0
    words = [message_from_string(taken["raw"]).get_payload(0).get_payload(decode=True).decode() for taken in sink.taken]  # type: ignore[union-attr]
    assert ["Where is the oven?" in words[0], "Another matter" in words[1], "And the bill?" in words[2]] == [True] * 3
    assert "Where is the oven?" not in words[2] and "/own/notices/" in words[0]


def test_what_was_seen_on_a_page_and_what_is_not_wished_for_does_not_come_by_mail(member: User, sink: Sink) -> None:
    wrote("1")
    hear_replies.call()
    Notice.objects.update(seen_at=AS_OF)
    assert mail_notices.call() == 0
    NoticeWish.objects.create(user=member, replies=False)
    wrote("2")
    hear_replies.call()
    assert mail_notices.call() == 0
    assert Notice.objects.filter(seen_at=None).count() == 1, "the page tells it all the same"


@pytest.mark.parametrize(("answer", "again"), [("later", 1), ("sent", 0), ("uncertain", 0), ("refused", 0)])
def test_only_where_nothing_was_taken_for_sure_is_it_tried_again(
    member: User, sink: Sink, monkeypatch: pytest.MonkeyPatch, answer: Any, again: int
) -> None:
    asked: list[str] = []

    def told(*given: Any) -> Answer:
        asked.append(given[1].email)
        assert not Notice.objects.filter(mailed_at=None).exists(), "that they are told is written first"
        return Answer(answer)

    monkeypatch.setattr(tell, "tell_colleague", told)
    wrote("1")
    hear_replies.call()
    mail_notices.call()
    mail_notices.call()
    assert len(asked) == 1 + again


def test_who_may_no_longer_see_the_customer_is_sent_nothing(
    member: User, sink: Sink, small_record: SmallRecord
) -> None:
    wrote("1")
    hear_replies.call()
    Organisation(pk=1, members_see="own").save()
    small_record.birch.owner_id = "m-cleo"
    small_record.birch.save()
    assert mail_notices.call() == 0


def test_a_look_that_was_broken_off_is_taken_up_where_it_ended(member: User) -> None:
    wrote("1")
    mark = Watermark.objects.get(name="replies").upto_seq
    hear_replies.call()
    Watermark.objects.filter(name="replies").update(upto_seq=mark)
    hear_replies.call()
    assert Notice.objects.count() == 1
