"""The customer that somebody means by an id, whichever of its ids that is, with what is known under all of them."""

from __future__ import annotations

from typing import Final

from deeproot_app.record.as_one import customer_of
from deeproot_app.record.models import Customer

TOLD: Final = ("name", "kind", "persona", "country", "timezone", "since", "left_at")


def whole(customer: Customer) -> Customer:
    """The customer that leads this one, or itself; what its own row does not know is told by the rows it leads.

    One query, two for one that another leads. The row that is given back is to be shown, not to be saved.
    """
    leader = customer.leader
    if not leader.led:
        return leader
    rows = [leader, *leader.led]
    told = [{"customer_id": one.pk, "owner": one.owner} | {name: getattr(one, name) for name in TOLD} for one in rows]
    for name, value in customer_of(leader.pk, told).items():
        if name != "customer_id":
            setattr(leader, name, value)
    return leader


def ids_of(customer_id: str) -> list[str]:
    """All ids of the customer that an id means, that of its leader first; an id that nobody has stands alone.

    Two queries.
    """
    found = Customer.objects.select_related("merged_into").filter(pk=customer_id).first()
    return found.leader.ids if found is not None else [customer_id]


def leaders() -> dict[str, str]:
    """Of every customer that another leads: which. Few, or none; one query by an index of them alone."""
    rows = Customer.objects.filter(merged_into__isnull=False).values_list("customer_id", "merged_into_id")
    return {one: str(leader) for one, leader in rows}
