"""Calls of tracking libraries become use of the product, people and organisations."""

from __future__ import annotations

import json
from typing import Any

import pytest

from deeproot_app.channels import segment
from deeproot_app.channels.deliveries import moment
from deeproot_app.channels.segment.calls import fault, name_of, when
from deeproot_app.channels.shapes import Unreadable
from deeproot_app.channels.tests.fixtures import raw, rows, tell

AT = {"received-at": "2026-03-02T09:30:00.500Z"}
USER, GROUP, DEVICE = "97980cfea0067", "0e8c78ea9d97a7b8185e8632", "507f191e810c19729de860ea"


def test_a_track_call_is_use_of_the_product_with_its_event_as_the_subject() -> None:
    [one] = tell("segment", "track", AT)
    assert one.table == "interactions"
    assert one.cells["interaction_id"] == "segment:ajs-f8ca1e4de5024d9430b3928bd8ac6b96"
    assert one.cells["subject"] == "Report Exported"
    assert one.cells["contact_id"] == USER
    assert "customer_id" not in one.cells
    assert (one.cells["channel"], one.cells["direction"]) == ("usage", "in")
    assert one.cells["happened_at"] == "2026-03-02T09:30:00Z"
    assert one.cells["read_from_text"] == "none"


def test_pages_and_screens_are_use_too_by_their_name() -> None:
    assert tell("segment", "page", AT)[0].cells["subject"] == "Page: Pricing"
    assert tell("segment", "screen", AT)[0].cells["subject"] == "Screen: Invoices"
    nameless = segment.told(json.dumps(json.loads(raw("segment", "page")) | {"name": ""}).encode(), AT, {})
    assert isinstance(nameless, list)
    assert nameless[0].cells["subject"] == "Page: Pricing"  # its title


def test_an_anonymous_call_is_of_whom_the_device_turns_out_to_be() -> None:
    [seen] = tell("segment", "page", AT)
    assert seen.cells["contact_external"] == f"anonymous:{DEVICE}"
    known = {"type": "external", "value": f"anonymous:{DEVICE}", "contact_id": USER, "source": "segment"}
    assert ("identities", known) in rows(tell("segment", "identify", AT))
    assert rows(tell("segment", "alias", AT)) == [("identities", known)]


def test_a_group_call_names_the_organisation_and_who_belongs_to_it() -> None:
    assert rows(tell("segment", "group", AT)) == [
        ("contacts", {"contact_id": USER, "customer_id": GROUP}),
        (
            "customers",
            {
                "customer_id": GROUP,
                "kind": "organisation",
                "name": "Initech",
                "country": "US",
                "since": "2025-11-20T08:00:00Z",
            },
        ),
    ]


def test_an_identify_call_names_the_contact_and_leaves_its_organisation_to_the_group_call() -> None:
    contact = {"contact_id": USER, "name": "Peter Gibbons", "email": "peter@initech.example"}
    assert rows(tell("segment", "identify", AT))[0] == ("contacts", contact)


def test_where_persons_are_the_customers_an_identify_call_makes_one_and_group_calls_none() -> None:
    told = rows(tell("segment", "identify", AT, customer="user"))
    assert told[0][0] == "customers"
    assert told[0][1] | {"since": ""} == {
        "customer_id": USER, "kind": "person", "name": "Peter Gibbons", "since": "",
    }  # fmt: skip
    assert told[1][1]["customer_id"] == USER
    assert tell("segment", "track", AT, customer="user")[0].cells["customer_id"] == USER
    assert all(one.table != "customers" for one in tell("segment", "group", AT, customer="user"))


def test_a_batch_is_all_its_calls_and_what_it_says_of_all_counts_for_each() -> None:
    told = tell("segment", "batch", {**AT, "call": "batch"})
    assert [one.table for one in told] == ["contacts", "customers", "interactions"]
    assert all(one.cells["customer_id"] == GROUP for one in told)
    assert told[2].cells["subject"] == "Song Played"


def test_the_external_ids_of_churnzero_name_user_and_organisation() -> None:
    traits = {"accountExternalId": "acc-1", "contactExternalId": "con-1", "email": "a@b.example"}
    body = json.dumps({"type": "identify", "anonymousId": "x", "traits": traits, "messageId": "1"}).encode()
    told = segment.told(body, AT, {})
    assert isinstance(told, list)
    assert told[0].cells["contact_id"] == "con-1"
    assert told[0].cells["customer_id"] == "acc-1"


