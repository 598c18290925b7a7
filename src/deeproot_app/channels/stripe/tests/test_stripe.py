"""Events of Stripe become customers, contracts and purchases."""

from __future__ import annotations

import json
from typing import Any

from deeproot_app.channels import stripe
from deeproot_app.channels.tests.fixtures import raw, rows, tell

CUSTOMER = "cus_NffrFeUfNV2Hib"


def altered(name: str, **values: Any) -> dict[str, str]:
    """The cells of the only row that a fixture tells whose object has other values."""
    event = json.loads(raw("stripe", name))
    event["data"]["object"] |= values
    [one] = stripe.told(json.dumps(event).encode(), {}, {})  # type: ignore[misc]
    return dict(one.cells)


def test_a_customer_is_a_customer_and_its_contact() -> None:
    named = {"name": "Jenny Rosen", "country": "NO", "since": "2023-04-07T18:59:53Z"}
    contact = {"name": "Jenny Rosen", "email": "jenny.rosen@example.com", "phone": "+4722334455"}
    assert rows(tell("stripe", "customer_created")) == [
        ("customers", {"customer_id": CUSTOMER, **named}),
        ("contacts", {"contact_id": CUSTOMER, "customer_id": CUSTOMER, **contact}),
    ]


def test_a_subscription_is_a_term_of_a_contract() -> None:
    assert rows(tell("stripe", "subscription_updated")) == [
        (
            "subscriptions",
            {
                "subscription_id": "sub_1MowQVLkdIwHu7ixeRlqHVzs",
                "customer_id": CUSTOMER,
                "starts_at": "2023-03-23T22:16:07Z",
                "renews_at": "2023-04-23T22:16:07Z",
                "ends_at": "",
                "cancelled_at": "",
                "amount": "30",
                "currency": "USD",
                "period_months": "1",
            },
        )
    ]


def test_since_march_2025_the_period_stands_at_the_items_and_yen_have_no_cents() -> None:
    [one] = tell("stripe", "subscription_deleted_basil")
    assert one.cells["starts_at"] == "2025-06-05T11:37:36Z"
    assert one.cells["ends_at"] == one.cells["cancelled_at"] == "2025-06-06T08:53:20Z"
    assert (one.cells["amount"], one.cells["currency"]) == ("5000", "JPY")


def test_a_trial_costs_nothing_and_what_never_began_is_no_contract() -> None:
    assert altered("subscription_updated", status="trialing")["amount"] == "0"
    event = json.loads(raw("stripe", "subscription_updated"))
    event["data"]["object"]["status"] = "incomplete"
    assert stripe.told(json.dumps(event).encode(), {}, {}) == []


def test_a_weekly_contract_is_told_by_the_month_from_its_start() -> None:
    event = json.loads(raw("stripe", "subscription_updated"))
    thing = event["data"]["object"]
    thing["items"]["data"][0]["price"]["recurring"]["interval"] = "week"
    thing["start_date"] = 1670000000
    [one] = stripe.told(json.dumps(event).encode(), {}, {})  # type: ignore[misc]
    assert one.cells["amount"] == "130.446429"  # 30 a week, 365.25 / 84 weeks a month
    assert (one.cells["period_months"], one.cells["starts_at"]) == ("1", "2022-12-02T16:53:20Z")


def test_paid_invoices_without_a_subscription_are_purchases_and_others_are_not() -> None:
    [one] = tell("stripe", "invoice_paid")
    assert one.cells == {
        "purchase_id": "in_1MtHbELkdIwHu7ixl4OzzPMv",
        "customer_id": CUSTOMER,
        "happened_at": "2023-04-04T23:13:20Z",
        "amount": "2599",
        "currency": "USD",
    }
    event = json.loads(raw("stripe", "invoice_paid"))
    for values in (
        {"subscription": "sub_1"},
        {"parent": {"subscription_details": {"subscription": "sub_1"}}},
        {"status": "open"},
    ):
        changed = {**event, "data": {"object": {**event["data"]["object"], **values}}}
        assert stripe.told(json.dumps(changed).encode(), {}, {}) == []


def test_money_is_counted_as_invoices_or_as_charges_never_both() -> None:
    assert tell("stripe", "charge_refunded") == []
    assert tell("stripe", "invoice_paid", purchases="charges") == []
    [one] = tell("stripe", "charge_refunded", purchases="charges")
    assert one.cells["amount"] == "7.99"  # 10.99 less 3.00 paid back


def test_events_of_one_second_are_ordered_by_what_they_are() -> None:
    created, updated, deleted = (
        stripe.told(json.dumps(json.loads(raw("stripe", "subscription_updated")) | {"type": kind}).encode(), {}, {})
        for kind in (f"customer.subscription.{word}" for word in ("created", "updated", "deleted"))
    )
    assert created[0].key < updated[0].key < deleted[0].key  # type: ignore[index]


def test_what_the_record_has_no_place_for_tells_nothing() -> None:
    assert tell("stripe", "not_used_product_created") == []


def test_the_key_of_a_delivery_is_the_event_s() -> None:
    assert stripe.key(raw("stripe", "invoice_paid"), {}) == "evt_1MtPaid"
    assert stripe.key(b"{", {}) == ""
