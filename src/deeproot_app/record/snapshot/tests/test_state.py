"""What `deeproot doctor` says of the files."""

from __future__ import annotations

import pytest

from deeproot_app.base.doctor import State
from deeproot_app.record.models import HandedOver
from deeproot_app.record.snapshot import manifest
from deeproot_app.record.snapshot.state import snapshots
from deeproot_app.record.snapshot.sync import follow, sync
from deeproot_app.record.snapshot.tests import cast
from deeproot_app.record.snapshot.where import folder

pytestmark = pytest.mark.django_db(transaction=True)


def test_it_says_how_large_and_how_old_they_are_and_how_many_customers_changed_since() -> None:
    assert snapshots().says.startswith("None")
    cast.fill(12)
    sync()
    found = snapshots()
    assert found.state == State.OK
    assert " 111 rows, written 20" in found.says
    assert found.says.endswith("; no customer changed since.")
    cast.change(["c0001", "c0002"])
    assert snapshots().says.endswith("; 2 customers changed since.")


def test_it_names_a_damaged_file_that_is_as_long_as_it_was() -> None:
    cast.fill(12)
    sync()
    name = sorted(cast.names())[3]
    content = bytearray((folder() / name).read_bytes())
    content[50] ^= 1
    (folder() / name).write_bytes(content)
    found = snapshots()
    assert found.state == State.WARNING
    assert f"1 of {len(cast.names())} files are damaged: {name}" in found.says


def test_it_knows_files_of_another_database_and_of_another_program() -> None:
    cast.fill(3)
    sync()
    HandedOver.objects.all().delete()
    assert "another database" in snapshots().says
    (folder() / manifest.NAME).write_text("{}")
    assert "another program" in snapshots().says


def test_files_are_brought_up_where_there_are_any_and_not_begun_where_there_are_none() -> None:
    cast.fill(3)
    assert follow() is None
    assert not folder().exists()
    sync()
    cast.remove(["c0001"])
    done = follow()
    assert done is not None
    assert done.customers == 1
