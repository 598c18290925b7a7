"""Whose a conversation is, of which its source knows a person but no customer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from deeproot_app.channels.deliveries import told
from deeproot_app.channels.shapes import Setting, Told

SETTING: Final = Setting(
    "strangers",
    "People whom no customer has",
    "Each person is looked for by their e-mail address among your customers' contacts. Those found nowhere wait "
    "until you have recorded them; or each becomes a customer of their own.",
    kind="choice",
    choices=(("wait", "wait until they are recorded"), ("customers", "become customers")),
    default="wait",
)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of a customer, as a source knows them."""

    source: str
    id: str
    """Their id there."""
    own_id: str = ""
    """The id that your own product gave them, where the source was told it."""
    email: str = ""
    name: str = ""
    phone: str = ""

    @property
    def key(self) -> str:
        return f"{self.source}:{self.id}"


def whose(person: Person, settings: Mapping[str, Any]) -> dict[str, str]:
    """The cells of an interaction that say whose it is."""
    if settings.get("strangers") == "customers":
        return {"customer_id": person.key, "contact_id": person.key}
    if person.email:
        return {"contact_email": person.email}
    if person.own_id:
        return {"contact_id": person.own_id}
    return {"contact_external": person.key}


def introduced(person: Person, settings: Mapping[str, Any], when: datetime, key: str) -> list[Told]:
    """The customer and contact that somebody becomes, where people become customers."""
    if settings.get("strangers") != "customers" or not person.id:
        return []
    cells = {"name": person.name, "email": person.email, "phone": person.phone}
    cells = {column: cell for column, cell in cells.items() if cell}
    shown = person.name or person.email or person.phone or person.key
    return [
        told("customers", when, key, customer_id=person.key, kind="person", name=shown),
        told("contacts", when, key, contact_id=person.key, customer_id=person.key, **cells),
    ]
