"""A person's own pages: looking changes nothing, one click objects, only they loosen, and their words are kept."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from deeproot.plan.policy import Touch
from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.conftest import SmallRecord
from deeproot_app.plan import gate
from deeproot_app.plan.preferences import link
from deeproot_app.record import consent
from deeproot_app.record.consent import links
from deeproot_app.record.models import Consent, Contact, Customer

pytestmark = pytest.mark.django_db
NOON = datetime.fromisoformat("2026-06-30T10:00:00+00:00")
TOLD = {"was_mail": "on", "was_call": "on", "was_survey": "on", "was_tracking": "", "was_none": ""}


def token(contact: str = "p-birch", customer: str = "c-birch", address: str = "pat@birch.example") -> str:
    return links.Links().token(contact, customer, address)


def page(name: str, of: str) -> str:
    return reverse(f"plan:{name}", args=[of])


def ids(kind: str = "value", channel: str = "email", contact: str = "p-birch") -> tuple[str, ...]:
    return gate.decide([Touch("c-birch", contact, "m-ada", channel, kind)], NOON)[0].ids


def test_a_get_of_the_unsubscribe_page_changes_nothing(small_record: SmallRecord) -> None:
    answer = Client().get(page("unsubscribe", token()))
    assert answer.status_code == 200
    assert not answer.cookies
    assert not Consent.objects.exists()


def test_one_click_without_cookies_objects_at_once_and_says_so_again(small_record: SmallRecord) -> None:
    browser = Client(enforce_csrf_checks=True)
    for _ in range(2):
        answer = browser.post(page("unsubscribe", token()), {"List-Unsubscribe": "One-Click"})
        assert (answer.status_code, bool(answer.cookies)) == (200, False)
    (row,) = Consent.objects.all()
    assert (row.state, row.purpose, row.channel, row.how, row.by) == (
        "objected",
        "marketing",
        "email",
        "one_click",
        "themself",
    )
    assert ids() == ("objected",)
    assert ids("answer") == ()
    assert ids("value", "letter") == ()


def test_an_unsubscribe_link_works_when_the_person_was_erased_and_its_links_revoked(small_record: SmallRecord) -> None:
    given = token()
    links.revoke(COMMAND_LINE, "p-birch")
    Contact.objects.filter(pk="p-birch").delete()
    assert Client().post(page("unsubscribe", given)).status_code == 200
    Contact.objects.create(contact_id="p-back", customer_id="c-birch", email="Pat@Birch.example")
    assert ids(contact="p-back") == ("objected",)


def test_a_revoked_or_made_up_link_to_the_preferences_is_not_known(small_record: SmallRecord) -> None:
    given = token()
    assert Client().get(page("preferences", given)).status_code == 200
    links.revoke(COMMAND_LINE, "p-birch")
    for one in (given, "made-up", given[:-3] + "abc"):
        answer = Client().get(page("preferences", one))
        assert answer.status_code == 404
        assert "no longer good" in answer.content.decode()


def test_what_the_person_unticks_is_objected_to_with_the_words_they_saw(small_record: SmallRecord) -> None:
    browser = Client()
    browser.post(page("preferences", token()) + "?lang=de", {**TOLD, "mail": "on", "survey": "on"})
    rows = list(Consent.objects.order_by("channel"))
    assert [(row.state, row.channel, row.language) for row in rows] == [
        ("objected", "call", "de"),
        ("objected", "sms", "de"),
    ]
    assert "Anrufe und SMS" in rows[0].words
    assert ids() == ()
    assert ids("care", "call") == ()
    assert ids("value", "call") == ("objected",)


def test_only_what_was_changed_on_the_page_is_recorded_so_that_an_old_page_loosens_nothing(
    small_record: SmallRecord,
) -> None:
    browser = Client()
    browser.post(page("unsubscribe", token()))
    browser.post(page("preferences", token()), {**TOLD, "mail": "on", "call": "on"})
    assert ids() == ("objected",)
    assert Consent.objects.filter(purpose="survey", state="objected").count() == 1


def test_the_person_alone_takes_an_objection_back(small_record: SmallRecord) -> None:
    browser = Client()
    consent.objected(COMMAND_LINE, contact_id="p-birch")
    assert ids() == ("objected",)
    browser.post(page("preferences", token()), {**TOLD, "was_mail": "", "mail": "on", "was_call": ""})
    assert ids() == ()
    assert ids("value", "call") == ("objected",)


def test_who_wants_nothing_at_all_hears_answers_and_their_contract_only(small_record: SmallRecord) -> None:
    browser = Client()
    browser.post(page("preferences", token()), {**TOLD, "mail": "on", "call": "on", "survey": "on", "none": "on"})
    assert [ids(kind) for kind in ("value", "care", "answer", "admin")] == [
        ("objected",),
        ("objected",),
        ("objected",),
        (),
    ]
    back = {**TOLD, "was_none": "on", "mail": "on"}
    browser.post(page("preferences", token()), back)
    assert ids() == ()
    assert ids("value", "call") == ("objected",), "what stood unticked stays off"


def test_the_page_speaks_the_language_of_its_reader(small_record: SmallRecord) -> None:
    browser = Client()
    assert (
        'lang="fr"'
        in browser.get(page("preferences", token()), headers={"Accept-Language": "fr-CH, en;q=0.5"}).content.decode()
    )
    assert "Qué recibe" in browser.get(page("preferences", token()) + "?lang=es").content.decode()
    assert "p•••@birch.example" in browser.get(page("preferences", token())).content.decode()


def test_links_are_whole_addresses_that_tell_nothing(small_record: SmallRecord) -> None:
    one_click, chosen = link("p-birch", "c-birch", "pat@birch.example")
    assert one_click.startswith("http")
    assert "birch" not in one_click + chosen
    Customer.objects.filter(pk="c-birch").delete()
    assert Client().get(reverse("plan:preferences", args=[chosen.rstrip("/").rpartition("/")[2]])).status_code == 200
