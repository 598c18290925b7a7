"""Events of Chatwoot become messages."""

from __future__ import annotations

import json

from deeproot_app.channels import chatwoot
from deeproot_app.channels.tests.fixtures import raw, rows, tell


def test_a_message_of_the_customer_comes_in() -> None:
    assert rows(tell("chatwoot", "message_created_incoming")) == [
        (
            "interactions",
            {
                "interaction_id": "chatwoot:501",
                "happened_at": "2026-03-01T10:00:00Z",
                "channel": "email",
                "direction": "in",
                "thread_id": "chatwoot-42",
                "subject": "Delivery",
                "body": "When will the ovens come?",
                "contact_email": "pat@birch.example",
            },
        )
    ]


def test_ours_goes_out_to_the_customer_of_the_conversation() -> None:
    [one] = tell("chatwoot", "message_created_outgoing")
    assert one.cells["direction"] == "out"
    assert (one.cells["member_email"], one.cells["contact_email"]) == ("ada@oakfield.example", "pat@birch.example")


def test_a_private_note_stays_among_us_and_what_chatwoot_sends_by_itself_is_automatic() -> None:
    assert tell("chatwoot", "message_created_private")[0].cells["direction"] == "internal"
    event = json.loads(raw("chatwoot", "message_created_outgoing")) | {"message_type": "template"}
    told = chatwoot.told(json.dumps(event).encode(), {}, {})
    assert told[0].cells["automatic"] == "true"  # type: ignore[index]


def test_a_changed_message_counts_whichever_comes_first() -> None:
    [written], [changed] = tell("chatwoot", "message_created_outgoing"), tell("chatwoot", "message_updated")
    assert written.cells["interaction_id"] == changed.cells["interaction_id"]
    assert (written.at, written.key) < (changed.at, changed.key)


def test_somebody_without_an_address_waits_under_their_number_or_becomes_a_customer() -> None:
    event = json.loads(raw("chatwoot", "message_created_incoming"))
    event["conversation"]["meta"]["sender"]["email"] = event["sender"]["email"] = None
    body = json.dumps(event).encode()
    assert chatwoot.told(body, {}, {})[0].cells["contact_external"] == "chatwoot:12"  # type: ignore[index]
    told = chatwoot.told(body, {}, {"strangers": "customers"})
    assert [one.table for one in told] == ["customers", "contacts", "interactions"]  # type: ignore[union-attr]


def test_what_is_no_message_tells_nothing() -> None:
    assert tell("chatwoot", "conversation_status_changed") == []
    activity = json.loads(raw("chatwoot", "message_created_outgoing")) | {"message_type": "activity"}
    assert chatwoot.told(json.dumps(activity).encode(), {}, {}) == []
