"""Notifications of Intercom become messages."""

from __future__ import annotations

import json

from deeproot_app.channels import intercom
from deeproot_app.channels.shapes import Unreadable
from deeproot_app.channels.tests.fixtures import raw, rows, tell


def test_the_message_that_begins_a_conversation_is_the_customers() -> None:
    assert rows(tell("intercom", "conversation_user_created")) == [
        (
            "interactions",
            {
                "interaction_id": "intercom:403918330",
                "happened_at": "2024-06-10T06:13:20Z",
                "channel": "chat",
                "direction": "in",
                "thread_id": "147",
                "subject": "",
                "body": "Hi! The export has been broken since Tuesday.",
                "contact_email": "pat@birch.example",
            },
        )
    ]


def test_an_answer_is_ours_and_belongs_to_whoever_began_the_conversation() -> None:
    answer = tell("intercom", "conversation_admin_replied")[-1].cells
    assert (answer["interaction_id"], answer["direction"]) == ("intercom:269650473", "out")
    assert (answer["member_email"], answer["contact_email"]) == ("ada@oakfield.example", "pat@birch.example")


def test_a_note_stays_among_us() -> None:
    assert tell("intercom", "conversation_admin_noted")[-1].cells["direction"] == "internal"


def test_people_nobody_knows_become_customers_where_that_is_asked_for() -> None:
    told = rows(tell("intercom", "conversation_user_created", strangers="customers"))
    person = "intercom:66f0000000000000000001"
    assert told[0] == ("customers", {"customer_id": person, "kind": "person", "name": "Pat Birch"})
    assert told[1][1] == {
        "contact_id": person, "customer_id": person, "name": "Pat Birch", "email": "pat@birch.example",
    }  # fmt: skip
    assert told[2][1]["customer_id"] == person


def test_who_has_not_written_yet_is_known_by_your_own_id_of_them() -> None:
    event = json.loads(raw("intercom", "conversation_admin_replied"))
    event["data"]["item"]["source"]["author"] = {
        "type": "admin",
        "id": "991267645",
        "name": "Ada",
        "email": "a@b.example",
    }
    told = intercom.told(json.dumps(event).encode(), {}, {})
    assert {one.cells["contact_id"] for one in told} == {"u-70"}  # type: ignore[union-attr]


def test_a_bot_s_message_is_automatic() -> None:
    event = json.loads(raw("intercom", "conversation_admin_replied"))
    event["data"]["item"]["conversation_parts"]["conversation_parts"][0]["author"]["type"] = "bot"
    told = intercom.told(json.dumps(event).encode(), {}, {})
    assert told[-1].cells["automatic"] == "true"  # type: ignore[index]


def test_the_ping_tells_nothing_and_something_else_is_unreadable() -> None:
    assert tell("intercom", "ping") == []
    assert isinstance(intercom.told(b"{}", {}, {}), Unreadable)
