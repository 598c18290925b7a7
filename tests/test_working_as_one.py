"""Working as one in a real browser: a brief that says "speak to support first", asked, answered, then the call.

And the scenario "is everything OK?" without a clue does not arise; nor is anything of it wrong to look at.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from deeproot_app import loop
from deeproot_app.act.models import AgreedOption, OptionQuestion
from deeproot_app.act.slips.look import look_for_slips
from deeproot_app.base.models import User
from deeproot_app.conftest import AS_OF, SmallRecord
from deeproot_app.record.models import Case, Contact, Customer, Interaction
from deeproot_app.understand.models import Finding
from tests.browser import OpenPage, in_every_look

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def at(monkeypatch: pytest.MonkeyPatch, small_record: SmallRecord) -> None:
    """A Tuesday at two in the afternoon: Birch Bakery lives through a case of Cleo's, of another team."""
    monkeypatch.setenv("DEEPROOT_NOW", AS_OF.isoformat())
    Contact.objects.filter(pk="p-birch").update(phone="+4723000001")
    Case.objects.create(
        case_id="k-2", customer=small_record.birch, opened_at=AS_OF - timedelta(days=2), owner_id="m-cleo",
        severity="high", recorded_seq=500,
    )  # fmt: skip
    Interaction.objects.create(
        interaction_id="mail:case", customer=small_record.birch, happened_at=AS_OF - timedelta(days=2),
        channel="email", direction="in", kind="complaint", case_id="k-2", recorded_seq=500,
    )  # fmt: skip


def press(page: Page, button: Locator) -> None:
    """Press a button, and wait for the page that it leads to, however long that takes."""
    with page.expect_navigation():
        button.click()


def test_speak_to_support_first_ask_get_the_options_and_call(
    member: User, stranger: User, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    loop.turn(AS_OF, tell=lambda *_: None)
    ada, cleo = open_page(member), open_page(stranger)
    ada.go("/customers/c-birch/")
    press(ada.page, ada.page.get_by_role("button", name="Brief me"))
    expect(ada.page.get_by_text("Speak to support first").first).to_be_visible()
    expect(ada.page.locator("#cases")).to_contain_text("Cleo Sand works on it")
    ada.page.get_by_label("Ask Cleo Sand").fill("May I offer them a month free?")
    press(ada.page, ada.page.get_by_role("button", name="Ask what may be offered"))
    expect(ada.page.get_by_text("Cleo Sand will see it at once.")).to_be_visible()
    assert OptionQuestion.objects.get().words == "May I offer them a month free?"

    cleo.go("/")
    press(cleo.page, cleo.page.get_by_role("button", name="Ada Lund asks what may be offered to Birch Bakery"))
    cleo.page.get_by_label("What may be offered").fill("A month free\nA visit on Thursday")
    cleo.page.get_by_label("By whom").select_option("m-ada")
    press(cleo.page, cleo.page.get_by_role("button", name="Keep it"))
    expect(cleo.page.get_by_text("whoever asked hears of it now")).to_be_visible()
    assert AgreedOption.objects.count() == 2

    ada.go("/")
    press(ada.page, ada.page.get_by_role("button", name="Cleo Sand answered what may be offered to Birch Bakery"))
    expect(ada.page.get_by_text("A visit on Thursday").first).to_be_visible()
    expect(ada.page.get_by_text("Speak to support first")).to_have_count(0)
    expect(ada.page.locator("aside")).to_contain_text("yes")

    monkeypatch.setenv("DEEPROOT_NOW", (AS_OF + timedelta(minutes=20)).isoformat())
    ada.page.keyboard.press("k")
    ada.page.wait_for_url("**/calls/add/**")
    ada.page.locator("[name=because]").fill("Offer the month free.")
    press(ada.page, ada.page.get_by_role("button", name="Put on the call list"))
    if ada.page.url.endswith("/calls/"):
        press(ada.page, ada.page.locator("form[action='/calls/begin/'] button").first)
    expect(ada.page.locator("#brief")).to_contain_text("A month free")
    ada.page.get_by_label("Reached").check()
    ada.page.locator("[name=said]").fill("They take the month, and Thursday.")
    press(ada.page, ada.page.locator(".call-form button.primary"))
    expect(ada.page.get_by_text("The call with Birch Bakery is logged.")).to_be_visible()

    later = AS_OF + timedelta(hours=1)
    monkeypatch.setenv("DEEPROOT_NOW", later.isoformat())
    loop.turn(later, tell=lambda *_: None)
    assert Interaction.objects.get(channel="call").direction == "both"
    assert not Finding.objects.filter(scenario="ok_without_a_clue").exists()
    assert (ada.faults, cleo.faults) == ([], [])


def test_a_note_is_written_by_the_keyboard_and_taken_back(member: User, stranger: User, open_page: OpenPage) -> None:
    ada, cleo = open_page(member), open_page(stranger)
    ada.go("/notes/of/c-birch/")
    ada.page.keyboard.press("n")
    ada.page.keyboard.type("@Cleo they like to be called before eight.")
    ada.page.keyboard.press("Tab")
    ada.page.keyboard.press("Tab")
    ada.page.keyboard.press("Tab")
    with ada.page.expect_navigation():
        ada.page.keyboard.press("Enter")
    expect(ada.page.get_by_text("they like to be called before eight.")).to_be_visible()
    cleo.go("/customers/c-birch/")
    expect(cleo.page.locator("#waits-acttogether").first).to_contain_text("1")
    press(ada.page, ada.page.get_by_role("button", name="Undo"))
    expect(ada.page.get_by_text("Nothing is written among us yet")).to_be_visible()
    cleo.go("/customers/c-birch/")
    expect(cleo.page.locator("#waits-acttogether").first).not_to_contain_text("1")
    assert (ada.faults, cleo.faults) == ([], [])


def test_the_pages_of_working_as_one_are_accessible_in_every_look(manager: User, open_page: OpenPage) -> None:
    for n, (way, who) in enumerate([("out", "m-ben"), ("in", None), ("out", "m-cleo")]):
        Interaction.objects.create(
            interaction_id=f"mail:again-{n}", customer_id="c-birch", happened_at=AS_OF - timedelta(hours=40 - n),
            channel="email", direction=way, member_id=who, case_id="k-2", recorded_seq=500,
        )  # fmt: skip
    Customer.objects.filter(pk="c-birch").update(changed_seq=500)
    look_for_slips.call()
    found = open_page(manager)
    wrong = {}
    paths = ("/brief/c-birch/", "/notes/of/c-birch/", "/together/", "/together/explained-again/", "/together/covering/")
    for path in (*paths, "/own/notices/"):
        found.go(path)
        wrong[path] = in_every_look(found)
    found.go("/brief/c-birch/")
    press(found.page, found.page.get_by_role("button", name="Brief me"))
    wrong["read"] = in_every_look(found)
    found.page.locator("details summary").first.click()
    wrong["answer"] = in_every_look(found)
    assert {path: faults for path, faults in wrong.items() if faults} == {}
