"""What `team` and `hiring` answer."""

from __future__ import annotations

import json
from typing import Any

import pytest

from deeproot_app.act.hiring import candidates
from deeproot_app.act.team import own_use
from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.base.models import User
from deeproot_app.cli import main
from deeproot_app.conftest import AS_OF

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("small_record")]


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    """Run a command; its document, or its words."""
    monkeypatch.setenv("DEEPROOT_NOW", AS_OF.isoformat())

    def run(*words: str, code: int = 0) -> Any:
        assert main([*words]) == code
        printed = capsys.readouterr()
        return json.loads(printed.out) if "--json" in words else printed

    return run


def test_team_tells_shares_paths_and_entries(ask: Any, member: User) -> None:
    User.objects.update(date_joined=AS_OF)
    own_use.write(member, own_use.Said(AS_OF.date(), "To cancel", -1))
    found = ask("team", "--json")
    assert len(found["weeks"]) == 13 and found["company"]["whole"] is None and found["fewest"] == 5
    assert "not told" in ask("team", "--participation").out
    assert [one["email"] for one in ask("team", "--onboarding", "--json")["open"]] == ["ada@oakfield.example"]
    assert [one["tried"] for one in ask("team", "--own-product", "--json")["entries"]] == ["To cancel"]
    assert "very bad" not in ask("team", "--own-product").out


def test_hiring_lists_takes_out_and_forgets(ask: Any, member: User) -> None:
    row = candidates.make(COMMAND_LINE, "Kim Hale", "Support", AS_OF.date(), [member])
    assert "Kim Hale" in ask("hiring", "list").out
    assert ask("hiring", "export", str(row.pk), "--json")["interviews"][0]["interviewer"] == "Ada Lund"
    assert "forgotten" in ask("hiring", "erase", str(row.pk)).out
    assert ask("hiring", "list", "--json") == {"candidates": []}
    assert "There is no candidate" in ask("hiring", "export", str(row.pk), code=1).err
