"""What events of HubSpot say of rows of the record: each tells one property of one thing, or what belongs to what.

So no event makes a row by itself: a row comes to be when all that it needs was told, in whatever order. Ids are those
of the file exports (`record/mappings/hubspot_*.json`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from deeproot_app.channels.deliveries import (
    EARLIEST,
    NotJson,
    address,
    identity,
    iso,
    line,
    moment,
    read_json,
    text,
    told,
)
from deeproot_app.channels.shapes import Told, Unreadable

SOURCE: Final = "hubspot"
KINDS: Final = {"0-1": "contact", "0-2": "company", "0-3": "deal", "0-5": "ticket"}
"""HubSpot's ids of types, in events of the general form (`object.propertyChange`)."""
MOST: Final = 10_000

Column = tuple[str, str, Callable[[Any], str]]
"""A table, its column, and how the property's value is read."""


def _moment(value: Any) -> str:
    return iso(moment(value))


def _amount(value: Any) -> str:
    found = line(value, 30)
    return found if found.removeprefix("-").replace(".", "", 1).isdecimal() else ""


def _currency(value: Any) -> str:
    return line(value, 3).upper()


PROPERTIES: Final[dict[str, dict[str, list[Column]]]] = {
    "company": {"name": [("customers", "name", line)]},
    "contact": {
        "hs_full_name_or_email": [("contacts", "name", line)],
        "email": [("contacts", "email", address)],
        "phone": [("contacts", "phone", lambda value: line(value, 60))],
        "associatedcompanyid": [("contacts", "customer_id", identity)],
    },
    "deal": {
        "amount": [("purchases", "amount", _amount)],
        "deal_currency_code": [("purchases", "currency", _currency)],
        "hs_closed_won_date": [("purchases", "happened_at", _moment)],
    },
    "ticket": {
        "createdate": [("cases", "opened_at", _moment), ("interactions", "happened_at", _moment)],
        "closed_date": [("cases", "closed_at", _moment)],
        "hs_ticket_priority": [("cases", "severity", line)],
        "subject": [("interactions", "subject", line)],
        "content": [("interactions", "body", text)],
    },
}
"""For each kind of thing and property, the columns that it gives. An empty one is told too: there is nothing now."""
BELONGS: Final = {"CONTACT_TO_COMPANY": "contact", "DEAL_TO_COMPANY": "deal", "TICKET_TO_COMPANY": "ticket"}
"""What may belong to a company, by the name of the association."""


def tell(raw: bytes, headers: Mapping[str, Any], settings: Mapping[str, Any]) -> list[Told] | Unreadable:
    """What the events of one call say; nothing for those that the record has no place for."""
    try:
        events = read_json(raw)
    except NotJson as broken:
        return Unreadable(str(broken))
    if not isinstance(events, list):
        return Unreadable("it is no list of events of HubSpot")
    found: list[Told] = []
    for event in events[:MOST]:
        if isinstance(event, Mapping) and (when := moment(event.get("occurredAt"))):
            found += _event(event, when, settings)
    return found


def _event(event: Mapping[str, Any], when: datetime, settings: Mapping[str, Any]) -> Iterator[Told]:
    kind, _, what = line(event.get("subscriptionType")).partition(".")
    key = identity(event.get("eventId"))
    if what == "associationChange":
        yield from _belongs(event, when, key, settings)
    if what != "propertyChange":
        return
    kind = KINDS.get(line(event.get("objectTypeId")), "") if kind == "object" else kind
    id_ = identity(event.get("objectId"))
    for table, column, read in PROPERTIES.get(kind, {}).get(line(event.get("propertyName")), ()) if id_ else ():
        yield told(table, when, key, **_row(table, id_, settings), **{column: read(event.get("propertyValue"))})
        if column == "amount" and (usual := _currency(settings.get("currency"))):
            yield told(table, EARLIEST, "", **_row(table, id_, settings), currency=usual)


def _belongs(event: Mapping[str, Any], when: datetime, key: str, settings: Mapping[str, Any]) -> Iterator[Told]:
    """Whose something is: the company it is associated with, and where there are several, the primary one."""
    kind = BELONGS.get(line(event.get("associationType")))
    primary = event.get("isPrimaryAssociation")
    if kind is None or event.get("associationRemoved") or primary is False:
        return
    id_, company = identity(event.get("fromObjectId")), identity(event.get("toObjectId"))
    for table in {"contact": ("contacts",), "deal": ("purchases",), "ticket": ("cases", "interactions")}[kind]:
        if id_ and company:
            yield told(table, when, key, **_row(table, id_, settings), customer_id=company)


def _row(table: str, id_: str, settings: Mapping[str, Any]) -> dict[str, str]:
    """The key of a row, and what is true of every such row."""
    if table == "customers":
        return {"customer_id": id_, "kind": "organisation"}
    if table == "contacts":
        return {"contact_id": f"hubspot-{id_}"}
    if table == "purchases":
        return {"purchase_id": f"hubspot-{id_}"}
    if table == "cases":
        return {"case_id": id_}
    source = text(settings.get("source")) or SOURCE
    told_of = {"case_id": id_, "thread_id": id_, "channel": "case", "direction": "in"}
    return {"interaction_id": f"{source}:{id_}", **told_of}
