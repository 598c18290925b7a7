"""The morning's word: at each one's hour in their own zone, never twice, and only where something is owed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from email import message_from_string
from pathlib import Path
from typing import Any

import pytest

from deeproot_app.act.briefs import asking
from deeproot_app.act.follow_up import mornings, tell
from deeproot_app.act.follow_up.mornings import tell_mornings, whose_hour, wish
from deeproot_app.act.follow_up.owed import owed
from deeproot_app.act.models import Digest, SendingAccount
from deeproot_app.base import clock
from deeproot_app.base.models import User
from deeproot_app.channels.email.sending.answers import Answer
from deeproot_app.channels.email.sending.tests.sink import Sink, serving
from deeproot_app.conftest import AS_OF, SmallRecord
from deeproot_app.plan.models import Item
from deeproot_app.record.models import Case

pytestmark = pytest.mark.django_db
MORNING = AS_OF.replace(hour=7, minute=40)
"""A Tuesday; 7:40 in UTC, 9:40 in Oslo."""


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Any) -> None:
    settings.HOME = tmp_path
    settings.INNER_HOSTS = frozenset({"127.0.0.1"})


@pytest.fixture
def sink() -> Iterator[Sink]:
    with serving(Sink()) as found:
        yield found


@pytest.fixture
def account(db: None, sink: Sink) -> SendingAccount:
    return SendingAccount.objects.create(
        name="Oakfield", from_name="Oakfield", from_address="hello@oakfield.example", made_at=AS_OF,
        settings={"host": "127.0.0.1", "port": str(sink.port), "security": "none"},
    )  # fmt: skip


def at(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    monkeypatch.setenv("DEEPROOT_NOW", moment.isoformat())


def test_who_owes_something_is_told_once(
    small_record: SmallRecord, member: User, stranger: User, account: SendingAccount, sink: Sink,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    at(monkeypatch, MORNING)
    assert tell_mornings.call() == 1
    assert tell_mornings.call() == 0
    at(monkeypatch, MORNING + timedelta(hours=2))
    assert tell_mornings.call() == 0
    [taken] = sink.taken
    assert taken["to"] == "ada@oakfield.example"
    assert Digest.objects.get().user == member, "Cleo owes nothing: no mail says so"


def test_the_mail_says_what_is_owed_and_how_to_be_told_no_more(
    small_record: SmallRecord, member: User, account: SendingAccount, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(monkeypatch, MORNING)
    Item.objects.create(
        key="escalated", customer=small_record.cedar, member_id="m-ben", escalated_to_id="m-ada", order="00",
        reason="promise_overdue", subject="pr-9", headline="Ben owes Cedar Clinic an answer.", next_step="",
        as_of=AS_OF, first_seen_at=AS_OF,
    )  # fmt: skip
    Item.objects.create(
        key="low", customer=small_record.birch, member_id="m-ada", order="06", reason="low_mark", subject="s:1",
        headline="Birch Bakery gave us 2 of 10.", next_step="", as_of=AS_OF, first_seen_at=AS_OF,
    )  # fmt: skip
    tell_mornings.call()
    mail = message_from_string(sink.taken[0]["raw"])
    words = mail.get_payload(0).get_payload(decode=True).decode()  # type: ignore[union-attr]
    assert "Overdue (1)" in words and "Birch Bakery" in words and "corrected invoice" in words
    assert "Escalated to you (1)" in words and "Ben owes Cedar Clinic" in words
    assert "Low marks (1)" in words and "Birch Bakery gave us 2 of 10." in words
    assert "/own/morning/" in words
    assert mail["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize(
    ("zone", "moment", "told"),
    [
        ("Europe/Oslo", MORNING.replace(hour=5, minute=29), False),
        ("Europe/Oslo", MORNING.replace(hour=5, minute=30), True),
        ("Europe/Oslo", MORNING.replace(hour=9, minute=30), False),
        ("Pacific/Auckland", MORNING.replace(hour=5, minute=30), False),
        ("Pacific/Auckland", MORNING.replace(hour=19, minute=30), True),
        ("UTC", MORNING + timedelta(days=4), False),
        ("UTC", MORNING + timedelta(days=6), True),
    ],
)
def test_it_is_told_at_their_hour_of_their_day(
    small_record: SmallRecord, member: User, zone: str, moment: datetime, told: bool
) -> None:
    User.objects.filter(pk=member.pk).update(timezone=zone)
    assert [one.user for one in whose_hour(moment)] == ([member] if told else [])


def test_who_does_not_want_it_is_not_told(small_record: SmallRecord, member: User) -> None:
    wish(member, wanted=False, at=time(7, 30), weekends=True)
    assert whose_hour(MORNING) == []
    wish(member, wanted=True, at=time(7, 30), weekends=True)
    assert [one.user for one in whose_hour(MORNING + timedelta(days=4))] == [member]


@pytest.mark.parametrize(("answer", "kept"), [("later", 0), ("uncertain", 1), ("refused", 1), ("sent", 1)])
def test_only_where_nothing_was_taken_for_sure_is_it_tried_again(
    small_record: SmallRecord, member: User, account: SendingAccount, monkeypatch: pytest.MonkeyPatch,
    answer: Any, kept: int,
) -> None:  # fmt: skip
    at(monkeypatch, MORNING)
    asked: list[str] = []

    def told(*given: Any) -> Answer:
        asked.append(given[1].email)
        assert Digest.objects.count() == 1, "that they are told is written first"
        return Answer(answer)

    monkeypatch.setattr(tell, "tell_colleague", told)
    tell_mornings.call()
    assert Digest.objects.count() == kept
    tell_mornings.call()
    assert len(asked) == 2 - kept


def test_another_worker_that_was_first_leaves_nothing_to_tell(
    small_record: SmallRecord, member: User, account: SendingAccount, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(monkeypatch, MORNING)
    found = mornings.whose_hour(clock.now())
    tell_mornings.call()
    monkeypatch.setattr(mornings, "whose_hour", lambda now: found)
    assert tell_mornings.call() == 0
    assert len(sink.taken) == 1


def test_while_no_mail_leaves_nobody_counts_as_told(
    small_record: SmallRecord, member: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(monkeypatch, MORNING)
    assert tell_mornings.call() == 0
    assert not Digest.objects.exists()


def test_what_one_is_asked_of_a_case_stands_in_the_mail_until_it_is_answered(
    small_record: SmallRecord, member: User, stranger: User, account: SendingAccount, sink: Sink,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    at(monkeypatch, MORNING)
    Case.objects.create(
        case_id="k-2", customer=small_record.birch, opened_at=AS_OF - timedelta(days=2), owner_id="m-cleo"
    )
    asking.ask(member, "k-2", "What may I offer?")
    assert [row.words for row in owed({"m-cleo": AS_OF}, AS_OF)["m-cleo"].asked] == ["What may I offer?"]
    tell_mornings.call()
    mail = next(message_from_string(one["raw"]) for one in sink.taken if one["to"] == "cleo@oakfield.example")
    words = mail.get_payload(0).get_payload(decode=True).decode()  # type: ignore[union-attr]
    assert "Asked of you (1)" in words and "Birch Bakery, Ada Lund: “What may I offer?”" in words
    asking.agree(stranger, "k-2", ["A month free"])
    assert not owed({"m-cleo": AS_OF}, AS_OF)["m-cleo"]
