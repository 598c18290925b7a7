"""Handing over on the page: the note stands drafted, one customer or those that are marked go, and it is taken back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from deeproot_app.act.models import Note, OwnerChange
from deeproot_app.base.models import User
from deeproot_app.conftest import SmallRecord
from deeproot_app.record.models import Customer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_of", "small_record")]
Clients = Callable[[User | None], Client]


def test_one_is_handed_over_with_the_drafted_note_and_taken_back(member: User, client_of: Clients) -> None:
    browser, page = client_of(member), reverse("act:hand_over", args=["c-birch"])
    assert "corrected invoice by Friday" in browser.get(page).content.decode()
    assert browser.post(page, {"to": ""}).status_code == 422
    done = browser.post(page, {"to": "m-ben", "moves_along": "on", "words": "Mind the ovens."}, follow=True)
    said = done.content.decode()
    assert "Ada Lund" in said and "1 promise" in said and "occasion=handover" in said
    assert Customer.objects.get(pk="c-birch").owner_id == "m-ben"
    browser.post(reverse("act:handover_undo", args=[OwnerChange.objects.get().pk]))
    assert Customer.objects.get(pk="c-birch").owner_id == "m-ada"
    letter = browser.get(reverse("act:write"), {"customer": "c-birch", "occasion": "handover"}).content.decode()
    assert "You need not explain anything twice" in letter


def test_those_of_a_colleague_who_leaves_go_together_each_with_its_note(
    small_record: SmallRecord, manager: User, client_of: Clients
) -> None:
    Customer.objects.filter(pk="c-cedar").update(owner="m-ada")
    browser, page = client_of(manager), f"{reverse('act:hand_over_many')}?owner=m-ada"
    shown = browser.get(page).content.decode()
    assert "Birch Bakery" in shown and "Cedar Clinic" in shown and "Dune Travel" not in shown
    given = {"to": "m-cleo", "words": "Ada leaves us.", "customer": ["c-birch", "c-cedar", "c-dune"]}
    assert browser.post(page, given).status_code == 302
    owners = dict(Customer.objects.values_list("pk", "owner"))
    assert owners == {"c-birch": "m-cleo", "c-cedar": "m-cleo", "c-dune": "m-cleo"}
    bodies = [note.versions.get().body for note in Note.objects.order_by("customer_id")]
    assert all(body.startswith("Ada leaves us.") for body in bodies) and len(bodies) == 2
    assert "corrected invoice" in bodies[0]
