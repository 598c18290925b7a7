"""Tests of `deeproot import` and `deeproot export`: what they print, and how they end."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from deeproot_app.cli import main
from deeproot_app.record.models import Batch, Customer

CUSTOMERS = "customer_id,name,country\nc1,Birch,NO\nc2,Cedar,DE\n"


@pytest.fixture
def file(tmp_path: Path, db: None, settings: Any) -> Path:
    settings.HOME = tmp_path / "home"
    path = tmp_path / "customers.csv"
    path.write_text(CUSTOMERS)
    return path


def answered(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """The one JSON document on standard output."""
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_it_answers_with_the_counts_of_each_file(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", str(file), "--json"]) == 0
    batch = Batch.objects.get()
    assert answered(capsys) == {
        "files": [
            {
                "file": str(file),
                "table": "customers",
                "source": "customers",
                "read": 2,
                "created": 2,
                "updated": 0,
                "unchanged": 0,
                "refused": 0,
                "refused_file": None,
                "batch": batch.pk,
                "notes": [],
            }
        ],
        "read": 2,
        "created": 2,
        "updated": 0,
        "unchanged": 0,
        "refused": 0,
        "left_aside": [],
        "dry_run": False,
    }


@pytest.mark.parametrize("given", ["x", "-1", "²", "9" * 40])
def test_what_is_not_the_number_of_an_import_is_refused_in_words(
    given: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["import", f"--undo={given}"]) == 2
    assert "is not the number of an import; `deeproot import --list` lists them" in capsys.readouterr().err


def test_refused_rows_end_with_three_and_name_their_file(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text(CUSTOMERS.replace("DE", "Germany"))
    assert main(["import", str(file), "--json"]) == 3
    found = answered(capsys)["files"][0]
    assert (found["created"], found["refused"]) == (1, 1)
    assert "did you mean 'DE'?" in Path(found["refused_file"]).read_text()


def test_for_a_person_it_says_the_same_in_words(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", str(file), "--dry-run"]) == 0
    said = capsys.readouterr().out
    assert "customers, 2 read, 2 created, 0 updated, 0 unchanged, 0 refused." in said
    assert "nothing was written" in said
    assert not Customer.objects.exists()


@pytest.mark.parametrize("words", [[], ["a.csv", "--list"], ["--undo", "1", "--list"], ["a.csv", "--as", "invoices"]])
def test_wrong_use_ends_with_two(words: list[str], file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", *words]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_a_file_that_is_not_there_ends_with_one_sentence(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", "nowhere.csv"]) == 1
    assert capsys.readouterr().err == "deeproot: nowhere.csv: there is no such file.\n"


def test_imports_are_listed_and_taken_back(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["import", str(file)])
    number = Batch.objects.get().pk
    capsys.readouterr()
    assert main(["import", "--list", "--json"]) == 0
    assert [(row["import"], row["state"], row["created"]) for row in answered(capsys)["imports"]] == [
        (number, "done", 2)
    ]
    assert main(["import", "--list"]) == 0
    assert "2 created" in capsys.readouterr().out
    assert main(["import", "--undo", str(number), "--json"]) == 0
    assert answered(capsys) == {"undone": number, "removed": 2, "restored": 0, "decided": 0}
    assert main(["import", "--undo", str(number)]) == 1
    assert f"Import {number} was undone already." in capsys.readouterr().err
    assert main(["import", "--undo", "999999"]) == 1


def test_what_is_exported_is_told(file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["import", str(file)])
    capsys.readouterr()
    assert main(["export", str(tmp_path / "out"), "--json"]) == 0
    found = answered(capsys)
    assert {one["table"]: one["rows"] for one in found["files"]}["customers"] == 2
    assert main(["export", str(tmp_path / "out"), "--as", "parquet"]) == 0
    assert "customers.parquet" in capsys.readouterr().out
    assert main(["export", str(file)]) == 1
