"""Reminders: once, in time, to those who were invited and did not say no; and an invitation sent again."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from deeproot.plan.policy import ALLOWED, Reason, Verdict
from deeproot_app.act.events import answering, guests, inviting, planned, reminding
from deeproot_app.act.models import Event, Guest, Sending
from deeproot_app.act.outbox import asking
from deeproot_app.base import clock
from deeproot_app.base.errors import UserError
from deeproot_app.base.models import User
from deeproot_app.conftest import AS_OF, SmallRecord

LATER = AS_OF + timedelta(days=10)
DAY_BEFORE = LATER - timedelta(hours=24)


class Now:
    at = AS_OF
    verdict = ALLOWED


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> Now:
    told = Now()
    monkeypatch.setattr(clock, "now", lambda: told.at)

    def decide(touches: Any, at: datetime) -> list[Verdict]:
        return [told.verdict for _ in touches]

    monkeypatch.setattr(asking.gate, "decide", decide)
    return told


ABOUT = planned.About(
    "Shorter queues", LATER, LATER + timedelta(hours=1), "Europe/Oslo", place="Oslo", host_id="m-ada", remind_hours=24
)


@pytest.fixture
def event(small_record: SmallRecord, manager: User) -> Event:
    """Birch, Cedar and Dune are invited; Birch comes, Cedar does not, Dune says nothing."""
    made = planned.make(manager, ABOUT)
    guests.add(manager, made, guests.named(manager, ["Birch Bakery", "Cedar Clinic", "Dune Travel"]))
    inviting.invite(manager, made)
    Sending.objects.update(state="sent", settled_at=AS_OF, next_at=None)
    answering.answer(guest("birch").pk, "yes")
    answering.answer(guest("cedar").pk, "no")
    return made


def guest(customer: str) -> Guest:
    return Guest.objects.select_related("reminder", "sending").get(customer=f"c-{customer}")


def reminders() -> set[tuple[str, str]]:
    rows = Sending.objects.filter(occasion__contains=":reminder:")
    return {(str(row.customer_id), row.state) for row in rows}


def test_who_did_not_say_no_is_reminded_once_in_time(event: Event, now: Now) -> None:
    assert reminding.remind_due.func() == 0, "it is ten days away"
    now.at = DAY_BEFORE
    assert reminding.remind_due.func() == 2
    assert reminding.remind_due.func() == 0
    assert reminders() == {("c-birch", "queued"), ("c-dune", "queued")}
    birch, dune = (
        Sending.objects.select_related("letter").get(pk=guest(name).reminder_id) for name in ("birch", "dune")
    )
    assert (birch.kind, birch.automatic, "look forward" in birch.letter.text) == ("admin", True, True)
    assert (dune.kind, "Do you come?" in dune.letter.text) == ("value", True)


def test_who_was_invited_or_answered_only_then_needs_no_reminder(event: Event, now: Now) -> None:
    now.at = DAY_BEFORE + timedelta(hours=1)
    answering.answer(guest("dune").pk, "maybe")
    Sending.objects.update(settled_at=now.at)
    assert reminding.remind_due.func() == 1
    assert reminders() == {("c-birch", "queued")}


def test_a_no_calls_the_reminder_back_and_a_yes_after_it_is_reminded_again(event: Event, now: Now) -> None:
    now.at = DAY_BEFORE
    reminding.remind_due.func()
    answering.answer(guest("birch").pk, "no")
    assert ("c-birch", "cancelled") in reminders()
    Guest.objects.filter(customer="c-birch").update(answer="yes", answered_at=AS_OF + timedelta(hours=1))
    assert reminding.remind_due.func() == 1
    assert ("c-birch", "queued") in reminders()


def test_an_event_called_off_or_moved_reminds_nobody_of_what_was(event: Event, manager: User, now: Now) -> None:
    now.at = DAY_BEFORE
    reminding.remind_due.func()
    planned.call_off(manager, event.pk)
    assert reminders() == {("c-birch", "cancelled"), ("c-dune", "cancelled")}
    assert reminding.remind_due.func() == 0
    planned.call_off(manager, event.pk, off=False)
    assert reminding.remind_due.func() == 2, "it takes place after all"


def test_who_was_reminded_is_not_reminded_again_of_another_hour(event: Event, manager: User, now: Now) -> None:
    now.at = DAY_BEFORE
    reminding.remind_due.func()
    Sending.objects.filter(occasion__contains=":reminder:").update(state="sent", next_at=None)
    moved = {"starts_at": LATER + timedelta(hours=2), "ends_at": LATER + timedelta(hours=3)}
    planned.change(manager, event.pk, planned.About(**{**ABOUT.__dict__, **moved}))
    now.at = DAY_BEFORE + timedelta(hours=2)
    assert reminding.remind_due.func() == 0


def test_whom_the_gate_lets_us_reach_only_after_it_began_gets_none(event: Event, now: Now) -> None:
    now.at = DAY_BEFORE
    now.verdict = Verdict(False, (Reason("quiet_hours", "Later.", "Night.", LATER + timedelta(hours=1), True),))
    assert reminding.remind_due.func() == 0
    now.verdict = Verdict(False, (Reason("quiet_hours", "Later.", "Night.", LATER - timedelta(hours=1), True),))
    assert reminding.remind_due.func() == 2
    now.at = LATER
    reminding.remind_due.func()
    assert {state for _, state in reminders()} == {"cancelled"}, "whatever still waits when it begins never leaves"


def test_an_invitation_is_sent_again_once_a_click_with_the_link_that_is_good_now(event: Event, manager: User) -> None:
    first = guest("dune").sending_id
    inviting.again(manager, guest("dune").pk, 0)
    inviting.again(manager, guest("dune").pk, 0)
    row = guest("dune")
    assert (row.asked_again, row.sending_id == first) == (1, False)
    assert Sending.objects.filter(customer="c-dune").count() == 2
    with pytest.raises(UserError, match="has not left yet"):
        inviting.again(manager, row.pk, 1)
    with pytest.raises(UserError, match="they do not come"):
        inviting.again(manager, guest("cedar").pk, 0)


@pytest.mark.parametrize("meanwhile", ["called off", "changed", "answered"])
def test_what_happens_while_reminders_are_written_stops_them(
    event: Event, now: Now, manager: User, monkeypatch: pytest.MonkeyPatch, meanwhile: str
) -> None:
    """The gate is asked for hundreds of guests: long enough to call an event off, or to say no."""
    asked = []

    def decide(touches: Any, at: datetime) -> list[Verdict]:
        if not asked:
            asked.append(at)
            if meanwhile == "called off":
                planned.call_off(manager, event.pk)
            elif meanwhile == "changed":
                planned.change(manager, event.pk, replace(ABOUT, place="Bergen"))
            else:
                answering.answer(guest("birch").pk, "no")
        return [ALLOWED for _ in touches]

    monkeypatch.setattr(asking.gate, "decide", decide)
    now.at = DAY_BEFORE
    reminding.remind_due.func()
    assert reminders() == ({("c-dune", "queued")} if meanwhile == "answered" else set())
    if meanwhile == "changed":
        assert reminding.remind_due.func() == 2, "as it stands now, they are reminded next time"
