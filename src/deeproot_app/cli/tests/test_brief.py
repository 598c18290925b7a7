"""What `brief` answers, and that reading it is written down only where somebody is named."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from deeproot_app.act.briefs import asking
from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.base.models import User
from deeproot_app.cli import main
from deeproot_app.conftest import AS_OF
from deeproot_app.record.models import Case, Interaction

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("small_record")]


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    """Run the command; its document, or its words."""
    monkeypatch.setenv("DEEPROOT_NOW", AS_OF.isoformat())

    def run(*words: str, code: int = 0) -> Any:
        assert main(["brief", *words]) == code
        printed = capsys.readouterr()
        return json.loads(printed.out) if "--json" in words else printed

    return run


def test_it_says_speak_to_support_first_until_somebody_says_what_may_be_offered(ask: Any) -> None:
    Case.objects.create(case_id="k-2", customer_id="c-birch", opened_at=AS_OF - timedelta(days=2), owner_id="m-cleo")
    assert "SPEAK TO SUPPORT FIRST" in ask("Birch Bakery").out
    assert ask("c-birch", "--json")["open_cases"][0]["speak_to_support_first"]
    asking.agree(COMMAND_LINE, "k-2", ["A month free"], offered_by=["m-ada"])
    said = ask("c-birch").out
    assert "SPEAK TO SUPPORT" not in said and "May be offered: A month free (by Ada Lund)" in said
    assert "Can the ovens be serviced on a Sunday?" in said
    assert not Interaction.objects.filter(kind="brief").exists(), "looking writes nothing"


def test_who_read_it_is_written_down_where_they_are_named(ask: Any, member: User) -> None:
    ask("c-birch", "--read-by", "ADA@oakfield.example")
    assert Interaction.objects.get(kind="brief").member_id == "m-ada"
    assert "Nobody signs in as" in ask("c-birch", "--read-by", "nobody@oakfield.example", code=1).err
    assert "no customer" in ask("Larch", code=1).err
