"""What a webhook of Shopify says of rows of the record. What it is of is told by its shape: its topic is not signed.

Ids are those of the file exports (`record/mappings/shopify_*.json`): the customer's address, phone or number, and the
order's number, so that a file and the webhooks tell of the same rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from deeproot_app.channels.deliveries import NotJson, address, at, country, identity, iso, line, moment, read_json, told
from deeproot_app.channels.shapes import Told, Unreadable

PAID: Final = {"paid", "partially_paid", "partially_refunded", "refunded"}
SOURCE: Final = "shopify"


def tell(raw: bytes, headers: Mapping[str, Any], settings: Mapping[str, Any]) -> list[Told] | Unreadable:
    """What one webhook says; nothing where it is of neither a customer nor an order."""
    try:
        thing = read_json(raw)
    except NotJson as broken:
        return Unreadable(str(broken))
    if not isinstance(thing, Mapping):
        return Unreadable("it is no JSON object")
    when = moment(thing.get("updated_at")) or moment(thing.get("created_at"))
    if when is None or not thing.get("id"):
        return []
    if "financial_status" in thing:
        return list(_order(thing, when))
    if "email" in thing and ("first_name" in thing or "orders_count" in thing or "addresses" in thing):
        return list(_person(thing, when, ""))
    return []


def _order(order: Mapping[str, Any], when: datetime) -> Iterator[Told]:
    """A purchase: what of it is paid and not paid back. Test orders are none; an unpaid one is told once it is paid."""
    if order.get("test") or line(order.get("financial_status")) not in PAID:
        return
    known = order.get("customer")
    buyer: dict[str, Any] = {**known} if isinstance(known, Mapping) else {}
    buyer["email"] = address(order.get("email")) or address(order.get("contact_email")) or buyer.get("email")
    buyer["phone"] = order.get("phone") or buyer.get("phone")
    customer = _id_of(buyer)
    amount, currency = _kept(order)
    if not customer or not amount or not currency:
        return
    named = line(at(order, "billing_address", "name")) or line(at(order, "shipping_address", "name"))
    yield from _person(buyer, when, named)
    yield told(
        "purchases",
        when,
        "",
        purchase_id=identity(order["id"]),
        customer_id=customer,
        happened_at=iso(moment(order.get("processed_at")) or moment(order.get("created_at")) or when),
        amount=amount,
        currency=currency,
    )


def _kept(order: Mapping[str, Any]) -> tuple[str, str]:
    """What is left of an order's price after refunds and edits; before the API had it, the price."""
    amount = line(order.get("current_total_price")) or line(order.get("total_price"), 30)
    return amount if amount.replace(".", "", 1).isdecimal() else "", line(order.get("currency"), 3).upper()


def _person(person: Mapping[str, Any], when: datetime, named: str) -> Iterator[Told]:
    customer = _id_of(person)
    if not customer:
        return
    own = " ".join(filter(None, (line(person.get("first_name")), line(person.get("last_name")))))
    email, phone = address(person.get("email")), line(person.get("phone"), 60)
    where = country(at(person, "default_address", "country_code"))
    company = line(at(person, "default_address", "company"))
    cells = {"kind": "person", "name": company or own or named or customer, **({"country": where} if where else {})}
    yield told("customers", when, "", customer_id=customer, **cells)
    cells = {"name": own or named, "email": email, "phone": phone}
    cells = {column: cell for column, cell in cells.items() if cell}
    yield told("contacts", when, "", contact_id=customer, customer_id=customer, **cells)


def _id_of(person: Mapping[str, Any]) -> str:
    """The customer's id, as the file mapping makes it."""
    return address(person.get("email")) or line(person.get("phone"), 60) or identity(person.get("id"))
