"""What `calls` answers, and what `promises` does about one promise."""

from __future__ import annotations

import json
from typing import Any

import pytest

from deeproot_app.act.calls import begin
from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.cli import main
from deeproot_app.conftest import AS_OF
from deeproot_app.record.models import Contact, Interaction, Promise

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


def test_the_call_list_tells_whom_at_which_number_until_when(ask: Any) -> None:
    assert "Nobody waits for a call." in ask("calls").err
    Contact.objects.filter(pk="p-birch").update(phone="+4723000001")
    begin.by_hand(COMMAND_LINE, "c-birch", "Ask about the ovens")
    told = ask("calls", "--member", "ada@oakfield.example", "--json")
    [entry] = told["now"]
    assert (entry["customer_id"], entry["contact_id"], entry["phone"]) == ("c-birch", "p-birch", "+4723000001")
    assert entry["zones"] == ["Europe/Oslo"] and entry["closes_at"] == "2026-06-30T16:00:00Z"
    assert entry["policy"] == {"allowed": True, "reasons": []}
    assert "until 16:00" in ask("calls").out
    assert ask("calls", "--member", "ben@oakfield.example", "--json")["now"] == []


def test_promises_are_delivered_put_off_handed_over_and_withdrawn_and_each_is_taken_back(ask: Any) -> None:
    acts = [
        ["--deliver", "pr-1", "--say", "Sent the invoice.", "--by", "email"],
        ["--hold", "pr-1", "--until", "2026-07-03T12:00:00Z", "--say", "Told Pat: Friday.", "--by", "call"],
        ["--hand-over", "pr-1", "ben@oakfield.example", "--say", "The amount is too high."],
        ["--withdraw", "pr-1", "--say", "They bought elsewhere."],
    ]
    before = Interaction.objects.count()
    for act in acts:
        done = ask("promises", *act, "--json")
        assert done["promise_id"] == "pr-1"
        ask("promises", "--undo", str(done["change"]))
        assert Interaction.objects.count() == before
    promise = Promise.objects.get()
    assert (promise.kept_at, promise.holding, promise.withdrawn_at, promise.member_id) == (None, [], None, "m-ada")


def test_what_is_missing_is_said_in_a_sentence(ask: Any) -> None:
    assert "--until" in ask("promises", "--hold", "pr-1", "--say", "Later", code=2).err
    assert "There is no such promise" in ask("promises", "--deliver", "none", "--say", "Done", code=1).err
    assert "Say in a few words" in ask("promises", "--deliver", "pr-1", code=1).err
