"""What `tracking` does within a home: connects a product with its customers, and takes in what was kept."""

from __future__ import annotations

import json
import resource
import time

import django


def prepare(users: int, groups: int, key: str) -> None:
    """A home with its tables, a connection with that write key, organisations and their people."""
    from deeproot_app.settings import make_home

    make_home()
    django.setup()
    from deeproot_app.base import clock, schema
    from deeproot_app.base.sealed import seal
    from deeproot_app.record.models import Connection, Contact, Customer

    schema.make_ready(lambda _: None, upgrade=True)
    sealed = seal(json.dumps({"write_key": key}))
    settings = {"customer": "group"}
    Connection.objects.create(
        name="Product", slug="product", channel="segment", made_at=clock.now(), sealed=sealed, settings=settings
    )
    Customer.objects.bulk_create(Customer(customer_id=f"g{one}", name=f"Company {one}") for one in range(groups))
    Contact.objects.bulk_create(Contact(contact_id=f"u{one}", customer_id=f"g{one % groups}") for one in range(users))


def take_everything_in() -> None:
    """Read all that waits; print how many rows it gave, and what it cost."""
    django.setup()
    from deeproot_app.record.arrivals.reading import take_in
    from deeproot_app.record.models import Arrival, Connection, Interaction

    began = time.process_time()
    taken = take_in(Connection.objects.get().pk)
    found = {
        "rows": taken.created,
        "seconds": time.process_time() - began,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "interactions": Interaction.objects.count(),
        "distinct": Interaction.objects.values("interaction_id").distinct().count(),
        "waiting": Arrival.objects.exclude(state=Arrival.State.RECORDED).count(),
    }
    print(json.dumps(found))
