"""Webhooks of Shopify become customers and purchases."""

from __future__ import annotations

import json

import pytest

from deeproot_app.channels import shopify
from deeproot_app.channels.tests.fixtures import raw, rows, tell


def test_a_customer_is_a_person_under_the_address_as_in_the_file_exports() -> None:
    named = {"kind": "person", "name": "Bob Biller", "country": "US"}
    contact = {"name": "Bob Biller", "email": "bob@biller.example"}
    assert rows(tell("shopify", "customers_update")) == [
        ("customers", {"customer_id": "bob@biller.example", **named}),
        ("contacts", {"contact_id": "bob@biller.example", "customer_id": "bob@biller.example", **contact}),
    ]


def test_a_paid_order_is_a_purchase_of_whoever_ordered() -> None:
    told = rows(tell("shopify", "orders_create"))
    assert [table for table, _ in told] == ["customers", "contacts", "purchases"]
    assert told[0][1]["name"] == "John Smith"
    assert told[2][1] == {
        "purchase_id": "820982911946154508",
        "customer_id": "jon@example.com",
        "happened_at": "2022-01-01T00:00:00Z",
        "amount": "398.00",
        "currency": "USD",
    }


def test_after_a_refund_the_purchase_is_what_was_kept() -> None:
    assert tell("shopify", "orders_updated_after_refund")[-1].cells["amount"] == "199.00"
    assert tell("shopify", "refunds_create") == []


@pytest.mark.parametrize("values", [{"financial_status": "pending"}, {"financial_status": "voided"}, {"test": True}])
def test_what_is_not_paid_or_a_test_is_no_purchase(values: dict[str, object]) -> None:
    order = json.loads(raw("shopify", "orders_create")) | values
    assert shopify.told(json.dumps(order).encode(), {}, {}) == []


def test_what_it_is_of_is_told_by_its_shape_since_its_topic_is_not_signed() -> None:
    lying = {"x-shopify-topic": "customers/update"}
    assert tell("shopify", "orders_create", lying) == tell("shopify", "orders_create")
