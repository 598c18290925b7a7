"""What `habits` answers."""

from __future__ import annotations

import json
from typing import Any

import pytest

from deeproot_app.act.habits import choosing
from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.base.models import User
from deeproot_app.cli import main
from deeproot_app.conftest import AS_OF

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("small_record")]


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    """Run the command; its document, or its words."""
    monkeypatch.setenv("DEEPROOT_NOW", AS_OF.isoformat())

    def run(*words: str, code: int = 0) -> Any:
        assert main(["habits", *words]) == code
        printed = capsys.readouterr()
        return json.loads(printed.out) if "--json" in words else printed

    return run


def test_it_tells_teams_habits_and_a_colleagues_only_where_they_are_named(ask: Any, member: User) -> None:
    choosing.choose(COMMAND_LINE, "thank_one", team="north", begins=AS_OF.date())
    choosing.choose(member, "ask_one_question", user=member, begins=AS_OF.date())
    assert [one["habit"] for one in ask("--json")["habits"]] == ["thank_one"]
    found = {one["habit"]: one for one in ask("--json", "--member", "ada@oakfield.example")["habits"]}
    assert found["ask_one_question"]["member_id"] == "m-ada" and found["thank_one"]["team"] == "north"
    assert "Thank one customer each week" in ask().out


def test_who_is_nobody_is_said_so(ask: Any) -> None:
    assert "Nobody signs in as" in ask("--member", "who@x.example", code=1).err
