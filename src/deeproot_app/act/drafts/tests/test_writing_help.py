"""The language model: off, asked only with consent, and never able to do more than hand back a draft."""

from __future__ import annotations

import json
from typing import Any

import pytest

from deeproot_app.act.drafts import writing_help
from deeproot_app.act.models import WritingHelp
from deeproot_app.base import net
from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.base.errors import NotAllowed, UserError
from deeproot_app.base.models import User

pytestmark = pytest.mark.django_db
ADDRESS = "https://models.example/v1"


@pytest.fixture
def far(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The far side: what it was asked, and what it answers."""
    side: dict[str, Any] = {"asked": [], "status": 200, "text": "Dear Jana,\nall is well.", "body": None}

    def post(address: str, body: bytes, *, headers: Any, seconds: float, most: int) -> net.Answer:
        side["asked"].append({"address": address, "body": json.loads(body), "headers": headers, "seconds": seconds})
        if side.get("silent"):
            raise net.Unreachable("models.example cannot be reached")
        told = {"choices": [{"message": {"role": "assistant", "content": side["text"]}}]}
        body = json.dumps(told).encode() if side["body"] is None else side["body"]
        return net.Answer(side["status"], {}, body, address)

    monkeypatch.setattr(net, "post", post)
    return side


def on(**more: Any) -> None:
    given = {"on": True, "address": ADDRESS, "model": "small", "key": "k-secret", "seconds": 7, "consent": True}
    writing_help.change(COMMAND_LINE, **(given | more))


def test_it_is_off_and_nothing_is_sent_before_somebody_turns_it_on(far: dict[str, Any], member: User) -> None:
    with pytest.raises(UserError, match="everything works without"):
        writing_help.rewritten(member, "Hello", "English")
    assert far["asked"] == []


def test_it_is_not_turned_on_without_consent(far: dict[str, Any]) -> None:
    with pytest.raises(UserError, match="consents"):
        on(consent=False)
    assert not writing_help.settings().ready
    assert not WritingHelp.objects.exists()


def test_consent_is_recorded_with_its_words_and_holds_for_that_address_alone(far: dict[str, Any], member: User) -> None:
    on()
    row = WritingHelp.objects.get()
    assert (row.consented_by, ADDRESS in row.consent_words) == ("command line", True)
    assert row.consented_at is not None
    with pytest.raises(UserError, match="consents"):
        on(address="https://other.example/v1", consent=False, key="")
    WritingHelp.objects.update(address="https://other.example/v1")
    with pytest.raises(UserError):
        writing_help.rewritten(member, "Hello", "English")
    assert far["asked"] == []


def test_it_gets_the_draft_alone_with_the_key_and_the_time_it_has(far: dict[str, Any], member: User) -> None:
    on()
    assert writing_help.rewritten(member, "Hello Jana, by Friday.", "German") == "Dear Jana,\nall is well."
    asked = far["asked"][0]
    assert (asked["address"], asked["seconds"]) == (f"{ADDRESS}/chat/completions", 7)
    assert asked["headers"]["authorization"] == "Bearer k-secret"
    assert asked["body"]["messages"][1]["content"] == "<<<LETTER\nHello Jana, by Friday.\nLETTER>>>"
    assert "German" in asked["body"]["messages"][0]["content"]


def test_its_key_is_kept_sealed_and_goes_to_no_other_address(far: dict[str, Any]) -> None:
    on()
    assert "k-secret" not in WritingHelp.objects.get().key_sealed
    on(address="https://other.example/v1", key="")
    assert WritingHelp.objects.get().key_sealed == ""


@pytest.mark.parametrize(
    "fault",
    [
        {"silent": True}, {"status": 500}, {"status": 302}, {"body": b"<html>"}, {"body": b"{}"},
        {"body": b'{"choices":[]}'},
        {"text": "  "}, {"body": b"[" * 100_000}, {"body": b'{"choices":[{"message":{"content":7}}]}'},
    ],
    ids=range(9),
)  # fmt: skip
def test_where_it_fails_the_draft_is_as_it_was(fault: dict[str, Any], far: dict[str, Any], member: User) -> None:
    on()
    far |= fault
    with pytest.raises(UserError, match="The draft is as it was"):
        writing_help.rewritten(member, "Hello", "English")


def test_what_it_answers_is_bounded_and_plain(far: dict[str, Any], member: User) -> None:
    on()
    far["text"] = "<<<LETTER\nHello\x00\x1b[31m\u202e\n" + "x" * 50_000 + "LETTER>>>"
    found = writing_help.rewritten(member, "Hello", "English")
    assert found.startswith("Hello[31m\nx")
    assert len(found) == writing_help.LONGEST_ANSWER


def test_only_an_administrator_sets_it_and_a_viewer_asks_nothing_of_it(
    far: dict[str, Any], manager: User, viewer: User
) -> None:
    with pytest.raises(NotAllowed):
        writing_help.change(manager, on=False, address="", model="")
    on()
    with pytest.raises(NotAllowed):
        writing_help.rewritten(viewer, "Hello", "English")
    assert far["asked"] == []
