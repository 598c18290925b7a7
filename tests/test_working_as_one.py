"""The lists of gaps between us, and a brief that is read and answered, are accessible in every look."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Locator, Page

from deeproot_app.act.slips.look import look_for_slips
from deeproot_app.base.models import User
from deeproot_app.conftest import AS_OF, SmallRecord
from deeproot_app.record.models import Case, Contact, Customer, Interaction
from tests.browser import OpenPage, within_the_frame

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
        wrong[path] = within_the_frame(found)
    found.go("/brief/c-birch/")
    press(found.page, found.page.get_by_role("button", name="Brief me"))
    wrong["read"] = within_the_frame(found)
    found.page.locator("details summary").first.click()
    wrong["answer"] = within_the_frame(found)
    assert {path: faults for path, faults in wrong.items() if faults} == {}
