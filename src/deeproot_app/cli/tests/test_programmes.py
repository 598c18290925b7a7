"""What the command for programmes says to what cannot be meant: a sentence, and nothing is done."""

from __future__ import annotations

from pathlib import Path

import pytest

from deeproot_app import cli
from deeproot_app.plan.models import Programme


@pytest.mark.django_db
@pytest.mark.parametrize("act", ["--start", "--pause", "--stop", "--simulate", "--make"])
def test_a_name_that_is_empty_is_no_wish_for_the_list(act: str, capsys: pytest.CaptureFixture[str]) -> None:
    """As of a variable of a script that was never set: whoever stops one is not told that all is well."""
    assert cli.main(["programmes", act, ""]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert "There is no programme ''" in told.err or "cannot be read" in told.err


@pytest.mark.django_db
@pytest.mark.parametrize("written", ["", "[", '"' * 9, "[" * 100_000, "[]", '{"holdout": NaN}', "\udc80"])
def test_a_file_that_is_no_programme_is_told_in_a_sentence(
    written: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "programme.json"
    path.write_bytes(written.encode("utf-8", "surrogateescape"))
    assert cli.main(["programmes", "--make", str(path), "--name", "Calls"]) == 1
    told = capsys.readouterr().err
    assert "fault of Deeproot" not in told
    assert told.startswith("deeproot: ")
    assert not Programme.objects.exists()
