"""Consent on a customer's page: how it stands, every word with its proof, and who may record which."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from deeproot_app.base.models import User
from deeproot_app.conftest import SmallRecord
from deeproot_app.record.models import Consent

pytestmark = pytest.mark.django_db
Clients = Callable[[User | None], Client]
PAGE = "/customers/c-birch/consent/"


def test_a_colleague_records_an_objection_and_the_page_shows_it_with_its_proof(
    small_record: SmallRecord, member: User, client_of: Clients
) -> None:
    browser = client_of(member)
    said = {
        "do": "object",
        "person": "p-birch",
        "purpose": "marketing",
        "channel": "email",
        "proof": "Said so on 3 June",
    }
    assert browser.post(PAGE, said).status_code == 302
    page = browser.get(PAGE).content.decode().lower()
    assert "objected to marketing by mail" in page
    assert "said so on 3 june" in page
    assert "who objected is not written to or called about it." in page
    assert (
        "objected to marketing by mail" in browser.get(reverse("desk:about", args=["c-birch"])).content.decode().lower()
    )


def test_a_mark_needs_a_reason_and_only_a_manager_lifts_it(
    small_record: SmallRecord, member: User, manager: User, client_of: Clients
) -> None:
    browser = client_of(member)
    assert browser.post(PAGE, {"do": "mark", "person": ""}).status_code == 400
    browser.post(PAGE, {"do": "mark", "person": "", "proof": "Their lawyer asked for it"})
    mark = Consent.objects.get()
    lift = {"do": "lift", "consent": mark.pk, "proof": "Settled"}
    assert browser.post(PAGE, lift).status_code == 403
    assert client_of(manager).post(PAGE, lift).status_code == 302
    assert [row.state for row in Consent.objects.order_by("recorded_seq")] == ["do_not_contact", "lifted"]


def test_an_objection_is_not_lifted_and_a_consent_needs_words_and_proof(
    small_record: SmallRecord, manager: User, client_of: Clients
) -> None:
    browser = client_of(manager)
    browser.post(PAGE, {"do": "object", "person": "p-birch", "purpose": "marketing", "channel": ""})
    row = Consent.objects.get()
    assert browser.post(PAGE, {"do": "lift", "consent": row.pk, "proof": "Please"}).status_code == 400
    agreed = {"do": "consent", "person": "p-birch", "purpose": "marketing", "channel": "email"}
    assert browser.post(PAGE, agreed | {"words": "Write to me", "proof": " "}).status_code == 400
    assert browser.post(PAGE, agreed | {"words": "Write to me", "proof": "Form 7"}).status_code == 302
    assert "Form 7" in browser.get(PAGE).content.decode()


def test_another_customers_person_is_not_touched_through_this_page(
    small_record: SmallRecord, member: User, client_of: Clients
) -> None:
    said = {"do": "object", "person": "p-dune", "purpose": "marketing", "channel": "email"}
    assert client_of(member).post(PAGE, said).status_code == 404
    assert not Consent.objects.exists()
