"""Know them, walk their journey, work as one: in the sample company, in a real browser, each person in their own.

A newcomer confirms what customers said, has a persona's journey drawn, edits, walks and prints it; is told to speak to
support first, asks, gets the options, calls, and nobody is asked "is everything OK?" without a clue; a customer opens
their page and corrects a fact. The pages passed are accessible.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Locator, Page, expect

from deeproot import sample
from deeproot_app import loop
from deeproot_app.act.models import AgreedOption, OptionQuestion
from deeproot_app.act.own_page import links
from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.base.jobs import run_waiting
from deeproot_app.base.models import User
from deeproot_app.cli._sample import company as sample_company
from deeproot_app.conftest import AS_OF
from deeproot_app.record.models import Belief, Case, Contact, Customer, Interaction, Promise, Proposal, Step
from deeproot_app.record.reading.step import read_new
from deeproot_app.record.success import shared_with
from deeproot_app.understand.journey.models import JourneyMap, JourneyPicture, JourneyWalk
from deeproot_app.understand.journey.tests.made import png
from deeproot_app.understand.models import Finding
from tests.browser import SLOW, OpenPage, Watched, page_checks, within_the_frame

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CUSTOMERS: Final = 12
SEED: Final = 103
"""With it a customer of a European zone, who has a telephone, lives through a case of support's at AS_OF."""
SHOTS: Final = os.environ.get("SHOTS", "")
"""A folder for a picture of every step, for who wants to look."""


@dataclass
class Company:
    """The sample company, and the two customers whom it is about."""

    case: Case
    customer: Customer
    """Who lives through the case."""
    told: Customer
    """Who said most of themselves that nobody looked over."""
    owner: User
    """The newcomer, who looks after them: a member."""
    support: User
    """Who works on the case."""


@pytest.fixture
def company(monkeypatch: pytest.MonkeyPatch) -> Company:
    monkeypatch.setenv("DEEPROOT_NOW", AS_OF.isoformat())
    found = sample.company(seed=SEED, customers=CUSTOMERS, until=AS_OF)
    sample_company.found_company(found.name)
    sample_company.bring_in(found)
    sample_company.add_people(found)
    read_new(lambda *_: None)
    case = Case.objects.filter(closed_at=None, customer__timezone__startswith="Europe/").latest("opened_at")
    waits = Proposal.objects.filter(sort="belief", state="waiting")
    most = max(Customer.objects.all(), key=lambda one: (waits.filter(customer=one).count(), one.pk))
    User.objects.filter(member_id=case.customer.owner_id).update(role=User.Role.MEMBER)
    return Company(
        case, case.customer, most, User.objects.get(member_id=case.customer.owner_id),
        User.objects.get(member_id=case.owner_id),
    )  # fmt: skip


