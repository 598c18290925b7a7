"""Any JSON becomes rows by a mapping."""

from __future__ import annotations

import json

import pytest

from deeproot_app.channels import webhook
from deeproot_app.channels.shapes import Unreadable
from deeproot_app.channels.tests.fixtures import raw, rows, tell

PEOPLE = {
    "table": "contacts",
    "when": {"type": ["contact.created", "contact.updated"]},
    "columns": {
        "contact_id": "data.id",
        "customer_id": {"from": ["data.company", "data.id"]},
        "email": "data.email",
        "name": {"text": "{data.firstName} {data.lastName}"},
    },
}
REPLIES = {
    "table": "interactions",
    "when": {"type": ["replies.sent"]},
    "each": "data.messages",
    "columns": {
        "interaction_id": "id",
        "customer_id": "data.customer",
        "case_id": {"text": "desk-{data.ticket}"},
        "happened_at": "sent",
        "channel": {"is": "chat"},
        "direction": {"from": "by", "words": {"agent": "out"}, "otherwise": "in"},
        "body": "text",
    },
}
MAPPING = json.dumps({"at": "timestamp", "tables": [PEOPLE, REPLIES]})


def test_fields_become_columns() -> None:
    assert rows(tell("webhook", "contact_created", mapping=MAPPING)) == [
        (
            "contacts",
            {
                "contact_id": "1f81eb52-5198-4599-803e-771906343485",
                "customer_id": "1f81eb52-5198-4599-803e-771906343485",
                "email": "john@example.com",
                "name": "John Smith",
            },
        )
    ]


def test_each_item_of_a_list_becomes_a_row() -> None:
    first, second = tell("webhook", "replies_sent", mapping=MAPPING, source="desk")
    assert first.cells == {
        "interaction_id": "desk:m1",
        "customer_id": "c1",
        "case_id": "desk-T-9",
        "happened_at": "2026-03-01T09:00:00Z",
        "channel": "chat",
        "direction": "out",
        "body": "It is on its way.",
    }
    assert second.cells["direction"] == "in"
    assert second.cells["happened_at"] == "2026-03-01T10:00:00Z"  # Unix seconds
    assert first.at.isoformat() == "2026-03-01T10:00:00+00:00"


def test_events_that_the_mapping_does_not_name_tell_nothing() -> None:
    other = json.dumps(json.loads(raw("webhook", "contact_created")) | {"type": "contact.deleted"}).encode()
    assert webhook.told(other, {}, {"mapping": MAPPING}) == []


def test_without_a_key_there_is_no_row_and_without_a_time_it_is_when_it_came() -> None:
    body = {"type": "contact.created", "data": {"email": "a@b.example"}}
    came = {"received-at": "2026-03-01T10:00:00Z"}
    assert webhook.told(json.dumps(body).encode(), came, {"mapping": MAPPING}) == []
    assert isinstance(webhook.told(json.dumps(body).encode(), {}, {"mapping": MAPPING}), Unreadable)


@pytest.mark.parametrize(
    ("mapping", "says"),
    [
        ("", "no JSON"),
        ("[]", '"tables"'),
        ('{"tables": [{"table": "coverage", "columns": {"source": "a"}}]}', "'coverage' is none"),
        ('{"tables": [{"table": "contacts", "columns": {}}]}', '"columns"'),
        ('{"tables": [{"table": "contacts", "columns": {"email": "a"}}]}', "needs the column contact_id"),
        ('{"tables": [{"table": "contacts", "columns": {"contact_id": "a", "shoe": "b"}}]}', "no column 'shoe'"),
        ('{"tables": [{"table": "contacts", "columns": {"contact_id": "a..b"}}]}', "'a..b' is no path"),
        ('{"tables": [{"table": "contacts", "columns": {"contact_id": {"words": {}}}}]}', "from, is or text"),
        ('{"tables": [{"table": "contacts", "columns": {"contact_id": 7}}]}', "must be a path"),
        ('{"tables": [{"table": "contacts", "columns": {"contact_id": "a"}, "when": {"type": "x"}}]}', '"when"'),
    ],
)
def test_what_is_wrong_with_a_mapping_is_said(mapping: str, says: str) -> None:
    assert says in webhook.check({"mapping": mapping}, {})["mapping"]


def test_nothing_is_wrong_with_a_right_one() -> None:
    assert webhook.check({"mapping": MAPPING}, {}) == {}


def test_the_key_of_a_delivery_is_the_id_that_is_signed() -> None:
    assert webhook.key(b"", {"webhook-id": "msg_1"}) == "msg_1"