@pytest.mark.parametrize(
    ("call", "field"),
    [
        ({"type": "track", "userId": "u"}, "event"),
        ({"type": "track", "userId": "u", "event": "  "}, "event"),
        ({"type": "track", "event": "Bought"}, "userId"),
        ({"type": "track", "userId": {"id": 1}, "event": "Bought"}, "userId"),
        ({"type": "track", "userId": True, "event": "Bought"}, "userId"),
        ({"type": "track", "userId": "u" * 400, "event": "Bought"}, "userId"),
        ({"type": "track", "userId": "u", "event": "Bought", "properties": []}, "properties"),
        ({"type": "track", "userId": "u", "event": "Bought", "timestamp": "yesterday"}, "timestamp"),
        ({"type": "group", "userId": "u"}, "groupId"),
        ({"type": "alias", "userId": "u"}, "previousId"),
        ({"type": "alias", "previousId": "u", "anonymousId": "a"}, "userId"),
        ({"type": "identify", "traits": {}}, "userId"),
        ({"type": "delete", "userId": "u"}, "type"),
        ({"userId": "u"}, "type"),
        (["track"], "the call"),
        (None, "the call"),
    ],
)
def test_what_is_wrong_with_a_call_is_told_by_its_field(call: Any, field: str) -> None:
    found = fault(call)
    assert found is not None
    assert found.field == field
    assert str(found).startswith(f"{field} ")


@pytest.mark.parametrize("name", ["identify", "group", "track", "page", "screen", "alias"])
def test_nothing_is_wrong_with_the_examples_of_the_documentation(name: str) -> None:
    assert fault(json.loads(raw("segment", name))) is None


@pytest.mark.parametrize(
    ("sent", "done", "expected"),
    [
        (None, "2026-03-01T09:00:00Z", "2026-03-01T09:00:00Z"),
        ("2026-03-01T09:59:30Z", "2026-03-01T09:00:00Z", "2026-03-01T09:00:00Z"),  # half a minute on the way
        ("2026-03-01T12:00:00Z", "2026-03-01T11:55:00Z", "2026-03-01T09:55:00Z"),  # its clock is two hours fast
        ("2026-03-01T09:00:00Z", "2026-03-01T08:55:00Z", "2026-03-01T09:55:00Z"),  # an hour slow
        ("2026-03-01T10:00:00Z", "2019-03-01T10:00:00Z", "2019-03-01T10:00:00Z"),  # old events are imported
        (None, "2031-03-01T10:00:00Z", "2026-03-01T10:00:00Z"),
        (None, None, "2026-03-01T10:00:00Z"),
    ],
)
def test_a_wrong_clock_is_put_right_and_nothing_lies_in_the_future(
    sent: str | None, done: str | None, expected: str
) -> None:
    received = moment("2026-03-01T10:00:00Z")
    assert when({"sentAt": sent, "timestamp": done}, received) == moment(expected)


def test_a_call_without_an_id_has_that_of_its_content() -> None:
    body = {"type": "track", "userId": "u", "event": "Bought", "timestamp": "2026-03-01T10:00:00Z"}
    ids = {
        segment.told(json.dumps({**body, "sentAt": sent}).encode(), AT, {})[0].cells["interaction_id"]  # type: ignore[index]
        for sent in ("2026-03-01T10:00:05Z", "2026-03-01T10:00:09Z")
    }
    assert len(ids) == 1


def test_malformed_calls_of_a_batch_are_left_to_their_own_deliveries() -> None:
    good = {"type": "track", "userId": "u", "event": "Bought", "messageId": "1"}
    body = json.dumps({"batch": [good, {"type": "track"}, 7]}).encode()
    told = segment.told(body, {**AT, "call": "batch"}, {})
    assert isinstance(told, list)
    assert len(told) == 1
    refused = segment.told(b"7", {**AT, "refused": "the call is no JSON object"}, {})
    assert refused == Unreadable("the call is no JSON object")


def test_the_short_names_of_calls_are_known() -> None:
    assert [name_of(path) for path in ("t", "track", "b", "import", "batch", "x", "")] == [
        "track", "track", "batch", "batch", "batch", "", "",
    ]  # fmt: skip
