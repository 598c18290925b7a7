"""Tests of folders: which of their files are read, which are left aside, which cannot be read."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from deeproot.sample import company, write
from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.record.conftest import CONTACTS, CUSTOMERS
from deeproot_app.record.files.opened import FileError
from deeproot_app.record.importing.paths import import_paths
from deeproot_app.record.importing.plan import Options
from deeproot_app.record.models import Customer

pytestmark = pytest.mark.django_db
Lock = Callable[[Path], None]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a file of customers."""
    found = tmp_path / "given"
    found.mkdir()
    (found / "customers.csv").write_text(CUSTOMERS)
    return found


@pytest.fixture
def lock(monkeypatch: pytest.MonkeyPatch) -> Lock:
    """Takes away the right to read a path; from root too, whom the system would not refuse."""
    scandir, plain_open, locked = os.scandir, io.open, set[str]()

    def refused(path: Any) -> None:
        if str(path) in locked:
            raise PermissionError(13, "Permission denied", str(path))

    def scanned(path: Any) -> Any:
        refused(path)
        return scandir(path)

    def opened(path: Any, *given: Any, **more: Any) -> Any:
        refused(path)
        return plain_open(path, *given, **more)

    def lock_it(path: Path) -> None:
        locked.add(str(path))
        path.chmod(0)

    monkeypatch.setattr(os, "scandir", scanned)
    monkeypatch.setattr(io, "open", opened)
    return lock_it


def test_what_is_no_table_is_left_aside_and_is_no_refusal(folder: Path) -> None:
    (folder / "README.txt").write_text("Our customers, as of today.\nSee customers.csv.\n")
    (folder / "quoted.txt").write_text('"Begin here, with a quotation mark\n')
    (folder / "truth.json").write_text("{}")
    (folder / "logo.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (folder / ".DS_Store").write_bytes(b"\x00\x00")
    report = import_paths([str(folder)], Options(), COMMAND_LINE)
    assert not report.refused
    assert [one.created for one in report.files] == [2]
    names = [Path(name).name for name in report.as_json()["left_aside"]]
    assert names == ["logo.png", "README.txt", "quoted.txt", "truth.json"]
    told = [line for line in report.lines() if "README.txt" in line]
    assert len(told) == 1
    assert told[0].startswith("Left aside, not files of customers' data: ")


def test_words_that_are_given_by_name_are_refused(folder: Path) -> None:
    (folder / "README.txt").write_text("Our customers, as of today.\n")
    report = import_paths([str(folder), str(folder / "README.txt")], Options(), COMMAND_LINE)
    assert report.refused
    assert "no column of the header is one of ours" in (report.files[1].error or "")
    with pytest.raises(FileError, match="no column of the header is one of ours"):
        import_paths([str(folder / "README.txt")], Options(), COMMAND_LINE)


@pytest.mark.parametrize("name", ["strange.csv", "strange.tsv"])
def test_a_table_that_cannot_be_read_is_refused_and_not_left_aside(folder: Path, name: str) -> None:
    (folder / name).write_text("a,b\n1,2\n")
    report = import_paths([str(folder)], Options(), COMMAND_LINE)
    assert report.refused
    assert not report.aside


def test_a_text_file_with_a_header_of_ours_is_read(folder: Path) -> None:
    (folder / "people.txt").write_text(CONTACTS.replace(",", "\t"))
    report = import_paths([str(folder)], Options(), COMMAND_LINE)
    assert [one.table for one in report.files] == ["customers", "contacts"]


def test_the_sample_company_comes_in_without_a_refusal(tmp_path: Path) -> None:
    write(company(customers=3, until=datetime(2026, 6, 30, tzinfo=UTC)), tmp_path / "sample")
    report = import_paths([str(tmp_path / "sample")], Options(), COMMAND_LINE)
    assert not report.refused
    assert {Path(name).name for name in report.aside} == {"README.txt", "truth.json"}


def test_what_may_not_be_read_is_told_and_the_rest_comes_in(folder: Path, lock: Lock) -> None:
    (folder / "secret.csv").write_text(CONTACTS)
    (folder / "closed").mkdir()
    lock(folder / "secret.csv")
    lock(folder / "closed")
    report = import_paths([str(folder)], Options(), COMMAND_LINE)
    assert Customer.objects.count() == 2
    why = {Path(one.file).name: one.error for one in report.files if one.error}
    assert why.keys() == {"secret.csv", "closed"}
    assert all((said or "").endswith("you may not read it; ask its owner for the right to.") for said in why.values())
    assert report.refused


def test_links_that_lead_out_of_the_folder_are_not_followed(folder: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "contacts.csv").write_text(CONTACTS)
    (folder / "contacts.csv").symlink_to(outside / "contacts.csv")
    (folder / "more").symlink_to(outside)
    (folder / "nowhere.csv").symlink_to(tmp_path / "gone.csv")
    (folder / "inside.csv").symlink_to(folder / "customers.csv")
    report = import_paths([str(folder)], Options(), COMMAND_LINE)
    why = {Path(one.file).name: one.error or "" for one in report.files if one.error}
    assert "leads out of the folder" in why["contacts.csv"]
    assert "leads out of the folder" in why["more"]
    assert "there is no such file" in why["nowhere.csv"]
    assert [one.table for one in report.files if not one.error] == ["customers"]
    named = import_paths([str(folder / "contacts.csv")], Options(), COMMAND_LINE)
    assert named.files[0].created == 1, "given by name, a link is read"


def test_a_folder_of_words_alone_says_that_it_holds_nothing(tmp_path: Path) -> None:
    (tmp_path / "words").mkdir()
    (tmp_path / "words" / "README.txt").write_text("Nothing here.\n")
    with pytest.raises(FileError, match="holds no file to import"):
        import_paths([str(tmp_path / "words")], Options(), COMMAND_LINE)
