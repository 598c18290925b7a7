"""The ledger in an export, and back from it: nothing is lost, nothing is loosened."""

from __future__ import annotations

from pathlib import Path

import pytest

from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.conftest import SmallRecord
from deeproot_app.record import consent
from deeproot_app.record.export import export
from deeproot_app.record.importing.paths import import_paths
from deeproot_app.record.importing.plan import Options
from deeproot_app.record.importing.report import FileReport
from deeproot_app.record.models import Consent, ConsentAddress, ConsentKey

pytestmark = pytest.mark.django_db


def brought(file: Path) -> FileReport:
    (found,) = import_paths([str(file)], Options(), COMMAND_LINE).files
    assert found.table == "consents"
    return found


def exported(folder: Path) -> Path:
    export(folder, "csv", COMMAND_LINE)
    return folder / "consents.csv"


def test_the_exported_ledger_brought_back_is_the_same_and_twice_adds_nothing(
    small_record: SmallRecord, tmp_path: Path
) -> None:
    consent.objected(COMMAND_LINE, contact_id="p-birch", proof="=said so; twice")
    file = exported(tmp_path)
    assert brought(file).unchanged == 1
    before = list(ConsentAddress.objects.values_list("digest", flat=True))
    Consent.objects.all().delete()
    assert brought(file).created == 1
    row = Consent.objects.get()
    assert (row.proof, row.state, row.contact_id) == ("=said so; twice", "objected", "p-birch")
    assert list(ConsentAddress.objects.values_list("digest", flat=True)) == before


def test_in_another_installation_objections_find_their_addresses_again(
    small_record: SmallRecord, tmp_path: Path
) -> None:
    consent.objected(COMMAND_LINE, contact_id="p-birch")
    file = exported(tmp_path)
    Consent.objects.all().delete()
    ConsentKey.objects.update(key=b"another key of thirty-two bytes!")
    brought(file)
    assert ConsentAddress.objects.count() == 2


def test_a_file_lifts_no_mark_and_its_consents_loosen_nothing(small_record: SmallRecord, tmp_path: Path) -> None:
    mark = consent.do_not_contact(COMMAND_LINE, contact_id="p-birch", reason="Lawyer")
    consent.lift(COMMAND_LINE, mark.pk, "Settled")
    consent.consented(COMMAND_LINE, contact_id="p-dune", words="Write to me", proof="Form 7")
    file = exported(tmp_path)
    Consent.objects.all().delete()
    brought(file)
    assert sorted(Consent.objects.values_list("state", "sure")) == [("consented", False), ("do_not_contact", True)]


def test_rows_that_are_none_are_refused_with_their_line(small_record: SmallRecord, tmp_path: Path) -> None:
    file = tmp_path / "consents.csv"
    file.write_text(
        "consent_id,state,purpose,at,digests\n1,maybe,marketing,2026-01-01T00:00:00Z,\n2,objected,marketing,soon,\n",
        encoding="utf-8",
    )
    report = brought(file)
    assert (report.refused, report.created) == (2, 0)
    assert report.first_refused[0].startswith("Line 2:")
    assert not Consent.objects.exists()
