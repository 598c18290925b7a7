"""What an export writes beside the tables, on the import pages: known, told, tried out, imported, and taken back."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from deeproot_app.act.models import Referral
from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.base.jobs import run_waiting
from deeproot_app.base.models import Audit, User
from deeproot_app.conftest import AS_OF, SmallRecord
from deeproot_app.record import beliefs, consent
from deeproot_app.record.export import export
from deeproot_app.record.identity import merge as judged
from deeproot_app.record.models import Batch, Consent, Customer, Kind, Link, Progress, Step, Target
from deeproot_app.record.success import goals, steps
from deeproot_app.record.tests.pages import act, counts, page, send, text
from deeproot_app.record.uploads import files

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)
FILES = ("plan_steps.csv", "plan_goals.csv", "plan_readings.csv", "consents.csv", "links.csv")


@pytest.fixture(autouse=True)
def exported(small_record: SmallRecord, monkeypatch: pytest.MonkeyPatch, home: Path, tmp_path: Path) -> Path:
    """What an export wrote of a record with a plan, a link and an objection; they are gone since."""
    monkeypatch.setenv("DEEPROOT_NOW", AS_OF.isoformat())
    goal = beliefs.add(COMMAND_LINE, "c-birch", "goal", "Less waste", metric="loaves").row_id
    goals.aim(COMMAND_LINE, goal, goals.Aim("loaves", 10))
    goals.measure(COMMAND_LINE, goal, 40, AS_OF - WEEK)
    steps.add(COMMAND_LINE, "c-birch", steps.Said("Ask who decides", goal_id=goal, shared=False))
    steps.add(COMMAND_LINE, "c-birch", steps.Said("Send the plan", shared=False))
    judged.merge(COMMAND_LINE, Kind.CUSTOMER, "c-cedar", "c-birch", "One shop")
    consent.objected(COMMAND_LINE, contact_id="p-birch")
    export(tmp_path, "csv", COMMAND_LINE)
    for model in (Step, Target, Progress, Consent, Link):
        model._default_manager.all().delete()
    Customer.objects.update(merged_into=None)
    return tmp_path


def sent(browser: Client, folder: Path, *names: str) -> list[Batch]:
    """Upload these files of the export and have them tried out."""
    send(browser, *((name, (folder / name).read_bytes()) for name in names))
    run_waiting()
    return [Batch.objects.filter(filename=name).latest("id") for name in names]


def test_all_that_an_export_writes_is_known_tried_out_imported_and_listed(browser: Client, exported: Path) -> None:
    batches = sent(browser, exported, *FILES)
    told = {one.filename: one.settings["upload"]["rehearsed"] for one in batches}
    assert [(told[name]["created"], told[name]["refused"]) for name in FILES] == [
        (2, 0),
        (1, 0),
        (1, 0),
        (1, 0),
        (1, 0),
    ]
    assert not (Step.objects.exists() or Consent.objects.exists() or Link.objects.exists()), "a trial writes nothing"
    act(browser, "start", batches[0])
    assert [counts(one) for one in batches] == [(2, 2, 0, 0, 0), *[(1, 1, 0, 0, 0)] * 4]
    assert Step.objects.count() == 2 and Target.objects.get().value == 10 and Progress.objects.get().value == 40
    assert Customer.objects.get(pk="c-cedar").merged_into_id == "c-birch"
    assert Consent.objects.get().contact_id == "p-birch"
    assert not list(files.folder().iterdir()), "the uploads are not kept"
    listed = text(browser.get(reverse("record:imports")))
    assert all(name in listed for name in FILES)
    assert Audit.objects.filter(act="record.import").count() == len(FILES)


def test_the_page_says_what_it_is_and_asks_for_no_mapping(browser: Client, exported: Path) -> None:
    (batch,) = sent(browser, exported, "plan_steps.csv")
    shown = page(browser, batch)
    assert "Success plans, as an export wrote them" in shown
    assert "Ask who decides" in shown, "the first rows as they stand"
    assert "What becomes of it" not in shown
    assert "needs no mapping" in shown
    for word in ("Map its columns", "Read it another way", "none of our tables", "Zone"):
        assert word not in shown
    answer = browser.get(reverse("record:own_mapping", args=[batch.pk]), follow=True)
    assert answer.redirect_chain and "its columns are known" in text(answer)


def test_what_is_known_already_stays_and_a_second_upload_adds_nothing(browser: Client, exported: Path) -> None:
    for _ in range(2):
        batches = sent(browser, exported, *FILES)
        act(browser, "start", batches[0])
    assert [counts(one)[1] for one in batches] == [0, 0, 0, 0, 0]
    assert [counts(one)[3] for one in batches] == [2, 1, 1, 1, 1]
    (again,) = sent(browser, exported, "links.csv")
    assert "what is known already is left alone" in page(browser, again)


def test_a_row_that_cannot_be_is_shown_with_its_reason_and_comes_back_to_be_mended(
    browser: Client, exported: Path
) -> None:
    whole = (exported / "plan_steps.csv").read_text()
    spoilt = whole.replace("c-birch", "c-nobody", 1).replace(",", ";")  # as a spreadsheet of elsewhere writes it
    send(browser, ("steps (1).csv", spoilt))
    run_waiting()
    batch = Batch.objects.get()
    assert "there is no customer &#x27;c-nobody&#x27;" in page(browser, batch)
    act(browser, "start", batch)
    assert counts(batch) == (2, 1, 0, 0, 1)
    shown = page(browser, batch)
    assert "Refused rows" in shown and "customer_id" in shown
    mended = b"".join(browser.get(reverse("record:refused", args=[batch.pk]))).decode()
    assert list(csv.reader(io.StringIO(mended)))[1][:2] == ["2", "customer_id"]
    send(browser, ("mended.csv", mended.replace("c-nobody", "c-birch")))
    run_waiting()
    act(browser, "start", again := Batch.objects.latest("id"))
    assert counts(again) == (1, 1, 0, 0, 0)
    assert Step.objects.count() == 2


def test_a_plan_is_taken_back_but_for_what_people_changed_since(browser: Client, exported: Path) -> None:
    batches = sent(browser, exported, *FILES[:3])
    act(browser, "start", batches[0])
    row = Step.objects.get(text="Send the plan")
    steps.change(COMMAND_LINE, row.pk, steps.Said("Send the new plan", shared=False))
    asked = text(browser.get(reverse("record:undo", args=[batches[0].pk]) + "?look=1"))
    assert "What this import created goes: 2 rows" in asked
    assert "Of these 1 row stays: people changed it since" in asked
    for one in batches:
        act(browser, "undo", one)
    assert [one.text for one in Step.objects.all()] == ["Send the new plan"]
    assert not (Target.objects.exists() or Progress.objects.exists())
    shown = page(browser, batches[0])
    assert "This import was undone" in shown
    assert "1 row that people changed since stayed." in shown


@pytest.mark.parametrize(("name", "why"), [("consents.csv", "is kept, by law"), ("links.csv", "separate who is")])
def test_what_cannot_be_taken_back_says_why_before_and_after(
    browser: Client, exported: Path, name: str, why: str
) -> None:
    (batch,) = sent(browser, exported, name)
    assert why in page(browser, batch)
    act(browser, "start", batch)
    assert why in text(browser.get(reverse("record:undo", args=[batch.pk]) + "?look=1"))
    act(browser, "undo", batch)
    batch.refresh_from_db()
    assert batch.state == Batch.State.DONE
    assert Consent.objects.exists() or Link.objects.exists()


def test_a_consent_from_an_upload_loosens_nothing(browser: Client) -> None:
    ledger = "consent_id,contact_id,state,purpose,at,sure,digests\n"
    ledger += "x:1,p-birch,consented,marketing,2026-01-01T00:00:00Z,true,\n"
    send(browser, ("consents.csv", ledger))
    act(browser, "start", Batch.objects.get())
    assert list(Consent.objects.values_list("state", "sure")) == [("consented", False)]


def test_who_may_not_import_uploads_no_plan(client_of: object, member: User, exported: Path) -> None:
    answer = send(client_of(member), ("links.csv", (exported / "links.csv").read_bytes()))  # type: ignore[operator]
    assert answer.status_code == 403
    assert not Batch.objects.exists()


def test_a_file_of_customers_that_says_who_told_them_is_taken_for_both(browser: Client, home: Path) -> None:
    people = "customer_id,name,referred_by\nc-elm,Elm,eve@oak.example\nc-oak,Oak,Birch Bakery\nc-fir,Fir,Nobody\n"
    contacts = "contact_id,customer_id,email\np-oak,c-oak,eve@oak.example\n"
    send(browser, ("people.csv", people), ("contacts.csv", contacts))
    run_waiting()
    batch = Batch.objects.get(filename="people.csv")
    shown = page(browser, batch)
    assert "referrals: 2 created" in shown, "told by whom the files before it bring"
    assert "Of its referrals, 1 would be refused." in shown
    assert not list((home / "refused").glob("*")), "a trial leaves no file"
    act(browser, "start", batch)
    pairs = set(Referral.objects.values_list("customer", "brought"))
    assert pairs == {("c-oak", "c-elm"), ("c-birch", "c-oak")}
    beside = Batch.objects.get(table="referrals")
    assert counts(beside) == (3, 2, 0, 0, 1)
    assert f"that is import {beside.pk}" in page(browser, batch)
    assert not list(files.folder().iterdir())


def test_a_file_of_referrals_is_known_by_its_header(browser: Client) -> None:
    send(browser, ("who.csv", "Referrer ID,Brought Email\nc-birch,eve@elm.example\n"))
    run_waiting()
    batch = Batch.objects.get()
    assert "Who told whom of us" in page(browser, batch)
    act(browser, "start", batch)
    assert counts(batch) == (1, 1, 0, 0, 0)
    assert Referral.objects.get().email == "eve@elm.example"
