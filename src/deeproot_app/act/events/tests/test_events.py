"""Events: asked once, invited past the gate, answered on a signed link, attended, followed up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from icalendar import Calendar

from deeproot.plan.policy import ALLOWED, Verdict
from deeproot_app.act.events import after, answering, attending, guests, inviting, links, planned, standing
from deeproot_app.act.models import Call, Event, Guest, Letter, Sending
from deeproot_app.act.outbox import asking
from deeproot_app.base import clock
from deeproot_app.base.errors import UserError
from deeproot_app.base.models import User
from deeproot_app.base.own_link import MASK
from deeproot_app.conftest import AS_OF, SmallRecord
from deeproot_app.record.models import Interaction

LATER = AS_OF + timedelta(days=10)


class Now:
    at = AS_OF


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> Now:
    told = Now()
    monkeypatch.setattr(clock, "now", lambda: told.at)

    def decide(touches: Any, at: datetime) -> list[Verdict]:
        return [ALLOWED for _ in touches]

    monkeypatch.setattr(asking.gate, "decide", decide)
    return told


@pytest.fixture
def event(small_record: SmallRecord, manager: User) -> Event:
    about = planned.About(
        "Shorter queues", LATER, LATER + timedelta(hours=1), "Europe/Oslo", link="https://oakfield.example/join",
        capacity=1, host_id="m-ada",
    )  # fmt: skip
    made = planned.make(manager, about)
    guests.add(manager, made, guests.named(manager, ["pat@birch.example", "Cedar Clinic"]))
    return made


def guest(customer: str) -> Guest:
    return Guest.objects.get(customer=f"c-{customer}")


def page(one: Guest) -> str:
    return f"/invitation/{links.OWN.token(one)}/"


def test_people_are_found_by_address_and_by_customer_and_stand_on_the_list_once(manager: User, event: Event) -> None:
    found = guests.named(manager, ["PAT@birch.example", "Birch Bakery", "nobody@x.example", "No such firm"])
    added = guests.add(manager, event, found)
    assert (added.added, added.there, added.unknown) == (0, 1, ["nobody@x.example", "No such firm"])
    assert event.guests.count() == 2


def test_each_guest_is_invited_once_with_a_link_of_their_own(manager: User, event: Event) -> None:
    assert inviting.invite(manager, event).states == {"queued": 2}
    assert inviting.invite(manager, event).states == {}
    assert Sending.objects.count() == 2
    letter = Letter.objects.get(sending__customer="c-birch")
    assert links.OWN.link(guest("birch")) in letter.text
    assert "10 July, 14:00–15:00 (Europe/Oslo)" in letter.text
    assert not Sending.objects.filter(personal=True).exists()


def test_looking_at_the_page_changes_nothing_and_an_answer_is_told_in_the_story(event: Event) -> None:
    birch, browser = guest("birch"), Client(enforce_csrf_checks=True)
    assert b"oakfield.example/join" not in browser.get(page(birch)).content
    assert guest("birch").answer == ""
    answer = browser.post(page(birch), {"answer": "yes", "says": "We bring two people."})
    assert answer.status_code == 200
    assert b"oakfield.example/join" in answer.content
    told = Interaction.objects.get(pk=answering.told_by(event.pk, birch.pk, "answer"))
    assert (told.channel, told.direction, told.text.body) == ("event", "in", "We bring two people.")
    browser.post(page(birch), {"answer": "no"})
    assert (guest("birch").answer, Interaction.objects.filter(channel="event").count()) == ("no", 1)


def test_no_more_come_than_there_are_places(event: Event) -> None:
    answering.answer(guest("birch").pk, "yes")
    with pytest.raises(answering.Closed, match="full"):
        answering.answer(guest("cedar").pk, "yes")
    assert b'value="yes"' not in Client().get(page(guest("cedar"))).content
    answering.answer(guest("birch").pk, "no")
    assert answering.answer(guest("cedar").pk, "yes").answer == "yes"


def test_no_answer_is_taken_once_it_has_begun_or_is_called_off(manager: User, event: Event, now: Now) -> None:
    planned.call_off(manager, event.pk)
    assert Client().post(page(guest("birch")), {"answer": "yes"}).status_code == 422
    planned.call_off(manager, event.pk, off=False)
    now.at = LATER
    with pytest.raises(answering.Closed, match="over"):
        answering.answer(guest("birch").pk, "yes")
    assert guest("birch").answer == ""


def test_a_link_that_was_forged_or_revoked_is_known_to_nobody(manager: User, event: Event) -> None:
    good = page(guest("birch"))
    assert Client().get("/invitation/WzEsMV0:forged/").status_code == 404
    links.OWN.revoke(manager, guest("birch").pk)
    assert Client().get(good).status_code == 404
    assert Client().get(page(guest("birch"))).status_code == 200


def test_the_file_for_calendars_holds_the_latest_and_where_to_join_only_for_who_comes(
    manager: User, event: Event
) -> None:
    def entry() -> Any:
        read = Calendar.from_ical(Client().get(page(guest("birch")) + "event.ics").content)
        return read.walk("VEVENT")[0]

    first = entry()
    assert (first["SUMMARY"], first.decoded("DTSTART"), first["SEQUENCE"]) == ("Shorter queues", LATER, 0)
    assert "oakfield.example/join" not in first.to_ical().decode()
    answering.answer(guest("birch").pk, "yes")
    planned.call_off(manager, event.pk)
    last = entry()
    assert (last["UID"], last["SEQUENCE"], last["STATUS"]) == (first["UID"], 1, "CANCELLED")


def test_guests_are_told_of_a_change_once_and_who_said_no_is_not(manager: User, event: Event) -> None:
    inviting.invite(manager, event)
    answering.answer(guest("cedar").pk, "no")
    with pytest.raises(UserError, match="Nothing about it has changed"):
        inviting.tell(manager, event)
    off = planned.call_off(manager, event.pk)
    assert inviting.tell(manager, off).states == {"queued": 1}
    inviting.tell(manager, off)
    assert Sending.objects.count() == 3


def test_who_came_is_said_by_a_file_and_stands_in_their_story(manager: User, event: Event, now: Now) -> None:
    text = "Name,Email\nSomebody,pat@dune.example\nPat of Birch Bakery,\nWho,who@else.example\n"
    with pytest.raises(UserError, match="not begun"):
        attending.by_list(manager, event, text, others_absent=True)
    now.at = LATER + timedelta(hours=2)
    listed = attending.by_list(manager, event, text, others_absent=True)
    assert (listed.came, listed.added, listed.absent, listed.unknown) == (2, 1, 1, ["who@else.example"])
    told = Interaction.objects.get(pk=answering.told_by(event.pk, guest("birch").pk, "came"))
    assert (told.channel, told.kind, told.happened_at) == ("event", "value", LATER)
    attending.mark(manager, event, {guest("birch").pk: False})
    assert not Interaction.objects.filter(pk=told.pk).exists()
    assert standing.standing(event).numbers["came"] == 1


def test_those_who_did_not_come_are_called_once(manager: User, member: User, event: Event, now: Now) -> None:
    answering.answer(guest("birch").pk, "yes")
    now.at = LATER + timedelta(hours=2)
    attending.mark(manager, event, {guest("birch").pk: False})
    assert (after.call(member, event, "absent"), after.call(member, event, "absent")) == (1, 0)
    assert Call.objects.get().customer_id == "c-birch"


def test_the_pages_of_events_open_for_a_manager(
    manager: User, event: Event, client_of: Callable[[User | None], Client]
) -> None:
    browser = client_of(manager)
    for path in ("/thanks/", "/thanks/events/", f"/thanks/events/{event.pk}/", f"/thanks/events/{event.pk}/change/"):
        assert browser.get(path).status_code == 200
    shown = browser.get(f"/thanks/events/{event.pk}/").text
    assert MASK in shown
    assert "/invitation/" not in shown, "whoever looks at the words cannot answer as the guest"
    give = browser.get("/thanks/give/?customer=c-birch")
    form = give.context["form"].initial | {"what": "A card", "why": "A year"}
    assert browser.post("/thanks/give/?customer=c-birch", form).status_code == 302
