"""Opt-outs in files land in the ledger; files tighten, never loosen."""

from __future__ import annotations

from pathlib import Path

import pytest

from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.conftest import SmallRecord
from deeproot_app.record import consent
from deeproot_app.record.importing import undo
from deeproot_app.record.importing.plan import Options, plan
from deeproot_app.record.importing.report import FileReport
from deeproot_app.record.importing.run import import_file
from deeproot_app.record.models import Batch, Consent, ConsentAddress

pytestmark = pytest.mark.django_db
HEAD = "contact_id,customer_id,name,email,phone,"


def load(folder: Path, text: str, name: str = "contacts.csv") -> FileReport:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return import_file(plan(file, Options()), COMMAND_LINE)


def told() -> list[tuple[str, ...]]:
    rows = Consent.objects.order_by("contact_id", "purpose", "channel", "recorded_seq")
    return [(row.contact_id or "", row.state, row.purpose, row.channel) for row in rows]


def test_columns_of_consent_land_under_the_names_that_everybody_gives_them(
    small_record: SmallRecord, tmp_path: Path
) -> None:
    report = load(
        tmp_path,
        HEAD + "Do Not Call,Email Opt Out,marketing_consent\n"
        "p-1,c-birch,Ann,ann@birch.example,+4722334455,yes,no,\n"
        "p-2,c-birch,Bo,bo@birch.example,,,TRUE,\n"
        "p-3,c-birch,Cy,cy@birch.example,,,,yes\n",
    )
    assert told() == [
        ("p-1", "objected", "marketing", "call"),
        ("p-2", "objected", "marketing", "email"),
        ("p-3", "consented", "marketing", ""),
    ]
    assert any("1 people do not want marketing by calls (Do Not Call)" in note for note in report.notes)
    assert report.left_behind == []
    row = Consent.objects.get(contact_id="p-1")
    assert (row.how, row.source, row.proof, row.sure) == (
        "import",
        "contacts",
        "contacts.csv, line 2: Do Not Call: yes",
        False,
    )
    assert ConsentAddress.objects.filter(consent=row).count() == 2


def test_a_file_that_says_it_again_adds_nothing_and_one_that_says_otherwise_loosens_nothing(
    small_record: SmallRecord, tmp_path: Path
) -> None:
    load(tmp_path, HEAD + "email_opt_out\np-1,c-birch,Ann,ann@birch.example,,yes\n")
    load(tmp_path, HEAD + "email_opt_out\np-1,c-birch,Anna,ann@birch.example,,yes\n")
    load(tmp_path, HEAD + "email_opt_in\np-1,c-birch,Anne,ann@birch.example,,yes\n")
    assert told() == [("p-1", "objected", "marketing", "email")]


def test_an_objection_outlives_the_undoing_of_its_file_and_binds_whoever_has_the_address(
    small_record: SmallRecord, tmp_path: Path
) -> None:
    load(tmp_path, HEAD + "email_opt_out\np-1,c-birch,Ann,ann@birch.example,,yes\n")
    undo.undo(Batch.objects.get(), COMMAND_LINE)
    assert told() == [("p-1", "objected", "marketing", "email")]
    load(tmp_path, HEAD + "email_opt_in\np-9,c-dune,Ann,ANN@birch.example,,yes\n", "others.csv")
    assert told() == [("p-1", "objected", "marketing", "email")], "the address objected: a file's consent is none"


def test_a_row_that_is_refused_forbids_all_the_same(small_record: SmallRecord, tmp_path: Path) -> None:
    report = load(tmp_path, HEAD + "timezone,email_opt_out\np-1,c-birch,Ann,ann@birch.example,,Mars/Base,yes\n")
    assert report.refused == 1
    assert told() == [("p-1", "objected", "marketing", "email")]


def test_a_file_that_objects_after_their_own_consent_tightens(small_record: SmallRecord, tmp_path: Path) -> None:
    consent.consented(COMMAND_LINE, contact_id="p-birch", channel="email", words="Write to me", proof="form 7")
    load(tmp_path, HEAD + "email_opt_out\np-birch,c-birch,Pat,pat@birch.example,,yes\n")
    assert [row[1] for row in told()] == ["consented", "objected"]


def test_a_dry_run_writes_nothing_and_tells_the_same(small_record: SmallRecord, tmp_path: Path) -> None:
    from deeproot_app.record.importing.dry import DryRun

    file = tmp_path / "contacts.csv"
    file.write_text(HEAD + "email_opt_out\np-1,c-birch,Ann,ann@birch.example,,yes\n", encoding="utf-8")
    report = import_file(plan(file, Options()), COMMAND_LINE, dry_run=DryRun())
    assert any("do not want marketing" in note for note in report.notes)
    assert not Consent.objects.exists()
