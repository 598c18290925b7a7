"""`deeproot keeping`: the terms, what another would take, and setting one."""

from __future__ import annotations

import json

import pytest

from deeproot_app.base.errors import UserError
from deeproot_app.base.models import Audit, KeepingTerm
from deeproot_app.cli import main

pytestmark = pytest.mark.django_db


def test_all_terms_are_listed_with_what_each_is_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["keeping", "list", "--json"]) == 0
    told = {row["term"]: row for row in json.loads(capsys.readouterr().out)["terms"]}
    assert (told["candidates"]["days"], told["candidates"]["least"], told["candidates"]["free"]) == (180, 60, True)
    assert (told["objections"]["days"], told["objections"]["free"]) == (None, False)
    assert main(["keeping", "list"]) == 0
    assert "180 days" in capsys.readouterr().out


def test_a_term_is_previewed_and_set(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["keeping", "set", "raw", "730", "--dry-run"]) == 0
    assert "Nothing was changed" in capsys.readouterr().out and not KeepingTerm.objects.exists()
    assert main(["keeping", "set", "raw", "730", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"term": "raw", "days": 730, "goes": 0, "changed": True}
    assert Audit.objects.get(act="keeping.change").actor == "command line"
    assert main(["keeping", "set", "raw", "ever"]) == 0
    assert KeepingTerm.objects.get().days is None


@pytest.mark.parametrize(("words", "code"), [(["raw", "1"], 1), (["objections", "9"], 1), (["raw", "soon"], 2)])
def test_what_is_no_term_is_refused_in_a_sentence(
    words: list[str], code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        assert main(["keeping", "set", *words]) == code
    except (SystemExit, UserError) as left:
        assert getattr(left, "code", None) == code
    assert "Traceback" not in capsys.readouterr().err
    assert not KeepingTerm.objects.exists()
