"""People, and mailboxes of them, in the record."""

from __future__ import annotations

import json
from typing import Any

from django.db import transaction

from deeproot_app.base import clock
from deeproot_app.base.sealed import seal
from deeproot_app.record.mailboxes.tests.mails import CUSTOMERS, ids, mail, mails
from deeproot_app.record.models import Connection, Contact, Customer, Interaction, Member

__all__ = ["connect", "ids", "mail", "mails", "people_of", "recorded"]


def people_of() -> None:
    """Oakfield's Ada and Ben, and customers with a contact each."""
    numbers = range(CUSTOMERS)
    with transaction.atomic():
        Member.objects.bulk_create(
            Member(member_id=f"m-{name}", name=name.title(), email=f"{name}@oakfield.example")
            for name in ("ada", "ben")
        )
        Customer.objects.bulk_create(Customer(customer_id=f"c{one}", name=f"Customer {one}") for one in numbers)
        Contact.objects.bulk_create(
            Contact(contact_id=f"p{one}", customer_id=f"c{one}", email=f"pat@c{one}.example") for one in numbers
        )


def connect(user: str, password: str, settings: dict[str, Any]) -> Connection:
    """A connection to that user's mailbox on this machine."""
    told = {"host": "127.0.0.1", "user": user, "security": "none"} | settings
    return Connection.objects.create(
        name=f"Mailbox of {user}",
        slug=f"slug-{user}",
        channel="email",
        made_at=clock.now(),
        settings=told,
        sealed=seal(json.dumps({"password": password})),
    )


def recorded() -> list[str]:
    """Every interaction there is, as often as it is there."""
    return list(Interaction.objects.values_list("interaction_id", flat=True))
