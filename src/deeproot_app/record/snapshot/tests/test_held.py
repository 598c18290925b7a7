"""What a reader holds stays as it is, is what was written, and is read a few row groups at a time."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pytest

from deeproot.engines import open_tables
from deeproot_app.record.arrow import arrow_tables
from deeproot_app.record.snapshot import manifest
from deeproot_app.record.snapshot.held import held
from deeproot_app.record.snapshot.sync import sync
from deeproot_app.record.snapshot.tests import cast
from deeproot_app.record.snapshot.where import HANDED, folder, in_order

pytestmark = pytest.mark.django_db(transaction=True)


def assert_same(ours: dict[str, pa.Table], theirs: dict[str, pa.Table]) -> None:
    for name, rows in ours.items():
        assert theirs[name].equals(rows), name


def test_a_reader_holds_the_record_as_it_was_when_it_began() -> None:
    cast.fill(40)
    with held() as own:
        before = cast.in_the_database()
        cast.remove(["c0001"])
        cast.change(["c0002"])
        sync()
        every = [bucket for group in own.groups(10, 10) for bucket in group]
        assert_same(before, {name: in_order(name, rows) for name, rows in own.tables(every).items()})
    assert_same(cast.in_the_database(), cast.held_now())


def test_nothing_is_left_of_a_reader() -> None:
    cast.fill(5)
    with held() as own, own.part([0]):
        assert own.folder.exists()
    assert [path.name for path in folder().parent.iterdir() if path.is_dir()] == ["record"]


def test_groups_hold_every_customer_once_and_no_more_than_asked() -> None:
    cast.fill(60)
    with held() as own:
        groups = list(own.groups(30, 1_000))
        found = [own.tables(group)["customers"]["customer_id"].to_pylist() for group in groups]
        assert len(groups) > 3
        assert sorted(one for own_ids in found for one in own_ids) == sorted(f"c{n:04}" for n in range(60))
        assert all(own.tables(group)["interactions"].num_rows <= 30 or len(group) == 1 for group in groups)
        by_customers = list(own.groups(10_000, 12))
        assert all(own.tables(group)["customers"].num_rows <= 12 or len(group) == 1 for group in by_customers)


def test_the_rows_of_one_customer_are_those_of_the_database() -> None:
    cast.fill(30)
    with held() as own:
        for asked in (["c0007"], ["c0007", "c0021", "nobody"], [], ["nobody"]):
            ours, theirs = arrow_tables(asked, tables=HANDED), own.rows_of(asked)
            for name in HANDED:
                assert in_order(name, theirs[name]).equals(in_order(name, ours[name])), (asked, name)


def test_one_customer_costs_one_file_a_table_and_the_row_groups_that_may_hold_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("deeproot_app.record.snapshot.where.ROWS_A_BUCKET", 10_000)
    monkeypatch.setattr("deeproot_app.record.snapshot.files.ROWS_A_GROUP", 30)
    cast.fill(30, each=10)
    with held() as own:
        own.rows_of(["c0017"], tables=["interactions"])
        assert (own.read.files, own.read.row_groups, own.read.rows) == (1, 1, 30)
        own.rows_of(["c0017", "c0018"], tables=["interactions"])
        assert (own.read.files, own.read.row_groups, own.read.rows) == (2, 3, 90)


def test_an_engine_reads_the_folder_as_it_is() -> None:
    cast.fill(20)
    with held() as own:
        tables = open_tables(own.folder)
        assert tables["interactions"].count().to_pyarrow().as_py() == 60
        assert tables["beliefs"].customer_id.isnull().sum().to_pyarrow().as_py() == 1
        group = next(own.groups(1, 1))
        with own.part(group) as part:
            only = open_tables(part)["customers"].customer_id.to_pyarrow().to_pylist()
        assert only == own.tables(group)["customers"]["customer_id"].to_pylist()


@pytest.mark.parametrize("harm", ["cut", "turned", "gone", "nobodys", "manifest"])
def test_a_damaged_file_is_found_and_written_anew(harm: str) -> None:
    cast.fill(40)
    sync()
    there = manifest.read(folder())
    assert there is not None
    file = (
        there.files["members"][manifest.NOBODY] if harm == "nobodys" else next(iter(there.files["promises"].values()))
    )
    path = folder() / ("manifest.json" if harm == "manifest" else file.name)
    content = path.read_bytes()
    if harm == "gone":
        path.unlink()
    elif harm == "turned":
        path.write_bytes(content[:40] + bytes([content[40] ^ 1]) + content[41:])
    else:
        path.write_bytes(content[: len(content) // 2])
    assert_same(cast.in_the_database(), cast.held_now())
    assert_same(cast.in_the_database(), cast.in_the_files())


def test_a_file_found_damaged_while_it_is_written_anew_does_not_end_a_sync() -> None:
    cast.fill(40)
    sync()
    there = manifest.read(folder())
    assert there is not None
    for table in ("promises", "customers"):
        for file in there.files[table].values():
            content = (folder() / file.name).read_bytes()
            (folder() / file.name).write_bytes(content[:40] + bytes([content[40] ^ 1]) + content[41:])
    cast.change(["c0003"])
    assert sync().did in ("changes", "whole")
    assert_same(cast.in_the_database(), cast.in_the_files())


def test_what_a_killed_reader_left_goes_with_the_next_one_and_a_living_reader_keeps_its_own() -> None:
    cast.fill(3)
    with held() as living:
        left_over = folder().parent / "reading-dead"
        left_over.mkdir()
        lock = left_over / ".lock"
        killed = subprocess.run(
            [
                sys.executable,
                "-c",
                f"import fcntl,os; fcntl.flock(open({str(lock)!r}, 'w'), 2); os.kill(os.getpid(), 9)",
            ],
            check=False,
        )
        assert killed.returncode == -9
        with held():
            assert not left_over.exists()
            assert Path(living.folder, "customers").exists()


def test_only_their_owner_can_look_into_the_files() -> None:
    cast.fill(3)
    with held() as own:
        assert own.folder.stat().st_mode & 0o077 == 0
    assert folder().stat().st_mode & 0o077 == 0
    assert folder().parent.stat().st_mode & 0o077 == 0
