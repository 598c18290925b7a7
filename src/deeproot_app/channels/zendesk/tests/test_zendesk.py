"""Events of Zendesk become cases, their messages, and people."""

from __future__ import annotations

import json

from deeproot_app.channels import zendesk
from deeproot_app.channels.tests.fixtures import raw, rows, tell

ORGANISATION, REQUESTER = "8447346622462", "8447388090001"


def test_a_ticket_is_a_case_and_its_description_the_message_that_opened_it() -> None:
    told = rows(tell("zendesk", "ticket_created"))
    assert [table for table, _ in told] == ["cases", "cases", "interactions"]
    case = {"case_id": "zendesk-5158", "customer_id": ORGANISATION, "opened_at": "2025-01-08T10:12:07Z"}
    assert told[0][1] == {**case, "severity": "high"}
    assert told[1][1] == {**case, "closed_at": ""}
    assert told[2][1] == {
        "interaction_id": "zendesk:5158",
        "contact_id": REQUESTER,
        "happened_at": "2025-01-08T10:12:07Z",
        "direction": "in",
        "subject": "Cannot sign in",
        "body": "Cannot sign in to the mobile app",
        "customer_id": ORGANISATION,
        "case_id": "zendesk-5158",
        "thread_id": "zendesk-5158",
        "channel": "email",
    }


def test_a_comment_is_a_message_of_whoever_wrote_it() -> None:
    ours = tell("zendesk", "ticket_comment_added")[-1].cells
    theirs = tell("zendesk", "ticket_comment_by_requester")[-1].cells
    assert (ours["interaction_id"], ours["direction"]) == ("zendesk:comment-9876543210", "out")
    assert (theirs["direction"], theirs["contact_id"]) == ("in", REQUESTER)


def test_a_private_comment_stays_among_us() -> None:
    event = json.loads(raw("zendesk", "ticket_comment_added"))
    event["event"]["comment"]["is_public"] = False
    told = zendesk.told(json.dumps(event).encode(), {}, {})
    assert told[-1].cells["direction"] == "internal"  # type: ignore[index]


def test_the_comment_that_repeats_the_description_as_the_ticket_is_opened_is_not_told_twice() -> None:
    event = json.loads(raw("zendesk", "ticket_comment_by_requester"))
    event["event"]["comment"]["body"] = event["detail"]["description"]
    event["time"] = "2025-01-08T10:12:08Z"
    told = zendesk.told(json.dumps(event).encode(), {}, {})
    assert [one.cells.get("interaction_id") for one in told][-1] == "zendesk:5158"  # type: ignore[union-attr]


def test_a_solved_ticket_is_closed_and_opened_again_it_is_not() -> None:
    assert tell("zendesk", "ticket_status_changed")[1].cells["closed_at"] == "2025-01-10T09:00:00Z"
    event = json.loads(raw("zendesk", "ticket_status_changed"))
    event["detail"]["status"] = "OPEN"
    told = zendesk.told(json.dumps(event).encode(), {}, {})
    assert told[1].cells["closed_at"] == ""  # type: ignore[index]


def test_organisations_are_customers_and_their_people_contacts() -> None:
    named = {"customer_id": ORGANISATION, "kind": "organisation", "name": "Acme"}
    assert rows(tell("zendesk", "organization_created")) == [("customers", named)]
    person = {"contact_id": REQUESTER, "customer_id": ORGANISATION, "email": "pat@acme.example"}
    assert rows(tell("zendesk", "user_created")) == [("contacts", person)]


def test_somebody_without_an_organisation_is_a_customer_and_an_agent_is_none() -> None:
    event = json.loads(raw("zendesk", "user_created"))
    event["detail"]["organization_id"] = "0"
    told = zendesk.told(json.dumps(event).encode(), {}, {})
    assert told[0].cells == {"customer_id": REQUESTER, "kind": "person", "name": "pat@acme.example"}  # type: ignore[index]
    event["detail"]["role"] = "agent"
    assert zendesk.told(json.dumps(event).encode(), {}, {}) == []
