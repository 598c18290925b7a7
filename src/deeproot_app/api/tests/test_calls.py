"""Calls by the API: the list, a call put on it, logged, taken back; a promise handed over."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse

from deeproot_app.act.models import Call
from deeproot_app.api.tests.conftest import Program
from deeproot_app.base.models import User
from deeproot_app.conftest import SmallRecord
from deeproot_app.record.models import Belief, Contact, Interaction, Promise

pytestmark = pytest.mark.django_db
Programs = Callable[..., Program]


def told(answer: HttpResponse) -> Any:
    """What an answer says."""
    return json.loads(answer.content)


@pytest.fixture(autouse=True)
def phone(small_record: SmallRecord) -> None:
    Contact.objects.filter(pk="p-birch").update(phone="+4723000001")


def test_a_program_puts_a_call_on_the_list_logs_it_and_takes_it_back(member: User, program: Programs) -> None:
    asks = program(member, ["calls:read", "calls:write"])
    made = asks.post("calls", {"customer_id": "c-birch", "because": "Ask about the ovens"})
    assert made.status_code == 201, made.content
    [row] = told(asks.get("calls"))["now"]
    assert (row["call_id"], row["phone"], row["zones"]) == (told(made)["call_id"], "+4723000001", ["Europe/Oslo"])
    sent = {
        "outcome": "reached", "contact_id": "p-birch", "their_minutes": 8, "our_minutes": 2,
        "needs": [{"about": "need", "text": "Service on Sundays"}], "promise": "Send a date",
    }  # fmt: skip
    done = asks.post(f"calls/{row['call_id']}/attempts", sent)
    assert done.status_code == 201, done.content
    assert told(done)["state"] == "done"
    assert Interaction.objects.get(pk=told(done)["interaction_id"]).customer_seconds == 480
    assert Belief.objects.count() == 1 and Promise.objects.count() == 2
    back = asks.post(f"calls/attempts/{told(done)['attempt']}/undo")
    assert told(back)["state"] == "waiting"
    assert not Belief.objects.exists() and Promise.objects.count() == 1


def test_what_cannot_be_is_refused_and_what_is_not_theirs_does_not_exist(
    member: User, viewer: User, program: Programs
) -> None:
    asks = program(member)
    call = told(asks.post("calls", {"customer_id": "c-birch", "because": "Ask"}))["call_id"]
    assert asks.post(f"calls/{call}/attempts", {"outcome": "shouted"}).status_code == 422
    assert asks.post(f"calls/{call}/attempts", {"outcome": "call_back"}).status_code == 409
    assert asks.post(f"calls/{call}/attempts", {"outcome": "reached", "contact_id": "p-dune"}).status_code == 409
    assert asks.post("calls/999999/attempts", {"outcome": "reached"}).status_code == 404
    assert asks.post(f"calls/{2**64}/attempts", {"outcome": "reached"}).status_code == 404
    assert program(member, ["calls:read"]).post(f"calls/{call}/attempts", {"outcome": "reached"}).status_code == 403
    assert program(viewer).post("calls", {"customer_id": "c-birch", "because": "Ask"}).status_code == 403
    assert Call.objects.get().attempts == 0


def test_a_promise_is_handed_over_with_what_must_be_known_and_back(member: User, program: Programs) -> None:
    asks = program(member)
    done = asks.post("promises/pr-1/handed-over", {"member_id": "m-ben", "knows": "The amount is too high."})
    assert done.status_code == 200, done.content
    assert Promise.objects.get().member_id == "m-ben" and Interaction.objects.filter(kind="handover").exists()
    asks.post(f"promises/changes/{told(done)['change']}/undo")
    assert Promise.objects.get().member_id == "m-ada" and not Interaction.objects.filter(kind="handover").exists()
