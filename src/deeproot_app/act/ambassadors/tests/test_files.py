"""Referrals out of files, told by their header; taken twice they are taken once."""

from __future__ import annotations

from pathlib import Path

import pytest

from deeproot_app.act.ambassadors import documents, referrals
from deeproot_app.act.models import Referral
from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.base.errors import NotAllowed
from deeproot_app.base.models import User
from deeproot_app.conftest import SmallRecord
from deeproot_app.record.importing.paths import import_paths
from deeproot_app.record.importing.plan import Options
from deeproot_app.record.importing.report import FileReport

pytestmark = pytest.mark.django_db


def taken(path: Path, *, dry_run: bool = False, actor: User | None = None) -> FileReport:
    report = import_paths([str(path)], Options(), actor or COMMAND_LINE, dry_run=dry_run)
    return next(one for one in report.files if one.table == "referrals")


def file(folder: Path, text: str, name: str = "referrals.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_of_referrals_is_known_by_its_header_and_taken_once(
    home: Path, tmp_path: Path, glad: SmallRecord
) -> None:
    path = file(
        tmp_path,
        "Referrer ID,Brought Email,Brought Name,At,How,Note\n"
        "c-birch,pat@cedar.example,,2026-02-03,newcomer,At the fair\n"
        "Birch Bakery,EVE@elm.example,Eve,,,\n"
        "pat@birch.example,,Tom of the mill,,,\n"
        "c-birch,pat@birch.example,,,,\n"
        "nobody,x@x.example,,,,\n"
        "c-dune,,,,,\n"
        "c-dune,y@y.example,,soon,,\n",
    )
    pretended = taken(path, dry_run=True)
    assert (pretended.created, pretended.refused) == (3, 4) and not Referral.objects.exists()
    first = taken(path)
    assert (first.read, first.created, first.unchanged, first.refused) == (7, 3, 0, 4)
    assert "Line 6: no customer is 'nobody', who is said to have told them of us." in first.first_refused
    rows = Referral.objects.order_by("pk").values_list("customer", "brought", "name", "email", "how")
    assert list(rows) == [
        ("c-birch", "c-cedar", "", "pat@cedar.example", "newcomer"),
        ("c-birch", None, "Eve", "eve@elm.example", "file"),
        ("c-birch", None, "Tom of the mill", "", "file"),
    ]
    again = taken(path)
    assert (again.created, again.unchanged, again.refused) == (0, 3, 4)
    assert Referral.objects.count() == 3


def test_a_file_of_customers_may_say_who_told_them(home: Path, tmp_path: Path, glad: SmallRecord) -> None:
    path = file(
        tmp_path,
        "customer_id,name,kind,referred_by\nc-elm,Elm Studio,person,Birch Bakery\nc-oak,Oak,person,\n", "people.csv",
    )  # fmt: skip
    report = import_paths([str(path)], Options(), COMMAND_LINE)
    assert [(one.table, one.created) for one in report.files] == [("customers", 2), ("referrals", 1)]
    row = Referral.objects.get()
    assert (row.customer_id, row.brought_id, row.how) == ("c-birch", "c-elm", "file")


def test_what_is_exported_can_be_imported(home: Path, tmp_path: Path, glad: SmallRecord) -> None:
    referrals.refer(COMMAND_LINE, referrals.Told("c-birch", "c-cedar", note="=1+1"))
    referrals.refer(COMMAND_LINE, referrals.Told("c-birch", name="Eve", email="eve@elm.example"))
    text = "".join(documents.lines(referrals.listed(COMMAND_LINE).order_by("pk")))
    assert "'=1+1" in text
    path = file(tmp_path, text)
    assert (taken(path).created, taken(path).unchanged) == (0, 2)
    Referral.objects.all().delete()
    assert taken(path).created == 2
    assert Referral.objects.get(brought="c-cedar").note == "=1+1"


def test_whoever_may_not_import_imports_no_referrals(
    home: Path, tmp_path: Path, glad: SmallRecord, member: User
) -> None:
    path = file(tmp_path, "referrer_id,brought_id\nc-birch,c-cedar\n")
    with pytest.raises(NotAllowed):
        taken(path, actor=member)
    assert not Referral.objects.exists()
