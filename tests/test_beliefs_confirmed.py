"""Knowing a customer, in a real browser: a newcomer confirms beliefs from their words, and agrees a plan with them."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from deeproot_app import loop
from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.base.models import Organisation, User
from deeproot_app.conftest import AS_OF, SmallRecord
from deeproot_app.record import beliefs
from deeproot_app.record.models import Belief, Promise, Step
from deeproot_app.record.review.tests.proposals import propose
from deeproot_app.record.success import shared_with
from tests.browser import OpenPage, in_every_look

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SUNDAY = "Can the ovens be serviced on a Sunday?"
INVOICE = "Why is the last invoice higher than agreed?"


@pytest.fixture(autouse=True)
def at(monkeypatch: pytest.MonkeyPatch, small_record: SmallRecord) -> None:
    """Two things that Birch Bakery said wait for a yes, and one is only assumed of them."""
    monkeypatch.setenv("DEEPROOT_NOW", AS_OF.isoformat())
    Organisation(pk=1, name="Oakfield", timezone="Europe/Oslo").save()
    beliefs.add(COMMAND_LINE, "c-birch", "strength", "They like that Ada calls back")
    loop.turn(AS_OF, tell=lambda *_: None)
    propose("mail:c-birch-5", "belief")
    propose("mail:c-birch-12", "belief", value={"about": "pain", "text": INVOICE, "horizon": "now", "metric": None})


def press(page: Page, button: Locator) -> None:
    """Press a button, and wait for the page that it leads to, however long that takes."""
    with page.expect_navigation():
        button.click()


def yes(page: Page, words: str) -> None:
    card = page.locator("article", has_text=words)
    press(page, card.get_by_role("button", name=f"Yes: {words}"))


def test_a_newcomer_confirms_two_beliefs_from_their_words_and_makes_an_assumption_known(
    member: User, open_page: OpenPage
) -> None:
    ada = open_page(member)
    page = ada.page
    ada.go("/customers/c-birch/")
    page.get_by_role("link", name="What we believe", exact=True).click()
    expect(page.get_by_role("heading", name="Did they say so?")).to_be_visible()
    expect(page.get_by_text("of what we hold is only assumed: 1 of 1 belief")).to_be_visible()
    yes(page, SUNDAY)
    expect(page).to_have_url(f"{ada.address}/customers/c-birch/beliefs/")
    yes(page, INVOICE)
    expect(page.get_by_role("heading", name="Did they say so?")).to_have_count(0)
    expect(page.get_by_text("only assumed: 1 of 3 beliefs")).to_be_visible()
    held = {row.about: row for row in Belief.objects.filter(customer="c-birch")}
    assert held["need"].evidence == ["mail:c-birch-5"]
    assert held["pain"].evidence == ["mail:c-birch-12"]

    page.get_by_role("link", name="They like that Ada calls back").click()
    expect(page.get_by_text("this is an assumption")).to_be_visible()
    page.get_by_label("The words that say so").select_option("mail:c-birch-5")
    press(page, page.get_by_role("button", name="It still holds"))
    expect(page.get_by_text("known", exact=True)).to_be_visible()
    assert Belief.objects.get(about="strength").evidence == ["mail:c-birch-5"]
    press(page, page.locator("#flashes").get_by_role("button", name="Undo"))
    assert Belief.objects.get(about="strength").evidence == []
    assert ada.faults == []


def test_a_plan_is_agreed_and_what_they_see_holds_nothing_that_is_among_us(
    member: User, open_page: OpenPage, small_record: SmallRecord
) -> None:
    ada = open_page(member)
    page = ada.page
    ada.go("/customers/c-birch/success/")
    page.get_by_label("What they want to reach").fill("Throw less bread away")
    page.get_by_label("In which metric of theirs").fill("loaves a day")
    press(page, page.get_by_role("button", name="Hold it"))
    for value, at in (("40", "2026-05-01T08:00"), ("25", "2026-06-15T08:00")):
        page.get_by_text("Note how it stands").click()
        page.get_by_label("It stands at").fill(value)
        page.get_by_label("As of").fill(at)
        press(page, page.get_by_role("button", name="Note it"))
    page.get_by_text("What it comes to, and who sees it").click()
    page.get_by_label("The figure to reach").fill("10")
    page.get_by_label("In what", exact=False).first.fill("loaves")
    page.get_by_label("They see this goal").check()
    page.locator("[id$=note]").nth(1).fill("They quarrel about it.")
    press(page, page.get_by_role("button", name="Keep it"))
    expect(page.get_by_text("of the way from 40")).to_contain_text("50%")
    page.get_by_label("What is to be done").fill("Send the baking plan")
    page.locator("form[action$='/steps/'] [name=due_at]").fill("2026-07-09T12:00")
    page.get_by_label("For which goal").select_option(label="Throw less bread away")
    press(page, page.get_by_role("button", name="Put it in the plan"))
    promise = Promise.objects.get(text="Send the baking plan")
    assert promise.pk == Step.objects.get().promise_id
    page.get_by_role("link", name="As they see it").click()
    expect(page.get_by_role("heading", name="Throw less bread away")).to_be_visible()
    expect(page.get_by_text("Send the baking plan")).to_be_visible()
    assert "quarrel" not in page.content()
    assert shared_with(small_record.birch, AS_OF).goals[0].reached == 0.5
    ada.go("/customers/c-birch/success/")
    press(page, page.get_by_role("button", name="Done: Send the baking plan"))
    promise.refresh_from_db()
    assert promise.kept_at == AS_OF
    assert ada.faults == []


@pytest.mark.parametrize("path", ["/beliefs/", "/customers/c-birch/beliefs/", "/customers/c-birch/success/"])
def test_its_pages_are_accessible_in_every_look(manager: User, open_page: OpenPage, path: str) -> None:
    found: Any = open_page(manager)
    found.go(path)
    assert in_every_look(found) == []