def test_a_newcomer_knows_them_walks_their_journey_and_works_as_one(
    company: Company, open_page: OpenPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    newcomer, support = open_page(company.owner), open_page(company.support)
    confirm_two_beliefs(newcomer, company)
    agree_a_plan(newcomer, company)
    see_a_map_of_a_persona(newcomer, company)
    edit_a_stage(newcomer)
    walk_it(newcomer)
    print_it(newcomer, tmp_path)
    speak_to_support_first(newcomer, company)
    say_what_may_be_offered(support, company)
    call_with_the_options(newcomer, company, monkeypatch)
    write_a_note_for_the_next(newcomer, company)
    nobody_asked_without_a_clue(company, monkeypatch)
    customer = open_page(narrow=True)
    correct_a_fact(customer, company)
    take_it_over(newcomer, company)


def press(page: Page, button: Locator) -> None:
    """Press a button, and wait for the page that it leads to, however long that takes."""
    with page.expect_navigation():
        button.click()


@contextmanager
def looked_at(found: Watched, name: str, *, every_look: bool = False) -> Iterator[Page]:
    """A step of the journey; the page that it ends on is accessible, its console was silent.

    ``every_look``: light and dark, wide and narrow, for what `test_pages_accessible` does not come to, which sees the
    frame.
    """
    yield found.page
    if SHOTS:
        found.page.screenshot(path=f"{SHOTS}/{name}.png")
    assert (within_the_frame(found) if every_look else page_checks(found)) == [], name


def confirm_two_beliefs(found: Watched, of: Company) -> None:
    """By the keys of the navigation, then from their words; each rests on the message that says so."""
    with looked_at(found, "beliefs") as page:
        found.go("/")
        page.keyboard.press("g")
        page.keyboard.press("g")
        page.wait_for_url("**/beliefs/")
        expect(page.get_by_role("heading", name="What do we know, what do we assume?")).to_be_visible()
    with looked_at(found, "believed") as page:
        found.go(f"/customers/{of.told.pk}/beliefs/")
        expect(page.get_by_role("heading", name="Did they say so?")).to_be_visible()
    for _ in range(2):
        press(page, page.get_by_role("button", name="Yes: ").first)
        expect(page.locator("#flashes")).to_contain_text("Undo")
    said = Proposal.objects.filter(customer=of.told, sort="belief", state="confirmed")
    assert said.count() == 2
    assert all(row.interaction_id in Belief.every.get(pk=row.belief_id).evidence for row in said)


def agree_a_plan(found: Watched, of: Company) -> None:
    """A goal in their own metric, a step of ours that is a promise; what they see holds nothing that is among us."""
    here = f"/customers/{of.told.pk}/success/"
    with looked_at(found, "plan") as page:
        found.go(here)
        page.get_by_label("What they want to reach").fill("Throw less paper away")
        page.get_by_label("In which metric of theirs").fill("sheets a day")
        press(page, page.get_by_role("button", name="Hold it"))
    for value, at in (("40", "2026-05-01T08:00"), ("25", "2026-06-15T08:00")):
        page.get_by_text("Note how it stands").last.click()
        page.get_by_label("It stands at").last.fill(value)
        page.get_by_label("As of").last.fill(at)
        press(page, page.get_by_role("button", name="Note it").last)
    page.get_by_text("What it comes to, and who sees it").last.click()
    page.get_by_label("The figure to reach").last.fill("10")
    page.get_by_label("They see this goal").last.check()
    page.locator("form:has([name=shared]) [name=note]").last.fill("They quarrel about it.")
    press(page, page.get_by_role("button", name="Keep it").last)
    expect(page.get_by_text("of the way from 40")).to_contain_text("50%")
    page.get_by_label("What is to be done").fill("Send the list of forms")
    page.locator("form[action$='/steps/'] [name=due_at]").fill("2026-07-09T12:00")
    page.get_by_label("For which goal").select_option(label="Throw less paper away")
    press(page, page.get_by_role("button", name="Put it in the plan"))
    promise = Promise.objects.get(text="Send the list of forms")
    assert promise.pk == Step.objects.get(text="Send the list of forms").promise_id
    with looked_at(found, "shared", every_look=True) as page:
        page.get_by_role("link", name="As they see it").click()
        expect(page.get_by_role("heading", name="Throw less paper away")).to_be_visible()
        assert "quarrel" not in page.content()
    assert shared_with(of.told, AS_OF).goals[-1].reached == 0.5
    found.go(here)
    press(page, page.get_by_role("button", name="Done: Send the list of forms"))
    promise.refresh_from_db()
    assert promise.kept_at == AS_OF


def see_a_map_of_a_persona(found: Watched, of: Company) -> None:
    """From the persona to its map, drawn from the record while one looks on."""
    with looked_at(found, "persona") as page:
        found.go("/")
        page.keyboard.press("g")
        page.keyboard.press("5")
        page.wait_for_url("**/personas/")
        page.get_by_role("link", name=str(of.customer.persona), exact=True).click()
        expect(page.get_by_text("No map of it is drawn yet")).to_be_visible()
    press(page, page.get_by_role("button", name="Draw their map"))
    expect(page.get_by_role("heading", name="The map is being drawn")).to_be_visible()
    run_waiting()
    with looked_at(found, "map") as page:
        expect(page.get_by_role("region", name="The map, stage by stage")).to_be_visible(timeout=SLOW)
    assert JourneyMap.objects.get().persona == of.customer.persona


def edit_a_stage(found: Watched) -> None:
    """What is painful at a touchpoint, and what the stage is called; each change is taken back by one press."""
    with looked_at(found, "touchpoint") as page:
        page.locator("table.journey thead tr").nth(1).get_by_role("link").first.press("Enter")
        expect(page.get_by_label("Pains")).to_be_visible()
    page.get_by_label("Pains").fill("Nobody says who is there for them.")
    page.get_by_label("How it feels, as we assume").select_option("-0.5")
    press(page, page.get_by_role("button", name="Save", exact=True))
    expect(page.locator("table.journey")).to_contain_text("Nobody says who is there for them.")
    page.get_by_text("Arrange the map").click()
    page.get_by_label("Call it").fill("The first weeks")
    press(page, page.get_by_role("button", name="Name it"))
    expect(page.locator(".journey-stages")).to_contain_text("The first weeks")
    with looked_at(found, "edited") as page:
        press(page, page.locator("#flashes").get_by_role("button", name="Undo"))
        expect(page.locator(".journey-stages")).not_to_contain_text("The first weeks")
    assert JourneyMap.objects.get().versions.count() == 4


def walk_it(found: Watched) -> None:
    """As a customer would: what one sees and feels, with a picture, and an idea that stands on the map then."""
    with looked_at(found, "walk") as page:
        press(page, page.get_by_role("button", name="Walk it"))
        page.get_by_label("What do you see, what do you have to do?").fill("A form with nine fields.")
        page.get_by_label("Very bad").check()
        page.get_by_label("Pictures").set_input_files({"name": "form.png", "mimeType": "image/png", "buffer": png()})
        page.get_by_label("An idea that would make it better").fill("Three fields.")
    press(page, page.get_by_role("button", name="Keep it, next step"))
    expect(page.get_by_text("Step 2 of")).to_be_visible()
    with looked_at(found, "walked", every_look=True) as page:
        press(page, page.get_by_role("button", name="Keep it, and stop here"))
        expect(page.get_by_text("A form with nine fields.")).to_be_visible()
        shot = page.locator("img[alt='form.png']")
        assert shot.evaluate("image => image.decode().then(() => image.naturalWidth)") == 1
    assert JourneyPicture.objects.get().data[:4] == b"\x89PNG"
    assert JourneyWalk.objects.get().steps


def print_it(found: Watched, folder: Path) -> None:
    page = found.page
    found.go(f"/journey/{JourneyMap.objects.get().pk}/")
    expect(page.locator("#ideas")).to_contain_text("Three fields.")
    with page.expect_download() as printed:
        page.get_by_role("link", name="Poster (PDF)").click()
    printed.value.save_as(folder / "poster.pdf")
    assert (folder / "poster.pdf").read_bytes().startswith(b"%PDF-")


def speak_to_support_first(found: Watched, of: Company) -> None:
    """The brief says so, and whom to ask; it is asked there."""
    page = found.page
    found.go(f"/customers/{of.customer.pk}/")
    page.keyboard.press("b")
    page.wait_for_url("**/brief/**")
    with looked_at(found, "brief", every_look=True) as page:
        expect(page.get_by_text("Speak to support first").first).to_be_visible()
        expect(page.locator("#cases")).to_contain_text(f"{of.support.name} works on it")
    page.get_by_label(f"Ask {of.support.name}").fill("May I offer them a month free?")
    press(page, page.get_by_role("button", name="Ask what may be offered"))
    expect(page.get_by_text(f"{of.support.name} will see it at once.")).to_be_visible()
    expect(page.get_by_role("button", name="Ask what may be offered")).to_be_hidden()
    assert OptionQuestion.objects.get().words == "May I offer them a month free?"


def say_what_may_be_offered(found: Watched, of: Company) -> None:
    with looked_at(found, "asked", every_look=True) as page:
        found.go("/together/")
        press(page, page.get_by_role("button", name=f"{of.owner.name} asks what may be offered to {of.customer.name}"))
    page.get_by_label("What may be offered").fill("A month free\nA visit on Thursday")
    page.get_by_label("By whom").select_option(str(of.owner.member_id))
    press(page, page.get_by_role("button", name="Keep it"))
    expect(page.get_by_text("whoever asked hears of it now")).to_be_visible()
    assert AgreedOption.objects.count() == 2


def call_with_the_options(found: Watched, of: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    page = found.page
    found.go("/together/")
    answered = f"{of.support.name} answered what may be offered to {of.customer.name}"
    press(page, page.get_by_role("button", name=answered))
    with looked_at(found, "options", every_look=True) as page:
        expect(page.get_by_text("A visit on Thursday").first).to_be_visible()
        expect(page.get_by_text("Speak to support first")).to_have_count(0)
    monkeypatch.setenv("DEEPROOT_NOW", (AS_OF + timedelta(minutes=20)).isoformat())
    page.keyboard.press("k")
    page.wait_for_url("**/calls/add/**")
    page.locator("[name=because]").fill("Offer the month free.")
    press(page, page.get_by_role("button", name="Put on the call list"))
    if page.url.endswith("/calls/"):
        press(page, page.locator("form[action='/calls/begin/'] button").first)
    expect(page.locator("#brief")).to_contain_text("A month free")
    page.get_by_label("Reached").check()
    page.locator("[name=said]").fill("They take the month, and Thursday.")
    press(page, page.locator(".call-form button.primary"))
    expect(page.get_by_text(f"The call with {of.customer.name} is logged.")).to_be_visible()
    assert found.faults == []


def write_a_note_for_the_next(found: Watched, of: Company) -> None:
    """By the keyboard; it is taken back by one press."""
    with looked_at(found, "notes") as page:
        found.go(f"/notes/of/{of.customer.pk}/")
        page.keyboard.press("n")
        page.keyboard.type(f"@{of.support.name} they like to be called before eight.")
        for _ in range(3):
            page.keyboard.press("Tab")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        expect(page.get_by_text("they like to be called before eight.")).to_be_visible()
        press(page, page.get_by_role("button", name="Undo"))
        expect(page.get_by_text("they like to be called before eight.")).to_have_count(0)


def nobody_asked_without_a_clue(of: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    later = AS_OF + timedelta(hours=1)
    monkeypatch.setenv("DEEPROOT_NOW", later.isoformat())
    monkeypatch.setattr(loop.company, "is_due", lambda *_: False)  # the company's figures are most of a turn's cost
    loop.turn(later, tell=lambda *_: None)
    call = Interaction.objects.filter(customer=of.customer, channel="call").latest("happened_at")
    assert call.happened_at > AS_OF and call.direction == "both"
    found = Finding.objects.filter(customer=of.customer, scenario="ok_without_a_clue")
    assert not [row for row in found if call.pk in str(row.evidence)]


def correct_a_fact(found: Watched, of: Company) -> None:
    """On a phone: what is promised and open stands there; a case is solved, their name is another."""
    person = Contact.objects.filter(customer=of.customer).earliest("contact_id")
    _, link = links.give(COMMAND_LINE, person.pk)
    with looked_at(found, "theirs") as page:
        found.go("/" + link.partition("//")[2].partition("/")[2])
        expect(page.get_by_text(of.case.pk)).to_have_count(0)  # a case is told by what it is about
    page.get_by_role("button", name="It is solved").first.click()
    expect(page.get_by_role("status")).to_contain_text("We are glad that it is solved.")
    assert Case.objects.get(pk=of.case.pk).confirmed_at == AS_OF + timedelta(hours=1)
    page.get_by_text("Correct it: Name").click()
    page.get_by_label("Name", exact=True).fill("Patrícia Ødegård")
    page.locator("form:has(#f-name) button").click()
    expect(page.get_by_text("You say: Patrícia Ødegård")).to_be_visible()
    assert found.faults == []


def take_it_over(found: Watched, of: Company) -> None:
    with looked_at(found, "corrections") as page:
        found.go("/their-pages/")
        expect(page.get_by_text("Patrícia Ødegård")).to_be_visible()
    before = Contact.objects.filter(customer=of.customer).earliest("contact_id")
    press(page, page.get_by_role("button", name="Take it over"))
    expect(page.get_by_text("It is Patrícia Ødegård now.")).to_be_visible()
    before.refresh_from_db()
    assert before.name == "Patrícia Ødegård"
    with page.expect_navigation():
        page.locator("body").press("u")
    expect(page.get_by_text("Undone: it waits again.")).to_be_visible()
    before.refresh_from_db()
    assert before.name != "Patrícia Ødegård"
