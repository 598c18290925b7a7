"""A call in a real browser, by the keyboard alone: from Today, through the brief, to a promise that stands."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from deeproot_app import loop
from deeproot_app.act.models import Call, CallDraft
from deeproot_app.base.models import User
from deeproot_app.conftest import AS_OF, SmallRecord
from deeproot_app.record.models import Belief, Contact, Interaction, Promise
from tests.browser import OpenPage, within_the_frame

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def at(monkeypatch: pytest.MonkeyPatch, small_record: SmallRecord) -> None:
    """A Tuesday, two in the afternoon at Birch Bakery; the day's list is made."""
    monkeypatch.setenv("DEEPROOT_NOW", AS_OF.isoformat())
    Contact.objects.filter(pk="p-birch").update(phone="+4723000001")
    loop.turn(AS_OF, tell=lambda *_: None)


def to(page: Page, wanted: str, most: int = 80) -> None:
    """Press Tab until the element that a selector names has the focus."""
    for _ in range(most):
        if page.evaluate("selector => document.activeElement?.matches(selector)", wanted):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"the keyboard does not reach {wanted}")


def test_from_today_through_a_logged_call_that_ends_in_a_promise_by_the_keyboard(
    member: User, open_page: OpenPage
) -> None:
    found = open_page(member)
    page = found.page
    found.go("/")
    to(page, ".item form[action='/calls/begin/'] button")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="The brief")).to_be_visible()
    expect(page.get_by_text("Can the ovens be serviced on a Sunday?").first).to_be_visible()
    assert Interaction.objects.filter(kind="brief", member="m-ada").count() == 1

    page.keyboard.press("1")
    expect(page.get_by_label("Reached")).to_be_checked()
    to(page, "[name=said]")
    page.keyboard.type("The invoice holds up their bookkeeping.")
    to(page, "[name=their_minutes]")
    page.keyboard.type("8")
    to(page, "[name=our_minutes]")
    page.keyboard.type("2")
    expect(page.locator("#kept")).to_contain_text("80%")
    assert CallDraft.objects.get().fields["said"] == "The invoice holds up their bookkeeping."

    page.reload()
    expect(page.locator("[name=said]")).to_have_value("The invoice holds up their bookkeeping.")
    expect(page.get_by_label("Reached")).to_be_checked()
    to(page, "[name=need_0]")
    page.keyboard.type("Close the books by Friday")
    to(page, "[name=promise]")
    page.keyboard.type("Send the corrected invoice")
    to(page, "[name=promise_due]")
    page.keyboard.type("07022026")
    page.keyboard.press("Tab")
    page.keyboard.type("1200PM")
    to(page, ".call-form button.primary")
    page.keyboard.press("Enter")
    expect(page.get_by_text("The call with Birch Bakery is logged.")).to_be_visible()

    assert Call.objects.get().state == "done"
    assert Belief.objects.get().text == "Close the books by Friday"
    promise = Promise.objects.get(text="Send the corrected invoice")
    talk = Interaction.objects.get(pk=promise.made_in)
    assert (talk.channel, talk.direction, talk.customer_seconds) == ("call", "both", 480)
    assert promise.due_at is not None and promise.due_at.date().isoformat() == "2026-07-02"
    found.go("/customers/c-birch/")
    expect(page.get_by_text("The invoice holds up their bookkeeping.").first).to_be_visible()
    assert found.faults == []


def test_the_pages_of_calls_are_accessible_in_every_look(member: User, open_page: OpenPage) -> None:
    found = open_page(member)
    found.go("/")
    found.page.locator(".item form[action='/calls/begin/'] button").first.click()
    found.page.wait_for_load_state()
    wrong = {found.page.url: within_the_frame(found)}
    for path in ("/calls/", "/calls/add/?customer=c-birch", "/calls/scripts/", "/promises/pr-1/follow-up/"):
        found.go(path)
        wrong[path] = within_the_frame(found)
    assert {path: faults for path, faults in wrong.items() if faults} == {}
