"""Tests of the page on which texts are read again, once one has seen what would change."""

from __future__ import annotations

import pytest

from deeproot.read.message import VERSION
from deeproot_app.base.jobs import run_waiting
from deeproot_app.base.models import Audit, User
from deeproot_app.conftest import Browser
from deeproot_app.record.models import Promise, Proposal, Text
from deeproot_app.record.reading import step
from deeproot_app.record.tests.pages import text

pytestmark = pytest.mark.usefixtures("small_record")


def test_what_would_change_is_told_first_and_then_it_is_done(client_of: Browser, manager: User) -> None:
    browser = client_of(manager)
    Text.objects.update(read_by=None)
    step.read_new(lambda *_: None)
    Proposal.objects.filter(sort="promise").delete()
    Promise.objects.filter(pk__startswith="read:").delete()
    Promise.objects.filter(pk="pr-1").delete()
    Text.objects.update(read_by=VERSION - 1)
    page = text(browser.get("/review/again/"))
    assert f"Version {VERSION - 1}" in page and "What would change?" in page and "Read them again" not in page

    browser.post("/review/again/compare/")
    assert "Waiting for its turn" in text(browser.get("/review/again/"))
    run_waiting()
    page = text(browser.get("/review/again/"))
    assert "Promises 1 0 0" in page and "Birch Bakery" in page and "nothing “I will send you" in page
    assert not Promise.objects.exists(), "looking changes nothing"

    browser.post("/review/again/read/")
    run_waiting()
    assert Promise.objects.get().text.startswith("I will send you the corrected invoice")
    page = text(browser.get("/review/again/"))
    assert "Last read again" in page and "(the present one)" in page
    assert Audit.objects.filter(act="reading.again").count() == 1


def test_who_may_not_have_texts_read_again_sees_no_button(client_of: Browser, viewer: User) -> None:
    page = client_of(viewer).get("/review/again/").content.decode()
    assert "Who read how many texts" in page and "again/compare" not in page


def test_without_texts_the_page_teaches(client_of: Browser, viewer: User) -> None:
    Text.objects.all().delete()
    assert "No texts yet" in text(client_of(viewer).get("/review/again/"))
