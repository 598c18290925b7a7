"""An export holds rows as they were recorded, and the links beside them; an import of it ends equal."""

from __future__ import annotations

from pathlib import Path

import pytest

from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.record.conftest import CONTACTS, CUSTOMERS, INTERACTIONS, MEMBERS, Load
from deeproot_app.record.export import export
from deeproot_app.record.identity import merge as judged
from deeproot_app.record.identity.tests.cast import read
from deeproot_app.record.importing.paths import import_paths
from deeproot_app.record.importing.plan import Options
from deeproot_app.record.models import Batch, Change, Contact, Coverage, Customer, Interaction, Kind, Link, Member

pytestmark = pytest.mark.django_db
FILES = {"customers.csv": CUSTOMERS, "members.csv": MEMBERS, "contacts.csv": CONTACTS, "interactions.csv": INTERACTIONS}


def test_a_record_with_merged_customers_comes_back_from_its_export(load: Load, tmp_path: Path) -> None:
    load(dict(FILES))
    judged.merge(COMMAND_LINE, Kind.CUSTOMER, "c2", "c1", "=one shop")
    undone = judged.merge(COMMAND_LINE, Kind.CUSTOMER, "c2", "c1")
    assert undone.pk == Link.objects.get().pk
    before = but_numbers(read())
    done = {one.table: one.rows for one in export(tmp_path / "out", "csv", COMMAND_LINE)}
    assert (done["customers"], done["links"]) == (2, 1), "rows as recorded, and the link beside them"
    for model in (Interaction, Contact, Customer, Member, Coverage, Change, Link):
        model._default_manager.all().delete()
    Batch.objects.all().delete()
    report = import_paths([str(tmp_path / "out")], Options(), COMMAND_LINE)
    assert {one.table: one.created for one in report.files}["links"] == 1
    assert but_numbers(read()) == before
    assert Link.objects.get().reason == "=one shop"
    again = import_paths([str(tmp_path / "out" / "links.csv")], Options(), COMMAND_LINE)
    assert (again.files[0].created, again.files[0].unchanged) == (0, 1)


def but_numbers(tables: dict[str, list[dict[str, object]]]) -> object:
    kept = {name: table for name, table in tables.items() if name != "coverage"}
    return {
        name: [{k: v for k, v in row.items() if k != "recorded_seq"} for row in table] for name, table in kept.items()
    }


def test_a_row_that_is_no_link_is_refused_with_its_reason(load: Load, tmp_path: Path) -> None:
    load(dict(FILES))
    file = tmp_path / "links.csv"
    file.write_text(
        "link_id,kind,from_id,into_id,made_at\na,planet,c1,c2,\nb,customer,c1,c1,\nc,customer,c1,c2,today\nd,customer,c1,c2,\n"
    )
    report = import_paths([str(file)], Options(), COMMAND_LINE).files[0]
    assert (report.read, report.created, report.refused) == (4, 1, 3)
    assert any("must be customer or contact" in note for note in report.first_refused)


def test_a_dry_run_links_nobody(load: Load, tmp_path: Path) -> None:
    load(dict(FILES))
    file = tmp_path / "links.csv"
    file.write_text("link_id,kind,from_id,into_id\nd,customer,c1,c2\n")
    assert import_paths([str(file)], Options(), COMMAND_LINE, dry_run=True).files[0].created == 1
    assert not Link.objects.exists()
