"""What is said on a story and on the promises: that something is not as it was read, and what is missing."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from deeproot_app.base.models import User
from deeproot_app.conftest import AS_OF, Browser, SmallRecord, say
from deeproot_app.desk.story import AFTER, ending_after, story
from deeproot_app.record import search
from deeproot_app.record.models import Interaction, Promise
from deeproot_app.record.review.tests.proposals import propose
from deeproot_app.record.tests.pages import text

pytestmark = pytest.mark.usefixtures("small_record", "as_of")


@pytest.fixture
def browser(client_of: Browser, member: User) -> Client:
    return client_of(member)


def test_each_message_tells_what_was_read_from_it_and_who_says_so(browser: Client) -> None:
    Interaction.objects.filter(pk="mail:c-birch-11").update(read_from_text={"kind": 0.7})
    row = propose("mail:c-birch-11", "promise", place=1)
    answer = browser.get("/customers/c-birch/")
    page = text(answer)
    assert "This is an answer (read from its words, 70 % sure)" in page
    assert "This asks them nothing (as it was imported)" in page
    assert f'href="/review/{row.pk}/"' in answer.content.decode()
    assert "1 reading of their story waits" in page


def test_nobody_is_said_to_wait_for_an_answer_to_our_own_question(browser: Client) -> None:
    Interaction.objects.filter(pk="mail:c-birch-11").update(needs_answer=True)
    Interaction.objects.filter(direction="in").update(needs_answer=False)
    page = text(browser.get("/customers/c-birch/"))
    assert "This asks them something (as it was imported)" in page
    assert "They wait for an answer to this" not in page


def test_a_kind_that_is_not_so_is_corrected_and_taken_back(browser: Client) -> None:
    given = {"kind": "complaint", "back": "/customers/c-birch/?at=x"}
    answer = browser.post("/review/messages/mail~3ac-birch-5/label/", given, follow=True)
    assert answer.redirect_chain[0][0] == "/customers/c-birch/?at=x#mail:c-birch-5"
    assert "Said so: this is a complaint." in text(answer)
    assert "This is a complaint (said by one of us)" in text(answer)
    assert Interaction.objects.get(pk="mail:c-birch-5").kind == "complaint"
    undo = re.search(r'action="(/review/\d+/undo/[^"]*)"', answer.content.decode())
    assert undo is not None
    again = browser.post(undo[1].replace("&amp;", "&"), follow=True)
    assert again.redirect_chain[0][0] == "/customers/c-birch/?at=x"
    assert Interaction.objects.get(pk="mail:c-birch-5").kind == "question"


def test_whether_it_waits_for_an_answer_is_corrected(browser: Client) -> None:
    browser.post("/review/messages/mail~3ac-birch-5/label/", {"needs_answer": "no"})
    assert Interaction.objects.get(pk="mail:c-birch-5").needs_answer is False


@pytest.mark.parametrize("given", [{}, {"kind": "nonsense"}, {"kind": "complaint", "back": "https://evil.example/"}])
def test_what_is_no_kind_is_told_and_nobody_is_led_astray(browser: Client, given: dict[str, str]) -> None:
    answer = browser.post("/review/messages/mail~3ac-birch-5/label/", given)
    assert answer.headers["Location"].startswith("/review/")


def test_a_viewer_sees_what_was_read_and_no_button(client_of: Browser, viewer: User) -> None:
    page = client_of(viewer).get("/customers/c-birch/").content.decode()
    assert "What was read" in page and "/label/" not in page and "Add a promise" not in page


def test_a_story_is_opened_at_a_message_with_what_came_after(small_record: SmallRecord) -> None:
    for day in range(60, 120):
        say(small_record.birch, "m-ada", day, "out", "value", "A guide", "Here is a guide.")
    early = "mail:c-birch-100"
    page = story(small_record.birch, AS_OF, ending_after(small_record.birch, AS_OF, early))
    shown = [event.row.pk for event in page.events if event.what == "interaction"]
    assert early in shown and len(shown) - shown.index(early) == AFTER + 1
    assert ending_after(small_record.birch, AS_OF, "mail:c-birch-5") is None
    assert ending_after(small_record.birch, AS_OF, "mail:c-dune-200") is None


def test_the_way_back_to_the_present_is_offered(browser: Client, small_record: SmallRecord) -> None:
    for day in range(60, 80):
        say(small_record.birch, "m-ada", day, "out", "value", "A guide", "Here is a guide.")
    assert "To the present" in text(browser.get("/customers/c-birch/?at=mail:c-birch-79"))
    assert "To the present" not in text(browser.get("/customers/c-birch/?at=nothing"))


def test_a_promise_is_added_by_hand_from_a_message_and_taken_back(browser: Client, member: User) -> None:
    User.objects.filter(pk=member.pk).update(timezone="Europe/Oslo")
    address = "/promises/add/?customer=c-birch&in=mail:c-birch-40"
    assert "Here is the guide I mentioned." in text(browser.get(address))
    answer = browser.post(address, {"text": "I will call you", "due_at": "2026-07-02T10:00"}, follow=True)
    assert "Promised to Birch Bakery." in text(answer)
    made = Promise.objects.get(text="I will call you")
    assert (made.made_in, made.member_id) == ("mail:c-birch-40", "m-ada")
    assert made.due_at == datetime(2026, 7, 2, 8, tzinfo=UTC)
    undo = re.search(r'action="(/promises/changes/\d+/undo/)"', answer.content.decode())
    assert undo is not None
    browser.post(undo[1])
    assert not Promise.objects.filter(text="I will call you").exists()


def test_to_whom_a_promise_was_made_is_asked_first(browser: Client) -> None:
    search.refresh()
    page = browser.get("/promises/add/?q=cedar").content.decode()
    assert "?customer=c-cedar" in page and "c-birch" not in page
    assert "Nobody found" in text(browser.get("/promises/add/?q=nobody"))


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"text": " ", "due_at": ""}, "This field is required."),
        ({"text": "I will call", "due_at": "2020-01-01T10:00"}, "cannot be due before it was made"),
        ({"text": "I will call", "member": "m-nobody"}, "Select a valid choice"),
    ],
)
def test_a_promise_that_cannot_be_is_told(browser: Client, given: dict[str, str], says: str) -> None:
    answer = browser.post("/promises/add/?customer=c-birch", given)
    assert answer.status_code == 422 and says in text(answer)


@pytest.mark.parametrize("address", ["?customer=c-nowhere", "?customer=c-birch&in=mail:c-dune-200"])
def test_a_promise_to_nobody_or_in_a_foreign_message_is_not_there(browser: Client, address: str) -> None:
    assert browser.get(f"/promises/add/{address}").status_code == 404


def test_a_promise_is_put_off_and_back(browser: Client) -> None:
    Promise.objects.filter(pk="pr-1").update(due_at=AS_OF + timedelta(days=1))
    answer = browser.post("/promises/pr-1/hold/", {"new_due": "2026-07-09T10:00"}, follow=True)
    assert "put off" in text(answer)
    found = Promise.objects.get(pk="pr-1")
    assert found.moved_to == datetime(2026, 7, 9, 10, tzinfo=UTC) and len(found.holding) == 1
    undo: Any = re.search(r'action="(/promises/changes/\d+/undo/)"', answer.content.decode())
    browser.post(undo[1])
    assert Promise.objects.get(pk="pr-1").moved_to is None


@pytest.mark.parametrize(("given", "says"), [("soon", "Say until when"), ("2026-01-01T10:00", "still to come")])
def test_a_promise_is_not_put_off_to_nowhen(browser: Client, given: str, says: str) -> None:
    assert says in text(browser.post("/promises/pr-1/hold/", {"new_due": given}, follow=True))
    assert Promise.objects.get(pk="pr-1").holding == []
