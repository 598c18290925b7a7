"""Reaching out, whole, in a real browser and through a real mail server: from Today to the customer's story.

A mail with an item of the library, a logged call that ends in a promise, a survey answered on a phone, a low mark that
stands on Today; and all of it in the customer's own story, with the score that says of how few it speaks.
"""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from datetime import timedelta
from email.message import Message
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from deeproot_app import loop
from deeproot_app.act.models import Asked, Outbox, Sending
from deeproot_app.act.outbox.tests.sending import account_at, work
from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.base.models import Organisation, User
from deeproot_app.channels.email.sending.tests.sink import Sink, serving
from deeproot_app.conftest import AS_OF, SmallRecord
from deeproot_app.plan.library import change
from deeproot_app.record.models import Contact, Interaction, Promise
from tests.browser import OpenPage, page_checks, within_the_frame

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LATER = AS_OF + timedelta(days=8)
"""Another Wednesday at noon: what was written and said does not stand in the way of a question any more."""
GUIDE = "Servicing ovens on a Sunday: a guide"
WORDS = "Nobody told us that the ovens would be off."


@pytest.fixture(autouse=True)
def at(monkeypatch: pytest.MonkeyPatch, small_record: SmallRecord, settings: Any, tmp_path: Path) -> None:
    """A Tuesday at two in the afternoon; a guide is in the library, a number known; the day's list is made."""
    monkeypatch.setenv("DEEPROOT_NOW", AS_OF.isoformat())
    settings.HOME = tmp_path / "home"
    settings.HOME.mkdir()
    settings.INNER_HOSTS = frozenset({"127.0.0.1"})
    Organisation(pk=1, name="Oakfield", timezone="Europe/Oslo").save()
    given = change.add(COMMAND_LINE, GUIDE, "guide", needs=["ovens serviced on a Sunday"], state="ready")
    change.add_edition(COMMAND_LINE, given.row_id, "en", GUIDE, "How it is done.", "https://library.example/ovens")
    Promise.objects.update(withdrawn_at=AS_OF - timedelta(days=1))
    Contact.objects.filter(pk="p-birch").update(phone="+4723000001")
    loop.turn(AS_OF, tell=lambda *_: None)


@pytest.fixture
def server() -> Iterator[Sink]:
    with serving(Sink()) as sink:
        account_at(sink.port)
        Outbox.objects.update_or_create(pk=1, defaults={"grace_seconds": 0})
        yield sink


def press(page: Page, button: Locator) -> None:
    """Press a button, and wait for the page that it leads to, however long that takes."""
    with page.expect_navigation():
        button.click()


def write(page: Page) -> None:
    """A mail with what answers their question, looked at and sent by a person."""
    page.locator(".item", has_text="Birch Bakery").get_by_role("link", name="Write").first.click()
    page.get_by_role("link", name=GUIDE).first.click()
    expect(page.locator("#verdict")).to_contain_text("It may go.")
    page.get_by_label("Subject").fill("Ovens on a Sunday")
    page.get_by_label("Words").fill("Yes, they can. The guide tells how: https://library.example/ovens\n\nAda Lund")
    press(page, page.get_by_role("button", name="Send it"))


def call(page: Page) -> None:
    """A call that ends in a promise."""
    page.locator("[name=because]").fill("Ask whether the guide helps.")
    press(page, page.get_by_role("button", name="Put on the call list"))
    if page.url.endswith("/calls/"):
        page.locator("form[action='/calls/begin/'] button").first.click()
    expect(page.get_by_role("heading", name="The brief")).to_be_visible()
    page.get_by_label("Reached").check()
    page.locator("[name=said]").fill("They will try the guide next Sunday.")
    page.locator("[name=promise]").fill("Ask the fitter for a date")
    page.locator("[name=promise_due]").fill("2026-07-02T12:00")
    page.locator(".call-form button.primary").click()
    expect(page.get_by_text("The call with Birch Bakery is logged.")).to_be_visible()


def ask(page: Page) -> None:
    """A survey made from a template, opened, and one person asked who was looked up first."""
    press(page, page.get_by_role("button", name="Open it"))
    page.get_by_role("link", name="Ask people").first.click()
    page.locator("[name=named]").fill("pat@birch.example")
    page.get_by_role("button", name="Look whom it would ask").click()
    expect(page.get_by_role("heading", name="What would happen")).to_be_visible()
    press(page, page.get_by_role("button", name="Ask them"))


