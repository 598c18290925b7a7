"""Through a provider: what its answers mean, and what is honestly uncertain. Only the wire is a fake."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
import requests

from deeproot_app.channels.email.line import Fault
from deeproot_app.channels.email.sending.answers import Answer
from deeproot_app.channels.email.sending.compose import Outgoing
from deeproot_app.channels.email.sending.offered import PROVIDERS
from deeproot_app.channels.email.sending.parcel import Parcel
from deeproot_app.channels.email.sending.ways import way
from deeproot_app.channels.shapes import Address

TAKEN = {"ErrorCode": 0, "Message": "OK", "MessageID": "b7bc2f4a", "To": "pat@birch.example"}


def parcel() -> Parcel:
    mail = Outgoing(
        "0f1e@oakfield.example", datetime(2026, 6, 30, 9, tzinfo=UTC), Address("ada@oakfield.example", "Ada Lünd"),
        Address("pat@birch.example", "Pat"), "A guide", "Here it is.", parents=["q1@birch.example"],
        unsubscribe="https://oakfield.example/u/1", automatic=True,
    )  # fmt: skip
    return Parcel(mail, "hello@oakfield.example", "0f1e")


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the provider answers, and what it was sent."""
    told: dict[str, Any] = {"status": 200, "body": TAKEN, "raises": None, "asked": []}

    def send(self: requests.Session, request: requests.PreparedRequest, **more: Any) -> requests.Response:
        told["asked"].append(json.loads(request.body or "{}"))
        if told["raises"] is not None:
            raise told["raises"]
        answer = requests.Response()
        answer.status_code, answer.request = told["status"], request
        answer._content = json.dumps(told["body"]).encode()
        return answer

    monkeypatch.setattr(requests.Session, "send", send)
    return told


def handed() -> Answer:
    by = way("postmark", {}, {"key": "token"})
    assert by.offer(parcel()).what == "sent"
    assert by.begin()
    assert by.content().what == "sent"
    return by.finish()


def test_a_mail_that_is_taken_has_the_providers_name_and_ours(wire: dict[str, Any]) -> None:
    answer = handed()
    assert (answer.what, answer.named) == ("sent", "b7bc2f4a")
    headers = {one["Name"]: one["Value"] for one in wire["asked"][0]["Headers"]}
    assert headers["Message-ID"] == "<0f1e@oakfield.example>"
    assert headers["In-Reply-To"] == "<q1@birch.example>"
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert headers["Auto-Submitted"] == "auto-generated"
    assert wire["asked"][0]["TrackOpens"] is False


@pytest.mark.parametrize(
    ("status", "what"), [(429, "slow_down"), (400, "refused"), (413, "refused"), (500, "uncertain"), (503, "uncertain")]
)
def test_each_status_has_its_class(wire: dict[str, Any], status: int, what: str) -> None:
    wire |= {"status": status, "body": {"Message": "no"}}
    assert handed().what == what


def test_a_key_that_is_not_taken_is_no_mails_fault(wire: dict[str, Any]) -> None:
    wire |= {"status": 401, "body": {"ErrorCode": 10, "Message": "Bad token"}}
    with pytest.raises(Fault, match="does not take our key"):
        handed()


@pytest.mark.parametrize(
    ("raises", "what"),
    [
        (requests.exceptions.ConnectTimeout("no connection"), "later"),
        (requests.exceptions.ReadTimeout("no answer"), "uncertain"),
        (requests.exceptions.ConnectionError("cut"), "uncertain"),
    ],
)
def test_no_answer_is_uncertain_unless_nothing_was_said(wire: dict[str, Any], raises: Exception, what: str) -> None:
    wire["raises"] = raises
    assert handed().what == what


@pytest.mark.parametrize("name", sorted(PROVIDERS))
def test_every_provider_can_be_set_up(name: str) -> None:
    keys = dict.fromkeys(PROVIDERS[name].keywords.values(), "k")
    assert way(name, keys, keys).offer(parcel()).what == "sent"


def test_a_provider_that_there_is_not_is_told() -> None:
    with pytest.raises(Fault, match="no provider"):
        way("pigeons", {}, {})
