"""Make a customer of an address that arrivals wait for."""

from __future__ import annotations

from django.db import transaction

from deeproot_app.base import access, audit
from deeproot_app.base.errors import UserError
from deeproot_app.record import search
from deeproot_app.record.arrivals import waiting
from deeproot_app.record.arrivals.connecting import MANAGE
from deeproot_app.record.arrivals.reading import later
from deeproot_app.record.arrivals.waiting import ADDRESS
from deeproot_app.record.importing.cells import Value
from deeproot_app.record.importing.mail.prepare import made_id
from deeproot_app.record.importing.prepared import Prepared
from deeproot_app.record.importing.store import Database
from deeproot_app.record.importing.write import Writer
from deeproot_app.record.models import Arrival
from deeproot_app.record.shape import SHAPES


def make_customer(actor: access.Actor, arrival: Arrival, address: str) -> str:
    """Make a customer, and their contact, of an address that an arrival waits for; have read what waits for it.

    Raises UserError where it does not wait for that address, or somebody has it by now.
    """
    access.require(actor, MANAGE)
    with transaction.atomic():
        store = Database()
        store.take(0)
        if not arrival.awaited.filter(what=ADDRESS, value=address).exists() or store.contacts_of({address}):
            raise UserError(f"Nothing here waits for {address!r} any more.")
        own = made_id(address)
        customers: dict[str, list[Value]] = {"customer_id": [own], "name": [address], "kind": ["person"]}
        contacts: dict[str, list[Value]] = {"contact_id": [own], "customer_id": [own], "email": [address]}
        for table, columns in (("customers", customers), ("contacts", contacts)):
            Writer(store, None).write(Prepared(SHAPES[table], columns, [0], [0]))
        audit.write(actor, "connection.know", arrival.connection)
        for connection_id in waiting.awaken({ADDRESS: {address}}):
            later(connection_id)
    search.refresh()
    return address
