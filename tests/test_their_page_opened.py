"""A customer opens their own page on a phone, says what is solved, corrects a fact; one of us takes it over."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from deeproot_app.act.own_page import links
from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.base.models import Organisation, User
from deeproot_app.conftest import AS_OF, SmallRecord
from deeproot_app.record.models import Case, Contact
from tests.browser import OpenPage, in_every_look

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def at(monkeypatch: pytest.MonkeyPatch, small_record: SmallRecord, settings: Any, tmp_path: Path) -> None:
    monkeypatch.setenv("DEEPROOT_NOW", AS_OF.isoformat())
    settings.HOME = tmp_path / "home"
    settings.HOME.mkdir()
    Organisation(pk=1, name="Oakfield", timezone="Europe/Oslo").save()
    Case.objects.create(
        case_id="k-9", customer=small_record.birch, opened_at=AS_OF - timedelta(days=4), owner_id="m-ben"
    )  # fmt: skip


def test_a_customer_says_that_a_case_is_solved_and_corrects_their_name_and_one_of_us_takes_it_over(
    member: User, open_page: OpenPage
) -> None:
    _, link = links.give(COMMAND_LINE, "p-birch")
    path = "/" + link.partition("//")[2].partition("/")[2]
    pat = open_page(narrow=True)
    pat.go(path)
    expect(pat.page.get_by_text("I will send you the corrected invoice by Friday.").first).to_be_visible()
    assert in_every_look(pat) == []
    pat.go(path)
    pat.page.get_by_role("button", name="It is solved").click()
    expect(pat.page.get_by_role("status")).to_contain_text("We are glad that it is solved.")
    assert Case.objects.get(pk="k-9").confirmed_at == AS_OF

    pat.page.get_by_text("Correct it: Name").click()
    pat.page.get_by_label("Name", exact=True).fill("Patrícia Ødegård")
    pat.page.locator("form:has(#f-name) button").click()
    expect(pat.page.get_by_text("You say: Patrícia Ødegård")).to_be_visible()
    assert pat.faults == []

    ada = open_page(member)
    ada.go("/their-pages/")
    ada.page.get_by_role("button", name="Take it over").click()
    expect(ada.page.get_by_text("It is Patrícia Ødegård now.")).to_be_visible()
    assert Contact.objects.get(pk="p-birch").name == "Patrícia Ødegård"
    ada.page.locator("body").press("u")
    expect(ada.page.get_by_text("Undone: it waits again.")).to_be_visible()
    assert Contact.objects.get(pk="p-birch").name == "Pat of Birch Bakery"
    assert ada.faults == []
