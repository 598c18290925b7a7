"""Tests of address books: each card is one person, however often and under whatever name it comes."""

from __future__ import annotations

from pathlib import Path

import pytest

from deeproot_app import channels
from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.record.arrow import arrow_tables
from deeproot_app.record.conftest import Load, counts
from deeproot_app.record.importing import undo
from deeproot_app.record.models import Batch, Contact, Customer, Identity

FIXTURES = Path(channels.__file__).parent / "vcards" / "fixtures"
APPLE, RFC, OUTLOOK = (FIXTURES / f"{name}.vcf" for name in ("apple-3.0", "rfc6350-4.0", "outlook-2.1"))
pytestmark = pytest.mark.django_db


def rows(table: str) -> list[dict[str, object]]:
    return arrow_tables(tables=[table])[table].to_pylist()


def test_a_card_is_a_contact_with_all_its_addresses(base: object, load: Load) -> None:
    report = load({"joerg.vcf": OUTLOOK.read_bytes()}).files[0]
    assert counts(report) == (1, 1, 0, 0, 0), report
    found = Contact.objects.get(email="joerg@birch.example")
    assert (found.name, found.customer_id, found.phone) == ("Jörg Müller (Einkauf)", "c1", "+49 171 1234567")


def test_a_card_of_somebody_known_fills_what_is_empty_and_adds_addresses(base: object, load: Load) -> None:
    load({"pat.vcf": APPLE.read_bytes()})
    pat = Contact.objects.get(pk="p1")
    assert (pat.name, pat.phone, pat.email) == ("Pat", "+47 22 33 44 55", "pat@birch.example"), (
        "as the other source says"
    )
    told = set(Identity.objects.filter(contact="p1").values_list("type", "value"))
    assert told >= {("email", "pat.moe@home.example"), ("phone", "+47 22 33 44 00")}
    assert Contact.objects.count() == 1


def test_the_same_card_three_times_is_one_person(base: object, load: Load) -> None:
    raw = OUTLOOK.read_text("latin-1")
    for number in range(3):
        load({f"joerg ({number}).vcf": raw + "\n" * number})
    assert Contact.objects.filter(email="joerg@birch.example").count() == 1


def test_the_id_of_a_card_counts_before_its_address(base: object, load: Load) -> None:
    raw = RFC.read_text()
    load({"kim.vcf": raw}, creates_customers=True)
    report = load(
        {"kim.vcf": raw.replace("kim@cedar.example", "kim.ek@new.example").replace("kim@home", "k@home")}
    ).files[0]
    assert report.created == 0
    [kim] = Contact.objects.filter(name="Kim Ek")
    assert kim.email == "kim.ek@new.example"


def test_a_card_of_an_unknown_company_is_refused_until_a_person_says_make_it(load: Load) -> None:
    report = load({"kim.vcf": RFC.read_bytes()}).files[0]
    assert (report.created, report.refused) == (0, 1)
    assert "no customer is called 'Cedar'" in Path(report.refused_file or "").read_text()
    assert load({"kim.vcf": RFC.read_bytes()}, creates_customers=True).files[0].created == 1
    assert Customer.objects.get(pk="Cedar").kind == "organisation"
    assert [row["type"] for row in rows("identities")].count("email") == 2


def test_a_broken_card_costs_itself_alone(base: object, load: Load) -> None:
    raw = OUTLOOK.read_bytes()
    report = load({"all.vcf": b"BEGIN:VCARD\nFN:cut\n" + raw + b"BEGIN:VCARD\nVERSION:3.0\nN:;;;;\nEND:VCARD\n"}).files[
        0
    ]
    assert (report.created, report.refused) == (1, 2)


def test_the_later_of_two_revisions_counts_in_whatever_order_they_stand(base: object, load: Load) -> None:
    old = "BEGIN:VCARD\nVERSION:4.0\nUID:u1\nFN:Old\nORG:Birch Bakery\nREV:20250101T000000Z\nEND:VCARD\n"
    new = old.replace("Old", "New").replace("2025", "2026")
    for text in (old + new, new + old):
        load({"a.vcf": text})
        assert Contact.objects.get(pk="vcard:u1").name == "New"


def test_what_is_left_of_a_card_is_listed_with_its_values(base: object, load: Load) -> None:
    report = load({"pat.vcf": APPLE.read_bytes()}).files[0]
    assert {name for name, _ in report.left_behind} == {"NOTE", "PHOTO", "TITLE"}


def test_cards_are_undone_whole(base: object, load: Load) -> None:
    load({"kim.vcf": RFC.read_bytes(), "pat.vcf": APPLE.read_bytes()}, creates_customers=True)
    undo.undo(Batch.objects.order_by("-id")[0], COMMAND_LINE)
    assert not Customer.objects.filter(pk="Cedar").exists()
    assert not Identity.objects.exists()
    assert Contact.objects.count() == 1
