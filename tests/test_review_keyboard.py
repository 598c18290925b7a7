"""What was read is reviewed with the keyboard alone, in a real browser: confirmed, corrected, rejected, taken back."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from deeproot_app.base.models import User
from deeproot_app.conftest import AS_OF
from deeproot_app.loop import turn
from deeproot_app.record.models import Promise, Proposal
from deeproot_app.record.review.tests.proposals import propose
from tests.browser import OpenPage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def proposals(small_record: object, monkeypatch: pytest.MonkeyPatch) -> list[Proposal]:
    """Three promises of one message and a need, of which the reading was not sure."""
    monkeypatch.setenv("DEEPROOT_NOW", AS_OF.isoformat())
    due = {"due_at": "2026-07-01T08:00:00+00:00"}
    said = ["I will send you the corrected invoice", "I will send you the plan", "by Friday"]
    return [
        *(propose("mail:c-birch-11", place=number, value={"text": each, **due}) for number, each in enumerate(said, 1)),
        propose("mail:c-birch-5", "belief"),
    ]


def press(page: Page, key: str, waits: int) -> None:
    """Press a key, and wait until so many proposals are said to wait."""
    page.keyboard.press(key)
    expect(page.locator("#waits-reviewreview")).to_have_text(re.compile(rf"^{waits or ''}\D*$"))


def test_the_keyboard_alone_confirms_corrects_rejects_and_takes_back(
    member: User, proposals: list[Proposal], open_page: OpenPage
) -> None:
    found = open_page(member)
    found.go("/")
    page = found.page
    page.keyboard.press("g")
    page.keyboard.press("r")
    claim, said = page.locator("#claim"), page.locator(".claim .said")
    expect(claim).to_have_text("We promised Birch Bakery:")
    expect(page.locator("#open")).to_be_focused()
    expect(said).to_contain_text("the corrected invoice")

    press(page, "y", waits=3)  # confirmed; the next one comes up, in the focus
    expect(said).to_contain_text("the plan")
    expect(page.locator("#open")).to_be_focused()
    press(page, "u", waits=4)  # taken back: the first one again
    expect(said).to_contain_text("the corrected invoice")
    press(page, "y", waits=3)

    page.keyboard.press("e")
    text = page.get_by_label("What was promised")
    expect(text).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type("I will send you the yearly plan, yes?")  # keys act as letters while one types
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(page.locator("summary", has_text="Correct")).to_be_focused()
    page.keyboard.press("e")
    expect(text).to_have_value("I will send you the yearly plan, yes?")
    for _ in range(20):
        if page.evaluate("document.activeElement.textContent.includes('Save it so')"):
            break
        page.keyboard.press("Tab")
    press(page, "Enter", waits=2)
    expect(said).to_contain_text("by Friday")

    page.keyboard.press("j")
    expect(claim).to_have_text("They need:")
    page.keyboard.press("k")
    expect(said).to_contain_text("by Friday")
    page.keyboard.press("s")
    expect(claim).to_have_text("They need:")
    page.keyboard.press("k")
    expect(said).to_contain_text("by Friday")
    press(page, "n", waits=1)
    expect(claim).to_have_text("They need:")
    press(page, "y", waits=0)
    expect(page.get_by_role("heading", name="Nothing waits")).to_be_visible()
    assert found.faults == []

    states = [Proposal.objects.get(pk=row.pk).state for row in proposals]
    assert states == ["confirmed", "edited", "rejected", "confirmed"]
    assert set(Promise.objects.filter(pk__startswith="read:").values_list("text", flat=True)) == {
        "I will send you the corrected invoice",
        "I will send you the yearly plan, yes?",
    }
    page.keyboard.press("g")
    page.keyboard.press("p")
    expect(page.locator("h1")).to_have_text("Promises")
    found.go("/promises/?state=due")
    expect(page.get_by_role("main")).to_contain_text("I will send you the yearly plan, yes?")
    turn(AS_OF)
    found.go("/?reason=promise_due")
    expect(page.locator(".item-headline").first).to_contain_text("I will send you")


def test_without_scripts_the_same_is_done_by_buttons(
    member: User, proposals: list[Proposal], open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = open_page(member, scripts=False)
    found.go("/review/")
    page = found.page
    page.get_by_role("button", name="Yes").click()
    expect(page.locator(".flash")).to_contain_text("It is so: promise, Birch Bakery.")
    page.locator("summary", has_text="Correct").click()
    page.get_by_label("What was promised").fill("I will send you the yearly plan")
    page.get_by_role("button", name="Save it so").click()
    page.get_by_role("button", name="No", exact=True).click()
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".claim .said")).to_contain_text("by Friday")
    assert [Proposal.objects.get(pk=row.pk).state for row in proposals] == ["confirmed", "edited", "waiting", "waiting"]
