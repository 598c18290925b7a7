"""A person's data on their customer's page: looked at, taken out as a file, and erased only by who means it."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.test import Client
from django.urls import reverse

from deeproot_app.base.jobs import run_waiting
from deeproot_app.base.models import Audit, User
from deeproot_app.conftest import SmallRecord
from deeproot_app.record.models import Contact, Erasure

pytestmark = pytest.mark.django_db
Clients = Callable[[User | None], Client]
PAGE = "/customers/c-birch/data/"


def test_a_manager_takes_it_out_as_a_file_and_cannot_erase(
    small_record: SmallRecord, manager: User, client_of: Clients
) -> None:
    browser = client_of(manager)
    assert "record.Text" in browser.get(PAGE, {"person": "p-birch"}).content.decode()
    given = browser.post(PAGE, {"do": "export", "person": "p-birch"})
    assert b"Why is the last invoice" in ZipFile(BytesIO(given.content)).read("data.json")
    assert Audit.objects.filter(act="person.export", about_id="p-birch").exists()
    assert browser.post(PAGE, {"do": "export", "person": "p-dune"}).status_code == 404
    assert browser.post(PAGE, {"do": "erase", "person": "p-birch", "sure": "erase"}).status_code == 403
    assert Contact.objects.filter(pk="p-birch").exists()


def test_an_administrator_erases_and_is_led_to_the_certificate(
    small_record: SmallRecord, administrator: User, client_of: Clients
) -> None:
    browser = client_of(administrator)
    unsure = browser.post(PAGE, {"do": "erase", "person": "p-birch", "sure": "yes"}, follow=True)
    assert "type the word erase" in unsure.content.decode()
    assert not Erasure.objects.exists()
    done = browser.post(PAGE, {"do": "erase", "person": "p-birch", "sure": "Erase"})
    assert done["Location"] == reverse("desk:erasure", args=[Erasure.objects.get().pk])
    run_waiting()
    shown = browser.get(done["Location"]).content.decode()
    assert "record.Text" in shown
    assert "pat@birch.example" not in shown + browser.get(reverse("desk:erasures")).content.decode()
    assert not Contact.objects.filter(pk="p-birch").exists()
