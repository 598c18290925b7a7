"""What an event of Stripe says of rows of the record.

Every event holds the whole object as it was then, so the latest event of an object says all of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from deeproot_app.channels.deliveries import NotJson, address, at, country, identity, iso, line, moment, read_json, told
from deeproot_app.channels.shapes import Told, Unreadable

WITHOUT_CENTS: Final = frozenset(
    ["BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF"]
)
WITH_MILLS: Final = frozenset(["BHD", "JOD", "KWD", "OMR", "TND"])
"""Currencies whose smallest unit is not a hundredth (docs.stripe.com/currencies; UGX is written in hundredths)."""
MONTHS: Final = {"month": 1, "year": 12}
A_MONTH: Final = {"day": Decimal("365.25") / 12, "week": Decimal("365.25") / 84}
"""How many of shorter periods a month has."""
NOT_BEGUN: Final = {"incomplete", "incomplete_expired"}
ORDER: Final = ("created", "updated")
"""Of events of one second, these come first; all others end something."""

Telling = Callable[[Mapping[str, Any], datetime, str, Mapping[str, Any]], Iterator[Told]]


def tell(raw: bytes, headers: Mapping[str, Any], settings: Mapping[str, Any]) -> list[Told] | Unreadable:
    """What one event says; nothing for types of events that the record has no place for."""
    try:
        event = read_json(raw)
    except NotJson as broken:
        return Unreadable(str(broken))
    kind, thing, when = line(at(event, "type")), at(event, "data", "object"), moment(at(event, "created"))
    telling = next((told_by for begins, told_by in KINDS.items() if kind.startswith(begins)), None)
    if not kind or when is None:
        return Unreadable("it is no event of Stripe: it has no type, or no time")
    if telling is None or not isinstance(thing, Mapping):
        return []
    return list(telling(thing, when, f"{_rank(kind)}{identity(at(event, 'id'))}", settings))


def _rank(kind: str) -> str:
    """Orders events of one second: created, updated, all others."""
    last = kind.rpartition(".")[2]
    return f"{ORDER.index(last) if last in ORDER else len(ORDER)}:"


def _customer(thing: Mapping[str, Any], when: datetime, key: str, settings: Mapping[str, Any]) -> Iterator[Told]:
    id_, email = identity(thing.get("id")), address(thing.get("email"))
    if not id_ or thing.get("deleted"):
        return
    name = line(thing.get("name")) or line(thing.get("description")) or email or id_
    where = country(at(thing, "address", "country"))
    cells = {"country": where, "since": iso(moment(thing.get("created")))}
    cells = {column: cell for column, cell in cells.items() if cell}
    yield told("customers", when, key, customer_id=id_, name=name, **cells)
    if email or thing.get("phone"):
        cells = {"name": line(thing.get("name")), "email": email, "phone": line(thing.get("phone"), 60)}
        yield told("contacts", when, key, contact_id=id_, customer_id=id_, **cells)


def _subscription(thing: Mapping[str, Any], when: datetime, key: str, settings: Mapping[str, Any]) -> Iterator[Told]:
    """One term. A trial is a term that costs nothing; one by the day or week is told as one that runs by the month."""
    listed = at(thing, "items", "data")
    items = [one for one in listed if isinstance(one, Mapping)] if isinstance(listed, list) else []
    if not items or line(thing.get("status")) in NOT_BEGUN:
        return
    unit, count = _period(items[0])
    short = unit in A_MONTH
    starts = moment(thing.get("start_date") if short else _of_items(thing, items, "current_period_start"))
    currency = line(thing.get("currency") or at(items[0], "price", "currency")).upper()
    if starts is None or not currency:
        return
    amount = sum((_price(item) for item in items), Decimal(0))
    if short:
        amount = amount * A_MONTH[unit] / count
    trial = line(thing.get("status")) == "trialing"
    yield told(
        "subscriptions",
        when,
        key,
        subscription_id=identity(thing.get("id")),
        customer_id=_id_of(thing.get("customer")),
        starts_at=iso(starts),
        renews_at=iso(moment(_of_items(thing, items, "current_period_end"))),
        ends_at=iso(moment(thing.get("ended_at")) or moment(thing.get("cancel_at"))),
        cancelled_at=iso(moment(thing.get("canceled_at"))),
        amount="0" if trial else _major(amount, currency),
        currency=currency,
        period_months=str(1 if short else max(1, MONTHS.get(unit, 1) * count)),
    )


def _of_items(thing: Mapping[str, Any], items: list[Mapping[str, Any]], name: str) -> Any:
    """Since the API of March 2025 the period stands at the items, before that at the subscription."""
    return thing.get(name) or next((item.get(name) for item in items if item.get(name)), None)


def _period(item: Mapping[str, Any]) -> tuple[str, int]:
    recurring = at(item, "price", "recurring") or item.get("plan") or {}
    unit, count = line(at(recurring, "interval")), at(recurring, "interval_count")
    return unit or "month", count if isinstance(count, int) and 0 < count < 1200 else 1


def _price(item: Mapping[str, Any]) -> Decimal:
    price = at(item, "price", "unit_amount_decimal") or at(item, "price", "unit_amount") or at(item, "plan", "amount")
    return _number(price) * (_number(item.get("quantity")) if item.get("quantity") is not None else 1)


def _invoice(thing: Mapping[str, Any], when: datetime, key: str, settings: Mapping[str, Any]) -> Iterator[Told]:
    """A paid invoice that is of no subscription, less what was credited after it was paid."""
    of_contract = thing.get("subscription") or at(thing, "parent", "subscription_details", "subscription")
    if settings.get("purchases") == "charges" or of_contract or line(thing.get("status")) != "paid":
        return
    paid = _number(thing.get("amount_paid")) - _number(thing.get("post_payment_credit_notes_amount"))
    at_ = moment(at(thing, "status_transitions", "paid_at")) or moment(thing.get("created")) or when
    yield from _purchase(thing, at_, paid, when, key)


def _charge(thing: Mapping[str, Any], when: datetime, key: str, settings: Mapping[str, Any]) -> Iterator[Told]:
    """A charge that succeeded, less what was paid back."""
    if settings.get("purchases") != "charges" or line(thing.get("status")) != "succeeded":
        return
    captured = thing.get("amount_captured")
    taken = _number(captured if captured is not None else thing.get("amount"))
    paid = taken - _number(thing.get("amount_refunded"))
    yield from _purchase(thing, moment(thing.get("created")) or when, paid, when, key)


def _purchase(thing: Mapping[str, Any], at_: datetime, paid: Decimal, when: datetime, key: str) -> Iterator[Told]:
    customer, currency = _id_of(thing.get("customer")), line(thing.get("currency")).upper()
    if customer and currency and thing.get("id"):
        yield told(
            "purchases",
            when,
            key,
            purchase_id=identity(thing["id"]),
            customer_id=customer,
            happened_at=iso(at_),
            amount=_major(paid, currency),
            currency=currency,
        )


def _id_of(thing: Any) -> str:
    """An id that stands by itself, or in the object that it names."""
    return identity(thing.get("id") if isinstance(thing, Mapping) else thing)


def _number(value: Any) -> Decimal:
    """A number of smallest units; 0 for what is none."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return Decimal(0)
    text = str(value)
    sound = len(text) <= 30 and text.lstrip("-").replace(".", "", 1).isdecimal() and text.isascii()
    return Decimal(text) if sound else Decimal(0)


def _major(amount: Decimal, currency: str) -> str:
    """An amount in the currency's major unit."""
    places = 0 if currency in WITHOUT_CENTS else 3 if currency in WITH_MILLS else 2
    return format(round(amount.scaleb(-places), 6).normalize(), "f")


KINDS: Final[dict[str, Telling]] = {
    "customer.subscription.": _subscription,
    "customer.created": _customer,
    "customer.updated": _customer,
    "invoice.paid": _invoice,
    "invoice.payment_succeeded": _invoice,
    "invoice.updated": _invoice,
    "charge.succeeded": _charge,
    "charge.captured": _charge,
    "charge.updated": _charge,
    "charge.refunded": _charge,
}
