"""Transcripts, calendars and address books on the import pages: known by how they begin, tried out, imported."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from deeproot_app import channels
from deeproot_app.base.jobs import run_waiting
from deeproot_app.record.models import Batch, Contact, Interaction
from deeproot_app.record.tests.pages import CUSTOMERS, act, counts, page, send, text

pytestmark = pytest.mark.django_db
FIXTURES = Path(channels.__file__).parent
ZOOM = (FIXTURES / "transcripts" / "fixtures" / "GMT20260312-140000_Recording.transcript.vtt").read_bytes()
CALENDAR = (FIXTURES / "calendar" / "fixtures" / "review.ics").read_bytes()
CARDS = (FIXTURES / "vcards" / "fixtures" / "apple-3.0.vcf").read_bytes()


@pytest.fixture(autouse=True)
def people(browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEEPROOT_NOW", "2026-06-01T00:00:00+00:00")
    contacts = "contact_id,customer_id,name,email\np1,c-elm,Pat Moe,pat@birch.example\n"
    members = "member_id,name,email\nm1,Ada Lund,ada@oakfield.example\n"
    send(browser, ("customers.csv", CUSTOMERS), ("contacts.csv", contacts), ("members.csv", members))
    act(browser, "start", Batch.objects.get(filename="customers.csv"))


def test_all_kinds_of_files_come_together(browser: Client) -> None:
    answer = text(send(browser, ("call GMT20260312-140000.vtt", ZOOM), ("work.ics", CALENDAR), ("people.vcf", CARDS)))
    assert "3 files" in answer
    run_waiting()
    batch = Batch.objects.get(filename="work.ics")
    shown = page(browser, batch)
    assert "Quarterly review, Birch Bakery" in shown
    assert "Delimiter" not in shown
    assert not Interaction.objects.exists()
    act(browser, "start", batch)
    assert counts(batch)[1] == 6
    assert Interaction.objects.filter(pk__startswith="transcript:", customer="c-elm").count() == 1
    assert Contact.objects.count() == 1
    assert "PHOTO" in page(browser, Batch.objects.get(filename="people.vcf")), "what is left behind is listed"


def test_a_page_asks_whose_a_call_is_and_when_it_was(browser: Client) -> None:
    send(browser, ("call.vtt", ZOOM.replace(b"Pat Moe", b"Robin")))
    batch = Batch.objects.get(filename="call.vtt")
    run_waiting()
    assert "does not say when the call was" in page(browser, batch)
    assert "Began at" in page(browser, batch)
    act(browser, "choose", batch, way="", source="", customer="c-fir", at="2026-03-12T14:00")
    assert "does not say when the call was" not in page(browser, batch)
    act(browser, "start", batch)
    assert counts(batch) == (1, 1, 0, 0, 0)
    assert Interaction.objects.get(customer="c-fir").channel == "meeting"


def test_what_is_left_behind_is_listed_with_its_first_values_before_and_after(browser: Client) -> None:
    send(browser, ("more.csv", "customer_id,name,Fax,Colour\nc-oak,Oak,,green\nc-ash,Ash,,red\n"))
    batch = Batch.objects.get(filename="more.csv")
    for _ in range(2):
        shown = page(browser, batch)
        assert "Left behind" in shown
        assert "green · red" in shown
        assert "empty in the first rows" in shown
        act(browser, "start", batch)


def test_a_json_file_of_an_unknown_shape_can_be_mapped_by_its_columns(browser: Client) -> None:
    send(browser, ("deals.json", '[{"nr": "7", "who": {"mail": "pat@birch.example"}}]'))
    batch = Batch.objects.get(filename="deals.json")
    assert batch.header == ["nr", "who.mail"]
    assert "Map its columns" in page(browser, batch)
