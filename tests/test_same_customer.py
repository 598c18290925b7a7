"""Who stands in the record twice is found, merged, looked at by either id, and separated again, in a real browser."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import transaction
from playwright.sync_api import expect

from deeproot_app.base.models import User
from deeproot_app.conftest import AS_OF, SmallRecord, say
from deeproot_app.loop import turn
from deeproot_app.record import search
from deeproot_app.record.identity.search import find
from deeproot_app.record.models import Contact, Customer, Link, Pair, RecordSequence
from deeproot_app.understand.models import Figure
from tests.browser import OpenPage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def twice(small_record: SmallRecord, monkeypatch: pytest.MonkeyPatch) -> Customer:
    """Birch Bakery once more, as the shop knows it: with an order asked for, and a question that nobody answered."""
    monkeypatch.setenv("DEEPROOT_NOW", AS_OF.isoformat())
    with transaction.atomic():
        seq = RecordSequence.take()
        told = {"name": "Birch Bakery AS", "country": "NO", "since": AS_OF - timedelta(days=50)}
        shop = Customer.objects.create(customer_id="shop-7", recorded_seq=seq, changed_seq=seq, **told)
        person = {
            "contact_id": "shop-7-p",
            "customer": shop,
            "name": "Pat of Birch Bakery",
            "email": "pat+shop@birch.example",
        }
        Contact.objects.create(**person, recorded_seq=seq)
        say(shop, None, 3, "in", "question", "Order", "Where is the flour that we ordered?")
    search.refresh()
    return shop


def test_two_that_are_one_are_merged_by_a_key_and_separated_again(
    manager: User, twice: Customer, open_page: OpenPage
) -> None:
    turn(AS_OF, tell=lambda *_: None)
    find()
    found = open_page(manager)
    found.go("/")
    page = found.page
    page.keyboard.press("g")
    page.keyboard.press("d")
    expect(page.get_by_role("heading", name="One customer, or two?")).to_be_visible()
    expect(page.locator("main")).to_contain_text("shop-7 · would be shown under the other")
    expect(page.locator("main")).to_contain_text("c-birch · leads: its id stays")

    page.keyboard.press("l")  # not now, and back
    expect(page.locator("#flashes")).to_contain_text("Put off for a month")
    page.keyboard.press("u")
    expect(page.locator("#flashes")).to_contain_text("wait for a word again")
    page.keyboard.press("m")
    expect(page.locator("#flashes")).to_contain_text("They are one now")
    assert Customer.objects.get(pk="shop-7").merged_into_id == "c-birch"

    turn(AS_OF, tell=lambda *_: None)
    assert not Figure.objects.filter(customer="shop-7").exists()
    found.go("/customers/shop-7/?internal=1")
    assert page.url.endswith("/customers/c-birch/?internal=1"), "the old id answers, on the same page"
    expect(page.locator("main")).to_contain_text("Where is the flour that we ordered?")
    page.get_by_role("link", name="one of 2 ids").click()
    page.get_by_role("button", name="Separate again").click()
    expect(page.locator("#flashes")).to_contain_text("apart again")
    assert Customer.objects.get(pk="shop-7").merged_into_id is None
    page.keyboard.press("u")  # one again, by the way back
    expect(page.locator("#flashes")).to_contain_text("They are one again")
    assert Link.objects.filter(undone_at__isnull=True).count() == 1


def test_what_is_not_the_same_is_remembered_and_an_address_put_right(
    manager: User, twice: Customer, open_page: OpenPage
) -> None:
    find()
    found = open_page(manager)
    found.go("/customers/c-birch/about/")
    page = found.page
    page.get_by_role("link", name=re.compile("in the record twice")).click()
    page.get_by_placeholder("Name, id or address").fill("shop-7")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Side by side").click()
    page.wait_for_load_state()
    page.keyboard.press("n")
    expect(page.locator("#flashes")).to_contain_text("Not the same; that is remembered.")
    assert Pair.objects.get(kind="customer", one="c-birch", other="shop-7").state == Pair.State.DIFFERENT
    page.get_by_role("link", name="Not the same").first.click()
    page.get_by_role("button", name="Take back").click()
    expect(page.locator("#flashes")).to_contain_text("wait for a word again")

    found.go("/customers/c-birch/about/")
    page.get_by_text("Change addresses").first.click()
    page.get_by_placeholder("Address or number").fill("Pat@Home.example")
    page.get_by_role("button", name="Add").first.click()
    expect(page.locator("main")).to_contain_text("pat@home.example")
    page.get_by_text("Change addresses").first.click()
    page.get_by_role("button", name="Take pat@home.example away").click()
    expect(page.locator("main").get_by_text("pat@home.example")).to_have_count(0)
    page.keyboard.press("u")
    expect(page.locator("main")).to_contain_text("pat@home.example")