def link_in(raw: str) -> str:
    """The path of the answering page that a mail leads to."""
    message: Message = email.message_from_string(raw)
    parts = [part for part in message.walk() if part.get_content_type() == "text/plain"]
    text = b"".join(part.get_payload(decode=True) for part in parts).decode()  # type: ignore[misc]
    found = re.search(r"https?://[^/\s]+(/answer/\S+)", text)
    assert found, text
    return found[1]


def answer(page: Page, mark: str) -> None:
    """Answer on a phone: a mark, and what only a low mark is asked."""
    page.get_by_role("radio", name=mark, exact=True).check()
    boxes = page.locator("textarea:visible")
    expect(boxes).to_have_count(2)
    boxes.first.fill(WORDS)
    boxes.nth(1).fill("Tell us a week before.")
    press(page, page.locator("form[data-survey] button[type=submit]"))


def test_from_today_through_a_mail_a_call_and_a_survey_on_a_phone_to_the_story_that_shows_all(
    member: User, manager: User, open_page: OpenPage, server: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = open_page(member)
    ada.go("/")
    write(ada.page)
    assert Sending.objects.get().state == "queued", "nothing leaves while the page is open"
    work()
    assert len(server.taken) == 1
    ada.go("/calls/add/?customer=c-birch")
    call(ada.page)
    promise = Promise.objects.get(text="Ask the fitter for a date")
    assert ada.faults == []

    monkeypatch.setenv("DEEPROOT_NOW", LATER.isoformat())
    boss = open_page(manager)
    boss.go("/surveys/add/")
    press(boss.page, boss.page.get_by_role("button", name="Make it"))
    ask(boss.page)
    assert Asked.objects.get().customer_id == "c-birch"
    work()
    assert len(server.taken) == 2, Sending.objects.values("state", "says", "reasons")
    path = link_in(server.taken[1]["raw"])

    phone = open_page(narrow=True)
    phone.go(path)
    assert page_checks(phone) == []
    answer(phone.page, "3")
    assert page_checks(phone) == []
    told = Asked.objects.get()
    assert (told.score, told.answered_at) == (3, LATER)
    said = Interaction.objects.get(channel="survey")
    assert (said.customer_id, said.contact_id, said.score_kind, said.score) == ("c-birch", "p-birch", "nps", 3)

    monkeypatch.setenv("DEEPROOT_NOW", (LATER + timedelta(hours=1)).isoformat())
    loop.turn(LATER + timedelta(hours=1), tell=lambda *_: None)
    ada.go("/")
    expect(ada.page.locator(".item", has_text="Birch Bakery").first).to_contain_text("low mark")
    ada.go("/customers/c-birch/")
    story = ada.page.locator("main")
    for words in (
        "Yes, they can. The guide tells how", "They will try the guide next Sunday.", "Ask the fitter for a date",
        WORDS, "Tell us a week before.",
    ):  # fmt: skip
        expect(story.get_by_text(words).first).to_be_visible()
    assert promise.made_in and Interaction.objects.filter(pk=promise.made_in, customer="c-birch").exists()

    boss.go(f"/surveys/{told.survey_id}/results/")
    expect(boss.page.get_by_text("Fewer than 10 customers answered").first).to_be_visible()
    boss.page.get_by_role("link", name="1 low mark").click()
    expect(boss.page.get_by_text(WORDS)).to_be_visible()
    expect(boss.page.get_by_text("nobody got back", exact=True)).to_be_visible()
    work()
    assert len(server.taken) == 2, "and nothing leaves again"
    assert (ada.faults, boss.faults, phone.faults) == ([], [], [])


def test_the_pages_of_results_are_accessible_in_every_look(manager: User, open_page: OpenPage) -> None:
    number = Interaction.objects.create(
        interaction_id="tool:1", customer_id="c-birch", channel="survey", direction="in", score=3, score_kind="nps",
        happened_at=AS_OF - timedelta(days=2), recorded_seq=99,
    )  # fmt: skip
    assert number.score == 3
    found = open_page(manager)
    wrong = {}
    for path in ("/surveys/results/", "/surveys/answers/?marks=low", "/surveys/never-asked/"):
        found.go(path)
        wrong[path] = within_the_frame(found)
    assert {path: faults for path, faults in wrong.items() if faults} == {}
