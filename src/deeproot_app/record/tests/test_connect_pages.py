"""The way of a source through the pages: connected, seen, let rest, let go; what cannot be read; what is nobody's."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from deeproot_app.base import clock
from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.base.jobs import run_waiting
from deeproot_app.base.models import Audit
from deeproot_app.record.arrivals.asking import failed, secrets_of
from deeproot_app.record.arrivals.keep import keep
from deeproot_app.record.arrivals.tests.cast import connected, deliver, fake, source, told
from deeproot_app.record.importing import undo
from deeproot_app.record.models import Arrival, Batch, Connection, Customer, Interaction
from deeproot_app.record.tests.pages import text

__all__ = ["fake", "source"]
pytestmark = pytest.mark.django_db
ANSWERS = {"name": "Our shop", "s_shop": "oak", "s_password": "hunter2", "s_days": "7", "s_region": ""}
SAID = told(
    "interactions",
    1,
    interaction_id="fake:1",
    contact_email="new@elm.example",
    happened_at="2026-06-01T09:00:00Z",
    channel="chat",
    direction="in",
    body="Is anybody there?",
)


def test_a_source_is_connected_by_a_form_of_what_it_asks_for(browser: Client, fake) -> None:
    assert "Nothing is connected yet" in text(browser.get("/connect/"))
    assert "Fake" in text(browser.get("/connect/add/"))
    form = text(browser.get("/connect/add/fake/"))
    assert "As it stands in its address." in form
    answer = browser.post("/connect/add/fake/", ANSWERS, follow=True)
    made = Connection.objects.get()
    assert (made.settings["shop"], made.settings["days"], made.settings["source"]) == ("oak", "7", "fake")
    assert "hunter2" not in made.sealed
    assert secrets_of(made)["password"] == "hunter2"
    page = text(answer)
    assert f"/hooks/{made.slug}/" in answer.content.decode()
    assert "It is shown this once." in page
    assert secrets_of(made)["signing"].startswith("whsec_")
    assert "It is shown this once." not in text(browser.get(f"/connect/{made.pk}/"))
    assert secrets_of(made)["signing"] not in browser.get(f"/connect/{made.pk}/").content.decode()
    assert Audit.objects.filter(act="connection.add").get().detail == {"name": "Our shop", "channel": "fake"}


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"s_shop": ""}, "This field is required"),
        ({"s_password": ""}, "This field is required"),
        ({"s_days": "many"}, "Give a whole number."),
        ({"s_days": "99"}, "At most 30."),
        ({"s_region": "mars"}, "Select a valid choice"),
        ({"s_shop": "nowhere"}, "There is no such shop."),
        ({"name": "a:b"}, "no colon"),
        ({"name": "TAKEN"}, "There is a connection &#x27;TAKEN&#x27; already."),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_no_secret_comes_back(browser: Client, fake, changed, says) -> None:
    connected("taken")
    answer = browser.post("/connect/add/fake/", ANSWERS | changed)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert "hunter2" not in answer.content.decode()
    assert Connection.objects.count() == 1


def test_a_change_keeps_the_secrets_that_are_left_empty(browser: Client, fake) -> None:
    browser.post("/connect/add/fake/", ANSWERS)
    made = Connection.objects.get()
    before = secrets_of(made)
    page = browser.get(f"/connect/{made.pk}/change/").content.decode()
    assert "hunter2" not in page
    assert "the present one stays" in page
    browser.post(f"/connect/{made.pk}/change/", ANSWERS | {"s_shop": "elm", "s_password": ""})
    made.refresh_from_db()
    assert (made.settings["shop"], secrets_of(made)) == ("elm", before)
    browser.post(f"/connect/{made.pk}/change/", ANSWERS | {"s_password": "new"})
    made.refresh_from_db()
    assert secrets_of(made) == before | {"password": "new"}


def test_a_second_source_of_a_channel_has_ids_of_its_own(browser: Client, fake) -> None:
    browser.post("/connect/add/fake/", ANSWERS)
    browser.post("/connect/add/fake/", ANSWERS | {"name": "The other shop"})
    assert Connection.objects.get(name="The other shop").settings["source"] == "fake-the-other-shop"


def test_what_became_of_what_arrived_is_shown_with_why(browser: Client, source: Connection) -> None:
    deliver(source, "a", told("customers", 1, customer_id="s:1", name="Ann"))
    keep(source, [("b", {}, b"<script>alert(1)</script>")])
    deliver(source, "c", SAID)
    page = text(browser.get(f"/connect/{source.pk}/"))
    assert "it is no JSON" in page
    assert "no customer has the address new@elm.example" in text(browser.get(f"/connect/{source.pk}/?show=nobodys"))
    broken = Arrival.objects.get(key="b")
    one = browser.get(f"/connect/{source.pk}/arrivals/{broken.pk}/")
    assert "&lt;script&gt;alert(1)" in one.content.decode()
    raw = browser.get(f"/connect/{source.pk}/arrivals/{broken.pk}/raw/")
    assert raw.content == b"<script>alert(1)</script>"
    assert raw["Content-Disposition"].startswith("attachment")
    recorded = Arrival.objects.get(key="a")
    assert "s:1" in text(browser.get(f"/connect/{source.pk}/arrivals/{recorded.pk}/"))


def test_what_lies_in_quarantine_is_read_again_once_its_reader_is_mended(browser, source, fake, monkeypatch) -> None:
    deliver(source, "a")
    keep(source, [("b", {}, b"new words"), ("c", {}, b"other words")])
    run_waiting()
    from deeproot_app.record.arrivals.reading import take_in

    take_in(source.pk)
    assert Arrival.objects.filter(state="unreadable").count() == 2
    monkeypatch.setattr(fake, "told", staticmethod(lambda raw, headers, settings: []))
    one = Arrival.objects.get(key="b")
    browser.post(f"/connect/{source.pk}/arrivals/{one.pk}/retry/")
    run_waiting()
    assert Arrival.objects.get(key="b").state == "ignored"
    browser.post(f"/connect/{source.pk}/retry/", {"what": "unreadable"})
    run_waiting()
    assert not Arrival.objects.filter(state="unreadable").exists()


def test_what_was_taken_back_stands_among_what_was_left_aside_and_is_read_again_when_asked(browser, source) -> None:
    deliver(source, "a", told("customers", 1, customer_id="fake:1", name="Elm"))
    deliver(source, "b")
    undo.undo(Batch.objects.get(), COMMAND_LINE)
    page = text(browser.get(f"/connect/{source.pk}/?show=ignored"))
    assert "its import was taken back" in page and "Nothing in it that the record keeps." in page
    assert "Read again what was taken back" in page
    one = Arrival.objects.get(key="a")
    assert "Why it is left aside" in text(browser.get(f"/connect/{source.pk}/arrivals/{one.pk}/"))
    browser.post(f"/connect/{source.pk}/retry/", {"what": "ignored"})
    assert Arrival.objects.get(key="b").state == "ignored", "of that there is nothing to be read again"
    run_waiting()
    assert Customer.objects.get().name == "Elm"
    assert "Read again what was taken back" not in text(browser.get(f"/connect/{source.pk}/?show=ignored"))


def test_an_address_that_is_nobodys_becomes_a_customers_with_a_click(browser: Client, source: Connection) -> None:
    deliver(source, "a", SAID)
    one = Arrival.objects.get()
    assert "new@elm.example" in text(browser.get(f"/connect/{source.pk}/arrivals/{one.pk}/"))
    browser.post(f"/connect/{source.pk}/arrivals/{one.pk}/know/", {"address": "somebody@else.example"})
    assert not Customer.objects.exists()
    browser.post(f"/connect/{source.pk}/arrivals/{one.pk}/know/", {"address": "new@elm.example"})
    run_waiting()
    row = Interaction.objects.get()
    assert (row.customer_id, row.contact_id) == ("email:new@elm.example", "email:new@elm.example")
    assert Customer.objects.get().batch_id is None, "a person made it, no import"


def test_a_source_that_fails_says_so_on_the_list_and_on_its_page(browser: Client, source: Connection) -> None:
    deliver(source, "a")
    failed(source, "Its calls are refused: the signing secret is another.")
    for address in ("/connect/", f"/connect/{source.pk}/"):
        assert "the signing secret is another" in text(browser.get(address))


def test_it_rests_goes_on_and_is_let_go_each_with_a_way_back(browser: Client, source: Connection) -> None:
    keep(source, [("a", {}, b"[]")])
    page = browser.post(f"/connect/{source.pk}/pause/", follow=True).content.decode()
    assert reverse("connect:resume", args=[source.pk]) in re.findall(r'action="([^"]+)"', page)
    run_waiting()
    assert Arrival.objects.get().state == "waiting"
    browser.post(f"/connect/{source.pk}/resume/")
    run_waiting()
    assert Arrival.objects.get().state == "ignored"
    page = text(browser.post(f"/connect/{source.pk}/remove/", follow=True))
    assert "What it brought stays in the record" in page
    source.refresh_from_db()
    assert source.state == "removed"
    browser.post(f"/connect/{source.pk}/resume/")
    source.refresh_from_db()
    assert source.state == "active"


def test_progress_is_a_part_while_work_is_under_way_and_asks_for_the_page_anew_then(browser, source) -> None:
    from deeproot_app.record.arrivals.reading import later

    later(source.pk)
    part = browser.get(f"/connect/{source.pk}/progress/", headers={"HX-Request": "true"})
    assert "Waiting for its turn" in part.content.decode()
    run_waiting()
    part = browser.get(f"/connect/{source.pk}/progress/", headers={"HX-Request": "true"})
    assert part["HX-Refresh"] == "true"


def test_the_pages_cost_the_same_whatever_arrived(browser, source, django_assert_max_num_queries) -> None:
    for at in range(30):
        connected(f"c{at}")
    rows = [(str(at), {}, b"nonsense") for at in range(60)] + [("x", {}, json.dumps([SAID]).encode())]
    keep(source, rows)
    from deeproot_app.record.arrivals.reading import take_in

    take_in(source.pk)
    Arrival.objects.filter(key__in="123").update(arrived_at=clock.now() - timedelta(days=3))
    browser.get("/connect/")
    with django_assert_max_num_queries(13):
        browser.get("/connect/")
    with django_assert_max_num_queries(25):
        browser.get(f"/connect/{source.pk}/")


def test_an_address_of_the_page_that_is_made_up_is_not_found(browser: Client, source: Connection) -> None:
    other = connected("other")
    deliver(source, "a")
    one = Arrival.objects.get()
    for address in (
        "/connect/99/",
        f"/connect/{10**20}/",
        "/connect/add/nothing/",
        f"/connect/{other.pk}/arrivals/{one.pk}/",
    ):
        assert browser.get(address).status_code == 404
