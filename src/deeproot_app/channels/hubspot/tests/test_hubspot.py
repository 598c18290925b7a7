"""Events of HubSpot tell of rows a property at a time."""

from __future__ import annotations

import json

from deeproot_app.channels import hubspot
from deeproot_app.channels.shapes import Unreadable
from deeproot_app.channels.tests.fixtures import raw, rows, tell


def test_a_company_is_a_customer_and_a_contact_belongs_to_its_primary_company() -> None:
    assert rows(tell("hubspot", "contact_and_company")) == [
        ("customers", {"customer_id": "9001", "kind": "organisation", "name": "Birch Bakery"}),
        ("contacts", {"contact_id": "hubspot-701", "email": "pat@birch.example"}),
        ("contacts", {"contact_id": "hubspot-701", "name": "Pat Birch"}),
        ("contacts", {"contact_id": "hubspot-701", "customer_id": "9001"}),
    ]


def test_a_deal_becomes_a_purchase_when_it_is_won() -> None:
    told = rows(tell("hubspot", "deal_won_general_form"))
    assert {table for table, _ in told} == {"purchases"}
    whole = {name: cell for _, cells in told for name, cell in cells.items()}
    assert whole == {
        "purchase_id": "hubspot-3001",
        "amount": "1200.50",
        "currency": "EUR",
        "happened_at": "2024-06-12T13:46:40Z",
        "customer_id": "9001",
    }


def test_where_deals_do_not_say_their_currency_the_account_s_counts_until_one_does() -> None:
    told = tell("hubspot", "deal_won_general_form", currency="usd")
    usual, own = (one for one in told if "currency" in one.cells)
    assert usual.cells["currency"] == "USD"
    assert usual.at < own.at


def test_a_ticket_is_a_case_with_the_message_that_opened_it() -> None:
    told = rows(tell("hubspot", "ticket"))
    case = {name: cell for table, cells in told if table == "cases" for name, cell in cells.items()}
    said = {name: cell for table, cells in told if table == "interactions" for name, cell in cells.items()}
    assert case == {
        "case_id": "801",
        "opened_at": "2024-06-12T13:46:40.020000Z",
        "closed_at": "2024-06-12T13:48:10Z",
        "severity": "HIGH",
        "customer_id": "9001",
    }
    assert (said["subject"], said["body"]) == ("Oven is cold", "The oven we bought does not heat any more.")
    assert (said["interaction_id"], said["customer_id"]) == ("hubspot:801", "9001")


def test_an_emptied_property_is_told_as_empty() -> None:
    events = json.loads(raw("hubspot", "ticket"))
    events[-1]["propertyValue"] = ""
    told = hubspot.told(json.dumps(events).encode(), {}, {})
    assert told[-1].cells["closed_at"] == ""  # type: ignore[index]


def test_associations_that_end_or_are_not_primary_tell_nothing() -> None:
    events = json.loads(raw("hubspot", "contact_and_company"))[-1:]
    for values in (
        {"associationRemoved": True},
        {"isPrimaryAssociation": False},
        {"associationType": "DEAL_TO_CONTACT"},
    ):
        assert hubspot.told(json.dumps([events[0] | values]).encode(), {}, {}) == []


def test_a_call_that_is_no_list_is_unreadable() -> None:
    assert isinstance(hubspot.told(b"{}", {}, {}), Unreadable)
