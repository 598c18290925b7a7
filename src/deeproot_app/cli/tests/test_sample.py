from __future__ import annotations

import json
from pathlib import Path

import pytest

from deeproot_app.cli import main

UNTIL = ["--until", "2026-06-30T12:00:00Z"]


def test_it_writes_the_sample_company_as_files_that_can_be_imported(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sample", str(tmp_path / "new"), "--customers", "4", *UNTIL, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["simulated"], told["rows"]["customers"]) == (True, 4)
    assert (tmp_path / "new" / "interactions.csv").read_text().startswith("interaction_id,")


def test_the_same_seed_writes_the_same_files(tmp_path: Path) -> None:
    for name in ("a", "b"):
        assert main(["sample", str(tmp_path / name), "--customers", "3", *UNTIL]) == 0
    assert (tmp_path / "a" / "interactions.csv").read_bytes() == (tmp_path / "b" / "interactions.csv").read_bytes()


def test_more_customers_than_can_be_told_are_drawn_in_bulk(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("deeproot_app.cli.sample.TOLD", 10)
    assert main(["sample", str(tmp_path / "new"), "--customers", "50", "--as", "parquet", *UNTIL, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["rows"]["customers"] == 50
    assert list((tmp_path / "new" / "interactions").rglob("*.parquet"))


def test_a_folder_of_others_and_a_number_that_is_none_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    assert main(["sample", str(tmp_path)]) == 1
    assert "holds thesis.txt already" in capsys.readouterr().err
    assert main(["sample", str(tmp_path / "thesis.txt")]) == 1
    assert "is a file" in capsys.readouterr().err
    assert main(["sample", str(tmp_path / "new"), "--customers", "0"]) == 2
    assert "at least 1" in capsys.readouterr().err
    assert not (tmp_path / "new").exists()
