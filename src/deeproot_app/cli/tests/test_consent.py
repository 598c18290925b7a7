"""`deeproot consent`: it tells how things stand, records objections, and never loosens without proof."""

from __future__ import annotations

import json

import pytest

from deeproot_app.cli import main
from deeproot_app.conftest import SmallRecord
from deeproot_app.record.models import Consent

pytestmark = pytest.mark.django_db


def test_it_records_an_objection_and_tells_it(small_record: SmallRecord, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["consent", "--address", "PAT@birch.example", "--object", "--channel", "email"]) == 0
    row = Consent.objects.get()
    assert (row.contact_id, row.purpose, row.channel, row.by) == ("p-birch", "marketing", "email", "command line")
    capsys.readouterr()
    assert main(["consent", "Birch Bakery", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["words"][0]["state"] == "objected"
    gate = {one["touch"]: one for one in told["gate"]}
    assert gate["An offer by mail"]["reasons"][0]["id"] == "objected"
    assert "objected" not in [why["id"] for why in gate["An answer by mail"]["reasons"]]
    assert main(["consent", "c-birch"]) == 0
    assert "Pat of Birch Bakery objected to marketing by mail" in capsys.readouterr().out


def test_it_loosens_nothing_without_words_and_proof(
    small_record: SmallRecord, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["consent", "--contact", "p-birch", "--consent", "Write to me"]) == 1
    assert "proof" in capsys.readouterr().err
    assert main(["consent", "c-birch", "--consent", "Write to me", "--proof", "form"]) == 2
    assert not Consent.objects.exists()
    assert main(["consent", "--contact", "p-birch", "--consent", "Write to me", "--proof", "Form 7"]) == 0
    assert Consent.objects.get().sure


def test_it_marks_a_customer_and_says_who_there_is_not(
    small_record: SmallRecord, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["consent", "c-dune", "--do-not-contact", "Their lawyer asked"]) == 0
    assert Consent.objects.get().customer_id == "c-dune"
    assert main(["consent", "--contact", "nobody", "--object"]) == 1
    assert "There is no such person" in capsys.readouterr().err
    assert main(["consent", "--object"]) == 2
